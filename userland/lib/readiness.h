// userland/lib/readiness.h: callbacks on readiness, for those who like to write that way.
#ifndef CORIX_USERLAND_LIB_READINESS_H_
#define CORIX_USERLAND_LIB_READINESS_H_

#include <functional>

#include "kernel/api/co.h"
#include "kernel/api/fd.h"

namespace corix {

// Is told which events are possible, and answers for which it wants to be called back next; kNone:
// never more.
using ReadinessCallback = std::function<Co<IoEvents>(IoEvents ready)>;

// Calls back each time one of the events is possible, until the callback wants no more, the
// descriptor is closed. To be spawned: one task for each descriptor.
Process CallOnReadiness(Fd fd, IoEvents events, ReadinessCallback callback);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_READINESS_H_
