#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "syscalls/open.h"
#include "syscalls/read.h"
#include "userland/bin/programs.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/socket.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kTeeOptions[] = {
    {.letter = 'a', .name = "append", .meaning = "add to the files, rather than begin them anew"},
    {.letter = 'i', .name = "ignore-interrupts", .meaning = "accepted, and without a meaning here"},
};

struct Destination {
  std::string name;
  File file;
};

Co<int> Tee(ParsedArgs args) {
  const OpenMode how = args.Has('a') ? OpenMode::kAppend : OpenMode::kTruncate;
  std::vector<Destination> copies;
  int status = 0;
  for (const std::string& name : args.operands()) {
    absl::StatusOr<File> file = co_yield Open(name, OpenMode::kWrite | OpenMode::kCreate | how);
    if (file.ok()) {
      copies.push_back({name, *std::move(file)});
    } else {
      status = Fail(args, file.status());
    }
  }
  std::vector<char> piece(ByteReader::kPiece);
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(kStdin, absl::MakeSpan(piece));
    if (!bytes.ok()) co_return Fail(args, ReadingError("standard input", bytes.status()));
    if (*bytes == 0) co_return status;
    const std::string_view text(piece.data(), *bytes);
    co_await WriteOut(args.name(), text);
    for (Destination& copy : copies) {
      if (!copy.file.is_open()) continue;
      const absl::Status written = co_await WriteAll(copy.file, text);
      if (written.ok()) continue;
      // The others go on.
      status = Fail(args, ReadingError(copy.name, written));
      copy.file.Close();
    }
  }
}

}  // namespace

extern const Program kTee = {
    .name = "tee",
    .params = "[FILE...]",
    .summary = "pass standard input on, and write it to files too",
    .tool = &Tee,
    .options = kTeeOptions,
};

}  // namespace corix
