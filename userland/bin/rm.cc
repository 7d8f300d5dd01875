#include <string>

#include "absl/strings/str_cat.h"
#include "syscalls/terminal_size.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/file_tree.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kRmOptions[] = {
    {.letter = 'r', .name = "recursive", .meaning = "directories too, with all that is in them"},
    {.letter = 'R', .meaning = "the same"},
    {.letter = 'f', .name = "force", .meaning = "ask nothing, and mind nothing that is not there"},
    {.letter = 'i', .meaning = "ask before each"},
    {.letter = 'd', .name = "dir", .meaning = "directories that are empty too"},
    {.letter = 'v', .name = "verbose", .meaning = "tell what is removed"},
};

Co<int> Rm(ParsedArgs args) {
  const char asks = args.LastOf("fi");
  if (args.operands().empty() && asks != 'f')
    co_return Complain(args.name(), absl::InvalidArgumentError("no file is given"));
  RemoveOptions options;
  options.program = args.name();
  options.recursive = args.LastOf("rR") != 0;
  options.directories = args.Has('d');
  options.ask = asks == 'i';
  options.ignore_missing = asks == 'f';
  options.verbose = args.Has('v');
  // Somebody who can be asked is asked before a file goes that is protected.
  const absl::StatusOr<WindowSize> terminal = co_yield TerminalSize(kStdin);
  options.ask_if_protected = asks == 0 && terminal.ok();
  int status = 0;
  for (const std::string& path : args.operands()) {
    const std::string base = BaseName(path);
    if (base == "." || base == ".." || base == "/") {
      status = Fail(args, absl::StrCat("refusing to remove '", path, "'"));
      continue;
    }
    const bool removed = co_await RemoveTree(options, path);
    if (!removed) status = 1;
  }
  co_return status;
}

}  // namespace

extern const Program kRm = {
    .name = "rm",
    .params = "FILE...",
    .summary = "remove files",
    .tool = &Rm,
    .options = kRmOptions,
};

}  // namespace corix
