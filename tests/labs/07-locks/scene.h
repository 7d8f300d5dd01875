// What the tests of lab 7 have in common: a kernel with a virtual clock, which is run to its end.
#ifndef CORIX_TESTS_LABS_07_SCENE_H_
#define CORIX_TESTS_LABS_07_SCENE_H_

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "buffer.h"
#include "dinner.h"
#include "grader.h"
#include "kernel/kernel.h"
#include "syscalls/kill_task.h"
#include "syscalls/new_task.h"
#include "syscalls/sleep.h"
#include "syscalls/yield.h"

namespace lab {

using corix::Co;
using corix::Kernel;
using corix::KillTask;
using corix::Process;
using corix::Sleep;
using corix::Tid;
using corix::Yield;
using grader::Check;
using grader::Event;
using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::ExpectEventsByLaw;
using grader::Law;
using grader::Miss;
using mini::Buffer;
using mini::Condition;
using mini::Dinner;
using mini::Mutex;
using mini::Semaphore;

using Guard = Mutex::Guard;
using Locked = absl::StatusOr<Guard>;

inline corix::KernelOptions Virtual() {
  corix::KernelOptions options;
  options.clock = corix::ClockKind::kVirtual;
  return options;
}

// A second of the virtual clock takes no time.
inline absl::Duration Seconds(int n) { return absl::Seconds(n); }

// What a call answered. If it failed, that breaks `law`.
inline void ExpectOk(const absl::Status& status, const std::string& call, const char* law) {
  if (status.ok()) return;
  Law(law);
  Miss(call + " failed: " + std::string(status.message()));
}

// Runs until nobody can run any more. Time limits are turns.
inline void RunWhatCan(Kernel& kernel) {
  constexpr int kMostTurns = 100'000;
  for (int turn = 0; kernel.Step(); ++turn)
    Check(turn < kMostTurns, "The run does not end: there were more than 100000 turns.");
}

// Runs until all tasks have ended. If some sleep for ever, `law` is broken.
inline void RunToTheEnd(Kernel& kernel, const char* law) {
  Law(law);
  RunWhatCan(kernel);
  if (kernel.Leaks().tasks == 0) return;
  Law(law);
  Miss("Some sleep for ever:\n" + std::string(kernel.Run().message()));
}

// Naps, so that others have a turn, or a time.
inline Co<> Nap(int seconds) {
  if (seconds > 0) {
    co_yield Sleep(Seconds(seconds));
  } else {
    co_yield Yield();
  }
}

// Comes at a time, takes a permit, keeps it for a time, and gives it back.
inline Process User(std::string name, Semaphore* semaphore, int comes, int keeps) {
  if (comes > 0) co_await Nap(comes);
  Event(name + " asks");
  const absl::Status status = co_await semaphore->Acquire();
  ExpectOk(status, "Acquire", "permits");
  Event(name + " has it");
  co_await Nap(keeps);
  Event(name + " gives it back");
  semaphore->Release();
}

// The same with a mutex.
inline Process Owner(std::string name, Mutex* mutex, int comes, int keeps) {
  if (comes > 0) co_await Nap(comes);
  Event(name + " asks");
  const Locked guard = co_await mutex->Lock();
  ExpectOk(guard.status(), "Lock", "exclusion");
  Event(name + " has it");
  co_await Nap(keeps);
  Event(name + " gives it back");
}

// Ends a task at a time.
inline Process Killer(Tid victim, std::string name, int comes) {
  co_await Nap(comes);
  Event(name + " is killed");
  const bool killed = co_yield KillTask(victim);
  Check(killed, "The victim had ended too early.");
}

// Those who wait, in the order in which they came. One that is killed leaves.
class Line {
 public:
  class Place {
   public:
    Place(Line& line, int who) : line_(line), who_(who) { line_.waiting_.push_back(who); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { std::erase(line_.waiting_, who_); }
    // It has got what it waited for, of which there may be several: then those who were woken before
    // it need not have had their turns.
    void Leave(int several = 1) {
      Law("in-line");
      const auto place = std::find(line_.waiting_.begin(), line_.waiting_.end(), who_);
      const auto before = static_cast<int>(place - line_.waiting_.begin());
      Check(before < several, "It is served, and " + std::to_string(before) + " came before it.");
      std::erase(line_.waiting_, who_);
    }

   private:
    Line& line_;
    int who_;
  };

 private:
  std::vector<int> waiting_;
};

// Counts those who are inside at one time.
class Inside {
 public:
  Inside(int& count, int most, const char* law) : count_(count) {
    Law(law);
    Check(++count_ <= most, "There are " + std::to_string(count_) + " inside, and " +
                                std::to_string(most) + " is the most.");
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { --count_; }

 private:
  int& count_;
};

// A dinner whose guests tell what they do. How long it takes is drawn by `nap`.
struct Table {
  Table(int seats, std::function<int()> how_long)
      : dinner(seats),
        nap(std::move(how_long)),
        meals(static_cast<std::size_t>(seats)),
        reached(static_cast<std::size_t>(seats)),
        eats(static_cast<std::size_t>(seats)) {
    dinner.think = [this](int seat) { return Think(seat); };
    dinner.reach = [this](int seat) { return Reach(seat); };
    dinner.eat = [this](int seat) { return Eat(seat); };
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  int seats() const { return static_cast<int>(meals.size()); }
  // Runs a dinner to its end, and looks whether all have eaten.
  void Serve(Kernel& kernel, const std::vector<int>& guests, int count) {
    for (const int seat : guests)
      kernel.Spawn("philosopher " + std::to_string(seat), mini::Philosopher(dinner, seat, count));
    RunToTheEnd(kernel, "all-eat");
    Law("all-eat");
    for (const int seat : guests) {
      const auto place = static_cast<std::size_t>(seat);
      ExpectEqual(meals[place], count, "meals of philosopher " + std::to_string(seat));
      ExpectEqual(reached[place], 2 * count,
                  "how often philosopher " + std::to_string(seat) + " reached for a fork");
    }
  }

  Co<> Think(int seat) {
    Tell(seat, "thinks");
    co_await Nap(nap());
  }
  Co<> Reach(int seat) {
    ++reached[static_cast<std::size_t>(seat)];
    Tell(seat, "reaches for a fork");
    co_await Nap(nap());
  }
  Co<> Eat(int seat) {
    const int right = (seat + 1) % seats();
    const int before = (seat + seats() - 1) % seats();
    Tell(seat, "eats");
    Law("forks");
    for (const int neighbour : {before, right})
      Check(!eats[static_cast<std::size_t>(neighbour)], "Two neighbours eat at one time.");
    eats[static_cast<std::size_t>(seat)] = true;
    most_at_once =
        std::max(most_at_once, static_cast<int>(std::count(eats.begin(), eats.end(), true)));
    co_await Nap(nap());
    eats[static_cast<std::size_t>(seat)] = false;
    ++meals[static_cast<std::size_t>(seat)];
    Tell(seat, "has eaten");
  }
  static void Tell(int seat, const std::string& what) {
    Event("philosopher " + std::to_string(seat) + " " + what);
  }

  Dinner dinner;
  std::function<int()> nap;
  std::vector<int> meals;
  std::vector<int> reached;
  std::vector<bool> eats;
  int most_at_once = 0;
};

}  // namespace lab

#endif  // CORIX_TESTS_LABS_07_SCENE_H_
