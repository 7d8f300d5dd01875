// expect: A Generator hands out values and does not trap.
#include "syscalls/table.h"
#include "userland/lib/generator.h"
corix::Generator<int> Wrong() { co_yield corix::Yield(); }
