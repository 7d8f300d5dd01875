// Tasks that follow a script: they trap, wait for one another, and call subroutines.
#ifndef CORIX_TESTS_LABS_04_SCRIPT_H_
#define CORIX_TESTS_LABS_04_SCRIPT_H_

#include <algorithm>
#include <map>
#include <stdexcept>
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
using mini::Cause;
using mini::Exit;
using mini::ExitStatus;
using mini::GetTid;
using mini::Kernel;
using mini::KillTask;
using mini::NewTask;
using mini::Park;
using mini::Pause;
using mini::Task;
using mini::Tid;
using mini::Unpark;
using mini::Waited;
using mini::WaitError;
using mini::WaitTask;

inline std::string Destroyed(const std::string& name) {
  return "the frame of " + name + " is destroyed";
}

enum class Do {
  kPause,
  kGetTid,
  kNewTask,
  kKillTask,
  kPark,
  kUnpark,
  kThrow,
  kExit,  // `target` is the code
  kWait,
  kCall,    // the child, as a subroutine
  kTryCall  // and catches what it throws
};

struct Plan;

struct Op {
  Do what = Do::kPause;
  Tid target = 0;
  std::vector<Plan> child;  // of NewTask, and of calls: one
};

struct Plan {
  std::string name;
  std::vector<Op> ops;
};

inline std::string Describe(const std::string& name, const Op& op) {
  switch (op.what) {
    case Do::kPause:
      return name + ": Pause";
    case Do::kGetTid:
      return name + ": GetTid";
    case Do::kNewTask:
      return name + ": NewTask, " + op.child[0].name;
    case Do::kKillTask:
      return name + ": KillTask(" + std::to_string(op.target) + ")";
    case Do::kPark:
      return name + ": Park";
    case Do::kUnpark:
      return name + ": Unpark(" + std::to_string(op.target) + ")";
    case Do::kExit:
      return name + ": Exit(" + std::to_string(op.target) + ")";
    case Do::kWait:
      return name + ": WaitTask(" + std::to_string(op.target) + ")";
    case Do::kCall:
    case Do::kTryCall:
      return name + " calls " + op.child[0].name;
    default:
      return name + ": throws";
  }
}

inline std::string Told(const std::string& name, const std::string& answer) {
  return name + " is told " + answer;
}

inline std::string Show(const ExitStatus& status) {
  const std::string code = std::to_string(status.code);
  switch (status.cause) {
    case Cause::kReturned:
      return "returned " + code;
    case Cause::kException:
      return "exception, " + code;
    default:
      return "killed, " + code;
  }
}

inline std::string Show(const Waited& waited) {
  switch (waited.error) {
    case WaitError::kNone:
      return Show(waited.status);
    case WaitError::kNoSuchTask:
      return "no such task";
    case WaitError::kItself:
      return "itself";
    default:
      return "cycle";
  }
}

// Looks at a run while it goes on, and names the law that a miss or a crash has broken: that of the
// first event that was not as expected; until then, the one by which the kernel acts.
class Watch {
 public:
  // What should happen. `acts` are the laws by which the kernel acts from each event on, or null:
  // that of the test. `ends` says after how many events a task ends.
  void Begin(const std::vector<Expected>& expected, const std::vector<const char*>& acts,
             const std::map<Tid, std::size_t>& ends, const char* law) {
    *this = {};
    expected_ = &expected;
    acts_ = &acts;
    ends_ = &ends;
    Law(law_ = law);
  }
  void End() { expected_ = nullptr; }
  bool departed() const { return departed_; }

  // `waited_for` is of whom the last event tells that the wait for it is over; or nobody.
  void Look(Tid waited_for = 0) {
    const std::vector<std::string>& log = grader::Events();
    if (expected_ == nullptr || departed_) return;
    for (; seen_ < log.size(); ++seen_) {
      if (seen_ < expected_->size() && (*expected_)[seen_].event == log[seen_]) continue;
      departed_ = true;
      const char* law = (*expected_)[std::min(seen_, expected_->size() - 1)].law;
      // Who should not have been woken is the matter, rather than who should have gone on.
      if (law == std::string("traps") && waited_for != 0 && seen_ + 1 == log.size()) {
        const auto end = ends_->find(waited_for);
        law = end != ends_->end() && end->second <= seen_ ? "all-woken" : "wait";
      }
      return Law(law);
    }
    if (seen_ == 0) return;
    const char* acts = (*acts_)[seen_ - 1];
    Law(acts != nullptr ? acts : law_);
  }

 private:
  const std::vector<Expected>* expected_ = nullptr;
  const std::vector<const char*>* acts_ = nullptr;
  const std::map<Tid, std::size_t>* ends_ = nullptr;
  const char* law_ = "";
  std::size_t seen_ = 0;
  bool departed_ = false;
};

inline Watch watch;

// Does what its plan says, and tells of it.
inline Task Follow(Probe probe, Plan plan) {
  for (const Op& op : plan.ops) {
    Event(Describe(probe.name(), op));
    watch.Look();
    std::string answer;
    switch (op.what) {
      case Do::kPause:
        co_yield Pause();
        break;
      case Do::kGetTid: {
        const Tid self = co_yield GetTid();
        answer = Show(self);
        break;
      }
      case Do::kNewTask: {
        const Tid child = co_yield NewTask(Follow(Probe(op.child[0].name), op.child[0]));
        answer = Show(child);
        break;
      }
      case Do::kKillTask: {
        const bool killed = co_yield KillTask(op.target);
        answer = Show(killed);
        break;
      }
      case Do::kPark:
        co_yield Park();
        break;
      case Do::kUnpark: {
        const bool woken = co_yield Unpark(op.target);
        answer = Show(woken);
        break;
      }
      case Do::kExit:
        co_yield Exit(op.target);
        break;
      case Do::kWait: {
        const Waited waited = co_yield WaitTask(op.target);
        answer = Show(waited);
        break;
      }
      case Do::kCall:
        co_await Follow(Probe(op.child[0].name), op.child[0]);
        break;
      case Do::kTryCall:
        try {
          co_await Follow(Probe(op.child[0].name), op.child[0]);
        } catch (const std::runtime_error& error) {
          answer = error.what();
        }
        break;
      case Do::kThrow:
        throw std::runtime_error(probe.name() + " throws");
    }
    Event(Told(probe.name(), answer.empty() ? "to go on" : answer));
    watch.Look(op.what == Do::kWait ? op.target : 0);
  }
}

inline Tid Spawn(Kernel& kernel, const Plan& plan) {
  return kernel.Spawn(Follow(Probe(plan.name), plan));
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_04_SCRIPT_H_
