// The real program with standard streams that are closed, full, or have nobody at their other end.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "tests/shell/child.h"

namespace corix {
namespace {

using testing::Capture;
using testing::Child;
using testing::HostFile;
using testing::HostPipe;
using testing::Streams;

class StreamsTest : public ::testing::Test {
 protected:
  HostFile null_{"/dev/null", O_RDWR};
  Capture out_;
  Capture err_;
};

// ---- Standard input ----

// The end of standard input ends the shell, with the status of the last command; with prompts, on a
// new line.
TEST_F(StreamsTest, EndOfInput) {
  EXPECT_EQ(testing::RunCorix({}).status, 0);
  EXPECT_EQ(testing::RunCorix({}, "true\nfalse\n").status, 1);
  EXPECT_EQ(testing::RunCorix({}, "exit 3\nfalse\n").status, 3);
  EXPECT_EQ(testing::RunCorix({}, "exit 3").status, 3) << "a last line without a newline counts";
  EXPECT_EQ(testing::RunCorixInOne({"-i"}).out, "$ \n");
}

// A command of many lines runs once its last one has come; what is behind it is still there.
TEST_F(StreamsTest, LongCommands) {
  std::string text = "cat <<E | wc -l; cat <<-F\n";
  for (int i = 0; i < 1000; ++i) text += "a line that names no E\n";
  text += "E\n\ta F\n\\\nF\n";
  text += "if true\nthen read x\nfi\nread for x\necho \"$x\"\n";
  const testing::Outcome outcome = testing::RunCorix({}, text);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, "1000\na F\nread for x\n");
}

// The most memory that corix has had, in KiB, when so many bytes flow through a pipeline.
[[maybe_unused]] long PeakMemory(const std::string& bytes) {
  const testing::Outcome outcome = testing::RunCorix(
      {"-c", "head -c " + bytes + " /dev/zero | cat | wc -c; grep VmHWM /host/proc/self/status"});
  EXPECT_TRUE(outcome.out.starts_with(bytes + "\nVmHWM:")) << outcome.out << outcome.err;
  const std::size_t colon = outcome.out.find(':');
  return colon == std::string::npos ? 0 : std::stol(outcome.out.substr(colon + 1));
}

// However much flows through a pipeline, none of it piles up; and who writes ends with its reader.
TEST_F(StreamsTest, PipelinesHaveConstantMemory) {
#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory for a while
  const long little = PeakMemory("1000000");
  EXPECT_LE(PeakMemory("200000000"), little + 1024);
#endif
  EXPECT_EQ(testing::RunCorix({"-c", "yes | head -n 3"}).out, "y\ny\ny\n");
}

// A file or a device will do as well as a pipe.
TEST_F(StreamsTest, InputFromAFile) {
  const Capture commands;
  const std::string text = "echo a\nexit 5\n";
  ASSERT_EQ(pwrite(commands.fd(), text.data(), text.size(), 0), std::ssize(text));
  EXPECT_EQ(Child({}, {.in = commands.fd(), .out = out_.fd(), .err = err_.fd()}).Wait(), 5);
  EXPECT_EQ(out_.Text(), "a\n");
  EXPECT_EQ(Child({}, {.in = null_.fd(), .out = out_.fd(), .err = err_.fd()}).Wait(), 0);
}

// A shell without standard input cannot begin, and says so.
TEST_F(StreamsTest, ClosedInput) {
  for (const std::vector<std::string>& args : {std::vector<std::string>{}, {"-i"}}) {
    const Capture err;
    const Streams streams{.in = Streams::kClosed, .out = out_.fd(), .err = err.fd()};
    EXPECT_EQ(Child(args, streams).Wait(), 2);
    EXPECT_NE(err.Text().find("corix: standard input: "), std::string::npos) << err.Text();
  }
}

// One that does not read it does not need it.
TEST_F(StreamsTest, CommandsNeedNoInput) {
  const Streams streams{.in = Streams::kClosed, .out = out_.fd(), .err = err_.fd()};
  EXPECT_EQ(Child({"-c", "echo a; exit 3"}, streams).Wait(), 3);
  EXPECT_EQ(out_.Text(), "a\n");
  EXPECT_EQ(err_.Text(), "");
}

// Standard input that cannot be read, a directory.
TEST_F(StreamsTest, InputIsADirectory) {
  const HostFile folder("/", O_RDONLY | O_DIRECTORY);
  EXPECT_EQ(Child({}, {.in = folder.fd(), .out = out_.fd(), .err = err_.fd()}).Wait(), 2);
  EXPECT_NE(err_.Text().find("corix: standard input: "), std::string::npos) << err_.Text();
}

// ---- Standard output ----

// What cannot be printed is an error of the program that wanted to print it: it says so, and its
// status is 1. The shell goes on.
TEST_F(StreamsTest, ClosedOutput) {
  const Streams streams{.in = null_.fd(), .out = Streams::kClosed, .err = err_.fd()};
  EXPECT_EQ(Child({"-c", "echo a"}, streams).Wait(), 1);
  EXPECT_EQ(Child({"-c", "echo a; exit 5"}, streams).Wait(), 5);
  const std::string complaint = "echo: write: Bad file descriptor\n";
  EXPECT_EQ(err_.Text(), complaint + complaint);
}

// A closed stream is closed: what the kernel opens for itself must not come to stand in its place,
// or what is meant for nobody reaches somebody. (Here standard input is a file that could be
// written, standard output one that is read.)
TEST_F(StreamsTest, ClosedStreamsStayClosed) {
  const Capture in;
  const Streams no_output{.in = in.fd(), .out = Streams::kClosed, .err = err_.fd()};
  EXPECT_EQ(Child({"-c", "echo a"}, no_output).Wait(), 1);
  EXPECT_EQ(in.Text(), "");
  HostPipe out;
  const Streams no_errors{.in = in.fd(), .out = out.writer(), .err = Streams::kClosed};
  EXPECT_EQ(Child({"-c", "nosuch; exit 5"}, no_errors).Wait(), 5);
  EXPECT_EQ(out.Drain(), "");
}

TEST_F(StreamsTest, FullOutput) {
  const HostFile full("/dev/full", O_WRONLY);
  const Streams streams{.in = null_.fd(), .out = full.fd(), .err = err_.fd()};
  EXPECT_EQ(Child({"-c", "echo a"}, streams).Wait(), 1);
  EXPECT_EQ(Child({"-c", "echo a; exit 5"}, streams).Wait(), 5);
  const std::string complaint = "echo: write: No space left on device\n";
  EXPECT_EQ(err_.Text(), complaint + complaint);
}

// The shell's own built-ins are no exception: then it is the shell that ends.
TEST_F(StreamsTest, FullOutputOfABuiltin) {
  const HostFile full("/dev/full", O_WRONLY);
  EXPECT_EQ(Child({"-c", "help"}, {.in = null_.fd(), .out = full.fd(), .err = err_.fd()}).Wait(),
            1);
}

// Whoever prints nothing does not notice.
TEST_F(StreamsTest, NothingIsPrinted) {
  const HostFile full("/dev/full", O_WRONLY);
  EXPECT_EQ(Child({"-c", "true"}, {.in = null_.fd(), .out = full.fd(), .err = full.fd()}).Wait(),
            0);
  EXPECT_EQ(Child({"-c", "true"}, {.in = null_.fd()}).Wait(), 0);
}

// A program whose output nobody reads is killed as by SIGPIPE: status 141.
TEST_F(StreamsTest, ReaderHasGone) {
  HostPipe pipe;
  pipe.CloseReader();
  const Streams streams{.in = null_.fd(), .out = pipe.writer(), .err = err_.fd()};
  EXPECT_EQ(Child({"-c", "echo a"}, streams).Wait(), 141);
  EXPECT_EQ(Child({"-c", "count 1000000000"}, streams).Wait(), 141);
  EXPECT_EQ(Child({"-c", "help"}, streams).Wait(), 141);
  // A built-in prints in the shell's own name; a program is another task.
  EXPECT_EQ(Child({"-c", "echo a; exit 5"}, streams).Wait(), 141);
  EXPECT_EQ(Child({"-c", "count 1; exit 5"}, streams).Wait(), 5);
}

// The same if the reader goes later, while the writer waits for room in the pipe.
TEST_F(StreamsTest, ReaderGoesLater) {
  HostPipe pipe;
  Child child({"-c", "count 1000000000"},
              {.in = null_.fd(), .out = pipe.writer(), .err = err_.fd()});
  pipe.CloseWriter();
  std::array<char, 6> begin{};
  ASSERT_GT(read(pipe.reader(), begin.data(), begin.size()), 0);
  EXPECT_EQ(begin[0], '1');
  pipe.CloseReader();
  EXPECT_EQ(child.Wait(), 141);
}

// Nor does a shell live on to which nobody listens: its prompt kills it.
TEST_F(StreamsTest, ReaderOfThePromptHasGone) {
  HostPipe in;
  HostPipe pipe;
  pipe.CloseReader();
  Child child({"-i"}, {.in = in.reader(), .out = pipe.writer(), .err = pipe.writer()});
  EXPECT_EQ(child.Wait(), 141);
}

// A slow reader loses nothing: the writers wait until there is room.
TEST_F(StreamsTest, SlowReader) {
  HostPipe pipe;
  Child child({"-c", "count 50000 & count 50000; wait"},
              {.in = null_.fd(), .out = pipe.writer(), .err = err_.fd()});
  pipe.CloseWriter();
  std::size_t lines = 0;
  std::array<char, 100> piece;
  for (ssize_t n = 0; (n = read(pipe.reader(), piece.data(), piece.size())) > 0;) {
    for (ssize_t i = 0; i < n; ++i) lines += piece[static_cast<std::size_t>(i)] == '\n' ? 1 : 0;
  }
  EXPECT_EQ(lines, 100000);
  EXPECT_EQ(child.Wait(), 0);
}

}  // namespace
}  // namespace corix
