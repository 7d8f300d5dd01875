#include "shell/editor/shell_completer.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "syscalls/get_directory.h"
#include "syscalls/list_tasks.h"
#include "syscalls/run_blocking.h"

namespace corix {
namespace {

using Kind = CompletionQuery::Kind;

std::vector<Completable> Named(const std::vector<std::string>& names) {
  std::vector<Completable> known;
  known.reserve(names.size());
  for (const std::string& name : names) known.push_back({.name = name});
  return known;
}

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

template <typename Visit>
void ForEachEntry(const std::string& path, Visit visit) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.empty() ? "." : path.c_str()));
  if (directory == nullptr) return;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    visit(dirfd(directory.get()), *entry);
  }
}

}  // namespace

std::vector<Completable> CompletablesIn(const std::string& directory) {
  std::vector<Completable> files;
  ForEachEntry(directory, [&](int fd, const dirent& entry) {
    bool is_directory = entry.d_type == DT_DIR;
    if (entry.d_type == DT_LNK || entry.d_type == DT_UNKNOWN) {
      struct stat status = {};
      is_directory = fstatat(fd, entry.d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
    }
    files.push_back({.name = entry.d_name, .remark = "", .directory = is_directory});
  });
  return files;
}

std::vector<Completable> ListPrograms(const std::string& search_path) {
  std::vector<Completable> programs;
  for (const std::string& directory :
       std::vector<std::string>(absl::StrSplit(search_path, ':', absl::SkipEmpty()))) {
    ForEachEntry(directory, [&](int fd, const dirent& entry) {
      if (entry.d_type == DT_DIR) return;
      if (faccessat(fd, entry.d_name, X_OK, 0) == 0) programs.push_back({.name = entry.d_name});
    });
  }
  return programs;
}

std::string ShellCompleter::Expanded(const std::string& directory) const {
  if (!directory.starts_with("~/")) return directory;
  return names_.Value("HOME") + directory.substr(1);
}

Co<std::vector<Completable>> ShellCompleter::Gather(const CompletionQuery& query) {
  switch (query.kind) {
    case Kind::kCommand: {
      std::vector<Completable> known = Named(names_.Commands());
      std::string path = names_.Value("PATH");
      auto list = [path = std::move(path)] { return ListPrograms(path); };
      std::vector<Completable> programs = co_yield RunBlocking(std::move(list));
      for (Completable& program : programs) known.push_back(std::move(program));
      co_return known;
    }
    case Kind::kFile:
    case Kind::kDirectory: {
      std::string directory = Expanded(query.directory);
      if (!directory.starts_with('/')) {
        // The shell's own, which need not be the host process's.
        const absl::StatusOr<std::string> here = co_yield GetDirectory();
        if (here.ok()) directory = absl::StrCat(*here, "/", directory);
      }
      auto list = [directory = std::move(directory)] { return CompletablesIn(directory); };
      co_return co_yield RunBlocking(std::move(list));
    }
    case Kind::kVariable:
    case Kind::kVariableName:
      co_return Named(names_.Variables());
    case Kind::kTask: {
      std::vector<Completable> known;
      const std::vector<TaskInfo> tasks = co_yield ListTasks();
      known.reserve(tasks.size());
      for (const TaskInfo& task : tasks) {
        known.push_back({.name = absl::StrCat(static_cast<int>(task.tid)), .remark = task.name});
      }
      co_return known;
    }
    case Kind::kJob:
      co_return names_.Jobs();
    case Kind::kSignal: {
      std::vector<Completable> known;
      for (const std::string& name : names_.Signals()) known.push_back({.name = "-" + name});
      co_return known;
    }
    case Kind::kOption:
      co_return Named(names_.Options(query.command));
  }
  co_return std::vector<Completable>();
}

Co<Completion> ShellCompleter::Complete(std::string text, std::size_t cursor) {
  const CompletionQuery query = AskForCompletion(text, cursor);
  std::vector<Completable> known;
  try {
    known = co_await Gather(query);
  } catch (const std::exception&) {
    // The host gives us no thread, or the task was cancelled: there is nothing to offer.
    known.clear();
  }
  co_return AnswerCompletion(query, std::move(known));
}

bool ShellCompleter::IsCommand(const std::string& name) {
  if (names_.IsCommand(name)) return true;
  const auto [entry, is_new] = known_.try_emplace(name, false);
  if (!is_new) return entry->second;
  const auto runs = [](const std::string& path) {
    struct stat status = {};
    return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
           access(path.c_str(), X_OK) == 0;
  };
  if (name.find('/') != std::string::npos) {
    entry->second = runs(Expanded(name));
  } else if (!name.empty()) {
    for (const std::string& directory :
         std::vector<std::string>(absl::StrSplit(names_.Value("PATH"), ':', absl::SkipEmpty()))) {
      entry->second = entry->second || runs(absl::StrCat(directory, "/", name));
    }
  }
  return entry->second;
}

}  // namespace corix
