#include "kernel/execution_environment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "kernel/path.h"

namespace corix {

Directory::~Directory() {
  if (host_fd_ >= 0) close(host_fd_);
}

int ExecutionEnvironment::directory_fd() const {
  return directory == nullptr || directory->of_kernel() ? AT_FDCWD : directory->host_fd();
}

absl::StatusOr<std::string> ExecutionEnvironment::DirectoryPath() const {
  if (directory != nullptr && directory->of_kernel()) return directory->kernel_path();
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
  const bool in_host_proc =
      text == kKernelFiles || text.starts_with(absl::StrCat(AbslView(kKernelFiles), "/"));
  return in_host_proc ? absl::StrCat("/host", text) : text;
}

std::string ExecutionEnvironment::Absolute(const std::string& path) const {
  const Place place = Locate(*this, path);
  // In a directory that has been removed, or in one of the kernel's, nothing of the host is found, by
  // any path.
  std::string nowhere = "/proc/self/fd/-1";
  if (place.of_kernel) return nowhere;
  if (directory == nullptr || place.path.starts_with('/')) return place.path;
  return absl::StrCat(DirectoryPath().value_or(nowhere), "/", place.path);
}

std::shared_ptr<const Variables> ExecutionEnvironment::CurrentVariables() const {
  if (variables != nullptr) return variables;
  auto of_host = std::make_shared<Variables>();
  for (char** pair = environ; pair != nullptr && *pair != nullptr; ++pair) {
    const std::string_view text(*pair);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && equals > 0)
      of_host->emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return of_host;
}

UmaskScope::UmaskScope(std::optional<unsigned> mask) : changed_(mask.has_value()) {
  if (changed_) before_ = ::umask(static_cast<mode_t>(*mask));
}

UmaskScope::~UmaskScope() {
  if (changed_) ::umask(static_cast<mode_t>(before_));
}

}  // namespace corix
