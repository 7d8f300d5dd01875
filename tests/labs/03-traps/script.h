// Tasks that follow a script, and a model that says in plain words what they should do.
#ifndef CORIX_TESTS_LABS_03_SCRIPT_H_
#define CORIX_TESTS_LABS_03_SCRIPT_H_

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
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
using mini::GetTid;
using mini::Kernel;
using mini::KillTask;
using mini::NewTask;
using mini::Park;
using mini::Pause;
using mini::Task;
using mini::Tid;
using mini::Unpark;

inline std::string Destroyed(const std::string& name) {
  return "the frame of " + name + " is destroyed";
}

enum class Do { kPause, kGetTid, kNewTask, kKillTask, kPark, kUnpark, kThrow };

struct Plan;

struct Op {
  Do what = Do::kPause;
  Tid target = 0;
  std::vector<Plan> child;  // of NewTask: one
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
    default:
      return name + ": throws";
  }
}

inline std::string Told(const std::string& name, const std::string& answer) {
  return name + " is told " + answer;
}

// Does what its plan says, and tells of it.
inline Task Follow(Probe probe, Plan plan) {
  for (const Op& op : plan.ops) {
    Event(Describe(probe.name(), op));
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
      case Do::kThrow:
        throw std::runtime_error(probe.name() + " throws");
    }
    Event(Told(probe.name(), answer.empty() ? "to go on" : answer));
  }
}

inline Tid Spawn(Kernel& kernel, const Plan& plan) {
  return kernel.Spawn(Follow(Probe(plan.name), plan));
}

// Whether it is `name` that acts in an event.
inline bool Acts(const std::string& name, const std::string& event) {
  return event.starts_with(name + ": ") || event.starts_with(name + " is told ");
}

// The kernel as the handout describes it.
class Model {
 public:
  Tid Spawn(const Plan& plan) {
    lives_.emplace(++last_, Life{plan});
    ready_.push_back(last_);
    return last_;
  }

  void Run() {
    while (!ready_.empty()) {
      const Tid tid = ready_.front();
      ready_.pop_front();
      GiveTurn(tid);
      const auto it = lives_.find(tid);
      if (it != lives_.end() && !it->second.asleep) ready_.push_back(tid);
    }
  }

  // What should happen, with the laws by which a run that had these events is to be judged: at the
  // first departure, who acts there tells more than who should have.
  std::vector<Expected> EventsFor(const std::vector<std::string>& actual) const {
    std::vector<Expected> events = events_;
    std::size_t at = 0;
    while (at < events.size() && at < actual.size() && events[at].event == actual[at]) ++at;
    if (events.empty() || (at == events.size() && at == actual.size())) return events;
    Expected& judged = events[std::min(at, events.size() - 1)];
    const Sleepers& sleepers = at < events.size() ? sleepers_[at] : now_;
    if (at < actual.size())
      for (const std::string& name : sleepers.asleep)
        if (Acts(name, actual[at])) {
          judged.law = "asleep";
          return events;
        }
    if (at == events.size()) return events;
    // Somebody was woken, and never acts again.
    for (const std::string& name : sleepers.woken)
      if (Acts(name, judged.event) &&
          std::none_of(actual.begin() + static_cast<std::ptrdiff_t>(at), actual.end(),
                       [&name](const std::string& event) { return Acts(name, event); })) {
        judged.law = "asleep";
        return events;
      }
    // An answer is not wrong if it is somebody else's turn.
    const std::size_t told = judged.event.find(" is told ");
    if (told != std::string::npos && !judged.event.ends_with(" is told to go on") &&
        at < actual.size() && !Acts(judged.event.substr(0, told), actual[at]) &&
        !actual[at].starts_with("the frame of "))
      judged.law = "every-trap";
    return events;
  }

  const std::vector<Expected>& events() const { return events_; }
  const std::vector<std::string>& failures() const { return failures_; }
  std::size_t size() const { return lives_.size(); }
  Tid last() const { return last_; }

 private:
  struct Life {
    Plan plan;
    std::size_t at = 0;
    bool asleep = false;
    std::string answer = "";
    const char* law_of_answer = "answer";
  };

  // Who sleeps, and who has slept.
  struct Sleepers {
    std::set<std::string> asleep;
    std::set<std::string> woken;
  };

  void Say(const std::string& event, const char* law) {
    events_.push_back({event, law});
    sleepers_.push_back(now_);
  }

  bool Kill(Tid tid, const char* law) {
    const auto it = lives_.find(tid);
    if (it == lives_.end()) return false;
    std::erase(ready_, tid);
    Say(Destroyed(it->second.plan.name), law);
    now_.asleep.erase(it->second.plan.name);
    lives_.erase(it);
    return true;
  }

  bool Wake(Tid tid) {
    const auto it = lives_.find(tid);
    if (it == lives_.end() || !it->second.asleep) return false;
    it->second.asleep = false;
    now_.asleep.erase(it->second.plan.name);
    now_.woken.insert(it->second.plan.name);
    ready_.push_back(tid);
    return true;
  }

  void GiveTurn(Tid tid) {
    Life& life = lives_.at(tid);
    const std::string name = life.plan.name;
    if (!life.answer.empty()) Say(Told(name, life.answer), life.law_of_answer);
    if (life.at == life.plan.ops.size()) {
      Kill(tid, "once");
      return;
    }
    const Op op = life.plan.ops[life.at++];
    Say(Describe(name, op), "every-trap");
    life.answer = "to go on";
    life.law_of_answer = "every-trap";
    Handle(tid, life, op);
  }

  void Handle(Tid tid, Life& life, const Op& op) {
    const auto answer = [&life](const std::string& text, const char* law) {
      life.answer = text;
      life.law_of_answer = law;
    };
    switch (op.what) {
      case Do::kPause:
        break;
      case Do::kGetTid:
        answer(Show(tid), "answer");
        break;
      case Do::kNewTask:
        answer(Show(Spawn(op.child[0])), "answer");
        break;
      case Do::kKillTask:
        if (op.target == tid) {
          Kill(tid, "kill-self");
        } else if (Kill(op.target, "kill")) {
          answer("true", "kill");
        } else {
          answer("false", "kill-nobody");
        }
        break;
      case Do::kPark:
        life.asleep = true;
        now_.asleep.insert(life.plan.name);
        life.law_of_answer = "asleep";
        break;
      case Do::kUnpark:
        answer(Show(Wake(op.target)), "asleep");
        break;
      case Do::kThrow:
        failures_.push_back(Show(tid) + " " + life.plan.name + " throws");
        Kill(tid, "contained");
    }
  }

  std::map<Tid, Life> lives_;
  std::deque<Tid> ready_;
  std::vector<Expected> events_;
  std::vector<Sleepers> sleepers_;  // at each event
  Sleepers now_;
  std::vector<std::string> failures_;
  Tid last_ = 0;
};

// Runs plans in the kernel and in the model, and compares.
inline void ExpectAsModel(const std::vector<Plan>& plans, Kernel& kernel,
                          grader::Where where = grader::Where::current()) {
  Model model;
  for (const Plan& plan : plans) {
    Spawn(kernel, plan);
    model.Spawn(plan);
  }
  model.Run();
  grader::LimitEvents(model.events().size() + 1000);
  kernel.Run();
  ExpectEventsByLaw(model.EventsFor(grader::Events()), where);
  Law("once");
  ExpectEqual(kernel.size(), model.size(), "how many live after the run", where);
  Law("contained");
  ExpectEqual(kernel.failures().size(), model.failures().size(), "how many failures were noted",
              where);
  for (std::size_t i = 0; i < model.failures().size(); ++i)
    ExpectEqual(Show(kernel.failures()[i].tid) + " " + kernel.failures()[i].what,
                model.failures()[i], "a failure", where);
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_03_SCRIPT_H_
