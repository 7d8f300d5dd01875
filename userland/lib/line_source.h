// userland/lib/line_source.h: lines from a file, from standard input, or from a socket.
//
//   absl::StatusOr<LineSource> source = co_await LineSource::Open(args[1]);
//   if (!source.ok()) co_return Complain(args[0], source.status());
//   for (;;) {
//     absl::StatusOr<std::optional<std::string>> line = co_await source->Next();
//     if (!line.ok()) co_return Complain(args[0], source->Named(line.status()));
//     if (!line->has_value()) break;
//
// It owns what it opened: the descriptor is closed with it. It can be moved while no Next is under
// way.
#ifndef CORIX_USERLAND_LIB_LINE_SOURCE_H_
#define CORIX_USERLAND_LIB_LINE_SOURCE_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "syscalls/file.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/line_reader.h"

namespace corix {

// What names a source, for the usage of programs that take one.
inline constexpr char kLineSourceParams[] = "FILE|HOST:PORT|-";

class LineSource {
 public:
  // "-" is standard input. A name with a colon and without a slash is HOST:PORT, to which it
  // connects; an IPv6 address stands in brackets. All else is a file ("./a:b" too). Sleeps.
  // INVALID_ARGUMENT, OUT_OF_RANGE: the port is none. FAILED_PRECONDITION: the file is a
  // directory. NOT_FOUND and others: the host's.
  static Co<absl::StatusOr<LineSource>> Open(std::string name);

  // The next line, without its newline; nothing at the end. RESOURCE_EXHAUSTED: the line is too
  // long; it is skipped. Sleeps. The source must outlive the call.
  Co<absl::StatusOr<std::optional<std::string>>> Next() { return reader_.Next(); }

  // An error of Next, with the name of the source before it.
  absl::Status Named(const absl::Status& wrong) const { return ReadingError(name_, wrong); }

 private:
  LineSource(std::string name, File file)
      : name_(std::move(name)), file_(std::move(file)), reader_(file_) {}
  LineSource(std::string name, Fd borrowed) : name_(std::move(name)), reader_(borrowed) {}

  std::string name_;
  File file_;  // not open: standard input, which is the task's
  LineReader reader_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_LINE_SOURCE_H_
