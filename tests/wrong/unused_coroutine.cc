// expect: a coroutine does nothing until it is called (co_await) or spawned (NewTask)
#include "syscalls/table.h"
corix::Process Foo() { co_return; }
corix::Process Wrong() {
  Foo();
  co_return;
}
