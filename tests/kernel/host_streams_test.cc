// The descriptors of host programs: what they get from their tasks.

#include <pty.h>
#include <sys/socket.h>

#include "kernel/host_file.h"
#include "tests/kernel/host.h"

namespace corix::testing {
namespace {

std::vector<std::string> Words(std::string script) {
  std::vector<std::string> argv = {"sh", "-c"};
  argv.push_back(std::move(script));
  return argv;
}

Fd Adopted(int host_fd) { return CallNow(AdoptHostDescriptor(host_fd)).value().Release(); }

// ---- Pipes ----

// The numbers from 1 to 50,000: much more than a pipe holds.
std::string ManyLines() {
  std::string lines;
  for (int i = 1; i <= 50'000; ++i) lines += std::to_string(i) + "\n";
  return lines;
}

Co<int> WriteLines() {
  const std::string lines = ManyLines();
  const absl::Status written = co_await WriteAll(kStdout, lines);
  co_return written.ok() ? 0 : 1;
}

Co<int> CountBytes() {
  const std::string all = co_await ReadAll(kStdin);
  co_return all == ManyLines() ? 0 : 1;
}

Co<int> Source(bool is_program) {
  return is_program ? Program(Words("seq 1 50000")) : WriteLines();
}

Co<int> Sink(bool is_program) {
  // The sum of the bytes, as cksum has it, depends on their order.
  return is_program ? Program(Words("[ \"$(cksum)\" = \"$(seq 1 50000 | cksum)\" ]"))
                    : CountBytes();
}

// A pipe leads from task to program, from program to task, from program to program, and from task
// to task: every byte arrives, in order, and then the end.
CORIX_TEST(HostPipeTest, AllFourCombinations) {
  for (const bool writes : {true, false}) {
    for (const bool reads : {true, false}) {
      PipeEnds pipe = co_yield Pipe();
      const Tid source =
          co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), Source(writes)));
      const Tid sink =
          co_yield NewTask(WithDescriptors(std::move(pipe.reader), File(), Sink(reads)));
      EXPECT_EQ((co_yield WaitTask(source))->code, 0) << writes << reads;
      EXPECT_EQ((co_yield WaitTask(sink))->code, 0) << writes << reads;
    }
  }
  ExpectNoChildren();
}

// The same one after the other through one pipe, which has become one of the host's by the first
// program: tasks use it as before.
CORIX_TEST(HostPipeTest, OnePipeForAll) {
  PipeEnds pipe = co_yield Pipe();
  for (int i = 0; i < 2; ++i) {
    for (const bool writes : {false, true}) {
      // (Dup, so that the pipe does not come to its end.)
      File writer = (co_yield Dup(pipe.writer)).value();
      const Tid source =
          co_yield NewTask(WithDescriptors(File(), std::move(writer), Source(writes)));
      const std::string lines = ManyLines();
      std::string read(lines.size(), ' ');
      for (std::size_t at = 0; at < read.size();) {
        const auto bytes = co_yield Read(pipe.reader, absl::MakeSpan(read).subspan(at));
        EXPECT_TRUE(bytes.ok());
        at += bytes.value();
      }
      EXPECT_EQ(read, lines);
      EXPECT_EQ((co_yield WaitTask(source))->code, 0);
    }
  }
}

// What is in a pipe when it becomes one of the host's comes first, and what is written later comes
// later.
CORIX_TEST(HostPipeTest, BytesStayInOrder) {
  PipeEnds pipe = co_yield Pipe();
  EXPECT_TRUE((co_await WriteAll(pipe.writer, "one\n")).ok());
  File writer = (co_yield Dup(pipe.writer)).value();
  const Tid two =
      co_yield NewTask(WithDescriptors(File(), std::move(writer), Program(Words("echo two"))));
  co_yield WaitTask(two);
  EXPECT_TRUE((co_await WriteAll(pipe.writer, "three\n")).ok());
  pipe.writer.Close();
  EXPECT_EQ(co_await ReadAll(pipe.reader), "one\ntwo\nthree\n");
}

// A program takes of a pipe what it reads, and no more: the rest is there for the next reader, be
// it
// program or task. (sh reads byte by byte.)
CORIX_TEST(HostPipeTest, TheRestStays) {
  PipeEnds pipe = co_yield Pipe();
  EXPECT_TRUE((co_await WriteAll(pipe.writer, "1\n2\n3\n4\n")).ok());
  for (int line = 1; line <= 3; ++line) {
    File reader = (co_yield Dup(pipe.reader)).value();
    const std::string script = "read line; [ $line = " + std::to_string(line) + " ]";
    const Tid tid =
        co_yield NewTask(WithDescriptors(std::move(reader), File(), Program(Words(script))));
    EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
  }
  pipe.writer.Close();
  EXPECT_EQ(co_await ReadAll(pipe.reader), "4\n");
}

// However large it is, and however full: a pipe that becomes one of the host's keeps its bytes.
CORIX_TEST(HostPipeTest, FullPipes) {
  for (const std::size_t capacity : {1, 4096, 65'536, 65'537, 200'000, 1'048'576}) {
    PipeEnds pipe = co_yield Pipe(capacity);
    std::string sent;
    while ((co_yield WaitIO(pipe.writer, IoEvents::kWritable, absl::ZeroDuration())).ok()) {
      std::string piece(3000, static_cast<char>('a' + sent.size() % 25));
      sent += piece.substr(0, (co_yield Write(pipe.writer, piece)).value());
    }
    const int host_fd = (co_yield DupToHost(pipe.reader)).value();
    close(host_fd);
    pipe.writer.Close();
    EXPECT_EQ(co_await ReadAll(pipe.reader), sent) << capacity;
  }
}

Process NoteRead(Fd fd, std::string& log, std::string name) {
  std::array<char, 64> buffer;
  const auto bytes = co_yield Read(fd, absl::MakeSpan(buffer));
  log += name + ":" + (bytes.ok() ? std::string(buffer.data(), *bytes) : "error") + " ";
}

Process NoteReadable(Fd fd, std::string& log) {
  const auto ready = co_yield WaitIO(fd, IoEvents::kReadable);
  log += ready.ok() ? "ready " : "error ";
}

// Those who sleep at an empty pipe while it becomes one of the host's sleep on, and are served by
// the program.
CORIX_TEST(HostPipeTest, SleepersAtAnEmptyPipe) {
  PipeEnds pipe = co_yield Pipe();
  std::string log;
  const Tid ready = co_yield NewTask(NoteReadable(pipe.reader, log));
  const Tid reader = co_yield NewTask(NoteRead(pipe.reader, log, "read"));
  co_yield Yield();
  File writer = (co_yield Dup(pipe.writer)).value();
  const Tid program = co_yield NewTask(
      WithDescriptors(File(), std::move(writer), Program(Words("exec sleep 1000"))));
  co_await YieldTimes(200);
  EXPECT_EQ(log, "");
  (void)(co_yield KillTask(program));
  co_yield WaitTask(program);
  File again = (co_yield Dup(pipe.writer)).value();
  const Tid speaker =
      co_yield NewTask(WithDescriptors(File(), std::move(again), Program(Words("echo hello"))));
  co_yield WaitTask(speaker);
  co_yield WaitTask(ready);
  co_yield WaitTask(reader);
  EXPECT_EQ(log, "ready read:hello\n ");
  co_await AwaitTheHost();
}

Co<int> PrintMuch() {
  Print("%s", ManyLines());
  co_return 0;
}

Co<int> WriteOrPrint(bool prints) { return prints ? PrintMuch() : WriteLines(); }

// Those who sleep at a full pipe while it becomes one of the host's, to write or to print, go on
// when the program has made room.
CORIX_TEST(HostPipeTest, SleepersAtAFullPipe) {
  for (const bool prints : {false, true}) {
    PipeEnds pipe = co_yield Pipe();
    const Tid source =
        co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), WriteOrPrint(prints)));
    co_await YieldTimes(3);
    EXPECT_NE(cpu.kernel->FindTask(source)->state(), TaskState::kReady);
    const Tid sink = co_yield NewTask(WithDescriptors(std::move(pipe.reader), File(), Sink(true)));
    EXPECT_EQ((co_yield WaitTask(source))->code, 0);
    EXPECT_EQ((co_yield WaitTask(sink))->code, 0) << prints;
  }
}

// A program whose reader has gone is ended by SIGPIPE, and a task whose reader was a program is
// told.
CORIX_TEST(HostPipeTest, NobodyIsLeftToRead) {
  PipeEnds pipe = co_yield Pipe();
  std::vector<std::string> yes = {"yes"};
  const Tid program =
      co_yield NewTask(WithDescriptors(File(), std::move(pipe.writer), Program(std::move(yes))));
  std::array<char, 10> buffer;
  EXPECT_EQ((co_yield Read(pipe.reader, absl::MakeSpan(buffer))).value(), 10);
  pipe.reader.Close();
  EXPECT_EQ((co_yield WaitTask(program))->code, 128 + SIGPIPE);

  PipeEnds other = co_yield Pipe();
  const Tid source =
      co_yield NewTask(WithDescriptors(File(), std::move(other.writer), WriteLines()));
  const Tid head = co_yield NewTask(
      WithDescriptors(std::move(other.reader), File(), Program(Words("read x; exit 5"))));
  EXPECT_EQ((co_yield WaitTask(head))->code, 5);
  EXPECT_EQ((co_yield WaitTask(source))->code, 1);
}

// The end of a pipe comes when the writers are gone, and not before: a program that has it open
// counts, one that has ended does not, even if nobody has waited for it yet.
CORIX_TEST(HostPipeTest, TheEnd) {
  PipeEnds pipe = co_yield Pipe();
  EXPECT_TRUE((co_yield Dup2(pipe.writer, 5)).ok());
  pipe.writer.Close();
  const auto program = co_yield StartHost(Words("exec sleep 1000"));
  EXPECT_TRUE((co_yield Close(5)).ok());
  std::string log;
  const Tid reader = co_yield NewTask(NoteRead(pipe.reader, log, "read"));
  co_await YieldTimes(200);
  EXPECT_EQ(log, "");
  EXPECT_TRUE((co_yield SignalHost(*program, SIGKILL)).ok());
  co_yield WaitTask(reader);
  EXPECT_EQ(log, "read: ");
  co_yield WaitHost(*program);
}

// ---- Files ----

// A file is shared with a program, the place in it too.
CORIX_TEST(HostFileTest, SharedOffset) {
  for (const OpenMode mode : {OpenMode::kTruncate, OpenMode::kAppend}) {
    const Folder folder;
    const auto file =
        co_yield Open(folder.path() + "/f", OpenMode::kWrite | OpenMode::kCreate | mode);
    EXPECT_TRUE((co_yield Dup2(*file, 5)).ok());
    EXPECT_TRUE((co_await WriteAll(5, "task\n")).ok());
    EXPECT_EQ((co_await RunHost("sh", "-c", "echo program >&5; echo again >&5"))->code, 0);
    EXPECT_TRUE((co_await WriteAll(5, "task\n")).ok());
    EXPECT_EQ(folder.Text("f"), "task\nprogram\nagain\ntask\n");
    EXPECT_TRUE((co_yield Close(5)).ok());
  }
}

// What a task has read of its input, the program does not get again; and the other way round.
CORIX_TEST(HostFileTest, SharedInput) {
  const Folder folder;
  auto file = co_yield Open(folder.Make("f", "1\n2\n3\n"));
  EXPECT_TRUE((co_yield Dup2(*file, kStdin)).ok());
  std::array<char, 2> buffer;
  EXPECT_EQ((co_yield Read(kStdin, absl::MakeSpan(buffer))).value(), 2);
  EXPECT_EQ((co_await RunHost("sh", "-c", "read x; [ $x = 2 ]"))->code, 0);
  EXPECT_EQ(co_await ReadAll(kStdin), "3\n");
}

// /dev/null is empty, and takes everything.
CORIX_TEST(HostFileTest, Null) {
  auto null = co_yield Open("/dev/null", OpenMode::kReadWrite);
  File in = (co_yield Dup(*null)).value();
  const Tid tid = co_yield NewTask(
      WithDescriptors(std::move(in), *std::move(null), Program(Words("cat; seq 1 100000"))));
  EXPECT_EQ((co_yield WaitTask(tid))->code, 0);
}

Co<int> ListDescriptors() {
  EXPECT_TRUE((co_yield Dup2(kStdout, 5)).ok());
  EXPECT_TRUE((co_yield Dup2(kStdout, 9)).ok());
  EXPECT_TRUE((co_yield Close(kStderr)).ok());
  co_return co_await Sh(
      "i=0; while [ $i -lt 300 ]; do [ -e /proc/$$/fd/$i ] && echo $i; i=$((i+1)); done; true");
}

// A program has its task's descriptors 0 to 9 and no others, whatever the kernel and the host
// program have open.
CORIX_TEST(HostFileTest, NoDescriptorLeaks) {
  std::vector<int> careless;
  for (int i = 0; i < 30; ++i) careless.push_back(open("/dev/null", O_RDWR));
  std::vector<PipeEnds> pipes;
  for (int i = 0; i < 30; ++i) {
    pipes.push_back(co_yield Pipe());
    close((co_yield DupToHost(pipes.back().reader)).value());
  }
  EXPECT_EQ(co_await OutputOf(ListDescriptors()), "0\n1\n5\n9\n");
  for (const int fd : careless) close(fd);
}

// ---- Flags ----

// The flags in a text from /proc/PID/fdinfo.
int FlagsIn(const std::string& info) {
  const std::size_t at = info.find("flags:");
  EXPECT_NE(at, std::string::npos) << info;
  return at == std::string::npos ? 0 : std::stoi(info.substr(at + 6), nullptr, 8);
}

// The flags of a program's descriptor.
Co<int> FlagsInProgram(Fd fd) {
  EXPECT_TRUE((co_yield Dup2(fd, 5)).ok());
  const std::string info = co_await OutputOf(Sh("cat /proc/self/fdinfo/5"));
  EXPECT_TRUE((co_yield Close(5)).ok());
  co_return FlagsIn(info);
}

int FlagsHere(Fd fd) {
  return fcntl(cpu.kernel->FindFile(*cpu.task, fd)->AsHostFile()->host_fd(), F_GETFL);
}

// A program's end of a pipe or a terminal blocks, and ours does not.
CORIX_TEST(HostFlagsTest, PipesAndTerminals) {
  PipeEnds pipe = co_yield Pipe();
  int far_end;
  int near_end;
  EXPECT_EQ(openpty(&far_end, &near_end, nullptr, nullptr, nullptr), 0);
  const Fd terminal = Adopted(near_end);
  for (const Fd fd : {pipe.reader.fd(), pipe.writer.fd(), terminal}) {
    EXPECT_EQ(co_await FlagsInProgram(fd) & O_NONBLOCK, 0);
    EXPECT_NE(FlagsHere(fd) & O_NONBLOCK, 0);
  }
  EXPECT_TRUE((co_yield Close(terminal)).ok());
  close(far_end);
}

// So does its device, which is opened anew for it.
CORIX_TEST(HostFlagsTest, Devices) {
  for (const char* path : {"/dev/null", "/dev/zero"}) {
    const auto device = co_yield Open(path, OpenMode::kReadWrite);
    EXPECT_EQ(co_await FlagsInProgram(*device) & O_NONBLOCK, 0) << path;
  }
}

// A socket is the same one, and blocks there; our own calls do not block all the same: the others
// run while a task waits for it.
CORIX_TEST(HostFlagsTest, Sockets) {
  std::array<int, 2> ends;
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Fd ours = Adopted(ends[0]);
  EXPECT_EQ(co_await FlagsInProgram(ours) & O_NONBLOCK, 0);
  std::string log;
  const Tid reader = co_yield NewTask(NoteRead(ours, log, "read"));
  co_await YieldTimes(200);
  EXPECT_EQ(log, "");
  EXPECT_EQ(write(ends[1], "x", 1), 1);
  co_yield WaitTask(reader);
  EXPECT_EQ(log, "read:x ");
  // Full: a writer sleeps too.
  const Tid writer = co_yield NewTask([](Fd fd) -> Process {
    const std::string much(4'000'000, 'x');
    (void)co_await WriteAll(fd, much);
  }(ours));
  co_await YieldTimes(200);
  EXPECT_TRUE(co_yield KillTask(writer));
  co_yield WaitTask(writer);
  EXPECT_TRUE((co_yield Close(ours)).ok());
  close(ends[1]);
}

// What Corix was given, a program is given as it is; nobody's flags change.
TEST(HostFlagsBorrowedTest, StayAsTheyWere) {
  const HostPipe in;
  const HostPipe out;
  KernelOptions options = VirtualOptions();
  options.host_descriptors = {in.reader(), out.writer(), out.writer()};
  EXPECT_EQ(write(in.writer(), "hello\n", 6), 6);
  const int flags = fcntl(in.reader(), F_GETFL);
  {
    Kernel kernel(options);
    const Tid tid = kernel.Spawn([]() -> Co<int> {
      Print("first\n");
      const auto status = co_await RunHost("sh", "-c", "read x; echo $x; cat /proc/self/fdinfo/0");
      co_return status->code;
    }());
    ExpectRuns(kernel);
    EXPECT_EQ(kernel.TakeExit(tid)->code, 0);
  }
  const std::string text = out.Drain();
  EXPECT_TRUE(text.starts_with("first\nhello\n")) << text;
  EXPECT_EQ(FlagsIn(text) & O_NONBLOCK, 0) << text;
  EXPECT_EQ(fcntl(in.reader(), F_GETFL), flags);
  EXPECT_EQ(fcntl(out.writer(), F_GETFL) & O_NONBLOCK, 0);
}

}  // namespace
}  // namespace corix::testing
