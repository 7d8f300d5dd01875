#include "userland/lib/byte_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "kernel/api/file_info.h"
#include "syscalls/dup.h"
#include "syscalls/file_status.h"
#include "syscalls/open.h"
#include "syscalls/read.h"

namespace corix {

Co<absl::StatusOr<bool>> ByteReader::Fill() {
  if (at_end_) co_return size() > 0;
  if (begin_ == end_) begin_ = end_ = searched_ = 0;
  if (size() > kLongestLine) co_return absl::ResourceExhaustedError("a line is longer than 1 GiB");
  if (capacity_ - end_ < kPiece / 2) {
    // A line that goes on moves to the front, of a larger buffer if need be: twice as large, so
    // that all moves of a long line together cost no more than its length.
    const std::size_t wanted = std::max(kPiece, size() * 2);
    if (wanted > capacity_) {
      std::unique_ptr<char[]> larger(new char[wanted]);
      if (size() > 0) std::memcpy(larger.get(), bytes_.get() + begin_, size());
      bytes_ = std::move(larger);
      capacity_ = wanted;
    } else {
      std::memmove(bytes_.get(), bytes_.get() + begin_, size());
    }
    end_ -= begin_;
    searched_ -= begin_;
    begin_ = 0;
  }
  const absl::StatusOr<std::size_t> bytes =
      co_yield Read(fd_, absl::MakeSpan(bytes_.get() + end_, capacity_ - end_));
  if (!bytes.ok()) co_return bytes.status();
  end_ += *bytes;
  at_end_ = *bytes == 0;
  co_return !at_end_ || size() > 0;
}

bool ByteReader::TakeLine(std::string_view* line) {
  const std::string_view unsearched(bytes_.get() + searched_, end_ - searched_);
  const std::size_t found = unsearched.find(delimiter_);
  if (found == unsearched.npos && (!at_end_ || begin_ == end_)) {
    searched_ = end_;
    return false;
  }
  line_was_ended_ = found != unsearched.npos;
  const std::size_t line_end = line_was_ended_ ? searched_ + found : end_;
  *line = std::string_view(bytes_.get() + begin_, line_end - begin_);
  begin_ = searched_ = line_was_ended_ ? line_end + 1 : end_;
  return true;
}

std::string_view ByteReader::TakeBytes() { return TakeBytes(size()); }

std::string_view ByteReader::TakeBytes(std::size_t most) {
  const std::string_view taken(bytes_.get() + begin_, std::min(most, size()));
  begin_ += taken.size();
  searched_ = begin_;
  return taken;
}

Co<absl::StatusOr<File>> OpenInput(std::string name) {
  if (name == "-") {
    absl::StatusOr<File> copy = co_yield Dup(kStdin);
    if (!copy.ok()) co_return ReadingError("standard input", copy.status());
    co_return std::move(copy);
  }
  absl::StatusOr<File> file = co_yield Open(name);
  if (!file.ok()) co_return file.status();
  const absl::StatusOr<FileInfo> info = co_yield FileStatus(file->fd());
  if (info.ok() && info->type == FileType::kDirectory)
    co_return absl::FailedPreconditionError(absl::StrCat(name, ": Is a directory"));
  co_return std::move(file);
}

absl::Status ReadingError(std::string_view name, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(std::string(name), ": ", status.message()));
}

}  // namespace corix
