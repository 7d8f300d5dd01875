// kernel/path.h: whose file a path names: the host's, or one of the kernel's own.
//
// The names of tasks are those of the host, but for /proc: what is below it is made by the kernel
// (syscalls/kernel_files.h). The host's own /proc is /host/proc. The working directory may be in
// either. A symbolic link of the host leads to the host.
#ifndef CORIX_KERNEL_PATH_H_
#define CORIX_KERNEL_PATH_H_

#include <string>
#include <string_view>

namespace corix {

class ExecutionEnvironment;

inline constexpr std::string_view kKernelFiles = "/proc";
inline constexpr std::string_view kHostProc = "/host/proc";

struct Place {
  bool of_kernel = false;
  // Of the kernel: below /proc, as in "3/status"; empty: /proc itself.
  // Of the host: for the host's calls that end in -at, with this directory.
  std::string path;
  int directory_fd = -1;
};

Place Locate(const ExecutionEnvironment& environment, const std::string& path);

// The path without empty components, "." and "..", as far as names tell. It must be absolute.
std::string NormalPath(std::string_view path);

}  // namespace corix

#endif  // CORIX_KERNEL_PATH_H_
