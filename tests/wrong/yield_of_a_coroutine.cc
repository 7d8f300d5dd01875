// expect: To call a coroutine, write co_await Foo()
#include "syscalls/table.h"
corix::Process Foo() { co_return; }
corix::Process Wrong() { co_yield Foo(); }
