// userland/bin/foo.h: the victim of the seeds' scheduler.
#ifndef CORIX_USERLAND_BIN_FOO_H_
#define CORIX_USERLAND_BIN_FOO_H_

#include "kernel/api/co.h"

namespace corix {

// Says where it lives, and takes five steps.
Process Foo();

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_FOO_H_
