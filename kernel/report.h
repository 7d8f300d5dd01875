// kernel/report.h: tasks in words.
#ifndef CORIX_KERNEL_REPORT_H_
#define CORIX_KERNEL_REPORT_H_

#include <string>

namespace corix {

class Kernel;
class Task;

// "is ready", "waits in WaitTask(3)", "is a zombie".
std::string DescribeState(const Kernel& kernel, const Task& task);

}  // namespace corix

#endif  // CORIX_KERNEL_REPORT_H_
