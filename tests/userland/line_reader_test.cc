#include "userland/lib/line_reader.h"

#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "syscalls/table.h"
#include "tests/testing.h"

namespace corix {
namespace {

using Strings = std::vector<std::string>;

void WriteAll(int host_fd, std::string_view bytes) {
  EXPECT_EQ(write(host_fd, bytes.data(), bytes.size()), std::ssize(bytes));
}

// Writes the parts, and closes the pipe. A part comes when the reader has taken the one before it.
Process WriteParts(testing::HostPipe& pipe, Strings parts) {
  constexpr std::size_t kFits = std::size_t{1} << 15U;
  for (const std::string& part : parts) {
    for (std::string_view rest = part; !rest.empty();) {
      const std::string_view piece = rest.substr(0, kFits);
      WriteAll(pipe.writer(), piece);
      rest.remove_prefix(piece.size());
      for (int unread = 1; ioctl(pipe.writer(), FIONREAD, &unread) == 0 && unread > 0;) {
        co_yield Yield();
      }
    }
  }
  pipe.CloseWriter();
}

Co<Fd> AdoptReader(testing::HostPipe& pipe) {
  absl::StatusOr<File> reader = co_yield AdoptHostDescriptor(pipe.TakeReader());
  EXPECT_TRUE(reader.ok()) << reader.status();
  co_return reader.ok() ? reader->Release() : Fd();
}

// All lines, as a reader gets them; "(too long)" in the place of each one that was refused.
Co<Strings> Lines(Strings parts) {
  testing::HostPipe pipe;
  const Fd fd = co_await AdoptReader(pipe);
  const Tid writer = co_yield NewTask("writer", WriteParts(pipe, std::move(parts)));
  LineReader reader(fd);
  Strings lines;
  for (;;) {
    absl::StatusOr<std::optional<std::string>> line = co_await reader.Next();
    if (absl::IsResourceExhausted(line.status())) {
      lines.emplace_back("(too long)");
      continue;
    }
    EXPECT_TRUE(line.ok()) << line.status();
    if (!line.ok() || !line->has_value()) break;
    lines.push_back(**std::move(line));
  }
  co_yield WaitTask(writer);
  co_yield Close(fd);
  co_return lines;
}

// Expects that these parts are read as these lines.
Process ExpectLines(Strings parts, Strings lines) {
  const Strings read = co_await Lines(std::move(parts));
  // The failure of a long line would be a long read.
  EXPECT_TRUE(read == lines) << (read.size() < 9 ? absl::StrJoin(read, "|").substr(0, 99) : "");
}

void ReadsAs(Strings parts, Strings lines) {
  testing::RunTest(ExpectLines(std::move(parts), std::move(lines)));
}

// An empty file has no line; a file that is one newline has an empty one.
TEST(LineReaderTest, EmptyInput) {
  ReadsAs({}, {});
  ReadsAs({"\n"}, {""});
}

// A last line without a newline counts; a newline at the end does not begin another line.
TEST(LineReaderTest, LastLine) {
  ReadsAs({"a\nb"}, {"a", "b"});
  ReadsAs({"a\nb\n"}, {"a", "b"});
  ReadsAs({"\n\na\n\n"}, {"", "", "a", ""});
}

// Only a newline ends a line. Other bytes, NUL among them, are its content.
TEST(LineReaderTest, AllBytesButNewline) {
  std::string all;
  for (int c = 0; c < 256; ++c) {
    if (c != '\n') all += static_cast<char>(c);
  }
  ReadsAs({all + "\n" + all}, {all, all});
}

// It does not matter in which pieces the bytes come: here in two, parted at every place.
TEST(LineReaderTest, PartedAnywhere) {
  const std::string text = "echo one\n\nsleep 2 &\nlast";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    SCOPED_TRACE(at);
    ReadsAs({text.substr(0, at), text.substr(at)}, {"echo one", "", "sleep 2 &", "last"});
  }
}

// ... and here byte by byte.
TEST(LineReaderTest, ByteByByte) {
  Strings bytes;
  for (const char c : std::string_view("ab\n\ncd\ne")) bytes.emplace_back(1, c);
  ReadsAs(bytes, {"ab", "", "cd", "e"});
}

constexpr std::size_t kLongest = LineReader::kLongestLine;

// The longest line is whole.
TEST(LineReaderTest, LongestLine) {
  const std::string line(kLongest, 'x');
  ReadsAs({line + "\nafter\n"}, {line, "after"});
  ReadsAs({line}, {line});
}

// A longer one is refused, by whatever it is longer.
TEST(LineReaderTest, LongerByALittle) {
  for (const std::size_t more : {1U, 4095U, 4096U, 4097U}) {
    SCOPED_TRACE(more);
    ReadsAs({std::string(kLongest + more, 'x') + "\nafter"}, {"(too long)", "after"});
  }
}

// It is refused once and skipped whole, however long it is: what comes after it is read as ever.
TEST(LineReaderTest, MuchTooLong) {
  for (const std::size_t times : {2U, 3U, 7U}) {
    const std::string line(kLongest * times + 5, 'x');
    ReadsAs({"before\n" + line + "\nafter\nlast"}, {"before", "(too long)", "after", "last"});
    ReadsAs({line + "\n" + line + "\nlast"}, {"(too long)", "(too long)", "last"});
    ReadsAs({"before\n" + line}, {"before", "(too long)"});
  }
}

// A line is handed out as soon as its newline has come, though the file goes on: else nobody could
// type commands.
CORIX_TEST(LineReaderTest, DoesNotWaitForMore) {
  testing::HostPipe pipe;
  const Fd fd = co_await AdoptReader(pipe);
  LineReader reader(fd);
  WriteAll(pipe.writer(), "a\nb");
  EXPECT_EQ((co_await reader.Next()).value(), "a");
  WriteAll(pipe.writer(), "\n");
  EXPECT_EQ((co_await reader.Next()).value(), "b");
  pipe.CloseWriter();
  EXPECT_EQ((co_await reader.Next()).value(), std::nullopt);
  co_yield Close(fd);
}

// At the end of the file, every further call says so again.
CORIX_TEST(LineReaderTest, EndIsForEver) {
  testing::HostPipe pipe;
  const Fd fd = co_await AdoptReader(pipe);
  pipe.CloseWriter();
  LineReader reader(fd);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ((co_await reader.Next()).value(), std::nullopt);
  }
  co_yield Close(fd);
}

// What a descriptor answers is passed on.
CORIX_TEST(LineReaderTest, NoSuchDescriptor) {
  LineReader reader(Fd(99));
  const absl::Status status = (co_await reader.Next()).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
}

}  // namespace
}  // namespace corix
