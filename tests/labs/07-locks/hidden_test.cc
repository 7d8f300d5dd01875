// The laws of lab 7, with the luck of the seed.

#include "scene.h"

namespace lab {
namespace {

constexpr int kRounds = 15;

// Kills at random between the turns, and runs to the end.
void RunAndKill(Kernel& kernel, grader::Random& random, std::vector<Tid> victims) {
  constexpr int kMostTurns = 100'000;
  for (int turn = 0; kernel.Step(); ++turn) {
    Check(turn < kMostTurns, "The run does not end: there were more than 100000 turns.");
    if (victims.empty() || !random.OneIn(6)) continue;
    const Tid victim = victims.back();
    victims.pop_back();
    if (kernel.EndTask(victim)) Event("task " + std::to_string(victim) + " is killed");
  }
  RunToTheEnd(kernel, "killed");
}

// The tids from 1 on of which every third or so is to die, in a random order.
std::vector<Tid> DrawVictims(grader::Random& random, int tasks) {
  std::vector<Tid> victims;
  for (int tid = 1; tid <= tasks; ++tid)
    if (random.OneIn(3)) victims.push_back(Tid(tid));
  random.Shuffle(victims);
  return victims;
}

std::vector<int> DrawNaps(grader::Random& random, int count) {
  std::vector<int> naps;
  for (int i = 0; i < count; ++i) naps.push_back(random.Between(0, 3));
  return naps;
}

struct Crowd {
  Line line;
  int inside = 0;
  int done = 0;
};

// Gives its permit back, also if it is killed.
class Permit {
 public:
  explicit Permit(Semaphore& semaphore) : semaphore_(semaphore) {}
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  ~Permit() { semaphore_.Release(); }

 private:
  Semaphore& semaphore_;
};

Process SemaphoreUser(Crowd* crowd, Semaphore* semaphore, int most, int who,
                      std::vector<int> naps) {
  for (std::size_t i = 0; i + 1 < naps.size(); i += 2) {
    co_await Nap(naps[i]);
    Line::Place place(crowd->line, who);
    Event(std::to_string(who) + " asks");
    const absl::Status status = co_await semaphore->Acquire();
    ExpectOk(status, "Acquire", "permits");
    Event(std::to_string(who) + " has it");
    place.Leave(most);
    const Permit permit(*semaphore);
    const Inside inside(crowd->inside, most, "permits");
    co_await Nap(naps[i + 1]);
    Event(std::to_string(who) + " gives it back");
  }
  ++crowd->done;
}

LAB_TEST(random_semaphore) {
  grader::Random random;
  for (int round = 0; round < kRounds; ++round) {
    grader::ForgetEvents();
    Kernel kernel(Virtual());
    const int permits = random.Between(1, 3);
    Semaphore semaphore(static_cast<std::size_t>(permits));
    Crowd crowd;
    constexpr int kTasks = 8;
    for (int who = 1; who <= kTasks; ++who)
      kernel.Spawn(SemaphoreUser(&crowd, &semaphore, permits, who, DrawNaps(random, 6)));
    if (round % 2 == 0) {
      RunToTheEnd(kernel, "no-lost-wake-up");
      Law("no-lost-wake-up");
      ExpectEqual(crowd.done, kTasks, "tasks that came to their end");
    } else {
      RunAndKill(kernel, random, DrawVictims(random, kTasks));
      Law("killed");
    }
    for (int i = 0; i < permits; ++i)
      Check(semaphore.TryAcquire(), "All are gone, and not all permits are there.");
    Law("permits");
    Check(!semaphore.TryAcquire(), "All are gone, and there are too many permits.");
  }
}

Process MutexUser(Crowd* crowd, Mutex* mutex, int who, std::vector<int> naps) {
  for (std::size_t i = 0; i + 1 < naps.size(); i += 2) {
    co_await Nap(naps[i]);
    Line::Place place(crowd->line, who);
    Event(std::to_string(who) + " asks");
    const Locked guard = co_await mutex->Lock();
    ExpectOk(guard.status(), "Lock", "exclusion");
    Event(std::to_string(who) + " has it");
    place.Leave();
    const Inside inside(crowd->inside, 1, "exclusion");
    co_await Nap(naps[i + 1]);
    Event(std::to_string(who) + " gives it back");
  }
  ++crowd->done;
}

LAB_TEST(random_mutex) {
  grader::Random random;
  for (int round = 0; round < kRounds; ++round) {
    grader::ForgetEvents();
    Kernel kernel(Virtual());
    Mutex mutex;
    Crowd crowd;
    constexpr int kTasks = 6;
    for (int who = 1; who <= kTasks; ++who)
      kernel.Spawn(MutexUser(&crowd, &mutex, who, DrawNaps(random, 6)));
    if (round % 2 == 0) {
      RunToTheEnd(kernel, "no-lost-wake-up");
      ExpectEqual(crowd.done, kTasks, "tasks that came to their end");
    } else {
      RunAndKill(kernel, random, DrawVictims(random, kTasks));
    }
    Check(grader::Events().size() > 10, "Not all turns were given.");
  }
}

// ---- The buffer ----

struct Goods {
  std::vector<int> put;
  std::vector<int> got;
};

Process Maker(Goods* goods, Buffer* buffer, int first, std::vector<int> naps) {
  for (const int nap : naps) {
    co_await Nap(nap);
    const absl::Status status = co_await buffer->Put(first);
    ExpectOk(status, "Put", "buffer");
    goods->put.push_back(first);
    Event(std::to_string(first) + " was put");
    ++first;
  }
}

// Gets until all were got.
Process Taker(Goods* goods, Buffer* buffer, std::size_t all, std::vector<int> naps) {
  for (std::size_t i = 0; goods->got.size() < all; ++i) {
    co_await Nap(naps[i % naps.size()]);
    const absl::StatusOr<int> item = co_await buffer->Get();
    ExpectOk(item.status(), "Get", "buffer");
    goods->got.push_back(*item);
    Event(std::to_string(*item) + " was got");
  }
}

// Some takers die; one stays. What was put comes out, in that order.
LAB_TEST(random_buffer) {
  grader::Random random;
  for (int round = 0; round < kRounds; ++round) {
    grader::ForgetEvents();
    Goods goods;
    Buffer buffer(static_cast<std::size_t>(random.Between(1, 3)));
    Kernel kernel(Virtual());
    constexpr int kMakers = 3;
    constexpr std::size_t kEach = 6;
    std::vector<Tid> victims;
    for (int maker = 0; maker < kMakers; ++maker)
      kernel.Spawn(Maker(&goods, &buffer, 100 * maker, DrawNaps(random, kEach)));
    for (int taker = 0; taker < 4; ++taker) {
      const Tid tid = kernel.Spawn(Taker(&goods, &buffer, kMakers * kEach, DrawNaps(random, 5)));
      if (taker > 0) victims.push_back(tid);
    }
    constexpr int kMostTurns = 100'000;
    for (int turn = 0; kernel.Step(); ++turn) {
      Law("no-lost-wake-up");
      Check(turn < kMostTurns, "The run does not end: there were more than 100000 turns.");
      if (victims.empty() || !random.OneIn(20)) continue;
      if (kernel.EndTask(victims.back())) Event("a taker is killed");
      victims.pop_back();
    }
    // (Those who wait for more than there is are left.)
    Law("killed");
    ExpectEqual(goods.put.size(), kMakers * kEach, "items that were put");
    ExpectEqual(goods.got.size(), kMakers * kEach, "items that were got");
    Law("buffer");
    for (std::size_t i = 0; i < goods.put.size(); ++i)
      ExpectEqual(goods.got[i], goods.put[i], "item " + std::to_string(i) + " that came out");
  }
}

// ---- Philosophers ----

LAB_TEST(random_dinner) {
  grader::Random random;
  for (int round = 0; round < kRounds; ++round) {
    grader::ForgetEvents();
    Kernel kernel(Virtual());
    const int seats = random.Between(2, 7);
    // At first all do the same at the same time.
    Table table(seats, [&] { return round == 0 ? 1 : random.Between(0, 3); });
    std::vector<int> guests;
    for (int seat = 0; seat < seats; ++seat) guests.push_back(seat);
    random.Shuffle(guests);
    table.Serve(kernel, guests, random.Between(1, 4));
  }
}

}  // namespace
}  // namespace lab
