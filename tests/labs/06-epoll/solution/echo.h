// echo.h: a server that sends back what it gets.
#ifndef MINI_ECHO_H_
#define MINI_ECHO_H_

#include "task.h"

namespace mini {

// Accepts connections, and serves each in a task of its own, until the listener is closed by Close.
// What a client sends comes back to it, in order, until the client has no more to send. `listener`
// is a socket that listens and does not block.
Task EchoServer(int listener);

}  // namespace mini

#endif  // MINI_ECHO_H_
