#include <string>

#include "syscalls/open.h"
#include "syscalls/set_times.h"
#include "userland/bin/programs.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kTouchOptions[] = {
    {.letter = 'c', .name = "no-create", .meaning = "make no file that is not there"},
};

Co<int> Touch(ParsedArgs args) {
  int status = 0;
  for (const std::string& path : args.operands()) {
    absl::Status touched = co_yield SetTimes(path);
    if (absl::IsNotFound(touched)) {
      if (args.Has('c')) continue;
      const absl::StatusOr<File> made = co_yield Open(path, OpenMode::kWrite | OpenMode::kCreate);
      touched = made.status();
    }
    if (!touched.ok()) status = Fail(args, touched);
  }
  co_return status;
}

}  // namespace

extern const Program kTouch = {
    .name = "touch",
    .params = "FILE...",
    .summary = "make files that are not there, and give all the time of now",
    .tool = &Touch,
    .options = kTouchOptions,
    .least = 1,
};

}  // namespace corix
