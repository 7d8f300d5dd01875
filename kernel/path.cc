#include "kernel/path.h"

#include <fcntl.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/execution_environment.h"

namespace corix {
namespace {

// Whether `path` is `folder`, or below it.
bool IsWithin(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

std::string NormalPath(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string normal;
  for (const std::string_view part : parts) normal.append("/").append(part);
  return normal.empty() ? "/" : normal;
}

Place Locate(const ExecutionEnvironment& environment, const std::string& path) {
  const bool in_kernel = environment.directory != nullptr && environment.directory->of_kernel();
  // Most paths are told to be the host's by a glance.
  constexpr std::string_view kHint = "proc";
  const bool absolute = path.starts_with('/');
  if (path.empty() || (path.find(kHint) == path.npos && (absolute || !in_kernel) &&
                       (absolute || path.find("..") == path.npos)))
    return {.path = path, .directory_fd = environment.directory_fd()};
  std::string whole = path;
  if (!absolute) {
    const absl::StatusOr<std::string> directory = environment.DirectoryPath();
    if (!directory.ok()) return {.path = path, .directory_fd = environment.directory_fd()};
    whole = absl::StrCat(*directory, "/", path);
  }
  const std::string normal = NormalPath(whole);
  if (IsWithin(normal, kKernelFiles)) {
    const bool root = normal.size() == kKernelFiles.size();
    return {.of_kernel = true, .path = root ? "" : normal.substr(kKernelFiles.size() + 1)};
  }
  if (IsWithin(normal, kHostProc))
    return {.path = normal.substr(kHostProc.size() - kKernelFiles.size()),
            .directory_fd = AT_FDCWD};
  if (in_kernel && !absolute) return {.path = normal, .directory_fd = AT_FDCWD};
  return {.path = path, .directory_fd = environment.directory_fd()};
}

}  // namespace corix
