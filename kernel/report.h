// kernel/report.h: tasks in words.
#ifndef CORIX_KERNEL_REPORT_H_
#define CORIX_KERNEL_REPORT_H_

#include <string>
#include <vector>

#include "kernel/api/tid.h"

namespace corix {

class Kernel;
class Task;

// "is ready", "waits in WaitTask(3)", "is a zombie".
std::string DescribeState(const Kernel& kernel, const Task& task);

// Who could end a wait.
struct WaitInfo {
  std::vector<Tid> wakers;  // any of these tasks, which live
  bool others = true;       // and perhaps others, whom nobody knows, a timer, or the host
  bool deadline = false;    // and a deadline around the call
  bool signal = false;      // and a signal, since the sleeper catches some

  bool only_wakers() const { return !others && !deadline && !signal; }
};
WaitInfo DescribeWait(const Kernel& kernel, const Task& sleeper);

}  // namespace corix

#endif  // CORIX_KERNEL_REPORT_H_
