// syscalls/kernel_files.h: what stands below /proc: the kernel, as text.
//
//   /proc/TID/status    all that is known of a task, a line each
//   /proc/TID/stat      the same in numbers, on one line
//   /proc/TID/wait      in which call it sleeps, for whom, and what else could end that
//   /proc/TID/syscall   the number of that call, and the call
//   /proc/TID/stack     its chain of calls, innermost first: function, file and line of each
//   /proc/TID/fd        what stands behind its descriptors
//   /proc/TID/cmdline   the words with which it was started
//   /proc/self          the caller's
//   /proc/tasks         a line for each task
//   /proc/waits         a line for each task that waits
//   /proc/sched         who runs next
//   /proc/stat          what has happened so far, counted
//   /proc/uptime        in seconds
//   /proc/syscalls      the table of system calls
//
// A file's text is made when it is opened. A file's size is 0 until then, as at a Linux.
#ifndef CORIX_SYSCALLS_KERNEL_FILES_H_
#define CORIX_SYSCALLS_KERNEL_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/file_info.h"
#include "kernel/kernel.h"

namespace corix {

// `path` is the one below /proc. NOT_FOUND: there is no such file. FAILED_PRECONDITION: it is a
// directory, or is none.
absl::StatusOr<std::string> ReadKernelFile(const Kernel& kernel, const Task& caller,
                                           const std::string& path);
absl::StatusOr<std::vector<DirectoryEntry>> ListKernelDirectory(const Kernel& kernel,
                                                                const Task& caller,
                                                                const std::string& path);
// `follow`: of what the link leads to.
absl::StatusOr<FileInfo> KernelFileInfo(const Kernel& kernel, const Task& caller,
                                        const std::string& path, bool follow);
// What the link /proc/self leads to. INVALID_ARGUMENT: the file is none.
absl::StatusOr<std::string> ReadKernelLink(const Kernel& kernel, const Task& caller,
                                           const std::string& path);

}  // namespace corix

#endif  // CORIX_SYSCALLS_KERNEL_FILES_H_
