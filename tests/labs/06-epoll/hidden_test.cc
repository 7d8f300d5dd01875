// The laws of lab 6, with the luck of the seed.

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "world.h"

namespace lab {
namespace {

// Reads until it is told that the descriptor was closed, and keeps what it reads.
Task Collect(Probe probe, int fd, std::string& into, int& woken_in_vain) {
  for (;;) {
    const IoAnswer answer = co_yield WaitIo(fd, Io::kRead);
    if (answer != IoAnswer::kReady) break;
    char buffer[3];
    const ssize_t count = recv(fd, buffer, sizeof(buffer), 0);
    if (count < 0) ++woken_in_vain;
    if (count > 0) into.append(buffer, static_cast<std::size_t>(count));
  }
  grader::Event(probe.name() + " is told closed");
}

Task Sleeper(World& world, int times, int& late) {
  for (int i = 1; i <= times; ++i) {
    const long long due = world.now() + 7;
    co_yield mini::Sleep(Duration(7));
    if (world.now() != due) ++late;
  }
}

Task Strike(std::vector<std::pair<long long, Tid>> victims, World& world) {
  for (const auto& [time, victim] : victims) {
    co_yield mini::Sleep(Duration(time - world.now()));
    const bool killed = co_yield mini::KillTask(victim);
    Law("io-killed");
    Check(killed, "Who waits for a descriptor cannot be killed.");
  }
}

Task CloseAll(std::vector<int> fds) {
  co_yield mini::Sleep(Duration(1000));
  for (const int fd : fds) {
    const bool closed = co_yield Close(fd);
    Law("io-close");
    Check(closed, "Close of an open descriptor answers false.");
  }
}

// Some connections, each with three readers, of whom one is killed at some time; bytes at any time.
LAB_TEST(random_pipes) {
  Law("io-ready");
  grader::Random random;
  World world;
  world.LimitTicks(6000);
  constexpr std::size_t kPairs = 6;
  std::array<std::unique_ptr<Pair>, kPairs> pairs;
  std::array<std::string, kPairs> sent;
  std::array<std::string, kPairs> heard;
  const int before = OpenDescriptors();
  int in_vain = 0;
  int late = 0;
  {
    Kernel kernel(world);
    std::vector<int> fds;
    std::vector<std::pair<long long, Tid>> victims;
    for (std::size_t i = 0; i < kPairs; ++i) {
      pairs[i] = std::make_unique<Pair>();
      fds.push_back(pairs[i]->ours);
      const int doomed = random.Between(0, 2);
      for (int reader = 0; reader < 3; ++reader) {
        const Tid tid = kernel.Spawn(Collect(Probe(Show(static_cast<int>(i)) + "." + Show(reader)),
                                             pairs[i]->ours, heard[i], in_vain));
        if (reader == doomed)
          victims.emplace_back(100 * (static_cast<long long>(i) + 1) + random.Between(1, 50), tid);
      }
    }
    kernel.Spawn(Sleeper(world, 50, late));
    kernel.Spawn(Strike(victims, world));
    kernel.Spawn(CloseAll(fds));
    for (long long time = 1; time < 900; time += random.Between(1, 15)) {
      const std::size_t which =
          static_cast<std::size_t>(random.Between(0, static_cast<int>(kPairs) - 1));
      const std::string bytes(static_cast<std::size_t>(random.Between(1, 9)),
                              static_cast<char>('a' + random.Between(0, 25)));
      sent[which] += bytes;
      world.At(time, [&pairs, which, bytes] { pairs[which]->Say(bytes); });
    }
    kernel.Run();
    Law("ends");
    ExpectEqual(kernel.size(), 0U, "how many live after the run");
    for (auto& pair : pairs) pair->ours = -1;
  }
  for (std::size_t i = 0; i < kPairs; ++i) {
    Law("io-ready");
    ExpectEqual(heard[i], sent[i],
                "what the readers of connection " + std::to_string(i) + " have read");
  }
  Law("io-all");
  Check(in_vain > 0,
        "Of three readers of the same bytes, none found that another had been quicker: not all "
        "were woken.");
  Law("io-time");
  ExpectEqual(late, 0, "how often a sleeper did not wake at its time");
  Law("io-close");
  int told = 0;
  for (const std::string& event : grader::Events())
    told += event.find("is told closed") != event.npos ? 1 : 0;
  ExpectEqual(told, 12, "how many readers were told that their descriptor was closed");
  for (auto& pair : pairs) pair.reset();
  Law("descriptors");
  ExpectEqual(OpenDescriptors(), before, "how many descriptors are open when all is over");
}

LAB_TEST(leaves_nothing) {
  World world;
  Pair pair;
  const int before = OpenDescriptors();
  Law("no-leak");
  const grader::LeakCheck leaks;
  {
    Kernel kernel(world);
    kernel.Spawn(Reader(Probe("A"), pair.ours, 1));
    const Tid victim = kernel.Spawn(Reader(Probe("victim"), pair.ours, 1));
    kernel.Spawn(Strike({{5, victim}}, world));
    world.At(10, [&] { pair.Say("x"); });
    kernel.Run();
    // One still waits when the kernel dies.
    kernel.Spawn(Reader(Probe("B"), pair.ours, 1));
    kernel.Step();
    Law("io-ready");
    Check(grader::Events().size() == 3, "Two should have ended, one of them after it has read.");
    Law("no-leak");
  }
  leaks.ExpectNone("The kernel is gone, but memory is not.");
  Law("descriptors");
  ExpectEqual(OpenDescriptors(), before, "how many descriptors are open when the kernel is gone");
}

}  // namespace
}  // namespace lab
