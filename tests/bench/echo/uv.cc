// An echo server with libuv.
//
// Each connection has one buffer, which is used again for every message: what was read is written
// at once if the socket takes it, and while it does not take all of it, nothing more is read.
// Records of closed connections are kept for the next ones.

#include <uv.h>

#include <array>
#include <vector>

#include "tests/bench/echo/peer.h"

namespace corix::bench {
namespace {

struct Connection {
  uv_tcp_t socket;  // its `data` points to the Connection
  uv_write_t write;
  std::array<char, kBufferSize> buffer;
};

std::vector<Connection*> free_connections;

void Check(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "%s: %s\n", what, uv_strerror(result));
  std::exit(1);
}

Connection& Of(uv_handle_t* handle) { return *static_cast<Connection*>(handle->data); }

uv_stream_t* StreamOf(Connection& connection) {
  return reinterpret_cast<uv_stream_t*>(&connection.socket);
}

void Close(Connection& connection) {
  auto* const handle = reinterpret_cast<uv_handle_t*>(&connection.socket);
  uv_close(handle, [](uv_handle_t* closed) { free_connections.push_back(&Of(closed)); });
}

void GiveBuffer(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  *buffer = uv_buf_init(Of(handle).buffer.data(), kBufferSize);
}

void OnRead(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer);

void OnWritten(uv_write_t* write, int result) {
  if (result == UV_ECANCELED) return;  // closed meanwhile
  Connection& connection = *static_cast<Connection*>(write->data);
  if (result < 0) return Close(connection);
  Check(uv_read_start(StreamOf(connection), GiveBuffer, OnRead), "uv_read_start");
}

void OnRead(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
  if (size == 0) return;  // as EAGAIN
  Connection& connection = Of(reinterpret_cast<uv_handle_t*>(stream));
  if (size < 0) return Close(connection);
  uv_buf_t rest = uv_buf_init(buffer->base, static_cast<unsigned>(size));
  const int sent = uv_try_write(stream, &rest, 1);
  if (sent == size) return;
  if (sent < 0 && sent != UV_EAGAIN) return Close(connection);
  if (sent > 0) rest = uv_buf_init(rest.base + sent, static_cast<unsigned>(size - sent));
  uv_read_stop(stream);
  connection.write.data = &connection;
  if (uv_write(&connection.write, stream, &rest, 1, OnWritten) < 0) Close(connection);
}

void OnConnection(uv_stream_t* listener, int result) {
  Check(result, "accept");
  if (free_connections.empty()) free_connections.push_back(new Connection);
  Connection& connection = *free_connections.back();
  free_connections.pop_back();
  Check(uv_tcp_init(listener->loop, &connection.socket), "uv_tcp_init");
  connection.socket.data = &connection;
  if (uv_accept(listener, StreamOf(connection)) < 0) return Close(connection);
  Check(uv_tcp_nodelay(&connection.socket, 1), "uv_tcp_nodelay");
  Check(uv_read_start(StreamOf(connection), GiveBuffer, OnRead), "uv_read_start");
}

void Serve(std::uint16_t port) {
  uv_loop_t* const loop = uv_default_loop();
  uv_tcp_t listener;
  Check(uv_tcp_init(loop, &listener), "uv_tcp_init");
  sockaddr_in address = Loopback(port);
  // uv_tcp_bind sets SO_REUSEADDR.
  Check(uv_tcp_bind(&listener, reinterpret_cast<const sockaddr*>(&address), 0), "uv_tcp_bind");
  Check(uv_listen(reinterpret_cast<uv_stream_t*>(&listener), kBacklog, OnConnection), "uv_listen");
  int size = sizeof address;
  Check(uv_tcp_getsockname(&listener, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  Announce(ntohs(address.sin_port));
  uv_run(loop, UV_RUN_DEFAULT);
}

}  // namespace
}  // namespace corix::bench

int main(int argc, char** argv) {
  using namespace corix::bench;
  const std::uint16_t port = PortOption(argc, argv);
  RaiseFileLimit();
  signal(SIGPIPE, SIG_IGN);
  Serve(port);
}
