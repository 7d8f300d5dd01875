#include "kernel/execution_environment.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstddef>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace corix {

Directory::~Directory() { close(host_fd_); }

int ExecutionEnvironment::directory_fd() const {
  return directory == nullptr ? AT_FDCWD : directory->host_fd();
}

std::string ExecutionEnvironment::Absolute(const std::string& path) const {
  if (directory == nullptr || path.starts_with('/')) return path;
  std::array<char, PATH_MAX> base;
  const std::string link = absl::StrCat("/proc/self/fd/", directory->host_fd());
  const ssize_t size = readlink(link.c_str(), base.data(), base.size());
  if (size < 0) return absl::StrCat(link, "/", path);
  return absl::StrCat(absl::string_view(base.data(), static_cast<std::size_t>(size)), "/", path);
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
