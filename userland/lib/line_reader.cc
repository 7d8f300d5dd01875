#include "userland/lib/line_reader.h"

#include <algorithm>
#include <utility>

#include "absl/types/span.h"
#include "syscalls/read.h"

namespace corix {

namespace {

absl::Status TooLong() { return absl::ResourceExhaustedError("the line is too long"); }

}  // namespace

Co<absl::StatusOr<std::optional<std::string>>> LineReader::Next() {
  constexpr std::size_t kPiece = 4096;
  std::size_t searched = taken_;
  for (;;) {
    const std::size_t newline = read_.find('\n', searched);
    const bool ends_here = newline == read_.npos && at_end_ && taken_ < read_.size();
    if (newline != read_.npos || ends_here) {
      const std::size_t end = std::min(newline, read_.size());
      const bool too_long = end - taken_ > kLongestLine;
      std::string line = too_long ? "" : read_.substr(taken_, end - taken_);
      taken_ = std::min(end + 1, read_.size());
      if (too_long && !skipping_) co_return TooLong();
      if (!std::exchange(skipping_, false)) co_return std::optional(std::move(line));
      searched = taken_;
      continue;
    }
    if (at_end_) co_return std::nullopt;
    read_.erase(0, std::exchange(taken_, 0));
    searched = read_.size();
    if (read_.size() > kLongestLine) {
      read_.clear();
      if (!std::exchange(skipping_, true)) co_return TooLong();
      searched = 0;
    }
    const std::size_t before = read_.size();
    read_.resize(before + kPiece);
    const absl::StatusOr<std::size_t> bytes =
        co_yield Read(fd_, absl::MakeSpan(read_).subspan(before));
    read_.resize(before + bytes.value_or(0));
    if (!bytes.ok()) co_return bytes.status();
    at_end_ = *bytes == 0;
  }
}

}  // namespace corix
