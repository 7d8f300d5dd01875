// A clock in which time is what the test says, tasks that follow a script, and a model of both.
#ifndef CORIX_TESTS_LABS_05_TIMED_H_
#define CORIX_TESTS_LABS_05_TIMED_H_

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "calls.h"
#include "grader.h"
#include "kernel.h"

namespace lab {

using grader::Check;
using grader::Event;
using grader::Expected;
using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::ExpectEventsByLaw;
using grader::Law;
using grader::Probe;
using grader::Show;
using mini::Duration;
using mini::Kernel;
using mini::Moment;
using mini::Task;
using mini::Tid;

// How the clock's waits end.
enum class Precision { kExact, kLate, kEarlyAtFirst };

class VirtualClock final : public mini::Clock {
 public:
  explicit VirtualClock(Precision precision = Precision::kExact) : precision_(precision) {}

  // One tick. Nothing moves by it, so who only looks will never see the time go by.
  Moment Now() override {
    CountLook();
    return now_;
  }

  void WaitUntil(Moment moment) override {
    CountLook();
    ++waits_;
    if (precision_ == Precision::kEarlyAtFirst && moment > now_ + Duration(1) && !was_early_) {
      was_early_ = true;
      now_ = moment - Duration(1);
      return;
    }
    was_early_ = false;
    const Duration late(precision_ == Precision::kLate && moment < Moment::max() ? 2 : 0);
    if (moment > now_) now_ = moment + late;
  }

  // For the tests: time goes by while a task computes; a look that is not counted.
  void Advance(Duration duration) { now_ += duration; }
  long long Peek() const { return now_.count(); }
  int looks() const { return looks_; }
  int waits() const { return waits_; }
  void LimitLooks(int most) { most_ = most; }

 private:
  void CountLook() {
    if (++looks_ <= most_) return;
    Law("idle");
    grader::Miss("The clock was looked at " + std::to_string(looks_) +
                 " times, which is too often: is somebody waiting by looking again and again?");
  }

  const Precision precision_;
  bool was_early_ = false;
  Moment now_{};
  int looks_ = 0;
  int waits_ = 0;
  int most_ = 5000;
};

enum class Do { kPause, kSleep, kCompute, kKillTask, kPark, kUnpark, kWait, kCall };

struct Plan;

struct Op {
  Do what = Do::kPause;
  long long number = 0;  // milliseconds, or a tid
  std::vector<Plan> child;
};

struct Plan {
  std::string name;
  std::vector<Op> ops;
};

inline std::string Destroyed(const std::string& name) {
  return "the frame of " + name + " is destroyed";
}

inline std::string Describe(const std::string& name, const Op& op) {
  static const char* const kWords[] = {"Pause", "Sleep",  "compute",  "KillTask",
                                       "Park",  "Unpark", "WaitTask", "call"};
  const auto what = static_cast<std::size_t>(op.what);
  return name + ": " + kWords[what] + "(" + std::to_string(op.number) + ")";
}

inline std::string Told(const std::string& name, const std::string& answer, long long now) {
  return name + " is told " + answer + " at " + std::to_string(now) + " ms";
}

// Does what its plan says, and tells of it, and when.
inline Task Follow(Probe probe, Plan plan, VirtualClock& clock) {
  for (const Op& op : plan.ops) {
    Event(Describe(probe.name(), op));
    std::string answer = "to go on";
    const Tid tid = static_cast<Tid>(op.number);
    switch (op.what) {
      case Do::kPause:
        co_yield mini::Pause();
        break;
      case Do::kSleep:
        co_yield mini::Sleep(Duration(op.number));
        break;
      case Do::kCompute:
        clock.Advance(Duration(op.number));
        break;
      case Do::kKillTask: {
        const bool killed = co_yield mini::KillTask(tid);
        answer = Show(killed);
        break;
      }
      case Do::kPark:
        co_yield mini::Park();
        break;
      case Do::kUnpark: {
        const bool woken = co_yield mini::Unpark(tid);
        answer = Show(woken);
        break;
      }
      case Do::kWait: {
        const mini::Waited waited = co_yield mini::WaitTask(tid);
        answer = Show(waited.status.code);
        break;
      }
      case Do::kCall:
        co_await Follow(Probe(op.child[0].name), op.child[0], clock);
        break;
    }
    Event(Told(probe.name(), answer, clock.Peek()));
  }
}

inline Tid Spawn(Kernel& kernel, VirtualClock& clock, const Plan& plan) {
  return kernel.Spawn(Follow(Probe(plan.name), plan, clock));
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_05_TIMED_H_
