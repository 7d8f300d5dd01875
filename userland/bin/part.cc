#include "userland/bin/part.h"

#include <string_view>

#include "userland/lib/tool.h"

namespace corix {

absl::StatusOr<Part> PartFor(const ParsedArgs& args) {
  Part part;
  const char last = args.LastOf("nc#");
  if (last == 0) return part;
  part.lines = last != 'c';
  std::string_view text = *args.Argument(last);
  if (text.starts_with('-') || text.starts_with('+')) {
    part.sign = text.front();
    text.remove_prefix(1);
  }
  const absl::StatusOr<std::int64_t> count = ParseCount(text);
  if (!count.ok()) return count.status();
  part.count = *count;
  return part;
}

}  // namespace corix
