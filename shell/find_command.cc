#include "shell/find_command.h"

#include <unistd.h>

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "kernel/api/absl_view.h"
#include "shell/syntax/names.h"
#include "syscalls/check_access.h"
#include "syscalls/dup_to_host.h"
#include "syscalls/file_status.h"
#include "syscalls/open.h"

namespace corix {
namespace {

constexpr std::string_view kUsualPath = "/usr/local/bin:/usr/bin:/bin";

bool IsRegular(const std::string& path) {
  const absl::StatusOr<FileInfo> info = CallNow(FileStatus(path));
  return info.ok() && info->type == FileType::kRegular;
}

bool IsExecutable(const std::string& path) {
  return CallNow(CheckAccess(path, FileAccess::kExecute)).ok();
}

// Whether the host could not execute a file, since it neither is a binary nor says by "#!" for whom
// it is: a text, whose first line has no zero byte.
bool IsScript(const std::string& path) {
  const absl::StatusOr<File> file = CallNow(Open(path));
  if (!file.ok()) return false;
  const absl::StatusOr<int> host_fd = CallNow(DupToHost(*file));
  if (!host_fd.ok()) return false;
  std::array<char, 128> begin;
  const ssize_t size = pread(*host_fd, begin.data(), begin.size(), 0);
  close(*host_fd);
  if (size < 0) return false;
  const std::string_view text(begin.data(), static_cast<std::size_t>(size));
  if (text.starts_with("#!") || text.starts_with("\x7f"
                                                 "ELF"))
    return false;
  return text.substr(0, text.find('\n')).find('\0') == text.npos;
}

FoundCommand FindFile(std::string path) {
  FoundCommand found;
  if (!CallNow(FileStatus(path)).ok()) return found;
  found.kind = FoundCommand::Kind::kForbidden;
  if (IsRegular(path) && IsExecutable(path))
    found.kind = IsScript(path) ? FoundCommand::Kind::kScript : FoundCommand::Kind::kHost;
  found.path = std::move(path);
  return found;
}

}  // namespace

std::string FindOnPath(const ShellState& state, std::string_view name, bool executable) {
  if (name.empty()) return "";
  const std::string* const variable = state.variables.Find("PATH");
  const std::string_view path = variable == nullptr ? kUsualPath : std::string_view(*variable);
  std::string not_executable;
  for (const absl::string_view folder : absl::StrSplit(AbslView(path), ':')) {
    std::string file = absl::StrCat(folder.empty() ? "." : folder, "/", AbslView(name));
    if (!IsRegular(file)) continue;
    if (!executable || IsExecutable(file)) return file;
    if (not_executable.empty()) not_executable = file;
  }
  return not_executable;
}

FoundCommand FindCommand(const ShellState& state, std::string_view name, bool functions) {
  FoundCommand found;
  if (name.find('/') != name.npos) return FindFile(std::string(name));
  found.builtin = FindBuiltin(name);
  found.kind = FoundCommand::Kind::kBuiltin;
  if (found.builtin != nullptr && IsSpecialBuiltin(name)) return found;
  if (functions) {
    const auto function = state.functions.find(name);
    if (function != state.functions.end()) {
      found.kind = FoundCommand::Kind::kFunction;
      found.function = function->second;
      return found;
    }
  }
  if (found.builtin != nullptr) return found;
  found.program = FindProgram(name);
  found.kind = FoundCommand::Kind::kProgram;
  if (found.program != nullptr) return found;
  found.kind = FoundCommand::Kind::kNothing;
  std::string path = FindOnPath(state, name, true);
  return path.empty() ? found : FindFile(std::move(path));
}

}  // namespace corix
