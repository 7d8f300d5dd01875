// play.cc: to try things. `make play` runs it, `make gdb` runs it in the debugger. It is not
// graded.

#include <cstdio>

#include "calls.h"
#include "kernel.h"

using namespace mini;

static Task Foo() {
  const Tid self = co_yield GetTid();
  for (;;) {
    std::printf("I'm foo %d\n", self);
    co_yield Pause();
  }
}

static Task Main() {
  const Tid child = co_yield NewTask(Foo());
  for (int i = 0; i < 5; ++i) co_yield Pause();
  co_yield KillTask(child);
  std::printf("main done\n");
}

int main() {
  Kernel kernel;
  kernel.Spawn(Main());
  // (Not Run: as long as KillTask does nothing, it would not end.)
  for (int i = 0; i < 30; ++i) kernel.Step();
}
