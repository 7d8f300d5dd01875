// Descriptors: whose they are, who inherits them, and when what stands behind them is closed.

#include <fcntl.h>
#include <malloc.h>

#include <numeric>
#include <set>
#include <stdexcept>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

using Table = std::array<const OpenFile*, ExecutionEnvironment::kDescriptors>;

Table OwnTable() {
  Table table;
  for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd)
    table[fd] = cpu.kernel->FindFile(*cpu.task, fd);
  return table;
}

const OpenFile* FileBehind(Fd fd) { return cpu.kernel->FindFile(*cpu.task, fd); }

std::size_t KernelDescriptors() { return cpu.kernel->Leaks().descriptors; }

// ---- The descriptors 0 to 9 ----

Process ChangeAtRandom(std::uint64_t seed, Table expected, const std::vector<File>& files,
                       int depth) {
  Random random(seed);
  EXPECT_EQ(OwnTable(), expected) << "as inherited, seed " << seed;
  for (int step = 0; step < 12; ++step) {
    const Fd own = static_cast<int>(3 + Below(random, 7));
    const std::size_t what = Below(random, depth > 0 ? 5 : 4);
    if (what == 0) {
      const Fd from = files[Below(random, files.size())];
      expected[own] = FileBehind(from);
      EXPECT_TRUE((co_yield Dup2(from, own)).ok());
    } else if (what == 1) {
      const Fd from = static_cast<int>(Below(random, 10));
      const bool is_open = expected[from] != nullptr;
      if (is_open) expected[own] = expected[from];
      EXPECT_EQ((co_yield Dup2(from, own)).ok(), is_open);
    } else if (what == 2) {
      const bool is_open = expected[own] != nullptr;
      expected[own] = nullptr;
      EXPECT_EQ((co_yield Close(own)).ok(), is_open);
    } else if (what == 3) {
      co_yield Yield();
    } else {
      co_yield NewTask(ChangeAtRandom(random(), expected, files, depth - 1)).Detached();
    }
    EXPECT_EQ(OwnTable(), expected) << "seed " << seed << ", step " << step;
  }
}

// A task has at 0 to 9 what it inherited and what it put there itself; nothing that its parent, its
// children or its siblings do afterwards changes that.
CORIX_TEST(DescriptorTest, EachTaskHasItsOwnTen) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::vector<File> files;
    for (int i = 0; i < 4; ++i) files.push_back((co_yield Open("/dev/null")).value());
    co_yield NewTask(ChangeAtRandom(seed, OwnTable(), files, 3)).Detached();
    while (cpu.kernel->Leaks().tasks > 1) co_yield Yield();
  }
}

// How a task comes to its end, or lets go of descriptor 5.
enum class Way { kReturns, kThrows, kIsKilled, kNeverRuns, kCloses, kPutsAnotherThere };
constexpr std::array kWays = {Way::kReturns,   Way::kThrows, Way::kIsKilled,
                              Way::kNeverRuns, Way::kCloses, Way::kPutsAnotherThere};

Process HoldFive(Way way, const bool& go) {
  while (!go) co_yield Yield();
  if (way == Way::kReturns) co_return;
  if (way == Way::kThrows) throw std::runtime_error("on purpose");
  if (way == Way::kCloses) {
    EXPECT_TRUE((co_yield Close(5)).ok());
  }
  if (way == Way::kPutsAnotherThere) {
    EXPECT_TRUE((co_yield Dup2(1, 5)).ok());
  }
  co_await YieldForEver();
}

// The reader of a pipe sees its end when the last task that inherited the writing end has let go of
// it, in whatever way and order, and not before.
CORIX_TEST(DescriptorTest, APipeEndsWithItsLastHeir) {
  EXPECT_TRUE((co_yield Close(kStderr)).ok());  // for the exceptions
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    PipeEnds pipe = co_yield Pipe();
    std::string text = "open";
    const Tid reader = co_yield NewTask(ReadAllInto(std::move(pipe.reader), text));
    EXPECT_TRUE((co_yield Dup2(pipe.writer, 5)).ok());
    pipe.writer.Close();
    struct Heir {
      Way way;
      bool go = false;
      Tid tid = 0;
    };
    std::vector<Heir> heirs(1 + Below(random, 6));
    for (Heir& heir : heirs) {
      heir.way = kWays[Below(random, kWays.size())];
      // That it never runs can be had only if we do not let go of the processor.
      if (heir.way == Way::kNeverRuns) continue;
      heir.tid = co_yield NewTask(HoldFive(heir.way, heir.go));
    }
    for (Heir& heir : heirs)
      if (heir.tid == 0) heir.tid = CallNow(NewTask(HoldFive(heir.way, heir.go)));
    EXPECT_TRUE(CallNow(Close(5)).ok());
    for (Heir& heir : heirs)
      if (heir.way == Way::kNeverRuns) {
        EXPECT_TRUE(CallNow(KillTask(heir.tid)));
      }
    std::vector<std::size_t> order(heirs.size());
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t i : order) {
      Heir& heir = heirs[i];
      if (heir.way == Way::kNeverRuns) continue;
      co_await YieldTimes(3);
      EXPECT_EQ(text, "open") << "seed " << seed;
      EXPECT_TRUE(Sleeps(reader)) << "seed " << seed;
      heir.go = true;
      if (heir.way == Way::kIsKilled) {
        EXPECT_TRUE(co_yield KillTask(heir.tid));
      }
      co_await YieldTimes(3);
    }
    co_await YieldTimes(3);
    EXPECT_EQ(text, "") << "seed " << seed;
    for (const Heir& heir : heirs) {
      co_yield KillTask(heir.tid);
      co_yield WaitTask(heir.tid);
    }
    co_yield WaitTask(reader);
  }
}

// To start a task takes the same memory with ten descriptors open as with none.
CORIX_TEST(DescriptorTest, InheritingTakesNoMemory) {
#if CORIX_POOLED_BLOCKS
  constexpr int kTasks = 200;
  std::array<std::size_t, 3> taken;
  std::vector<Tid> tids;
  tids.reserve(kTasks);
  for (std::size_t round = 0; round < taken.size(); ++round) {  // the first fills the pools
    for (int fd = 3; fd < 10; ++fd) {
      if (round == 1) {
        EXPECT_TRUE(CallNow(Close(fd)).ok());
      }
      if (round != 1) {
        EXPECT_TRUE(CallNow(Dup2(kStdin, fd)).ok());
      }
    }
    const std::size_t before = mallinfo2().uordblks;
    for (int i = 0; i < kTasks; ++i) tids.push_back(co_yield NewTask(YieldForEver()));
    taken[round] = mallinfo2().uordblks - before;
    for (const Tid tid : tids) co_yield KillTask(tid);
    for (const Tid tid : tids) co_yield WaitTask(tid);
    tids.clear();
  }
  EXPECT_EQ(taken[2], taken[1]);
#endif
  co_return;
}

// ---- Dup and Dup2 ----

// Two descriptors for one open file have one place in it.
CORIX_TEST(DupTest, SharesThePlace) {
  const TempDirectory directory;
  constexpr OpenMode kMode = OpenMode::kReadWrite | OpenMode::kCreate;
  const File file = (co_yield Open(directory.Path("file"), kMode)).value();
  const File second = (co_yield Dup(file)).value();
  EXPECT_NE(int(file.fd()), int(second.fd()));
  EXPECT_TRUE((co_yield Dup2(file, 7)).ok());
  EXPECT_TRUE((co_await WriteAll(file, "0123456789")).ok());
  EXPECT_EQ((co_yield Seek(second, 0, SeekFrom::kHere)).value(), 10);
  EXPECT_EQ((co_yield Seek(7, 4)).value(), 4);
  EXPECT_EQ(co_await ReadSome(second, 2), "45");
  EXPECT_EQ(co_await ReadSome(file, 2), "67");
  EXPECT_EQ(co_await ReadSome(7, 9), "89");
}

// An end of a pipe is there as long as one of its descriptors.
CORIX_TEST(DupTest, SharesTheEnd) {
  PipeEnds pipe = co_yield Pipe();
  std::string text = "open";
  const Tid reader = co_yield NewTask(ReadAllInto(std::move(pipe.reader), text));
  File second = (co_yield Dup(pipe.writer)).value();
  EXPECT_TRUE((co_yield Dup2(second, 3)).ok());
  pipe.writer.Close();
  EXPECT_TRUE((co_yield Write(3, "a")).ok());
  EXPECT_TRUE((co_yield Close(3)).ok());
  co_await YieldTimes(3);
  EXPECT_TRUE(Sleeps(reader));
  second.Close();
  co_yield WaitTask(reader);
  EXPECT_EQ(text, "a");
}

CORIX_TEST(DupTest, Refusals) {
  for (const int fd : {-1, 9, 10, 4711}) {
    const std::string message = "no descriptor " + std::to_string(fd);
    EXPECT_EQ((co_yield Dup(fd)).status(), absl::NotFoundError(message));
    EXPECT_EQ(co_yield Dup2(fd, 3), absl::NotFoundError(message));
    EXPECT_EQ(co_yield Dup2(fd, fd == 9 ? 9 : 8), absl::NotFoundError(message));
  }
  for (const int own : {-1, 10, 4711}) {
    const std::string message = std::to_string(own) + " is not a descriptor from 0 to 9";
    EXPECT_EQ(co_yield Dup2(kStdin, own), absl::OutOfRangeError(message));
  }
  EXPECT_TRUE((co_yield Dup2(kStdin, kStdin)).ok());
  EXPECT_NE(FileBehind(kStdin), nullptr);
}

Process PrintThenChange(std::string text, Fd other, bool by_trap) {
  Print("%s", text);
  if (by_trap) {
    EXPECT_TRUE((co_yield Dup2(other, kStdout)).ok());
  } else {
    EXPECT_TRUE(CallNow(Dup2(other, kStdout)).ok());
  }
  Print("new");
}

// What was printed before descriptor 1 changes goes to the old file, what is printed afterwards to
// the new one; also if the old one has no room just then, and if no trap makes the change.
CORIX_TEST(Dup2Test, PrintedTextGoesToTheOldFile) {
  for (const bool by_trap : {true, false}) {
    for (const std::size_t size : {3, 100, 5'000, 100'000}) {
      PipeEnds before = co_yield Pipe(64);
      PipeEnds after = co_yield Pipe();
      const std::string text(size, 'x');
      EXPECT_TRUE((co_yield Dup2(before.writer, kStdout)).ok());
      const Tid printer = co_yield NewTask(PrintThenChange(text, after.writer, by_trap));
      EXPECT_TRUE((co_yield Close(kStdout)).ok());
      before.writer.Close();
      std::string old_text;
      std::string new_text;
      const Tid a = co_yield NewTask(ReadAllInto(std::move(before.reader), old_text));
      const Tid b = co_yield NewTask(ReadAllInto(std::move(after.reader), new_text));
      co_yield WaitTask(printer);
      after.writer.Close();
      co_yield WaitTask(a);
      co_yield WaitTask(b);
      EXPECT_EQ(old_text.size(), size) << "by trap: " << by_trap;
      EXPECT_EQ(new_text.substr(0, 8), "new") << "by trap: " << by_trap << ", size " << size;
    }
  }
}

// ---- Closing ----

// To close one number wakes those who wait by it, and nobody who waits for the same file by another
// number: these get what comes, in their order.
CORIX_TEST(CloseTest, WakesThoseWhoWaitByThatNumber) {
  for (const bool of_kernel : {true, false}) {
    PipeEnds pipe;
    if (of_kernel) {
      pipe = co_yield Pipe();
    } else {
      HostPipe host;
      pipe.reader = Adopt(host.TakeReader());
      pipe.writer = Adopt(host.TakeWriter());
    }
    File second = (co_yield Dup(pipe.reader)).value();
    EXPECT_TRUE((co_yield Dup2(pipe.reader, 8)).ok());
    std::array<std::string, 6> got;
    std::vector<Tid> readers;
    const std::array<Fd, 6> by = {pipe.reader.fd(), second.fd(), 8,
                                  pipe.reader.fd(), second.fd(), 8};
    for (std::size_t i = 0; i < by.size(); ++i)
      readers.push_back(co_yield NewTask(ReadSomeInto(by[i], got[i])));
    co_yield Yield();
    const std::string closed = "<descriptor " + std::to_string(pipe.reader.fd()) + " was closed>";
    pipe.reader.Close();
    co_await YieldTimes(3);
    const std::array<std::size_t, 4> order = {1, 2, 4, 5};
    for (const std::size_t i : order) {
      EXPECT_EQ(got[i], "");
      EXPECT_TRUE((co_yield Write(pipe.writer, std::to_string(i))).ok());
      co_yield WaitTask(readers[i]);
      EXPECT_EQ(got[i], std::to_string(i)) << (of_kernel ? "kernel" : "host");
    }
    EXPECT_EQ(got[0], closed);
    EXPECT_EQ(got[3], closed);
    for (const std::size_t i : {0, 3}) co_yield WaitTask(readers[i]);
    EXPECT_TRUE((co_yield Close(8)).ok());
  }
}

// No number is used twice, whatever was closed meanwhile.
CORIX_TEST(CloseTest, NumbersCountUp) {
  Random random(1);
  std::set<int> open;
  int last = 9;
  for (int i = 0; i < 5'000; ++i) {
    const int fd = (co_yield Open("/dev/null")).value().Release();
    EXPECT_EQ(fd, last + 1);
    last = fd;
    open.insert(fd);
    while (!open.empty() && Below(random, 100) < 49) {
      auto victim = open.lower_bound(static_cast<int>(Below(random, last + 1)));
      if (victim == open.end()) victim = open.begin();
      EXPECT_TRUE((co_yield Close(*victim)).ok());
      EXPECT_EQ(co_yield Close(*victim),
                absl::NotFoundError("no descriptor " + std::to_string(*victim)));
      open.erase(victim);
    }
    EXPECT_EQ(KernelDescriptors(), open.size());
  }
  for (const int fd : open) EXPECT_TRUE((co_yield Close(fd)).ok());
}

Process PrintMuchThenReadClosed(absl::Status& status) {
  Print("%s", std::string(1000, 'x'));
  std::array<char, 8> buffer;
  const auto bytes = co_yield Read(4711, absl::MakeSpan(buffer));
  status = bytes.status();
}

// A descriptor that never was there is NOT_FOUND also for a task that had to wait until its output
// was delivered: nobody closed anything meanwhile.
CORIX_TEST(CloseTest, OnlyWhatWasOpenWasClosed) {
  PipeEnds pipe = co_yield Pipe(16);
  absl::Status status;
  EXPECT_TRUE((co_yield Dup2(pipe.writer, kStdout)).ok());
  const Tid printer = co_yield NewTask(PrintMuchThenReadClosed(status));
  EXPECT_TRUE((co_yield Close(kStdout)).ok());
  pipe.writer.Close();
  EXPECT_EQ((co_await ReadToEnd(pipe.reader)).size(), 1000);
  co_yield WaitTask(printer);
  EXPECT_EQ(status, absl::NotFoundError("no descriptor 4711"));
}

// ---- A File on its way ----

Process Keep(File file, Way way) {
  if (way == Way::kReturns) co_return;
  if (way == Way::kThrows) throw std::runtime_error("on purpose");
  co_await ReadSome(file);
}

// A File that moved into a task is closed when that task ends: how, and how far it came, does not
// matter.
CORIX_TEST(FileTest, ClosesWhereverItDies) {
  EXPECT_TRUE((co_yield Close(kStderr)).ok());
  for (const Way way : {Way::kReturns, Way::kThrows, Way::kIsKilled, Way::kNeverRuns}) {
    const HostPipe out;
    std::array<int, 2> ends;
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    const HostSocket far(ends[1]);
    const Tid tid = CallNow(NewTask(Keep(Adopt(ends[0]), way)));
    EXPECT_EQ(KernelDescriptors(), 1);
    if (way == Way::kNeverRuns) {
      EXPECT_TRUE(CallNow(KillTask(tid)));
    }
    co_await YieldTimes(2);
    if (way == Way::kIsKilled) {
      EXPECT_FALSE(far.AtEnd());
      EXPECT_TRUE(co_yield KillTask(tid));
    }
    EXPECT_EQ(KernelDescriptors(), 0);
    EXPECT_TRUE(far.AtEnd());
    co_yield WaitTask(tid);
  }
  {
    const auto unused = NewTask(Keep(Adopt(dup(0)), Way::kReturns));
  }
  EXPECT_EQ(KernelDescriptors(), 0);
}

Process CallForFile(int which, Fd listener, SocketAddress address, int host_fd) {
  if (which == 0) co_yield Pipe();
  if (which == 1) co_yield Open("/dev/null");
  if (which == 2) co_yield Open("/");
  if (which == 3) co_yield Dup(kStdin);
  if (which == 4) co_yield AdoptHostDescriptor(host_fd);
  if (which == 5) co_yield Accept(listener);
  if (which == 6) co_yield Listen(SocketAddress::Tcp("127.0.0.1", 0));
  if (which == 7) co_yield Connect(address);
  ADD_FAILURE() << "took its answer: " << which;
}

// A call that was answered with a File, and whose caller is killed before it takes the answer,
// closes it.
CORIX_TEST(FileTest, AnAnswerThatNobodyTookIsClosed) {
  const TempDirectory directory;
  const SocketAddress address = SocketAddress::Unix(directory.Path("socket"));
  const File listener = (co_yield Listen(address)).value();
  for (int which = 0; which < 8; ++which) {
    const HostSocket client = HostConnect(address);
    const Tid tid = co_yield NewTask(CallForFile(which, listener, address, dup(client.fd())));
    // It had its turn before ours, and is behind us now.
    EXPECT_EQ(cpu.kernel->FindTask(tid)->state(), TaskState::kReady) << which;
    EXPECT_GE(KernelDescriptors(), 2) << which;
    EXPECT_TRUE(CallNow(KillTask(tid)));
    EXPECT_EQ(KernelDescriptors(), 1) << which;
    co_yield WaitTask(tid);
    if (which == 5) {
      EXPECT_TRUE(client.AtEnd());
    }
    if (which != 5) (co_yield Accept(listener)).value().Close();
    if (which == 7) (co_yield Accept(listener)).value().Close();
  }
}

// A kernel that is destroyed with everything open closes it, and wakes nobody.
TEST(FileTest, DiesWithItsKernel) {
  std::array<int, 2> ends;
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const HostSocket far(ends[1]);
  {
    Kernel kernel(VirtualOptions());
    kernel.Spawn([](int host_fd) -> Process {
      PipeEnds pipe = co_yield Pipe();
      co_yield NewTask(Keep(Adopt(host_fd), Way::kIsKilled));
      co_yield NewTask(Keep(std::move(pipe.reader), Way::kIsKilled));
      EXPECT_TRUE((co_yield Dup2(pipe.writer, kStdout)).ok());
      Print("%s", std::string(100'000, 'x'));
      co_yield Yield();
    }(ends[0]));
    kernel.RunReady();
    EXPECT_FALSE(far.AtEnd());
  }
  EXPECT_TRUE(far.AtEnd());
}

}  // namespace
}  // namespace corix::testing
