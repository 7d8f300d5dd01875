#include "shell/expand/glob.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "shell/expand/pattern.h"
#include "syscalls/check_access.h"
#include "syscalls/file_status.h"
#include "syscalls/list_directory.h"

namespace corix {
namespace {

bool Exists(const std::string& path) { return CallNow(FileStatus(path).NotFollowing()).ok(); }

// The names in a directory that match, with what they stand behind.
void AddMatches(const std::string& prefix, const Pattern& pattern,
                std::vector<std::string>& found) {
  const absl::StatusOr<std::vector<DirectoryEntry>> entries =
      CallNow(ListDirectory(prefix.empty() ? "." : prefix));
  if (!entries.ok()) return;
  std::vector<std::string> names;
  if (pattern.begins_with_dot()) names = {".", ".."};
  for (const DirectoryEntry& entry : *entries) {
    if (entry.name.starts_with('.') && !pattern.begins_with_dot()) continue;
    names.push_back(entry.name);
  }
  for (const std::string& name : names) {
    if (pattern.Matches(name)) found.push_back(prefix + name);
  }
}

}  // namespace

std::vector<std::string> Glob(std::string_view pattern) {
  // What was found so far: the paths that match all components up to here.
  std::vector<std::string> paths = {""};
  while (!pattern.empty() && !paths.empty()) {
    std::string slashes;
    while (pattern.starts_with('/')) {
      slashes += '/';
      pattern.remove_prefix(1);
    }
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const Pattern component(pattern.substr(0, end));
    pattern.remove_prefix(end);
    const std::optional<std::string> literal = component.Literal();
    std::vector<std::string> found;
    for (const std::string& path : paths) {
      if (literal.has_value()) {
        std::string next = path + slashes + *literal;
        if (!pattern.empty() || Exists(next)) found.push_back(std::move(next));
      } else {
        AddMatches(path + slashes, component, found);
      }
    }
    paths = std::move(found);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace corix
