// Pipes between tasks that print: pipelines, full pipes, last words, and pipes that become the
// host's.

#include <fcntl.h>

#include <functional>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

// ---- Pipelines ----

Co<int> Cat(std::function<char(char)> change) {
  std::array<char, 3'001> buffer;
  for (;;) {
    const auto bytes = co_yield Read(kStdin, absl::MakeSpan(buffer));
    if (!bytes.ok()) co_return 1;
    if (*bytes == 0) co_return 0;
    std::transform(buffer.begin(), buffer.begin() + static_cast<int>(*bytes), buffer.begin(),
                   change);
    const absl::Status status = co_await WriteAll(kStdout, {buffer.data(), *bytes});
    if (!status.ok()) co_return 2;
  }
}

Co<int> CatByPrinting() {
  std::array<char, 9'999> buffer;
  for (;;) {
    const auto bytes = co_yield Read(kStdin, absl::MakeSpan(buffer));
    if (!bytes.ok()) co_return 1;
    if (*bytes == 0) co_return 0;
    PrintTo(kStdout, {buffer.data(), *bytes});
  }
}

char Up(char c) { return static_cast<char>(c + 1); }
char Down(char c) { return static_cast<char>(c - 1); }

// A file that is much larger than a pipe goes through three stages, one of which prints, and comes
// out as it was; when the first stage is at its end, the next ones come to theirs.
CORIX_TEST(PipelineTest, AFileThroughThreeStages) {
  const TempDirectory directory;
  Random random(1);
  const std::string sent = RandomBytes(random, 1'500'000);
  constexpr OpenMode kMode = OpenMode::kWrite | OpenMode::kCreate;
  File source = (co_yield Open(directory.Path("source"), kMode)).value();
  EXPECT_TRUE((co_await WriteAll(source, sent)).ok());
  source = (co_yield Open(directory.Path("source"))).value();
  File sink = (co_yield Open(directory.Path("sink"), kMode)).value();
  PipeEnds first = co_yield Pipe();
  PipeEnds second = co_yield Pipe(1'000);
  std::vector<Tid> stages;
  stages.push_back(
      co_yield NewTask("up", WithDescriptors(std::move(source), std::move(first.writer), Cat(Up))));
  stages.push_back(co_yield NewTask(
      "print",
      WithDescriptors(std::move(first.reader), std::move(second.writer), CatByPrinting())));
  stages.push_back(co_yield NewTask(
      "down", WithDescriptors(std::move(second.reader), std::move(sink), Cat(Down))));
  for (const Tid tid : stages) EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
  const File result = (co_yield Open(directory.Path("sink"))).value();
  EXPECT_TRUE(co_await ReadToEnd(result, 100'000) == sent);
}

Co<int> PrintForEver() {
  for (;;) {
    Print("%s", std::string(1'000, 'y'));
    co_yield Yield();
  }
}

Co<int> ReadOnce() {
  co_await ReadSome(kStdin, 5'000);
  co_return 7;
}

// When the last stage ends early, those before it end one after the other, by PIPE.
CORIX_TEST(PipelineTest, TheEndOfTheLastStageEndsAll) {
  PipeEnds first = co_yield Pipe(500);
  PipeEnds second = co_yield Pipe(500);
  const Tid yes =
      co_yield NewTask("yes", WithDescriptors(File(), std::move(first.writer), PrintForEver()));
  const Tid cat = co_yield NewTask(
      "cat", WithDescriptors(std::move(first.reader), std::move(second.writer), CatByPrinting()));
  const Tid head =
      co_yield NewTask("head", WithDescriptors(std::move(second.reader), File(), ReadOnce()));
  EXPECT_EQ((co_yield WaitTask(head))->code, 7);
  EXPECT_EQ((co_yield WaitTask(cat)).value(), ExitStatus::Killed(Signal::kPipe));
  EXPECT_EQ((co_yield WaitTask(yes)).value(), ExitStatus::Killed(Signal::kPipe));
}

// Any stage of a pipeline may be killed at any time, also before its first turn: all others end.
CORIX_TEST(PipelineTest, KillsAtAnyMoment) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    PipeEnds first = co_yield Pipe(1 + Below(random, 3'000));
    PipeEnds second = co_yield Pipe(1 + Below(random, 3'000));
    std::array<Tid, 3> stages;
    stages[0] =
        CallNow(NewTask("yes", WithDescriptors(File(), std::move(first.writer), PrintForEver())));
    stages[1] = CallNow(NewTask("cat", WithDescriptors(std::move(first.reader),
                                                       std::move(second.writer), CatByPrinting())));
    stages[2] = CallNow(NewTask(
        "sink", WithDescriptors(std::move(second.reader),
                                (co_yield Open("/dev/null", OpenMode::kWrite)).value(), Cat(Up))));
    co_await YieldTimes(static_cast<int>(Below(random, 40)));
    const Tid victim = stages[Below(random, stages.size())];
    EXPECT_TRUE(CallNow(KillTask(victim)));
    for (const Tid tid : stages) {
      const int code = (co_yield WaitTask(tid))->code;
      EXPECT_TRUE(code == 137 || (tid != victim && (code == 0 || code == 141))) << code;
    }
    EXPECT_EQ(cpu.kernel->Leaks().descriptors, 0);
  }
}

// ---- Printing into a full pipe ----

Process PrintAndReturn(std::size_t size, bool& returned) {
  Print("%s", std::string(size, 'x'));
  co_yield Yield();
  returned = true;
}

// A task that prints into a full pipe sleeps (its state is "writing") until somebody reads, or ends
// by PIPE when nobody ever will.
CORIX_TEST(PrintToPipeTest, SleepsUntilThereIsRoom) {
  for (const bool reader_goes : {false, true}) {
    PipeEnds pipe = co_yield Pipe(100);
    bool returned = false;
    EXPECT_TRUE((co_yield Dup2(pipe.writer, kStdout)).ok());
    const Tid printer = co_yield NewTask(PrintAndReturn(5'000, returned));
    EXPECT_TRUE((co_yield Close(kStdout)).ok());
    pipe.writer.Close();
    co_await YieldTimes(5);
    EXPECT_EQ(cpu.kernel->FindTask(printer)->state(), TaskState::kWriting);
    EXPECT_EQ((co_await ReadSome(pipe.reader)).size(), 100);
    if (reader_goes) {
      pipe.reader.Close();
    } else {
      EXPECT_EQ((co_await ReadToEnd(pipe.reader)).size(), 4'900);
    }
    const ExitStatus status = (co_yield WaitTask(printer)).value();
    EXPECT_EQ(status, reader_goes ? ExitStatus::Killed(Signal::kPipe) : ExitStatus::Returned(0));
    EXPECT_EQ(returned, !reader_goes);
  }
}

class PrintsAtEnd {
 public:
  explicit PrintsAtEnd(std::size_t size) : size_(size) {}
  PrintsAtEnd(const PrintsAtEnd&) = delete;
  PrintsAtEnd& operator=(const PrintsAtEnd&) = delete;
  ~PrintsAtEnd() {
    Print("%s", std::string(size_, 'w'));
    PrintError("[error of %d]", size_);
  }

 private:
  std::size_t size_;
};

Process HasLastWords(std::size_t size) {
  const PrintsAtEnd object(size);
  Print("lost if there is no room");
  co_await YieldForEver();
}

// What the destructors of a killed task print arrives although the pipe is full; what it printed
// before, and could not deliver, is lost.
CORIX_TEST(PrintToPipeTest, LastWordsExceedTheLimit) {
  EXPECT_TRUE((co_yield Close(kStderr)).ok());
  for (const std::size_t size : {1, 100, 50'000, 200'000}) {
    PipeEnds pipe = co_yield Pipe(4);
    EXPECT_TRUE((co_yield Dup2(pipe.writer, kStdout)).ok());
    const Tid victim = co_yield NewTask(HasLastWords(size));
    EXPECT_TRUE((co_yield Close(kStdout)).ok());
    pipe.writer.Close();
    co_await YieldTimes(3);
    EXPECT_EQ(cpu.kernel->FindTask(victim)->state(), TaskState::kWriting);
    EXPECT_TRUE(co_yield KillTask(victim));
    EXPECT_EQ(co_await ReadToEnd(pipe.reader), "lost" + std::string(size, 'w'));
    co_yield WaitTask(victim);
  }
}

// Last words for a descriptor that has room arrive, also if others, for one that has none, were
// spoken before.
TEST(LastWordsTest, ForDescriptorsWithRoomArrive) {
  const HostPipe full;
  full.Fill();
  const Capture errors;
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {0, full.writer(), errors.fd()};
  Kernel kernel(options);
  const Tid victim = kernel.Spawn(HasLastWords(3));
  const Tid killer = kernel.Spawn([](Tid tid) -> Process {
    co_await YieldTimes(3);
    EXPECT_TRUE(co_yield KillTask(tid));
  }(victim));
  ExpectRuns(kernel);
  EXPECT_EQ(errors.Text(), "[error of 3]");
  EXPECT_TRUE(kernel.TakeExit(victim).ok());
  EXPECT_TRUE(kernel.TakeExit(killer).ok());
  ExpectNoLeaks(kernel);
}

// ---- A pipe that becomes the host's ----

Process PrintAll(std::string text) {
  Print("%s", text);
  co_return;
}

// The pipe becomes the host's, by either end, empty, full, or over-full: for all who hold it, and
// those who sleep at either side, in a call or in Print, go on. All bytes come, in order.
CORIX_TEST(DupToHostTest, ThePipeChangesUnderItsUsers) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    const std::size_t capacity = std::size_t{1} << Below(random, 18);
    PipeEnds pipe = co_yield Pipe(capacity);
    const std::string sent = RandomBytes(random, Below(random, 4) * capacity + 10);
    const Fd by = Below(random, 2) == 0 ? pipe.reader.fd() : pipe.writer.fd();
    const File held = (co_yield Dup(pipe.reader)).value();  // so that we can convert at any time
    File converter = (co_yield Dup(by)).value();
    const bool prints = Below(random, 2) == 0;
    const bool reader_first = Below(random, 2) == 0;
    std::string received;
    Tid reader = 0;
    if (reader_first) {
      reader = co_yield NewTask(ReadAllInto(std::move(pipe.reader), received, 777));
    }
    Tid writer = 0;
    const auto until = static_cast<int>(Below(random, 10));
    if (!reader_first || until > 5) {
      writer = co_yield NewTask(WithDescriptors(
          File(), std::move(pipe.writer), [](std::string bytes, bool by_print) -> Co<int> {
            if (by_print) co_await PrintAll(bytes);
            const absl::Status status =
                co_await WriteAll(kStdout, by_print ? std::string_view() : bytes);
            EXPECT_TRUE(status.ok());
            co_return 0;
          }(sent, prints)));
    }
    co_await YieldTimes(until);
    const absl::StatusOr<int> host_fd = co_yield DupToHost(converter);
    EXPECT_TRUE(host_fd.ok()) << host_fd.status();
    EXPECT_EQ(fcntl(host_fd.value_or(-1), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(fcntl(host_fd.value_or(-1), F_GETFD), FD_CLOEXEC);
    converter.Close();
    co_await YieldTimes(3);
    EXPECT_EQ(close(host_fd.value_or(-1)), 0);
    if (writer == 0) writer = co_yield NewTask(WriteAndClose(std::move(pipe.writer), sent));
    if (reader == 0) reader = co_yield NewTask(ReadAllInto(std::move(pipe.reader), received, 777));
    EXPECT_EQ((co_yield WaitTask(writer))->code, 0);
    co_yield WaitTask(reader);
    EXPECT_TRUE(received == sent) << "seed " << seed << ": " << received.size();
  }
}

Process AwaitEvents(Fd fd, IoEvents events, bool& ready) {
  ready = (co_yield WaitIO(fd, events)).ok();
}

Process DupAndForget(Fd fd) {
  const absl::StatusOr<int> host_fd = co_yield DupToHost(fd);
  ADD_FAILURE() << "it lived to see " << host_fd.value_or(-1);
}

// A descriptor that was made for a task that dies before its next turn is closed: the other side
// sees the end.
CORIX_TEST(DupToHostTest, WhatNobodyTakesIsClosed) {
  const auto pipes = std::make_unique<HostPipe>();
  {
    const absl::StatusOr<File> writer = co_yield AdoptHostDescriptor(pipes->TakeWriter());
    const Tid task = co_yield NewTask(DupAndForget(*writer));
    co_yield KillTask(task);
    (void)(co_yield WaitTask(task));
  }
  std::array<char, 1> byte;
  EXPECT_EQ(read(pipes->reader(), byte.data(), byte.size()), 0);
}

// Those who wait by WaitIO go on waiting in the host's pipe, and are woken there; and what is over
// the capacity of an ordinary pipe of the host is not lost.
CORIX_TEST(DupToHostTest, WaitIoGoesOn) {
  for (const std::size_t capacity : {1'000, 300'000, 1 << 20}) {
    const PipeEnds pipe = co_yield Pipe(capacity);
    bool readable = false;
    const Tid a = co_yield NewTask(AwaitEvents(pipe.reader, IoEvents::kReadable, readable));
    co_yield Yield();
    const int reader = (co_yield DupToHost(pipe.reader)).value();
    co_await LookOutside();
    EXPECT_FALSE(readable);
    EXPECT_TRUE((co_await WriteAll(pipe.writer, "x")).ok());
    co_yield WaitTask(a);
    EXPECT_TRUE(readable);
    EXPECT_EQ(close(reader), 0);

    const PipeEnds full = co_yield Pipe(capacity);
    EXPECT_TRUE((co_await WriteAll(full.writer, std::string(capacity, 'y'))).ok());
    const int writer = (co_yield DupToHost(full.writer)).value();
    EXPECT_EQ(write(writer, "!", capacity < 65'536 ? 1 : 0), capacity < 65'536 ? 1 : 0);
    EXPECT_EQ(close(writer), 0);
    std::string all;
    while (all.size() < capacity) all += co_await ReadSome(full.reader, 100'000);
    EXPECT_EQ(all.substr(0, capacity), std::string(capacity, 'y'));
  }
}

// The host's side and ours see each other's end.
CORIX_TEST(DupToHostTest, EndsAreSeenOnBothSides) {
  PipeEnds pipe = co_yield Pipe();
  const int reader = (co_yield DupToHost(pipe.reader)).value();
  EXPECT_EQ((co_yield Write(pipe.writer, "abc")).value(), 3);
  pipe.writer.Close();
  std::array<char, 8> buffer;
  EXPECT_EQ(read(reader, buffer.data(), buffer.size()), 3);
  EXPECT_EQ(read(reader, buffer.data(), buffer.size()), 0);
  EXPECT_EQ(close(reader), 0);

  PipeEnds other = co_yield Pipe();
  const int writer = (co_yield DupToHost(other.writer)).value();
  other.writer.Close();
  EXPECT_EQ(write(writer, "def", 3), 3);
  EXPECT_EQ(co_await ReadSome(other.reader), "def");
  EXPECT_EQ(close(writer), 0);
  EXPECT_EQ(co_await ReadSome(other.reader), "");

  PipeEnds third = co_yield Pipe();
  third.reader.Close();
  const int alone = (co_yield DupToHost(third.writer)).value();
  EXPECT_TRUE(absl::IsAborted((co_yield Write(third.writer, "x")).status()));
  EXPECT_EQ(close(alone), 0);
}

}  // namespace
}  // namespace corix::testing
