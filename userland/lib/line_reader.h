// userland/lib/line_reader.h: reading a descriptor line by line.
#ifndef CORIX_USERLAND_LIB_LINE_READER_H_
#define CORIX_USERLAND_LIB_LINE_READER_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/fd.h"

namespace corix {

// Reads in large pieces, and keeps what comes after a line for the next one. So nobody else should
// read the descriptor meanwhile.
class LineReader {
 public:
  // A longer line is refused with RESOURCE_EXHAUSTED, and skipped.
  static constexpr std::size_t kLongestLine = std::size_t{1} << 20U;

  explicit LineReader(Fd fd) : fd_(fd) {}

  // The next line, without its newline; nothing at the end of the file. A last line without a
  // newline counts. Sleeps. The reader must outlive the call.
  Co<absl::StatusOr<std::optional<std::string>>> Next();

 private:
  Fd fd_;
  std::string read_;  // what was read and not yet handed out, from taken_ on
  std::size_t taken_ = 0;
  bool skipping_ = false;  // the rest of a line that was too long
  bool at_end_ = false;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_LINE_READER_H_
