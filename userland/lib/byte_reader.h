// userland/lib/byte_reader.h: reading a descriptor in large pieces, by lines or as bytes.
//
//   ByteReader reader(file);
//   for (;;) {
//     const absl::StatusOr<bool> more = co_await reader.Fill();
//     if (!more.ok()) ...
//     if (!*more) break;
//     for (std::string_view line; reader.TakeLine(&line);) ...
//   }
//
// A line is handed out where it was read, and not copied; so a line costs no memory and no trap of
// its own. Compare line_reader.h, which owns what it hands out, one line a call.
#ifndef CORIX_USERLAND_LIB_BYTE_READER_H_
#define CORIX_USERLAND_LIB_BYTE_READER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/fd.h"
#include "syscalls/file.h"

namespace corix {

class ByteReader {
 public:
  static constexpr std::size_t kPiece = std::size_t{64} * 1024;
  // A longer line is refused: it would fill the machine's memory before it ended.
  static constexpr std::size_t kLongestLine = std::size_t{1} << 30U;

  // Lines end with `delimiter`.
  explicit ByteReader(Fd fd, char delimiter = '\n') : fd_(fd), delimiter_(delimiter) {}

  // Reads once more, if nothing is left that can be taken. False: the end has come, and all was
  // taken. What was handed out before is gone. Sleeps. RESOURCE_EXHAUSTED: a line is too long.
  Co<absl::StatusOr<bool>> Fill();

  // The next line, without its delimiter, if it is there. The last one may be without.
  bool TakeLine(std::string_view* line);
  // Whether the line that was taken last had its delimiter.
  bool line_was_ended() const { return line_was_ended_; }

  // All bytes that were read and not taken.
  std::string_view TakeBytes();
  // At most so many.
  std::string_view TakeBytes(std::size_t most);
  // Bytes that were read and not taken.
  std::size_t size() const { return end_ - begin_; }

 private:
  Fd fd_;
  char delimiter_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;     // of what was read and not taken
  std::size_t end_ = 0;       // of what was read
  std::size_t searched_ = 0;  // up to here no delimiter was found
  bool at_end_ = false;
  bool line_was_ended_ = true;
};

// A file that a program was told to read; "-" is its standard input. FAILED_PRECONDITION: a
// directory. Errors name the file.
Co<absl::StatusOr<File>> OpenInput(std::string name);

// A reading error, with the name of the file.
absl::Status ReadingError(std::string_view name, const absl::Status& status);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_BYTE_READER_H_
