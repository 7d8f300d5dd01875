// syscalls/kernel_file_texts.h: the texts of the kernel files. Each ends with a newline.
#ifndef CORIX_SYSCALLS_KERNEL_FILE_TEXTS_H_
#define CORIX_SYSCALLS_KERNEL_FILE_TEXTS_H_

#include <string>

namespace corix {

class Kernel;
class Task;

// Of a task.
std::string CommandText(const Kernel& kernel, const Task& task);
std::string DescriptorsText(const Kernel& kernel, const Task& task);
std::string StackText(const Kernel& kernel, const Task& task);
std::string TaskStatText(const Kernel& kernel, const Task& task);
std::string StatusText(const Kernel& kernel, const Task& task);
std::string SyscallText(const Kernel& kernel, const Task& task);
std::string WaitText(const Kernel& kernel, const Task& task);

// Of the kernel.
std::string SchedText(const Kernel& kernel);
std::string StatText(const Kernel& kernel);
std::string SyscallsText(const Kernel& kernel);
std::string TasksText(const Kernel& kernel);
std::string UptimeText(const Kernel& kernel);
std::string WaitsText(const Kernel& kernel);

}  // namespace corix

#endif  // CORIX_SYSCALLS_KERNEL_FILE_TEXTS_H_
