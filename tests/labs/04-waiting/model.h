// The kernel as the handouts describe it, in plain words.
#ifndef CORIX_TESTS_LABS_04_MODEL_H_
#define CORIX_TESTS_LABS_04_MODEL_H_

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "script.h"

namespace lab {

class Model {
 public:
  Tid Spawn(const Plan& plan) {
    Life life;
    life.frames.push_back({plan});
    lives_.emplace(++last_, life);
    names_[last_] = plan.name;
    ready_.push_back(last_);
    return last_;
  }

  void Run() {
    while (!ready_.empty()) {
      const Tid tid = ready_.front();
      ready_.pop_front();
      GiveTurn(tid);
      const auto it = lives_.find(tid);
      if (it != lives_.end() && it->second.state == State::kReady) ready_.push_back(tid);
    }
  }

  const std::vector<Expected>& events() const { return events_; }
  // For the Watch.
  const std::vector<const char*>& acts() const { return acts_; }
  const std::map<Tid, std::size_t>& ends() const { return ends_; }
  const std::vector<std::string>& failures() const { return failures_; }
  std::size_t size() const { return lives_.size(); }
  Tid last() const { return last_; }
  const std::string& NameOf(Tid tid) const { return names_.at(tid); }
  std::string StatusOf(Tid tid) const {
    const auto it = ended_.find(tid);
    return it == ended_.end() ? "none" : Show(it->second);
  }

 private:
  enum class State { kReady, kParked, kWaiting };
  struct Activation {
    Plan plan;
    std::size_t at = 0;
    std::string answer = "";
    const char* law = "traps";
  };
  struct Life {
    std::vector<Activation> frames;
    State state = State::kReady;
    Tid waits_for = 0;
    std::vector<Tid> waiters;
    bool lost_waiter = false;  // by a kill
  };

  void Say(const std::string& event, const char* law) {
    events_.push_back({event, law});
    acts_.push_back(nullptr);
  }
  // The law by which the kernel acts upon the last event.
  void Act(const char* law) { acts_.back() = law; }

  void Answer(Tid tid, const std::string& text, const char* law) {
    Activation& frame = lives_.at(tid).frames.back();
    frame.answer = text;
    frame.law = law;
  }

  void End(Tid tid, ExitStatus status, const char* law) {
    Life life = lives_.at(tid);
    lives_.erase(tid);
    std::erase(ready_, tid);
    ends_[tid] = events_.size();
    if (life.frames.size() > 1) Act("unwound");
    if (!life.waiters.empty()) Act("all-woken");
    if (life.lost_waiter) Act("killed-waiter");
    if (life.state == State::kWaiting) {
      Act("killed-waiter");
      std::erase(lives_.at(life.waits_for).waiters, tid);
      lives_.at(life.waits_for).lost_waiter = true;
    }
    for (; !life.frames.empty(); life.frames.pop_back()) {
      Say(Destroyed(life.frames.back().plan.name), life.frames.size() > 1 ? "unwound" : law);
      law = "unwound";
    }
    ended_[tid] = status;
    for (const Tid waiter : life.waiters) {
      lives_.at(waiter).state = State::kReady;
      Answer(waiter, Show(status), "all-woken");
      ready_.push_back(waiter);
    }
  }

  bool Kill(Tid tid) {
    if (lives_.count(tid) == 0) return false;
    End(tid, {Cause::kKilled, 137}, "traps");
    return true;
  }

  void Throw(Tid tid) {
    Life& life = lives_.at(tid);
    const std::string what = life.frames.back().plan.name + " throws";
    while (life.frames.size() > 1) {
      Say(Destroyed(life.frames.back().plan.name), "call-throw");
      life.frames.pop_back();
      const Activation& caller = life.frames.back();
      if (caller.plan.ops[caller.at - 1].what == Do::kTryCall) {
        Answer(tid, what, "call-throw");
        return;
      }
    }
    failures_.push_back(Show(tid) + " " + what);
    End(tid, {Cause::kException, 134}, "traps");
  }

  // Until a trap, or the end.
  void GiveTurn(Tid tid) {
    for (;;) {
      Life& life = lives_.at(tid);
      Activation& frame = life.frames.back();
      const std::string name = frame.plan.name;
      const bool inside = life.frames.size() > 1;
      if (!frame.answer.empty()) {
        Say(Told(name, frame.answer), frame.law);
        frame.answer.clear();
      }
      if (frame.at == frame.plan.ops.size()) {
        if (!inside) {
          End(tid, {Cause::kReturned, 0}, "traps");
          return;
        }
        Say(Destroyed(name), "call");
        life.frames.pop_back();
        Answer(tid, "to go on", "call");
        continue;
      }
      const Op op = frame.plan.ops[frame.at++];
      Say(Describe(name, op), inside ? "call" : "traps");
      if (op.what == Do::kCall || op.what == Do::kTryCall) {
        Act("call");
        life.frames.push_back({op.child[0]});
      } else if (op.what == Do::kThrow) {
        if (inside) Act("call-throw");
        Throw(tid);
        if (lives_.count(tid) == 0) return;
      } else {
        Answer(tid, "to go on", inside ? "call-trap" : "traps");
        Handle(tid, life, op);
        return;
      }
    }
  }

  void Handle(Tid tid, Life& life, const Op& op) {
    switch (op.what) {
      case Do::kGetTid:
        return Answer(tid, Show(tid), life.frames.size() > 1 ? "call-trap" : "traps");
      case Do::kNewTask:
        return Answer(tid, Show(Spawn(op.child[0])), "traps");
      case Do::kKillTask: {
        const bool killed = Kill(op.target);
        if (op.target != tid) Answer(tid, Show(killed), "traps");
        return;
      }
      case Do::kPark:
        life.state = State::kParked;
        return;
      case Do::kUnpark: {
        Act("parked");
        const auto it = lives_.find(op.target);
        const bool woken = it != lives_.end() && it->second.state == State::kParked;
        if (woken) {
          it->second.state = State::kReady;
          ready_.push_back(op.target);
        }
        return Answer(tid, Show(woken), "parked");
      }
      case Do::kExit:
        Act("status");
        return End(tid, {Cause::kReturned, op.target}, "status");
      case Do::kWait:
        return Wait(tid, life, op.target);
      default:
        return;
    }
  }

  void Wait(Tid tid, Life& life, Tid target) {
    Act("wait");
    if (ended_.count(target) > 0) return Answer(tid, Show(ended_.at(target)), "wait");
    if (lives_.count(target) == 0) return Answer(tid, "no such task", "refused");
    if (target == tid) return Answer(tid, "itself", "refused");
    for (Tid next = target; lives_.at(next).state == State::kWaiting;) {
      next = lives_.at(next).waits_for;
      if (next == tid) return Answer(tid, "cycle", "refused");
    }
    life.state = State::kWaiting;
    life.waits_for = target;
    lives_.at(target).waiters.push_back(tid);
  }

  std::map<Tid, Life> lives_;
  std::map<Tid, ExitStatus> ended_;
  std::deque<Tid> ready_;
  std::map<Tid, std::string> names_;
  std::vector<Expected> events_;
  std::vector<const char*> acts_;
  std::map<Tid, std::size_t> ends_;
  std::vector<std::string> failures_;
  Tid last_ = 0;
};

// Runs plans in the kernel and in the model, and compares. `law` is the one to which a crash is put
// down where the model names no other.
inline void ExpectAsModel(const char* law, const std::vector<Plan>& plans, Kernel& kernel,
                          grader::Where where = grader::Where::current()) {
  Law(law);
  Model model;
  for (const Plan& plan : plans) {
    Spawn(kernel, plan);
    model.Spawn(plan);
  }
  model.Run();
  grader::LimitEvents(model.events().size() + 1000);
  watch.Begin(model.events(), model.acts(), model.ends(), law);
  kernel.Run();
  watch.Look();
  if (watch.departed()) {
    std::vector<std::string> events;
    for (const Expected& expected : model.events()) events.push_back(expected.event);
    ExpectEvents(events, where);
  }
  watch.End();
  ExpectEventsByLaw(model.events(), where);
  Law("traps");
  ExpectEqual(kernel.size(), model.size(), "how many live after the run", where);
  ExpectEqual(kernel.failures().size(), model.failures().size(), "how many failures were noted",
              where);
  for (std::size_t i = 0; i < model.failures().size(); ++i)
    ExpectEqual(Show(kernel.failures()[i].tid) + " " + kernel.failures()[i].what,
                model.failures()[i], "a failure", where);
  Law("status");
  for (Tid tid = 1; tid <= model.last(); ++tid) {
    const std::optional<ExitStatus> status = kernel.StatusOf(tid);
    ExpectEqual(status ? Show(*status) : "none", model.StatusOf(tid),
                "the status of task " + Show(tid) + " (" + model.NameOf(tid) + ")", where);
  }
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_04_MODEL_H_
