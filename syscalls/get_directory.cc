#include "syscalls/get_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <string_view>

#include "kernel/kernel.h"
#include "kernel/open_file.h"

namespace corix {

Reply GetDirectory::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  const std::shared_ptr<const Directory>& directory = caller.environment().directory;
  const std::string link = directory == nullptr
                               ? "/proc/self/cwd"
                               : absl::StrCat("/proc/self/fd/", directory->host_fd());
  std::array<char, PATH_MAX> path;
  const ssize_t size = readlink(link.c_str(), path.data(), path.size());
  if (size < 0) return HostError(errno, "the working directory");
  std::string text(path.data(), static_cast<std::size_t>(size));
  constexpr std::string_view kRemoved = " (deleted)";
  struct stat status;
  if (text.ends_with(kRemoved) && stat(text.c_str(), &status) != 0)
    return absl::NotFoundError("the working directory has been removed");
  return Answer(std::move(text));
}

}  // namespace corix
