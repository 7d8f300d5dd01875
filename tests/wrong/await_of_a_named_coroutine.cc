// expect: write co_await std::move(co)
#include "syscalls/table.h"
corix::Process Foo() { co_return; }
corix::Process Wrong() {
  corix::Process foo = Foo();
  co_await foo;
}
