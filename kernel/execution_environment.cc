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

namespace corix {

Directory::~Directory() { close(host_fd_); }

int ExecutionEnvironment::directory_fd() const {
  return directory == nullptr ? AT_FDCWD : directory->host_fd();
}

absl::StatusOr<std::string> ExecutionEnvironment::DirectoryPath() const {
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
  return text;
}

std::string ExecutionEnvironment::Absolute(const std::string& path) const {
  if (directory == nullptr || path.starts_with('/')) return path;
  // In a directory that has been removed nothing is found, by any path.
  return absl::StrCat(DirectoryPath().value_or("/proc/self/fd/-1"), "/", path);
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
