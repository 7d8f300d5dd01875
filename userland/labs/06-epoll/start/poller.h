// poller.h: who waits for which descriptor, and what the host is told of it. Yours to write, as you
// like.
#ifndef MINI_POLLER_H_
#define MINI_POLLER_H_

#include "calls.h"
#include "system_call.h"

namespace mini {

// Step 1.
class Poller {};

}  // namespace mini

#endif  // MINI_POLLER_H_
