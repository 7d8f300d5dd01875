// What connections and those at their other side do to a server.

#include <sys/time.h>

#include <csignal>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

Process ReadWhole(Fd fd, std::string& text) { text = co_await ReadToEnd(fd); }

Process SendWhole(Fd fd, std::string_view bytes, absl::Status& status) {
  status = co_await WriteAll(fd, bytes);
}

Co<bool> FallsAsleep(Tid tid) {
  for (Patience patience; !Sleeps(tid) && patience.Lasts();) co_yield Yield();
  // Still asleep when the host was asked again?
  co_await LookOutside();
  co_return Sleeps(tid);
}

// A connection of which one direction has ended carries the other one to its end, whichever side
// ended first.
CORIX_TEST(ConnectionTest, HalfClosed) {
  const Transports transports;
  Random random(1);
  const std::string much = RandomBytes(random, 1'000'000);
  for (const SocketAddress& where : transports) {
    for (const bool client_first : {true, false}) {
      const Connected made = co_await Connect2(transports, where);
      const File& first = client_first ? made.client : made.server;
      const File& second = client_first ? made.server : made.client;
      EXPECT_TRUE((co_await WriteAll(first, "request")).ok());
      EXPECT_TRUE((co_yield Shutdown(first, ShutdownDirection::kWrite)).ok());
      EXPECT_EQ(co_await ReadToEnd(second), "request");
      std::string answer;
      const Tid reader = co_yield NewTask(ReadWhole(first, answer));
      EXPECT_TRUE((co_await WriteAll(second, much)).ok());
      EXPECT_TRUE((co_yield Shutdown(second, ShutdownDirection::kWrite)).ok());
      co_yield WaitTask(reader);
      EXPECT_TRUE(answer == much) << where.ToString();
    }
  }
}

// Both directions at once, by a reader and a writer on each side, in odd pieces: every byte in
// order. (One task that only writes could not do that.)
CORIX_TEST(ConnectionTest, ReaderAndWriterOnOneSocket) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    Random random(2);
    const Connected made = co_await Connect2(transports, where);
    const std::array<std::string, 2> sent = {RandomBytes(random, 3'000'000),
                                             RandomBytes(random, 2'000'001)};
    std::array<std::string, 2> received;
    std::array<absl::Status, 2> status;
    std::vector<Tid> tids;
    tids.push_back(co_yield NewTask(SendWhole(made.client, sent[0], status[0])));
    tids.push_back(co_yield NewTask(SendWhole(made.server, sent[1], status[1])));
    tids.push_back(co_yield NewTask(ReadWhole(made.server, received[0])));
    tids.push_back(co_yield NewTask(ReadWhole(made.client, received[1])));
    for (int i = 0; i < 2; ++i) co_yield WaitTask(tids[i]);
    EXPECT_TRUE((co_yield Shutdown(made.client)).ok());
    EXPECT_TRUE((co_yield Shutdown(made.server)).ok());
    for (const Tid tid : tids) co_yield WaitTask(tid);
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(status[i].ok());
      EXPECT_TRUE(received[i] == sent[i]) << where.ToString() << ", direction " << i;
    }
  }
}

// A connection that is reset in the middle of a large write ends the write with ABORTED; the reader
// gets an error or the end; and the kernel goes on.
CORIX_TEST(ConnectionTest, ResetInTheMiddle) {
  const Transports transports;
  const std::string much(30'000'000, 'x');
  for (const SocketAddress& where : transports) {
    for (int round = 0; round < 3; ++round) {
      Served made = co_await ConnectHost(transports, where);
      absl::Status status;
      std::string text;
      const Tid writer = co_yield NewTask(SendWhole(made.server, much, status));
      const Tid reader = co_yield NewTask(ReadWhole(made.server, text));
      EXPECT_TRUE(co_await FallsAsleep(writer));
      for (int i = 0; i < round; ++i) EXPECT_GT(made.client.Receive(1'000).size(), 0);
      made.client.Reset();
      co_yield WaitTask(writer);
      co_yield WaitTask(reader);
      EXPECT_EQ(status, absl::AbortedError("nobody is left to read")) << where.ToString();
      EXPECT_TRUE(text.empty() || text == "<read: Connection reset by peer>") << text;
      EXPECT_TRUE(absl::IsAborted((co_yield Write(made.server, "x")).status()));
    }
  }
}

Co<int> AnswerForEver(File file, std::size_t& answered) {
  std::array<char, 16> buffer;
  for (;;) {
    const auto bytes = co_yield Read(file, absl::MakeSpan(buffer));
    if (!bytes.ok() || *bytes == 0) co_return 0;
    const std::string answer(*bytes * 1'000, 'a');
    const absl::Status status = co_await WriteAll(file, answer);
    if (!status.ok()) co_return 1;
    answered += *bytes;
  }
}

// A client that asks and never reads puts its server's task to sleep: the client has to wait too,
// so that what the server holds is bounded. Other clients do not notice.
CORIX_TEST(ConnectionTest, AClientThatNeverReads) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    Served greedy = co_await ConnectHost(transports, where);
    Served other = co_await ConnectHost(transports, where);
    std::array<std::size_t, 2> answered = {};
    const Tid victim = co_yield NewTask(AnswerForEver(std::move(greedy.server), answered[0]));
    const Tid server = co_yield NewTask(AnswerForEver(std::move(other.server), answered[1]));
    // As long as the host takes anything.
    std::size_t asked = 0;
    for (int idle = 0; idle < 50; ++idle) {
      const std::size_t sent = greedy.client.Send(std::string(10'000, 'q'));
      asked += sent;
      if (sent > 0) idle = 0;
      co_await YieldTimes(100);
    }
    EXPECT_TRUE(Sleeps(victim));
    EXPECT_GT(asked, answered[0]);
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(other.client.Send("q"), 1);
      std::string got;
      for (Patience patience; got.size() < 1'000 && patience.Lasts();) {
        got += other.client.Receive();
        co_yield Yield();
      }
      EXPECT_EQ(got.size(), 1'000);
    }
    other.client.Close();
    EXPECT_EQ((co_yield WaitTask(server))->code, 0);
    greedy.client.Close();
    EXPECT_EQ((co_yield WaitTask(victim))->code, 1);
  }
}

// A client that sends one byte at a time is understood, and the server makes no more turns than it
// gets bytes.
CORIX_TEST(ConnectionTest, OneByteAtATime) {
  const Transports transports;
  const std::string sent = "GET / HTTP/1.1\r\nHost: example\r\n\r\n";
  for (const SocketAddress& where : transports) {
    Served made = co_await ConnectHost(transports, where);
    std::string text;
    const Tid reader = co_yield NewTask(ReadAllInto(std::move(made.server), text));
    for (const char c : sent) {
      EXPECT_TRUE(co_await FallsAsleep(reader));
      EXPECT_EQ(made.client.Send({&c, 1}), 1);
    }
    EXPECT_TRUE(co_await FallsAsleep(reader));
    EXPECT_LE(cpu.kernel->FindTask(reader)->turns(), 2 * sent.size() + 5);
    made.client.Close();
    co_yield WaitTask(reader);
    EXPECT_EQ(text, sent);
  }
}

// Several readers of one socket are all served, in the order in which they came.
CORIX_TEST(ConnectionTest, ReadersInOrder) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const Connected made = co_await Connect2(transports, where);
    std::array<std::string, 5> got;
    std::vector<Tid> readers;
    for (std::string& text : got)
      readers.push_back(co_yield NewTask(ReadSomeInto(made.server, text)));
    co_await LookOutside();
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_EQ(got[i], "");
      EXPECT_EQ((co_yield Write(made.client, std::to_string(i))).value(), 1);
      co_yield WaitTask(readers[i]);
      EXPECT_EQ(got[i], std::to_string(i)) << where.ToString();
    }
  }
}

// What a task sleeps in when its end comes.
enum class Sleeping { kReading, kWriting, kWaiting, kAccepting };

Process SleepIn(Sleeping how, Fd fd, absl::Status& status) {
  std::array<char, 8> buffer;
  const std::string much(100'000, 'x');
  while (how == Sleeping::kWriting && status.ok()) status = (co_yield Write(fd, much)).status();
  if (how == Sleeping::kReading) status = (co_yield Read(fd, absl::MakeSpan(buffer))).status();
  if (how == Sleeping::kWaiting) status = (co_yield WaitIO(fd, IoEvents::kReadable)).status();
  if (how == Sleeping::kAccepting) status = (co_yield Accept(fd)).status();
}

// Whoever sleeps at a socket, in whatever call, is woken with CANCELLED when another task closes
// it, and leaves nothing when it is killed.
CORIX_TEST(ConnectionTest, ClosedOrKilledInItsSleep) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (const auto how :
         {Sleeping::kReading, Sleeping::kWriting, Sleeping::kWaiting, Sleeping::kAccepting}) {
      for (const bool is_killed : {false, true}) {
        Connected made = co_await Connect2(transports, where);
        File& file = how == Sleeping::kAccepting ? made.listener : made.server;
        absl::Status status;
        std::vector<Tid> tids;
        for (int i = 0; i < 3; ++i) tids.push_back(co_yield NewTask(SleepIn(how, file, status)));
        for (const Tid tid : tids) EXPECT_TRUE(co_await FallsAsleep(tid));
        EXPECT_GE(cpu.kernel->Leaks().io_seats, 3);
        const std::string number = std::to_string(file.fd());
        if (is_killed) {
          for (const Tid tid : tids) EXPECT_TRUE(CallNow(KillTask(tid)));
        } else {
          file.Close();
        }
        EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
        for (const Tid tid : tids) {
          EXPECT_EQ((co_yield WaitTask(tid))->code, is_killed ? 137 : 0);
        }
        if (!is_killed) {
          EXPECT_EQ(status, absl::CancelledError("descriptor " + number + " was closed"));
        }
      }
    }
  }
}

Process Serve(File file, int& served) {
  std::array<char, 64> buffer;
  const auto bytes = co_yield Read(file, absl::MakeSpan(buffer));
  if (bytes.ok()) ++served;
  co_await WriteForEver(file);
}

Process AcceptForEver(File listener, std::vector<Tid>& handlers, int& served) {
  for (;;) {
    absl::StatusOr<File> file = co_yield Accept(listener);
    EXPECT_TRUE(file.ok());
    handlers.push_back(co_yield NewTask(Serve(*std::move(file), served)).Detached());
  }
}

// A server under random kills: of its accept loop, of its handlers in the middle of a read or of a
// write. All that is killed closes what it had: its clients see the end, and nothing is left.
CORIX_TEST(ConnectionTest, AServerUnderKills) {
  const Transports transports;
  for (const SocketAddress& where : transports) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      Random random(seed);
      transports.CleanUp();
      File listener = (co_yield Listen(where)).value();
      const SocketAddress address = CallNow(LocalAddress(listener)).value();
      std::vector<Tid> handlers;
      int served = 0;
      const Tid loop = co_yield NewTask(AcceptForEver(std::move(listener), handlers, served));
      std::vector<HostSocket> clients;
      for (int i = 0; i < 10; ++i) {
        clients.push_back(HostConnect(address));
        if (Below(random, 2) == 0) {
          EXPECT_EQ(clients.back().Send("hello"), 5);
        }
        co_await YieldTimes(static_cast<int>(Below(random, 100)));
        if (Below(random, 5) == 0 && !handlers.empty())
          co_yield KillTask(handlers[Below(random, handlers.size())]);
        if (Below(random, 5) == 0) clients[Below(random, clients.size())].Reset();
      }
      EXPECT_TRUE(co_yield KillTask(loop));
      // Its last child may be missing in the list of handlers.
      std::vector<TaskInfo> tasks = co_yield ListTasks();
      std::shuffle(tasks.begin(), tasks.end(), random);
      for (const TaskInfo& task : tasks)
        if (task.tid != cpu.task->tid()) co_yield KillTask(task.tid);
      EXPECT_EQ(cpu.kernel->Leaks().descriptors, 0);
      EXPECT_EQ(cpu.kernel->Leaks().io_seats, 0);
      EXPECT_EQ(cpu.kernel->poller().registered(), 0);
      // Each client sees the end or a reset, after what came before.
      std::vector<char> buffer(1 << 20);
      for (HostSocket& client : clients) {
        if (client.fd() < 0) continue;
        ssize_t n = 1;
        while (n > 0) n = recv(client.fd(), buffer.data(), buffer.size(), 0);
        EXPECT_TRUE(n == 0 || errno == ECONNRESET) << std::strerror(errno);
      }
      co_yield WaitTask(loop);
    }
  }
}

// A server that runs out of descriptors is told so; the connection stays in the line, is accepted
// when there is one again, and those that are there go on working.
CORIX_TEST(ConnectionTest, NoDescriptorLeft) {
  if (!NoMoreDescriptors::kPossible) co_return;
  const Transports transports;
  for (const SocketAddress& where : transports) {
    const Connected made = co_await Connect2(transports, where);
    const HostSocket second = HostConnect(CallNow(LocalAddress(made.listener)).value());
    EXPECT_EQ(second.Send("x"), 1);
    {
      const NoMoreDescriptors limit;
      for (int i = 0; i < 3; ++i) {
        const absl::Status status = (co_yield Accept(made.listener)).status();
        EXPECT_EQ(status,
                  absl::ResourceExhaustedError("the host has no descriptor left for a connection"));
      }
      EXPECT_TRUE(absl::IsResourceExhausted(
          (co_yield Connect(CallNow(LocalAddress(made.listener)).value())).status()));
      EXPECT_FALSE((co_yield Open("/host/proc/self/exe")).ok());
      EXPECT_EQ((co_yield Write(made.client, "still")).value(), 5);
      EXPECT_EQ(co_await ReadSome(made.server), "still");
    }
    const File server = (co_yield Accept(made.listener)).value();
    EXPECT_EQ(co_await ReadSome(server), "x");
  }
}

// ---- Signals ----

volatile std::sig_atomic_t signals_seen = 0;

// As long as it lives, signals interrupt the host calls of this process, some thousand a second,
// and none is begun again by itself.
class Bombardment {
 public:
  explicit Bombardment(void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    EXPECT_EQ(sigaction(SIGALRM, &action, &before_), 0);
    constexpr itimerval kOften = {.it_interval = {.tv_sec = 0, .tv_usec = 50},
                                  .it_value = {.tv_sec = 0, .tv_usec = 50}};
    EXPECT_EQ(setitimer(ITIMER_REAL, &kOften, nullptr), 0);
  }
  ~Bombardment() {
    constexpr itimerval kNever = {};
    EXPECT_EQ(setitimer(ITIMER_REAL, &kNever, nullptr), 0);
    EXPECT_EQ(sigaction(SIGALRM, &before_, nullptr), 0);
  }
  Bombardment(const Bombardment&) = delete;
  Bombardment& operator=(const Bombardment&) = delete;

 private:
  struct sigaction before_;
};

// Data flows through pipes of the host and sockets while signals interrupt every host call: no
// error, no byte lost, and virtual time does not move when it should not.
CORIX_TEST(InterruptedTest, EveryByteArrives) {
  const Transports transports;
  Random random(3);
  const std::string sent = RandomBytes(random, 5'000'000);
  signals_seen = 0;
  const Bombardment bombardment([](int) { signals_seen = signals_seen + 1; });
  for (int round = 0; round < 100 && (round < 2 || signals_seen < 200); ++round) {
    for (std::size_t kind = 0; kind <= 3; ++kind) {
      File reader;
      File writer;
      if (kind == 0) {
        HostPipe pipe;
        reader = Adopt(pipe.TakeReader());
        writer = Adopt(pipe.TakeWriter());
      } else {
        if (transports.begin() + kind > transports.end()) break;
        Connected made = co_await Connect2(transports, transports.begin()[kind - 1]);
        reader = std::move(made.server);
        writer = std::move(made.client);
      }
      std::string received;
      const Tid a = co_yield NewTask(WriteAndClose(std::move(writer), sent));
      const Tid b = co_yield NewTask(ReadAllInto(std::move(reader), received, 10'007));
      co_yield WaitTask(a);
      co_yield WaitTask(b);
      EXPECT_TRUE(received == sent) << kind;
    }
  }
  EXPECT_EQ(cpu.kernel->clock().Now(), 0);
}

int last_signal_writes_to = -1;

// The kernel has nothing to do but to wait for the host, and signals interrupt that: it waits on,
// virtual time stands still, and what comes at last (here with a signal) is read.
CORIX_TEST(InterruptedTest, TheWaitGoesOn) {
  HostPipe pipe;
  const File reader = Adopt(pipe.TakeReader());
  std::string text;
  const Tid waiter = co_yield NewTask(ReadSomeInto(reader, text));
  signals_seen = 0;
  last_signal_writes_to = pipe.writer();
  const Bombardment bombardment([](int) {
    signals_seen = signals_seen + 1;
    if (signals_seen == 20) (void)!write(last_signal_writes_to, "x", 1);
  });
  co_yield Sleep(absl::Hours(1));
  EXPECT_GE(signals_seen, 20);
  EXPECT_EQ(text, "x");
  co_yield WaitTask(waiter);
}

}  // namespace
}  // namespace corix::testing
