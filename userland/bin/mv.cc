#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/api/file_info.h"
#include "syscalls/check_access.h"
#include "syscalls/file_status.h"
#include "syscalls/remove_file.h"
#include "syscalls/rename.h"
#include "syscalls/terminal_size.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/file_tree.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kMvOptions[] = {
    {.letter = 'f', .name = "force", .meaning = "ask nothing"},
    {.letter = 'i', .name = "interactive", .meaning = "ask before a file is overwritten"},
    {.letter = 'n', .name = "no-clobber", .meaning = "overwrite nothing"},
    {.letter = 'v', .name = "verbose", .meaning = "tell what is moved"},
};

// To another file system: a copy, and then the original goes.
Co<bool> MoveByCopy(std::string program, std::string from, std::string to) {
  const absl::StatusOr<FileInfo> there = co_yield FileStatus(to).NotFollowing();
  if (there.ok() && there->type != FileType::kDirectory) (void)(co_yield RemoveFile(to));
  CopyOptions copy;
  copy.program = program;
  copy.recursive = copy.preserve = copy.keep_links = true;
  const bool copied = co_await CopyTree(copy, from, to);
  if (!copied) co_return false;
  RemoveOptions remove;
  remove.program = program;
  remove.recursive = true;
  co_return co_await RemoveTree(remove, from);
}

Co<bool> Move(const ParsedArgs& args, std::string from, std::string to, bool at_terminal) {
  const char asks = args.LastOf("fin");
  const absl::StatusOr<FileInfo> source = co_yield FileStatus(from).NotFollowing();
  if (!source.ok()) {
    (void)Fail(args, source.status());
    co_return false;
  }
  const absl::StatusOr<FileInfo> there = co_yield FileStatus(to).NotFollowing();
  if (there.ok()) {
    if (there->SameFileAs(*source)) {
      (void)Fail(args, absl::StrCat(from, " and ", to, " are the same file"));
      co_return false;
    }
    if (asks == 'n') co_return true;
    bool ask = asks == 'i';
    if (asks == 0 && at_terminal) {
      const absl::Status writable = co_yield CheckAccess(to, FileAccess::kWrite);
      ask = !writable.ok();
    }
    if (ask) {
      const bool yes = co_await Ask(absl::StrCat(args.name(), ": overwrite '", to, "'? "));
      if (!yes) co_return true;
    }
  }
  const absl::Status renamed = co_yield Rename(from, to);
  bool moved = renamed.ok();
  if (absl::IsUnimplemented(renamed)) {
    moved = co_await MoveByCopy(args.name(), from, to);
  } else if (!moved) {
    (void)Fail(args, renamed);
  }
  if (moved && args.Has('v')) Print("renamed '%s' -> '%s'\n", from, to);
  co_return moved;
}

Co<int> Mv(ParsedArgs args) {
  const std::vector<std::string>& names = args.operands();
  const std::string& target = names.back();
  const bool into = co_await IsDirectory(target);
  if (names.size() > 2 && !into) co_return Fail(args, absl::StrCat(target, ": is not a directory"));
  const absl::StatusOr<WindowSize> terminal = co_yield TerminalSize(kStdin);
  int status = 0;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    const std::string to = into ? JoinPath(target, BaseName(names[i])) : target;
    const bool moved = co_await Move(args, names[i], to, terminal.ok());
    if (!moved) status = 1;
  }
  co_return status;
}

}  // namespace

extern const Program kMv = {
    .name = "mv",
    .params = "FILE... TARGET",
    .summary = "rename a file, or move several into a directory",
    .tool = &Mv,
    .options = kMvOptions,
    .least = 2,
};

}  // namespace corix
