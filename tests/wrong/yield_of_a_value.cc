// expect: co_yield is a trap: it takes a system call
#include "syscalls/table.h"
corix::Process Wrong() { co_yield 42; }
