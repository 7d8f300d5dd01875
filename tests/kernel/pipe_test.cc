// Pipes inside the kernel: bytes, ends, atomic writes, and those who are killed in between.

#include <cstdint>
#include <optional>
#include <stdexcept>

#include "kernel/byte_queue.h"
#include "tests/io_testing.h"

namespace corix::testing {
namespace {

constexpr IoEvents kReadable = IoEvents::kReadable;
constexpr IoEvents kWritable = IoEvents::kWritable;

// A queue of bytes is a string to whose end one adds, and from whose front one takes.
TEST(ByteQueueTest, EqualsAString) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    ByteQueue queue;
    std::string model;
    const std::size_t most = std::size_t{1} << Below(random, 12);
    std::vector<char> buffer(most);
    for (int step = 0; step < 1'000; ++step) {
      const std::size_t size = Below(random, most + 1);
      if (Below(random, 2) == 0) {
        const std::string bytes = RandomBytes(random, size);
        queue.Add(bytes);
        model += bytes;
      } else {
        const std::size_t n = queue.Take(absl::MakeSpan(buffer).first(size));
        ASSERT_EQ(n, std::min(size, model.size()));
        ASSERT_EQ(std::string_view(buffer.data(), n), std::string_view(model).substr(0, n));
        model.erase(0, n);
      }
      ASSERT_EQ(queue.view(), model);
      ASSERT_EQ(queue.size(), model.size());
      ASSERT_EQ(queue.empty(), model.empty());
    }
  }
}

// A pipe takes exactly its capacity, and gives back exactly what it took; then the reader waits as
// long as there is a writer.
CORIX_TEST(PipeTest, TakesItsCapacity) {
  for (const std::size_t asked : {0, 1, 2, 100, 4095, 4096, 4097, 65536, 1 << 20, 1 << 21}) {
    const std::size_t capacity = std::clamp<std::size_t>(asked, 1, 1 << 20);
    const PipeEnds pipe = co_yield Pipe(asked);
    const std::string bytes(capacity + 5'000, 'x');
    EXPECT_EQ((co_yield Write(pipe.writer, bytes)).value(), capacity);
    std::string more;
    const Tid writer = co_yield NewTask(WriteForEver(pipe.writer, 1));
    co_yield Yield();
    EXPECT_TRUE(Sleeps(writer));
    co_yield KillTask(writer);
    co_yield WaitTask(writer);
    EXPECT_EQ((co_await ReadSome(pipe.reader, capacity + 9)).size(), capacity);
    const Tid reader = co_yield NewTask(ReadSomeInto(pipe.reader, more));
    co_yield Yield();
    EXPECT_TRUE(Sleeps(reader));
    co_yield KillTask(reader);
    co_yield WaitTask(reader);
  }
}

// What is in a pipe without writers is read to the last byte; then comes the end, again and again.
CORIX_TEST(PipeTest, EndsAfterTheLastByte) {
  PipeEnds pipe = co_yield Pipe();
  EXPECT_EQ((co_yield Write(pipe.writer, "hello")).value(), 5);
  pipe.writer.Close();
  EXPECT_EQ(co_await ReadSome(pipe.reader, 3), "hel");
  EXPECT_EQ((co_yield WaitIO(pipe.reader, kReadable)).value(), kReadable);
  EXPECT_EQ(co_await ReadSome(pipe.reader, 3), "lo");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ((co_yield WaitIO(pipe.reader, kReadable)).value(), kReadable);
    EXPECT_EQ(co_await ReadSome(pipe.reader), "");
  }
}

// Without readers a write is ABORTED, whether it begins or was waiting.
CORIX_TEST(PipeTest, WithoutReadersAWriteIsAborted) {
  PipeEnds pipe = co_yield Pipe(10);
  const Tid writer = co_yield NewTask(WriteForEver(pipe.writer, 3));
  const Tid watcher = co_yield NewTask([](Fd fd) -> Process {
    EXPECT_EQ((co_yield WaitIO(fd, kWritable)).value(), kWritable);
  }(pipe.writer));
  co_await YieldTimes(6);
  EXPECT_TRUE(Sleeps(writer));
  EXPECT_TRUE(Sleeps(watcher));
  pipe.reader.Close();
  EXPECT_EQ((co_yield WaitTask(writer))->code, 1);
  EXPECT_EQ((co_yield WaitTask(watcher))->code, 0);
  EXPECT_EQ((co_yield Write(pipe.writer, "x")).status().message(), "nobody is left to read");
  EXPECT_EQ((co_yield Write(pipe.writer, "")).status().message(), "nobody is left to read");
}

// The wrong end, the wrong call: one clear message each.
CORIX_TEST(PipeTest, Refusals) {
  const PipeEnds pipe = co_yield Pipe();
  std::array<char, 4> buffer;
  EXPECT_EQ((co_yield Read(pipe.writer, absl::MakeSpan(buffer))).status(),
            absl::FailedPreconditionError("this end of the pipe is for writing"));
  EXPECT_EQ((co_yield Write(pipe.reader, "x")).status(),
            absl::FailedPreconditionError("this end of the pipe is for reading"));
  EXPECT_EQ((co_yield Seek(pipe.reader, 0)).status(),
            absl::FailedPreconditionError("a pipe has no places to go to"));
  EXPECT_EQ((co_yield Read(pipe.reader, absl::Span<char>())).value(), 0);
  EXPECT_EQ((co_yield Write(pipe.writer, "")).value(), 0);
}

// Who is told by WaitIO that a pipe is writable can write up to 4,096 bytes at once, or as many as
// it holds at all; who is told that it is readable gets something.
CORIX_TEST(PipeTest, WaitIoKeepsItsWord) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const std::size_t capacity = 1 + Below(random, 12'000);
    const PipeEnds pipe = co_yield Pipe(capacity);
    std::size_t inside = 0;
    for (int step = 0; step < 100; ++step) {
      const bool readable = (co_yield WaitIO(pipe.reader, kReadable, absl::ZeroDuration())).ok();
      const bool writable = (co_yield WaitIO(pipe.writer, kWritable, absl::ZeroDuration())).ok();
      EXPECT_EQ(readable, inside > 0);
      EXPECT_TRUE(readable || writable);
      if (writable && (!readable || Below(random, 2) == 0)) {
        const std::string bytes(1 + Below(random, std::min<std::size_t>(capacity, 4096)), 'x');
        EXPECT_EQ((co_yield Write(pipe.writer, bytes)).value(), bytes.size());
        inside += bytes.size();
      } else {
        const std::string got = co_await ReadSome(pipe.reader, 1 + Below(random, 6'000));
        EXPECT_GT(got.size(), 0);
        inside -= got.size();
      }
    }
  }
}

// ---- Atomic writes ----

// A record says how long it is and who wrote it, in each byte.
std::string Record(char who, std::size_t size) {
  std::string record(size, who);
  record[0] = '\n';
  record[1] = static_cast<char>(size & 0xffU);
  record[2] = static_cast<char>(size >> 8U);
  return record;
}

Process WriteRecords(Fd fd, char who, std::uint64_t seed, bool by_print) {
  Random random(seed);
  for (int i = 0; i < 40; ++i) {
    const std::string record = Record(who, 4 + Below(random, 4096 - 3));
    if (by_print) {
      Print("%s", record);
      co_yield Yield();
    } else {
      EXPECT_EQ((co_yield Write(fd, record)).value(), record.size());
    }
  }
}

Process ExpectWholeRecords(File reader, std::uint64_t seed, int& records) {
  Random random(seed);
  std::string bytes;
  for (;;) {
    const std::string piece = co_await ReadSome(reader, 1 + Below(random, 9'000));
    if (piece.empty()) break;
    bytes += piece;
    if (Below(random, 3) == 0) co_await YieldTimes(static_cast<int>(Below(random, 10)));
  }
  for (std::size_t at = 0; at < bytes.size(); ++records) {
    const std::size_t size = static_cast<unsigned char>(bytes[at + 1]) +
                             (static_cast<unsigned char>(bytes[at + 2]) << 8U);
    EXPECT_EQ(bytes[at], '\n');
    EXPECT_GE(size, 4);
    const std::string record = bytes.substr(at, size);
    EXPECT_EQ(record, Record(record[3], size)) << "torn";
    if (size < 4 || record != Record(record[3], size)) co_return;
    at += size;
  }
}

// Up to 4,096 bytes come out of a pipe as they were written, together; those of many writers and
// printers, of odd sizes, through a small, a crooked and an ordinary pipe.
CORIX_TEST(PipeTest, RecordsAreNotTorn) {
  std::uint64_t seed = 0;
  for (const std::size_t capacity : {4096, 4099, 7'001, 65'536}) {
    for (int round = 0; round < 5; ++round) {
      PipeEnds pipe = co_yield Pipe(capacity);
      int records = 0;
      EXPECT_TRUE((co_yield Dup2(pipe.writer, kStdout)).ok());
      pipe.writer.Close();
      for (int i = 0; i < 8; ++i) {
        const char who = static_cast<char>('a' + i);
        co_yield NewTask(WriteRecords(kStdout, who, ++seed, i % 2 == 0)).Detached();
      }
      EXPECT_TRUE((co_yield Close(kStdout)).ok());
      const Tid reader =
          co_yield NewTask(ExpectWholeRecords(std::move(pipe.reader), seed, records));
      co_yield WaitTask(reader);
      EXPECT_EQ(records, 8 * 40) << "capacity " << capacity;
    }
  }
}

// ---- Much ----

Process WriteInPieces(File file, const std::string& bytes, std::uint64_t seed) {
  Random random(seed);
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto taken = co_yield Write(file, rest.substr(0, 1 + Below(random, 100'000)));
    EXPECT_TRUE(taken.ok());
    rest.remove_prefix(taken.value_or(rest.size()));
    if (Below(random, 20) == 0) co_yield Sleep(absl::Seconds(1));
  }
}

Process ReadInPieces(File file, std::string& bytes, std::uint64_t seed) {
  Random random(seed);
  for (;;) {
    const std::string piece = co_await ReadSome(file, 1 + Below(random, 100'000));
    if (piece.empty()) co_return;
    bytes += piece;
    if (Below(random, 20) == 0) co_yield Sleep(absl::Seconds(1));
  }
}

// Ten MiB go through a pipe of any size in odd pieces, and are the same bytes afterwards.
CORIX_TEST(PipeTest, TenMebibytesAreTheSameAfterwards) {
  for (const std::size_t capacity : {1 << 12, 65'536, 1 << 20, 77'777}) {
    Random random(capacity);
    const std::string sent = RandomBytes(random, 10 << 20);
    std::string received;
    PipeEnds pipe = co_yield Pipe(capacity);
    const Tid a = co_yield NewTask(WriteInPieces(std::move(pipe.writer), sent, capacity));
    const Tid b = co_yield NewTask(ReadInPieces(std::move(pipe.reader), received, capacity + 1));
    co_yield WaitTask(a);
    co_yield WaitTask(b);
    EXPECT_TRUE(received == sent) << capacity;
  }
}

// ---- Kills ----

// Writers, readers and those who only watch, killed at any moment: those who are left see the end
// or ABORTED when the other side is gone, no byte of theirs is lost or doubled, and nothing hangs.
CORIX_TEST(PipeTest, KillsAtAnyMoment) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    PipeEnds pipe = co_yield Pipe(1 + Below(random, 5'000));
    EXPECT_TRUE((co_yield Dup2(pipe.writer, 4)).ok());
    pipe.writer.Close();
    std::vector<Tid> writers;
    for (std::size_t i = 0; i <= Below(random, 4); ++i)
      writers.push_back(co_yield NewTask(WriteForEver(4, 1 + Below(random, 6'000))));
    EXPECT_TRUE((co_yield Close(4)).ok());
    EXPECT_TRUE((co_yield Dup2(pipe.reader, 4)).ok());
    pipe.reader.Close();
    std::vector<Tid> readers;
    for (std::size_t i = 0; i <= Below(random, 4); ++i) {
      readers.push_back(co_yield NewTask([](std::size_t piece) -> Co<int> {
        const std::string text = co_await ReadToEnd(4, piece);
        co_return text.find('<') == text.npos ? 1 : 2;
      }(1 + Below(random, 6'000))));
    }
    EXPECT_TRUE((co_yield Close(4)).ok());
    co_await YieldTimes(static_cast<int>(Below(random, 50)));
    // One side is killed to the last, in any order; of the other at least one stays.
    std::vector<Tid>& side = Below(random, 2) == 0 ? writers : readers;
    std::vector<Tid>& other = &side == &writers ? readers : writers;
    while (other.size() > 1 && Below(random, 2) == 0) {
      EXPECT_TRUE(co_yield KillTask(other.back()));
      co_yield WaitTask(other.back());
      other.pop_back();
      co_await YieldTimes(static_cast<int>(Below(random, 20)));
    }
    std::shuffle(side.begin(), side.end(), random);
    for (const Tid tid : side) {
      EXPECT_TRUE(co_yield KillTask(tid)) << "seed " << seed;
      co_yield WaitTask(tid);
      co_await YieldTimes(static_cast<int>(Below(random, 20)));
    }
    for (const Tid tid : other) EXPECT_EQ((co_yield WaitTask(tid))->code, 1) << "seed " << seed;
    EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
  }
}

// Readers that are killed, before or after they were woken, take nothing with them.
CORIX_TEST(PipeTest, KilledReadersLoseNothing) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    const PipeEnds pipe = co_yield Pipe();
    std::vector<std::string> got(5);
    std::vector<Tid> readers;
    for (std::string& text : got)
      readers.push_back(co_yield NewTask(ReadSomeInto(pipe.reader, text)));
    co_await YieldTimes(2);
    EXPECT_EQ((co_yield Write(pipe.writer, "x")).value(), 1);
    // All are awake now; the first to have its turn has had it, if it lived that long.
    const std::size_t killed = Below(random, 5);
    for (std::size_t i = 0; i < killed; ++i) CallNow(KillTask(readers[i]));
    co_await YieldTimes(3);
    std::string all;
    for (const std::string& text : got) all += text;
    EXPECT_EQ(all, "x") << "seed " << seed;
    for (const Tid tid : readers) {
      co_yield KillTask(tid);
      co_yield WaitTask(tid);
    }
  }
}

// Two readers of one pipe are both served, in the order in which they came.
CORIX_TEST(PipeTest, ReadersInOrder) {
  const PipeEnds pipe = co_yield Pipe();
  std::array<std::string, 4> got;
  for (std::string& text : got) co_yield NewTask(ReadSomeInto(pipe.reader, text)).Detached();
  co_yield Yield();
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i], "");
    EXPECT_EQ((co_yield Write(pipe.writer, std::to_string(i))).value(), 1);
    co_await YieldTimes(3);
    EXPECT_EQ(got[i], std::to_string(i));
  }
}

// ---- What can never be ----

// A task that waits for a pipe into which only it could write, or from which only it could read,
// waits for ever, and Run says so.
TEST(PipeDeadlockTest, IsReported) {
  Kernel kernel(VirtualOptions());
  kernel.Spawn("reader", []() -> Process {
    const PipeEnds pipe = co_yield Pipe();
    co_await ReadSome(pipe.reader);
    ADD_FAILURE() << "read";
  }());
  kernel.Spawn("writer", []() -> Process {
    const PipeEnds pipe = co_yield Pipe(1);
    co_await WriteForEver(pipe.writer, 9);
    ADD_FAILURE() << "written";
  }());
  kernel.Spawn("printer", []() -> Process {
    const PipeEnds pipe = co_yield Pipe(1);
    EXPECT_TRUE((co_yield Dup2(pipe.writer, kStdout)).ok());
    Print("xyz");
    co_yield Yield();
    ADD_FAILURE() << "printed";
  }());
  const absl::Status status = kernel.Run();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  const std::string text(status.message());
  EXPECT_NE(text.find("deadlock: 3 tasks wait"), text.npos) << text;
  EXPECT_NE(text.find("(reader) waits in Read("), text.npos) << text;
  EXPECT_NE(text.find("(writer) waits in Write("), text.npos) << text;
  EXPECT_NE(text.find("(printer) waits until its output is delivered"), text.npos) << text;
}

// Virtual time does not stand still for a pipe of the kernel.
CORIX_TEST(PipeTest, HoldsNoTime) {
  PipeEnds pipe = co_yield Pipe();
  std::string text = "nothing";
  const Tid reader = co_yield NewTask(ReadAllInto(std::move(pipe.reader), text));
  const absl::Time before = co_yield Now();
  co_yield Sleep(absl::Hours(1));
  EXPECT_EQ(co_yield Now(), before + absl::Hours(1));
  EXPECT_TRUE(Sleeps(reader));
  pipe.writer.Close();
  co_yield WaitTask(reader);
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace corix::testing
