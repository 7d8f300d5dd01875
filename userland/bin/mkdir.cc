#include <string>

#include "absl/strings/str_cat.h"
#include "syscalls/make_directory.h"
#include "syscalls/set_permissions.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/file_tree.h"
#include "userland/lib/mode.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kMkdirOptions[] = {
    {.letter = 'p',
     .name = "parents",
     .meaning = "and those above that are missing; what is there already is no error"},
    {.letter = 'm', .name = "mode", .argument = "MODE", .meaning = "with these permissions"},
    {.letter = 'v', .name = "verbose", .meaning = "tell what is made"},
};

constexpr unsigned kEverything = 0777;

// All directories that lead to a path.
Co<absl::Status> MakeParents(std::string path, bool verbose) {
  for (std::size_t slash = path.find('/', 1); slash != path.npos;
       slash = path.find('/', slash + 1)) {
    const std::string parent = path.substr(0, slash);
    const absl::Status made = co_yield MakeDirectory(parent);
    if (made.ok() && verbose) Print("mkdir: created directory '%s'\n", parent);
    // (What is wrong with what is there already will show.)
    if (!made.ok() && !absl::IsAlreadyExists(made)) {
      const bool is_there = co_await IsDirectory(parent);
      if (!is_there) co_return made;
    }
  }
  co_return absl::OkStatus();
}

Co<absl::Status> Make(std::string path, bool parents, bool verbose) {
  if (parents) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    absl::Status above = co_await MakeParents(path, verbose);
    if (!above.ok()) co_return above;
  }
  const absl::Status made = co_yield MakeDirectory(path);
  if (made.ok() && verbose) Print("mkdir: created directory '%s'\n", path);
  if (made.ok() || !parents) co_return made;
  const bool is_there = co_await IsDirectory(path);
  co_return is_there ? absl::OkStatus() : made;
}

Co<int> Mkdir(ParsedArgs args) {
  absl::StatusOr<unsigned> mode = kEverything;
  if (const std::string* text = args.Argument('m'); text != nullptr)
    mode = ParseMode(*text, kEverything);
  if (!mode.ok()) co_return Complain(args.name(), mode.status());
  int status = 0;
  for (const std::string& path : args.operands()) {
    absl::Status made = co_await Make(path, args.Has('p'), args.Has('v'));
    if (made.ok() && args.Has('m')) made = co_yield SetPermissions(path, *mode);
    if (!made.ok()) status = Fail(args, made);
  }
  co_return status;
}

}  // namespace

extern const Program kMkdir = {
    .name = "mkdir",
    .params = "DIRECTORY...",
    .summary = "make directories",
    .tool = &Mkdir,
    .options = kMkdirOptions,
    .least = 1,
};

}  // namespace corix
