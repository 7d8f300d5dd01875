#include "userland/bin/foo.h"

#include "syscalls/get_tid.h"
#include "syscalls/yield.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"

namespace corix {

Process Foo() {
  const Tid tid = co_yield GetTid();
  Print("I'm foo and I am living in %d process\n", tid);
  for (int step = 0; step < 5; ++step) {
    Print("Foo %d is in %d step\n", tid, step);
    co_yield Yield();
  }
}

Co<int> FooMain(Args args) {
  if (args.size() != 1) co_return ComplainOfUsage(args);
  co_await Foo();
  co_return 0;
}

}  // namespace corix
