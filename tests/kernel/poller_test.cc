// What the host says of descriptors: registered once, never believed too long, never told to the
// wrong one.

#include "kernel/poller.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <termios.h>

#include <optional>

#include "tests/io_testing.h"

namespace {
int epoll_adds = 0;
int epoll_others = 0;
}  // namespace

// Every registration of this program is counted.
extern "C" int epoll_ctl(int epoll_fd, int operation, int fd, epoll_event* event) noexcept {
  ++(operation == EPOLL_CTL_ADD ? epoll_adds : epoll_others);
  return static_cast<int>(syscall(SYS_epoll_ctl, epoll_fd, operation, fd, event));
}

namespace corix::testing {
namespace {

constexpr IoEvents kReadable = IoEvents::kReadable;
constexpr IoEvents kWritable = IoEvents::kWritable;

struct Ends {
  HostSocket a;
  HostSocket b;
};

Ends SocketPair() {
  std::array<int, 2> ends;
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
  return {HostSocket(ends[0]), HostSocket(ends[1])};
}

// ---- Registrations ----

class Told final : public PollTarget {
 public:
  void OnHostEvents(HostEvents events) override {
    if (events.readable) ++times;
    if (then != nullptr) then();
  }
  int times = 0;
  PollSlot slot;
  void (*then)() = nullptr;
};

// An event that was on its way when its file was closed reaches nobody: not the old target, and not
// the new one, which has the same number of the host and the same place.
TEST(PollerTest, AReusedNumberIsAnotherFile) {
  Poller poller;
  Told old_one;
  Told new_one;
  Ends first = SocketPair();
  Ends second = SocketPair();
  const int number = first.a.fd();
  ASSERT_TRUE(poller.Register(number, old_one, old_one.slot).value());
  const HostSocket survivor(dup(number));  // so that the host does not forget it either
  EXPECT_EQ(first.b.Send("x"), 1);
  poller.Forget(old_one.slot, -1);
  ASSERT_EQ(dup2(second.a.fd(), number), number);
  ASSERT_TRUE(poller.Register(number, new_one, new_one.slot).value());
  EXPECT_EQ(poller.registered(), 1);
  for (int i = 0; i < 5; ++i) poller.Poll(0);
  EXPECT_EQ(old_one.times, 0);
  EXPECT_EQ(new_one.times, 0);
  EXPECT_EQ(second.b.Send("y"), 1);
  for (int i = 0; i < 5; ++i) poller.Poll(0);
  EXPECT_EQ(old_one.times, 0);
  EXPECT_EQ(new_one.times, 1);
  poller.Forget(new_one.slot, -1);
  EXPECT_EQ(poller.registered(), 0);
}

struct SameLook {
  Poller poller;
  std::array<Told, 3> targets;
  std::array<Ends, 3> pairs = {SocketPair(), SocketPair(), SocketPair()};
  int closed = -1;
};
SameLook* same_look = nullptr;

// The first to be told closes the other one, and gives its number to a third.
void CloseTheOther() {
  SameLook& all = *same_look;
  if (all.closed >= 0) return;
  all.closed = all.targets[0].times > 0 ? 1 : 0;
  all.poller.Forget(all.targets[all.closed].slot, -1);
  const int number = all.pairs[all.closed].a.fd();
  EXPECT_EQ(dup2(all.pairs[2].a.fd(), number), number);
  EXPECT_TRUE(all.poller.Register(number, all.targets[2], all.targets[2].slot).value());
}

// The same if both events come with one look.
TEST(PollerTest, AReusedNumberInTheSameLook) {
  SameLook all;
  same_look = &all;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(
        all.poller.Register(all.pairs[i].a.fd(), all.targets[i], all.targets[i].slot).value());
  }
  all.poller.Poll(0);  // they are writable
  for (int i = 0; i < 2; ++i) {
    all.targets[i].then = CloseTheOther;
    EXPECT_EQ(all.pairs[i].b.Send("x"), 1);
  }
  for (int i = 0; i < 5; ++i) all.poller.Poll(0);
  EXPECT_EQ(all.targets[0].times + all.targets[1].times, 1);
  EXPECT_EQ(all.targets[2].times, 0);
  EXPECT_EQ(all.poller.registered(), 2);
}

// A file that somebody else has too can be closed by us, and adopted once more by the same number
// of the host: it is watched as any other.
CORIX_TEST(PollerTest, TheSameFileByTheSameNumberOnceMore) {
  const Ends ends = SocketPair();
  const int number = dup(ends.a.fd());
  for (int i = 0; i < 3; ++i) {
    if (i > 0) {
      EXPECT_EQ(dup2(ends.a.fd(), number), number);
    }
    File file = Adopt(number);
    std::string got;
    const Tid reader = co_yield NewTask(ReadSomeInto(file, got));
    co_await LookOutside();
    EXPECT_TRUE(Sleeps(reader)) << "round " << i << ": " << got;
    EXPECT_EQ(ends.b.Send("hello"), 5);
    co_yield WaitTask(reader);
    EXPECT_EQ(got, "hello") << "round " << i;
    if (got != "hello") (void)ends.a.Receive();
  }
}

// A closed descriptor, whose number of the host is used again in the turn in which its event comes,
// wakes its old waiter with CANCELLED, and the new one not at all.
CORIX_TEST(PollerTest, AReusedNumberWakesNobody) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    Ends first = SocketPair();
    Ends second = SocketPair();
    const int number = first.a.fd();
    File file = Adopt(first.a.Take());
    std::string old_text;
    std::string new_text;
    const Tid old_reader = co_yield NewTask(ReadSomeInto(file, old_text));
    co_await YieldTimes(static_cast<int>(Below(random, 100)));
    EXPECT_EQ(first.b.Send("old"), 3);
    const std::string closed = "<descriptor " + std::to_string(file.fd()) + " was closed>";
    file.Close();
    EXPECT_EQ(fcntl(second.a.fd(), F_DUPFD_CLOEXEC, number), number);
    const File reused = Adopt(number);
    second.a.Close();
    const Tid new_reader = CallNow(NewTask(ReadSomeInto(reused, new_text)));
    co_await LookOutside();
    EXPECT_TRUE(old_text == closed || old_text == "old") << old_text;
    EXPECT_TRUE(Sleeps(new_reader));
    EXPECT_EQ(second.b.Send("new"), 3);
    co_yield WaitTask(new_reader);
    EXPECT_EQ(new_text, "new");
    co_yield WaitTask(old_reader);
  }
}

Process EchoUntilEnd(File file) {
  std::array<char, 100> buffer;
  for (;;) {
    const auto bytes = co_yield Read(file, absl::MakeSpan(buffer));
    EXPECT_TRUE(bytes.ok());
    if (bytes.value_or(0) == 0) co_return;
    const absl::Status sent = co_await WriteAll(file, {buffer.data(), *bytes});
    EXPECT_TRUE(sent.ok());
  }
}

Process AskAndAnswer(SocketAddress address, int times) {
  Connection connection((co_yield Connect(address)).value());
  for (int i = 0; i < times; ++i) {
    const std::string text = "message " + std::to_string(i) + "\n";
    EXPECT_TRUE((co_await connection.SendAll(text)).ok());
    const auto answer = co_await connection.ReceiveUntil("\n", 100);
    EXPECT_EQ(answer.value().value() + "\n", text);
  }
}

// A connection is registered once in its life, however often somebody waits for it.
CORIX_TEST(PollerTest, OneRegistrationInALife) {
  constexpr int kClients = 30;
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const File listener = (co_yield Listen(where)).value();
    const SocketAddress address = CallNow(LocalAddress(listener)).value();
    const int adds = epoll_adds;
    const int others = epoll_others;
    std::vector<Tid> tids;
    for (int i = 0; i < kClients; ++i) tids.push_back(co_yield NewTask(AskAndAnswer(address, 50)));
    for (int i = 0; i < kClients; ++i) {
      File accepted = (co_yield Accept(listener)).value();
      tids.push_back(co_yield NewTask(EchoUntilEnd(std::move(accepted))));
    }
    for (const Tid tid : tids) co_yield WaitTask(tid);
    EXPECT_LE(epoll_adds - adds, 2 * kClients + 1) << where.ToString();
    EXPECT_EQ(epoll_others - others, 0) << where.ToString();
    EXPECT_LE(cpu.kernel->poller().registered(), 1);
  }
  EXPECT_EQ(cpu.kernel->poller().registered(), 0);
}

// ---- Nothing that has come is overlooked ----

// WaitIO is level-triggered also after a part was read, in whatever kind of file.
CORIX_TEST(LevelTest, WhatIsLeftIsReady) {
  const Transports transports;
  for (int kind = 0; kind < 5; ++kind) {
    File reader;
    File writer;
    File listener;
    if (kind == 0) {
      PipeEnds pipe = co_yield Pipe();
      reader = std::move(pipe.reader);
      writer = std::move(pipe.writer);
    } else if (kind == 1) {
      HostPipe pipe;
      reader = Adopt(pipe.TakeReader());
      writer = Adopt(pipe.TakeWriter());
    } else {
      if (kind - 2 == transports.end() - transports.begin()) break;
      Connected made = co_await Connect2(transports, transports.begin()[kind - 2]);
      reader = std::move(made.client);
      writer = std::move(made.server);
    }
    std::string got;
    const Tid waiter = co_yield NewTask(ReadSomeInto(reader, got));  // so that it is registered
    co_yield Yield();
    EXPECT_TRUE((co_await WriteAll(writer, "first")).ok());
    co_yield WaitTask(waiter);
    EXPECT_EQ(got, "first") << kind;
    EXPECT_TRUE((co_await WriteAll(writer, "second")).ok());
    for (int left = 6; left > 0; --left) {
      for (int i = 0; i < 3; ++i) {
        EXPECT_EQ((co_yield WaitIO(reader, kReadable | kWritable)).value() & kReadable, kReadable);
        if (i == 1) co_await LookOutside();
      }
      EXPECT_EQ((co_await ReadSome(reader, 1)).size(), 1);
    }
    EXPECT_TRUE(
        absl::IsDeadlineExceeded((co_yield WaitIO(reader, kReadable, absl::Seconds(1))).status()));
    writer.Close();
    EXPECT_EQ((co_yield WaitIO(reader, kReadable)).value(), kReadable);
    EXPECT_EQ(co_await ReadSome(reader), "");
  }
}

// The last bytes and the end, in one segment: the bytes are seen, then the end; whether the reader
// was asleep, has just read all there was, or comes later.
CORIX_TEST(LevelTest, BytesAndEndTogether) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (int state = 0; state < 3; ++state) {
      for (const bool closes : {false, true}) {
        Served made = co_await ConnectHost(transports, where);
        std::string text;
        Tid reader = 0;
        if (state == 0) {
          reader = co_yield NewTask(ReadAllInto(std::move(made.server), text));
          co_yield Yield();
        }
        if (state == 1) {
          const Tid first = co_yield NewTask(ReadSomeInto(made.server, text));
          co_yield Yield();
          EXPECT_EQ(made.client.Send("ab"), 2);
          co_yield WaitTask(first);
        }
        const int on = 1;
        setsockopt(made.client.fd(), IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
        EXPECT_EQ(made.client.Send("last bytes"), 10);
        if (closes) {
          made.client.Close();
        } else {
          EXPECT_EQ(shutdown(made.client.fd(), SHUT_WR), 0);
        }
        if (state == 2) co_await LookOutside();
        if (state != 0) reader = co_yield NewTask(ReadAllInto(std::move(made.server), text, 4));
        co_yield WaitTask(reader);
        EXPECT_EQ(text, "last bytes") << where.ToString() << ", state " << state;
      }
    }
  }
}

Process SendAtRandom(HostSocket& client, const std::string& bytes, std::uint64_t seed,
                     bool is_tcp) {
  Random random(seed);
  const std::size_t urgent_at = Below(random, bytes.size());
  bool urgent_sent = !is_tcp || Below(random, 2) == 0;
  for (std::size_t at = 0; at < bytes.size();) {
    if (!urgent_sent && at >= urgent_at) urgent_sent = client.Send("!", MSG_OOB) == 1;
    const std::size_t most = Below(random, 10) == 0 ? 200'000 : 1 + Below(random, 50);
    const int more = is_tcp && Below(random, 2) == 0 ? MSG_MORE : 0;
    at += client.Send(std::string_view(bytes).substr(at, most), more);
    co_await YieldTimes(static_cast<int>(Below(random, 80)));
  }
  if (Below(random, 2) == 0) {
    client.Close();
  } else {
    shutdown(client.fd(), SHUT_WR);
  }
}

Process ReceiveAtRandom(File file, std::string& bytes, std::uint64_t seed) {
  Random random(seed);
  for (;;) {
    if (Below(random, 4) == 0) {
      const auto ready = co_yield WaitIO(file, kReadable);
      EXPECT_EQ(ready.value_or(IoEvents::kNone), kReadable);
    }
    const std::size_t most = 1 + Below(random, Below(random, 2) == 0 ? 20 : 100'000);
    const std::string piece = co_await ReadSome(file, most);
    if (piece.empty()) co_return;
    bytes += piece;
    co_await YieldTimes(static_cast<int>(Below(random, 80)));
  }
}

// Whatever the host sends, in pieces of any size, with urgent data in the middle, with the end in
// the same segment or later: every byte is read, in order, and then the end. (The urgent byte
// itself is not part of the stream.)
CORIX_TEST(LevelTest, EveryByteInOrder) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Random random(seed);
      Served made = co_await ConnectHost(transports, where);
      const std::string sent = RandomBytes(random, 1 + Below(random, 3'000));
      std::string received;
      const Tid reader = co_yield NewTask(ReceiveAtRandom(std::move(made.server), received, seed));
      const Tid writer =
          co_yield NewTask(SendAtRandom(made.client, sent, seed + 1, !where.is_unix()));
      co_yield WaitTask(writer);
      co_yield WaitTask(reader);
      EXPECT_TRUE(received == sent) << where.ToString() << ", seed " << seed;
    }
  }
}

// Urgent data in the middle, all in one piece, for a reader that sleeps and for one that has read
// everything before: what stands behind it is read without a further event.
CORIX_TEST(LevelTest, WhatStandsBehindUrgentData) {
  const Transports transports;
  for (const bool asleep : {true, false}) {
    Served made = co_await ConnectHost(transports, *transports.begin());
    std::string text;
    const Tid first = co_yield NewTask(ReadSomeInto(made.server, text));
    co_yield Yield();
    if (!asleep) {
      EXPECT_EQ(made.client.Send("0"), 1);
    }
    EXPECT_EQ(made.client.Send("abc"), 3);
    EXPECT_EQ(made.client.Send("!", MSG_OOB), 1);
    EXPECT_EQ(made.client.Send("def"), 3);
    co_yield WaitTask(first);
    for (Patience patience; text.find("def") == text.npos && patience.Lasts();) {
      const auto ready = co_yield WaitIO(made.server, kReadable, absl::Seconds(1));
      if (ready.ok()) text += co_await ReadSome(made.server, 100);
    }
    EXPECT_EQ(text, asleep ? "abcdef" : "0abcdef");
  }
}

// A terminal gives a line at a time; lines that came together are all read, without a further
// event; and its end is seen.
CORIX_TEST(LevelTest, SeveralLinesOfATerminal) {
  HostSocket far(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  EXPECT_EQ(grantpt(far.fd()), 0);
  EXPECT_EQ(unlockpt(far.fd()), 0);
  const File near = Adopt(open(ptsname(far.fd()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::string first;
  const Tid reader = co_yield NewTask(ReadSomeInto(near, first));
  co_yield Yield();
  EXPECT_EQ(write(far.fd(), "one\ntwo\nthree\n\004", 15), 15);
  co_yield WaitTask(reader);
  EXPECT_EQ(first, "one\n");
  EXPECT_EQ(co_await ReadSome(near), "two\n");
  EXPECT_EQ(co_await ReadSome(near, 2), "th");
  EXPECT_EQ(co_await ReadSome(near), "ree\n");
  EXPECT_EQ(co_await ReadSome(near), "");  // Ctrl-D
  const Tid again = co_yield NewTask(ReadSomeInto(near, first));
  co_await LookOutside();
  EXPECT_TRUE(Sleeps(again));
  EXPECT_EQ(write(far.fd(), "four\n", 5), 5);
  co_yield WaitTask(again);
  EXPECT_EQ(first, "four\n");
}

// Messages of a local socket that preserves their borders come one by one, none is forgotten.
CORIX_TEST(LevelTest, SeveralMessages) {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
    std::array<int, 2> ends;
    EXPECT_EQ(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()), 0);
    const File file = Adopt(ends[0]);
    const HostSocket far(ends[1]);
    std::string text;
    const Tid reader = co_yield NewTask(ReadSomeInto(file, text));
    co_yield Yield();
    for (const char* message : {"one", "two", "three"}) (void)far.Send(message);
    co_yield WaitTask(reader);
    while (text.size() < 11) text += co_await ReadSome(file);
    EXPECT_EQ(text, "onetwothree");
  }
}

}  // namespace
}  // namespace corix::testing
