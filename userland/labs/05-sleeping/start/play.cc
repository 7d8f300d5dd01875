// play.cc: to try things. `make play` runs it, `make gdb` runs it in the debugger. It is not
// graded.

#include <cstdio>

#include "calls.h"
#include "kernel.h"

using namespace mini;
using namespace std::chrono_literals;

static Task Tick(const char* word, Duration pause, int times) {
  for (int i = 0; i < times; ++i) {
    co_yield Sleep(pause);
    std::printf("%s\n", word);
  }
}

int main() {
  RealClock clock;
  Kernel kernel(clock);
  kernel.Spawn(Tick("tick", 300ms, 6));
  kernel.Spawn(Tick("          tock", 500ms, 4));
  kernel.Run();
}
