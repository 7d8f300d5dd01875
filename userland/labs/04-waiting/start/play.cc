// play.cc: to try things. `make play` runs it, `make gdb` runs it in the debugger. It is not
// graded.

#include <cstdio>

#include "calls.h"
#include "kernel.h"

using namespace mini;

static Task Foo() {
  for (int i = 0; i < 5; ++i) {
    std::printf("I'm foo\n");
    co_yield Pause();
  }
}

// A subroutine. Its answer goes into a variable of its caller.
static Task Twice(int n, int& result) {
  co_yield Pause();
  result = 2 * n;
}

static Task Main() {
  const Tid child = co_yield NewTask(Foo());
  std::printf("Waiting for child\n");
  const Waited waited = co_yield WaitTask(child);
  std::printf("Child done, with code %d\n", waited.status.code);
  int four = 0;
  co_await Twice(2, four);
  std::printf("twice 2 is %d\n", four);
}

int main() {
  Kernel kernel;
  kernel.Spawn(Main());
  kernel.Run();
}
