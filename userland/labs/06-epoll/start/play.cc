// play.cc: an echo server at port 7007 of this machine, which you can try with `nc 127.0.0.1 7007`.
// Or in Python:
//
//   python3 -ic 'from socket import *; s = create_connection(("127.0.0.1", 7007))'
//
// and then s.send(b"hello"), s.recv(99), s.close().
//
// `make play` runs the server, `make gdb` runs it in the debugger. It is not graded.

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstdio>

#include "calls.h"
#include "echo.h"
#include "kernel.h"

using namespace mini;

int main() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(7007);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) < 0 ||
      listen(listener, 128) < 0) {
    std::perror("port 7007");
    return 1;
  }
  RealClock clock;
  Kernel kernel(clock);
  kernel.Spawn(EchoServer(listener));
  std::printf("listening on 127.0.0.1:7007\n");
  kernel.Run();
}
