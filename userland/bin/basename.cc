#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "userland/bin/programs.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

Co<int> Basename(ParsedArgs args) {
  std::string base = BaseName(args.operands()[0]);
  const std::string_view suffix =
      args.operands().size() > 1 ? std::string_view(args.operands()[1]) : "";
  if (base.size() > suffix.size() && base.ends_with(suffix))
    base.resize(base.size() - suffix.size());
  Put(absl::StrCat(base, "\n"));
  co_return 0;
}

// Without the last name, and the slashes around it (POSIX, dirname).
std::string DirectoryOf(std::string path) {
  const auto trim = [&path] {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  };
  trim();
  const std::size_t slash = path.rfind('/');
  if (path == "/") return path;
  if (slash == path.npos) return ".";
  path.resize(slash + 1);
  trim();
  return path;
}

Co<int> Dirname(ParsedArgs args) {
  for (const std::string& path : args.operands()) Put(absl::StrCat(DirectoryOf(path), "\n"));
  co_return 0;
}

}  // namespace

extern const Program kBasename = {
    .name = "basename",
    .params = "PATH [SUFFIX]",
    .summary = "print the last name of a path",
    .tool = &Basename,
    .least = 1,
    .most = 2,
};

extern const Program kDirname = {
    .name = "dirname",
    .params = "PATH...",
    .summary = "print what stands before the last name of a path",
    .tool = &Dirname,
    .least = 1,
};

}  // namespace corix
