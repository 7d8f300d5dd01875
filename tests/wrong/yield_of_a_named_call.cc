// expect: A system call is made where it is yielded and used once
#include "syscalls/table.h"
corix::Process Wrong() {
  corix::Sleep nap(absl::Seconds(1));
  co_yield nap;
}
