#include <string>

#include "absl/strings/str_join.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

Co<int> Yes(ParsedArgs args) {
  const std::string line =
      args.operands().empty() ? "y\n" : absl::StrJoin(args.operands(), " ") + "\n";
  // Many lines at a time, so that a trap pays.
  std::string lines = line;
  while (lines.size() + line.size() <= ByteReader::kPiece) lines += line;
  for (;;) co_await WriteOut(args.name(), lines);
}

}  // namespace

extern const Program kYes = {
    .name = "yes",
    .params = "[WORD...]",
    .summary = "print y, or the words, until nobody reads them any more",
    .tool = &Yes,
};

}  // namespace corix
