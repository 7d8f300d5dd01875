// play.cc: to try things. `make play` runs it, `make gdb` runs it in the debugger. It is not
// graded.

#include <cstdio>

#include "kernel.h"

static mini::Task Say(const char* word, int times) {
  for (int i = 0; i < times; ++i) {
    std::printf("%s\n", word);
    co_yield mini::Pause();
  }
}

int main() {
  mini::Kernel kernel;
  kernel.Spawn(Say("I'm foo", 10));
  kernel.Spawn(Say("I'm bar", 5));
  kernel.Run();
}
