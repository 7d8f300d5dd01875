#include "kernel/panic.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "kernel/kernel.h"
#include "kernel/report.h"

namespace corix {

void Panic(std::string_view sentence) noexcept {
  std::fprintf(stderr, "corix: kernel panic: %.*s\n", static_cast<int>(sentence.size()),
               sentence.data());
  static bool dumping = false;  // should the dump fail too, it is not tried again
  if (const Kernel* kernel = cpu.kernel; kernel != nullptr && !std::exchange(dumping, true)) {
    constexpr int kMost = 50;
    int shown = 0;
    for (const Task* task = kernel->TaskAfter(0); task != nullptr && shown < kMost;
         task = kernel->TaskAfter(task->tid())) {
      std::fprintf(stderr, "  task %d (%s): %s\n", static_cast<int>(task->tid()),
                   task->Name().c_str(), DescribeState(*kernel, *task).c_str());
      ++shown;
    }
  }
  std::abort();
}

}  // namespace corix
