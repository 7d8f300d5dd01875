// The laws of lab 6, one by one, but for the echo server.

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "world.h"

namespace lab {
namespace {

LAB_TEST(waits_for_a_byte) {
  Law("io-ready");
  World world;
  Pair pair;
  Kernel kernel(world);
  world.LimitTicks(40);
  kernel.Spawn(Reader(Probe("reader"), pair.ours, 2));
  world.At(5, [&] {
    Event("x is sent");
    pair.Say("x");
  });
  world.At(9, [&] {
    Event("y is sent");
    pair.Say("y");
  });
  kernel.Run();
  ExpectEventsByLaw({{"x is sent", "io-ready"},
                     {"reader reads x", "io-ready"},
                     {"y is sent", "io-ready"},
                     {"reader reads y", "io-ready"},
                     {Destroyed("reader"), "ends"}});
}

LAB_TEST(waits_to_write) {
  Law("io-ready");
  World world;
  Pair pair;
  Kernel kernel(world);
  world.LimitTicks(40);
  kernel.Spawn(WaitOnce(Probe("first"), pair.ours, Io::kWrite));
  kernel.Run();
  pair.Fill();
  kernel.Spawn(WaitOnce(Probe("second"), pair.ours, Io::kWrite));
  world.At(5, [&] {
    Event("the far end reads");
    pair.Hear();
  });
  kernel.Run();
  ExpectEvents({"first is told ready", Destroyed("first"), "the far end reads",
                "second is told ready", Destroyed("second")});
}

LAB_TEST(two_readers) {
  Law("io-all");
  World world;
  Pair pair;
  Kernel kernel(world);
  world.LimitTicks(60);
  kernel.Spawn(Reader(Probe("A"), pair.ours, 1));
  kernel.Spawn(Reader(Probe("B"), pair.ours, 1));
  kernel.Spawn(Reader(Probe("C"), pair.ours, 1));
  world.At(1, [&] { pair.Say("12"); });
  world.At(2, [&] { pair.Say("3"); });
  kernel.Run();
  ExpectEvents({"A reads 1", Destroyed("A"), "B reads 2", Destroyed("B"), "C finds nothing",
                "C reads 3", Destroyed("C")});
}

LAB_TEST(reader_and_writer) {
  Law("io-apart");
  World world;
  Pair pair;
  pair.Fill();
  Kernel kernel(world);
  world.LimitTicks(60);
  kernel.Spawn(WaitOnce(Probe("writer"), pair.ours, Io::kWrite));
  kernel.Spawn(Reader(Probe("reader"), pair.ours, 2));
  world.At(1, [&] { pair.Say("x"); });
  world.At(2, [&] {
    Event("the far end reads");
    pair.Hear();
  });
  world.At(3, [&] { pair.Say("y"); });
  kernel.Run();
  ExpectEvents({"reader reads x", "the far end reads", "writer is told ready", Destroyed("writer"),
                "reader reads y", Destroyed("reader")});
}

std::array<int, 2> Pipe() {
  std::array<int, 2> ends = {};
  if (pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) < 0)
    grader::Miss("The test itself fails: the host gives no pipe.");
  return ends;
}

LAB_TEST(hang_up) {
  Law("io-hang-up");
  World world;
  Pair pair;
  pair.Fill();
  Kernel kernel(world);
  world.LimitTicks(40);
  kernel.Spawn(WaitOnce(Probe("writer"), pair.ours, Io::kWrite));
  kernel.Spawn(WaitOnce(Probe("reader"), pair.ours, Io::kRead));
  world.At(1, [&] {
    Event("the far end hangs up");
    pair.HangUp();
  });
  kernel.Run();
  const auto& events = grader::Events();
  Law("io-ready");
  Check(!events.empty() && events[0] == "the far end hangs up",
        "Somebody was woken before the far end hung up.");
  Law("io-hang-up");
  ExpectEqual(events.size(), 5U, "events: the hang-up, two words, two ends");

  // Pipes: epoll reports EPOLLHUP alone to who reads, and EPOLLERR alone to who finds it full.
  grader::ForgetEvents();
  std::array<int, 2> empty = Pipe();
  std::array<int, 2> full = Pipe();
  const std::string bytes(4096, '-');
  while (write(full[1], bytes.data(), bytes.size()) > 0) {
  }
  world.IfItDoesNotEnd("io-hang-up", "Whom does an EPOLLHUP or EPOLLERR wake that comes alone?");
  kernel.Spawn(WaitOnce(Probe("reader"), empty[0], Io::kRead));
  kernel.Spawn(WaitOnce(Probe("writer"), full[1], Io::kWrite));
  world.At(2, [&] {
    Event("the reader's pipe loses its writer");
    close(empty[1]);
  });
  world.At(3, [&] {
    Event("the writer's pipe loses its reader");
    close(full[0]);
  });
  kernel.Run();
  ExpectEventsByLaw({{"the reader's pipe loses its writer", "io-ready"},
                     {"reader is told ready", "io-hang-up"},
                     {Destroyed("reader"), "ends"},
                     {"the writer's pipe loses its reader", "io-ready"},
                     {"writer is told ready", "io-hang-up"},
                     {Destroyed("writer"), "ends"}});
  close(empty[0]);
  close(full[1]);
}

LAB_TEST(refused) {
  Law("io-refused");
  World world;
  Kernel kernel(world);
  world.LimitTicks(40);
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  kernel.Spawn(WaitOnce(Probe("of a file"), file, Io::kRead));
  kernel.Spawn(WaitOnce(Probe("of nothing"), 12345, Io::kRead));
  kernel.Spawn(WaitOnce(Probe("of less"), -1, Io::kWrite));
  kernel.Run();
  ExpectEvents({"of a file is told ready", Destroyed("of a file"),
                "of nothing is told bad descriptor", Destroyed("of nothing"),
                "of less is told bad descriptor", Destroyed("of less")});
  close(file);
}

Task Nap(Probe probe, World& world, int times) {
  for (int i = 0; i < times; ++i) {
    co_yield mini::Sleep(Duration(10));
    Event(probe.name() + " wakes at " + Show(world.now()));
  }
}

Task Walk(Probe probe, int turns) {
  for (int turn = 1; turn <= turns; ++turn) {
    Event(probe.name() + ", turn " + Show(turn));
    co_yield mini::Pause();
  }
}

LAB_TEST(time_goes_on) {
  Law("io-time");
  World world;
  Pair pair;
  Kernel kernel(world);
  world.LimitTicks(100);
  kernel.Spawn(Reader(Probe("reader"), pair.ours, 2));
  kernel.Spawn(Nap(Probe("sleeper"), world, 3));
  kernel.Spawn(Walk(Probe("walker"), 2));
  world.At(15, [&] { pair.Say("x"); });
  world.At(40, [&] { pair.Say("y"); });
  kernel.Run();
  ExpectEventsByLaw({{"walker, turn 1", "io-time"},
                     {"walker, turn 2", "io-time"},
                     {Destroyed("walker"), "io-time"},
                     {"sleeper wakes at 10", "io-time"},
                     {"reader reads x", "io-ready"},
                     {"sleeper wakes at 20", "io-time"},
                     {"sleeper wakes at 30", "io-time"},
                     {Destroyed("sleeper"), "io-time"},
                     {"reader reads y", "io-ready"},
                     {Destroyed("reader"), "ends"}});
}

// 25 days are more milliseconds than an int can count.
constexpr Duration kLong = std::chrono::hours(25 * 24);

Task SleepLong(Probe probe, World& world, Tid sleeps_for_ever) {
  co_yield mini::Sleep(kLong);
  Event(probe.name() + " wakes at " + Show(world.now()));
  co_yield mini::KillTask(sleeps_for_ever);
}

Task SleepForEver(Probe probe) {
  co_yield mini::Sleep(Duration::max());
  Event(probe.name() + " wakes");
}

LAB_TEST(long_sleep) {
  Law("io-time");
  World world;
  Pair pair;
  Kernel kernel(world);
  // (A kernel may well look again each minute.)
  world.LimitTicks(300'000);
  kernel.Spawn(Reader(Probe("reader"), pair.ours, 2));
  const Tid tid = kernel.Spawn(SleepForEver(Probe("for ever")));
  kernel.Spawn(SleepLong(Probe("sleeper"), world, tid));
  world.At(5, [&] { pair.Say("x"); });
  world.At(kLong.count() + 5, [&] { pair.Say("y"); });
  kernel.Run();
  ExpectEventsByLaw({{"reader reads x", "io-ready"},
                     {"sleeper wakes at " + Show(kLong.count()), "io-time"},
                     {Destroyed("for ever"), "io-time"},
                     {Destroyed("sleeper"), "io-time"},
                     {"reader reads y", "io-ready"},
                     {Destroyed("reader"), "ends"}});
}

Task CloseIt(Probe probe, int fd) {
  co_yield mini::Sleep(Duration(5));
  const bool closed = co_yield Close(fd);
  Check(closed, "Close of an open descriptor answers false.");
  Event(probe.name() + " is told " + grader::Show(closed));
  const bool again = co_yield Close(fd);
  Event(probe.name() + " is told " + grader::Show(again));
}

LAB_TEST(close_while_waiting) {
  Law("io-close");
  World world;
  Pair pair;
  pair.Fill();
  Kernel kernel(world);
  world.LimitTicks(60);
  kernel.Spawn(Reader(Probe("reader"), pair.ours, 1));
  kernel.Spawn(WaitOnce(Probe("writer"), pair.ours, Io::kWrite));
  kernel.Spawn(Reader(Probe("other"), pair.ours, 1));
  kernel.Spawn(CloseIt(Probe("closer"), pair.ours));
  kernel.Run();
  pair.ours = -1;
  // (Whether readers or writers come first is the kernel's business.)
  std::vector<std::string> told;
  for (const std::string& event : grader::Events())
    if (event.find("is told") != event.npos) told.push_back(event);
  std::erase(told, "writer is told closed");
  ExpectEqual(told.size(), 4U, "how many others are told something");
  grader::ForgetEvents();
  for (const std::string& event : told) Event(event);
  ExpectEvents({"reader is told closed", "other is told closed", "closer is told true",
                "closer is told false"});
}

// Closes a descriptor, and gives its number to another connection, while an old one waits. The old
// file lives on, by another number: epoll might still report it.
Task Reuse(int fd, int other) {
  co_yield mini::Sleep(Duration(5));
  const bool closed = co_yield Close(fd);
  Law("io-close");
  Check(closed, "Close of an open descriptor answers false.");
  Law("io-reused");
  dup2(other, fd);
  co_yield mini::NewTask(Reader(Probe("new"), fd, 1));
}

LAB_TEST(reused_descriptor) {
  Law("io-reused");
  World world;
  Pair old_pair;
  Pair new_pair;
  const int old_file = dup(old_pair.ours);
  Kernel kernel(world);
  world.LimitTicks(100);
  kernel.Spawn(Reader(Probe("old"), old_pair.ours, 1));
  kernel.Spawn(Reuse(old_pair.ours, new_pair.ours));
  world.At(10, [&] {
    Event("o is sent to the old file");
    old_pair.Say("o");
  });
  world.At(15, [&] {
    Event("n is sent to the new file");
    new_pair.Say("n");
  });
  kernel.Run();
  ExpectEventsByLaw({{"old is told closed", "io-close"},
                     {Destroyed("old"), "io-close"},
                     {"o is sent to the old file", "io-reused"},
                     {"n is sent to the new file", "io-reused"},
                     {"new reads n", "io-reused"},
                     {Destroyed("new"), "ends"}});
  close(old_file);
}

Task KillAt(long long time, Tid target) {
  co_yield mini::Sleep(Duration(time));
  const bool killed = co_yield mini::KillTask(target);
  Law("io-killed");
  Check(killed, "Who waits for a descriptor cannot be killed.");
}

LAB_TEST(kill_while_waiting) {
  Law("io-killed");
  World world;
  Pair shared;
  Pair lonely;
  Pair other;
  Kernel kernel(world);
  world.LimitTicks(100);
  kernel.Spawn(Reader(Probe("A"), shared.ours, 1));
  kernel.Spawn(Reader(Probe("B"), shared.ours, 1));
  kernel.Spawn(Reader(Probe("lonely"), lonely.ours, 1));
  kernel.Spawn(Reader(Probe("other"), other.ours, 1));
  kernel.Spawn(KillAt(5, 1));
  kernel.Spawn(KillAt(5, 3));
  world.At(10, [&] { shared.Say("b"); });
  // Nobody waits for this any more. If the host is still asked for it, it says so again and again.
  world.At(20, [&] { lonely.Say("x"); });
  world.At(30, [&] { other.Say("o"); });
  kernel.Run();
  ExpectEvents({Destroyed("A"), Destroyed("lonely"), "B reads b", Destroyed("B"), "other reads o",
                Destroyed("other")});
}

LAB_TEST(run_ends) {
  Law("io-ready");
  World world;
  Pair pair;
  world.LimitTicks(100);
  const int before = OpenDescriptors();
  {
    Kernel kernel(world);
    kernel.Spawn(Reader(Probe("reader"), pair.ours, 1));
    world.At(1, [&] { pair.Say("x"); });
    kernel.Run();
    const Tid tid = kernel.Spawn(Reader(Probe("victim"), pair.ours, 1));
    kernel.Spawn(KillAt(5, tid));
    kernel.Run();
    Event("Run returns");
    ExpectEvents({"reader reads x", Destroyed("reader"), Destroyed("victim"), "Run returns"});
    Law("ends");
    Check(!kernel.Step(), "Step says that it gave a turn, and nobody is left.");
  }
  Law("descriptors");
  ExpectEqual(OpenDescriptors(), before, "how many descriptors are open when the kernel is gone");
}

}  // namespace
}  // namespace lab
