// kernel/observe.h: how the kernel tells its observers. For the kernel's own .cc files.
#ifndef CORIX_KERNEL_OBSERVE_H_
#define CORIX_KERNEL_OBSERVE_H_

#include <utility>

#include "kernel/kernel.h"

namespace corix {

template <typename Tell>
void Kernel::Observe(Tell tell) {
  if (observers_.empty()) [[likely]]
    return;
  // An observer is outside any task: what it prints is not the task's.
  Task* const task = std::exchange(cpu.task, nullptr);
  // By index, since an observer may add another.
  for (std::size_t i = 0; i < observers_.size(); ++i) tell(*observers_[i]);
  cpu.task = task;
}

}  // namespace corix

#endif  // CORIX_KERNEL_OBSERVE_H_
