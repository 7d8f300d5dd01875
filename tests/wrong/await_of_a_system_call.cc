// expect: A system call is a trap: write co_yield
#include "syscalls/table.h"
corix::Process Wrong() { co_await corix::Yield(); }
