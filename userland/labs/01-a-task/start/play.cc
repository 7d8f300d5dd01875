// play.cc: to try things. `make play` runs it, `make gdb` runs it in the debugger. It is not
// graded. (It asks done(), so it shows turns only after step 2.)

#include <cstdio>

#include "say.h"
#include "task.h"

using mini::Pause;
using mini::Task;

static Task Count(int to) {
  for (int i = 1; i <= to; ++i) {
    std::printf("  in the coroutine: %d\n", i);
    co_yield Pause();
  }
}

int main() {
  Task task = Count(3);
  std::printf("made\n");
  while (!task.done()) {
    task.Resume();
    std::printf("after a turn\n");
  }
}
