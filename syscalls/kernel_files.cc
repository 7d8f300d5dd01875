#include "syscalls/kernel_files.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "syscalls/kernel_file_texts.h"

namespace corix {
namespace {

struct TaskFile {
  std::string_view name;
  std::string (*text)(const Kernel& kernel, const Task& task);
};
// In the order of their names, as a directory is listed.
constexpr std::array kTaskFiles = {
    TaskFile{"cmdline", &CommandText}, TaskFile{"fd", &DescriptorsText},
    TaskFile{"stack", &StackText},     TaskFile{"stat", &TaskStatText},
    TaskFile{"status", &StatusText},   TaskFile{"syscall", &SyscallText},
    TaskFile{"wait", &WaitText},
};

struct GlobalFile {
  std::string_view name;
  std::string (*text)(const Kernel& kernel);
};
constexpr std::array kGlobalFiles = {
    GlobalFile{"sched", &SchedText},       GlobalFile{"stat", &StatText},
    GlobalFile{"syscalls", &SyscallsText}, GlobalFile{"tasks", &TasksText},
    GlobalFile{"uptime", &UptimeText},     GlobalFile{"waits", &WaitsText},
};

constexpr std::string_view kSelf = "self";

// What a path leads to. Without a task and a file it is the root.
struct Target {
  const Task* task = nullptr;
  const TaskFile* task_file = nullptr;
  const GlobalFile* global_file = nullptr;
  bool is_self = false;  // the link itself

  bool is_directory() const { return task_file == nullptr && global_file == nullptr && !is_self; }
};

absl::Status NoSuchFile(const std::string& path) {
  return absl::NotFoundError(absl::StrCat("/proc/", path, ": No such file or directory"));
}

template <typename Files>
auto FindFile(const Files& files, std::string_view name) -> decltype(&files[0]) {
  for (const auto& file : files) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

absl::StatusOr<Target> Find(const Kernel& kernel, const Task& caller, const std::string& path,
                            bool follow) {
  Target target;
  if (path.empty()) return target;
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string first = path.substr(0, slash);
  const std::string rest = path.substr(std::min(slash + 1, path.size()));
  target.global_file = FindFile(kGlobalFiles, first);
  if (target.global_file != nullptr) {
    if (rest.empty()) return target;
    return absl::FailedPreconditionError(absl::StrCat("/proc/", path, ": Not a directory"));
  }
  int number = 0;
  if (first == kSelf) {
    target.is_self = rest.empty() && !follow;
    target.task = &caller;
  } else if (absl::SimpleAtoi(first, &number) && absl::StrCat(number) == first) {
    target.task = kernel.FindTask(number);
  }
  if (target.task == nullptr) return NoSuchFile(path);
  if (rest.empty()) return target;
  target.task_file = FindFile(kTaskFiles, rest);
  if (target.task_file == nullptr) return NoSuchFile(path);
  return target;
}

}  // namespace

absl::StatusOr<std::string> ReadKernelFile(const Kernel& kernel, const Task& caller,
                                           const std::string& path) {
  const absl::StatusOr<Target> target = Find(kernel, caller, path, true);
  if (!target.ok()) return target.status();
  if (target->global_file != nullptr) return target->global_file->text(kernel);
  if (target->task_file != nullptr) return target->task_file->text(kernel, *target->task);
  return absl::FailedPreconditionError(absl::StrCat("/proc/", path, ": Is a directory"));
}

absl::StatusOr<std::vector<DirectoryEntry>> ListKernelDirectory(const Kernel& kernel,
                                                                const Task& caller,
                                                                const std::string& path) {
  const absl::StatusOr<Target> target = Find(kernel, caller, path, true);
  if (!target.ok()) return target.status();
  if (!target->is_directory())
    return absl::FailedPreconditionError(absl::StrCat("/proc/", path, ": Not a directory"));
  std::vector<DirectoryEntry> entries;
  if (target->task != nullptr) {
    for (const TaskFile& file : kTaskFiles)
      entries.push_back({std::string(file.name), FileType::kRegular});
    return entries;
  }
  for (const Task* task = kernel.TaskAfter(0); task != nullptr;
       task = kernel.TaskAfter(task->tid()))
    entries.push_back({absl::StrCat(static_cast<int>(task->tid())), FileType::kDirectory});
  for (const GlobalFile& file : kGlobalFiles)
    entries.push_back({std::string(file.name), FileType::kRegular});
  entries.push_back({std::string(kSelf), FileType::kSymbolicLink});
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
  return entries;
}

absl::StatusOr<FileInfo> KernelFileInfo(const Kernel& kernel, const Task& caller,
                                        const std::string& path, bool follow) {
  const absl::StatusOr<Target> target = Find(kernel, caller, path, follow);
  if (!target.ok()) return target.status();
  FileInfo info;
  info.type = target->is_self          ? FileType::kSymbolicLink
              : target->is_directory() ? FileType::kDirectory
                                       : FileType::kRegular;
  info.permissions = target->is_self ? 0777 : target->is_directory() ? 0555 : 0444;
  info.links = 1;
  // (A number for each file, so that no two are taken for the same.)
  std::uint64_t serial = 1;
  if (target->task != nullptr) serial += static_cast<std::uint64_t>(target->task->tid()) * 64;
  if (target->task_file != nullptr)
    serial += static_cast<std::uint64_t>(target->task_file - kTaskFiles.data()) + 1;
  if (target->global_file != nullptr)
    serial += static_cast<std::uint64_t>(target->global_file - kGlobalFiles.data()) + 1;
  info.serial = serial;
  const absl::Time now = kernel.clock().DateOf(kernel.clock().Now());
  info.accessed = info.modified = info.changed = now;
  return info;
}

absl::StatusOr<std::string> ReadKernelLink(const Kernel& kernel, const Task& caller,
                                           const std::string& path) {
  const absl::StatusOr<Target> target = Find(kernel, caller, path, false);
  if (!target.ok()) return target.status();
  if (target->is_self) return absl::StrCat(static_cast<int>(caller.tid()));
  return absl::InvalidArgumentError(absl::StrCat("/proc/", path, ": Invalid argument"));
}

}  // namespace corix
