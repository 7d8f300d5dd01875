// expect: co_await is a call: it takes one of our coroutines
#include <coroutine>

#include "syscalls/table.h"
corix::Process Wrong() { co_await std::suspend_always(); }
