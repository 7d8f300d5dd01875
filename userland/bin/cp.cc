#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "userland/bin/programs.h"
#include "userland/lib/complain.h"
#include "userland/lib/file_tree.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kCpOptions[] = {
    {.letter = 'r', .name = "recursive", .meaning = "directories too, with all that is in them"},
    {.letter = 'R', .meaning = "the same"},
    {.letter = 'a', .name = "archive", .meaning = "as -rpP"},
    {.letter = 'p', .name = "preserve", .meaning = "permissions and times too"},
    {.letter = 'P', .name = "no-dereference", .meaning = "symbolic links as such; so does -r"},
    {.letter = 'L', .name = "dereference", .meaning = "what symbolic links lead to"},
    {.letter = 'f', .name = "force", .meaning = "remove what is there and cannot be written"},
    {.letter = 'i', .name = "interactive", .meaning = "ask before a file is overwritten"},
    {.letter = 'n', .name = "no-clobber", .meaning = "overwrite nothing"},
    {.letter = 'v', .name = "verbose", .meaning = "tell what is copied"},
};

Co<int> Cp(ParsedArgs args) {
  CopyOptions options;
  options.program = args.name();
  options.recursive = args.LastOf("rRa") != 0;
  options.preserve = args.LastOf("pa") != 0;
  const char links = args.LastOf("PLa");
  options.keep_links = links == 0 ? options.recursive : links != 'L';
  options.verbose = args.Has('v');
  const char existing = args.LastOf("in");
  options.existing = existing == 'n'   ? Existing::kKeep
                     : existing == 'i' ? Existing::kAsk
                     : args.Has('f')   ? Existing::kForce
                                       : Existing::kReplace;
  const std::vector<std::string>& names = args.operands();
  const std::string& target = names.back();
  const bool into = co_await IsDirectory(target);
  if (names.size() > 2 && !into) co_return Fail(args, absl::StrCat(target, ": is not a directory"));
  int status = 0;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    const std::string to = into ? JoinPath(target, BaseName(names[i])) : target;
    const bool copied = co_await CopyTree(options, names[i], to);
    if (!copied) status = 1;
  }
  co_return status;
}

}  // namespace

extern const Program kCp = {
    .name = "cp",
    .params = "FILE... TARGET",
    .summary = "copy a file, or several into a directory",
    .tool = &Cp,
    .options = kCpOptions,
    .least = 2,
};

}  // namespace corix
