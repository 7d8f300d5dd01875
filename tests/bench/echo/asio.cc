// An echo server with Asio: one coroutine for each connection, one thread.
//
// All types name the executor of io_context: any_io_executor, which they would use otherwise, makes
// every operation dearer.

// Asio 1.22 knows clang's coroutines only as an experiment.
#if defined(__clang__) && defined(__cpp_impl_coroutine)
#define ASIO_HAS_CO_AWAIT 1
#endif

#include <array>
#include <asio.hpp>
#include <exception>
#include <utility>

#include "tests/bench/echo/peer.h"

namespace corix::bench {
namespace {

using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Process = asio::awaitable<void, Executor>;

constexpr asio::use_awaitable_t<Executor> kAwait;

Process Echo(Socket socket) {
  std::array<char, kBufferSize> buffer;
  try {
    for (;;) {
      const std::size_t n = co_await socket.async_read_some(asio::buffer(buffer), kAwait);
      co_await asio::async_write(socket, asio::buffer(buffer, n), kAwait);
    }
  } catch (const asio::system_error&) {
    // The end of the stream, or the client is gone: the socket closes with this frame.
  }
}

Process Accept(Acceptor acceptor) {
  for (;;) {
    Socket socket = co_await acceptor.async_accept(kAwait);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), Echo(std::move(socket)), asio::detached);
  }
}

void Serve(std::uint16_t port) {
  asio::io_context context(ASIO_CONCURRENCY_HINT_1);
  Acceptor acceptor(context);
  acceptor.open(tcp::v4());
  acceptor.set_option(Acceptor::reuse_address(true));
  acceptor.bind({asio::ip::address_v4::loopback(), port});
  acceptor.listen(kBacklog);
  Announce(acceptor.local_endpoint().port());
  asio::co_spawn(context, Accept(std::move(acceptor)), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  context.run();
}

}  // namespace
}  // namespace corix::bench

int main(int argc, char** argv) {
  using namespace corix::bench;
  const std::uint16_t port = PortOption(argc, argv);
  RaiseFileLimit();
  try {
    Serve(port);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s: %s\n", argv[0], failure.what());
    return 1;
  }
}
