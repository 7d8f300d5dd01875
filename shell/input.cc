#include "shell/input.h"

#include <array>
#include <utility>

#include "absl/types/span.h"
#include "syscalls/read.h"
#include "syscalls/seek.h"

namespace corix {

Co<absl::StatusOr<InputLine>> ReadInputLine(Fd fd) {
  const bool can_give_back = CallNow(Seek(fd, 0, SeekFrom::kHere)).ok();
  std::array<char, 512> piece;
  const std::size_t at_once = can_give_back ? piece.size() : 1;
  InputLine line;
  bool too_long = false;
  while (!line.ended) {
    const absl::StatusOr<std::size_t> bytes =
        co_yield Read(fd, absl::MakeSpan(piece).subspan(0, at_once));
    if (!bytes.ok()) co_return bytes.status();
    if (*bytes == 0) break;
    const std::string_view read(piece.data(), *bytes);
    const std::size_t newline = read.find('\n');
    line.ended = newline != read.npos;
    line.text += read.substr(0, newline);
    if (line.ended && newline + 1 < read.size()) {
      const auto surplus = static_cast<std::int64_t>(read.size() - newline - 1);
      (void)CallNow(Seek(fd, -surplus, SeekFrom::kHere));
    }
    too_long |= line.text.size() > kLongestInputLine;
    if (too_long) line.text.clear();
  }
  if (too_long) co_return absl::ResourceExhaustedError("the line is too long");
  co_return line;
}

}  // namespace corix
