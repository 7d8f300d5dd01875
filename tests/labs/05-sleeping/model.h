// The kernel as the handout describes it, in plain words.
#ifndef CORIX_TESTS_LABS_05_MODEL_H_
#define CORIX_TESTS_LABS_05_MODEL_H_

#include "timed.h"

namespace lab {

class Model {
 public:
  explicit Model(Precision precision) : late_(precision == Precision::kLate ? 2 : 0) {}

  void Spawn(const Plan& plan) {
    lives_[++last_].frames.push_back({plan});
    ready_.push_back(last_);
  }

  void Run() {
    while (Step()) {
    }
  }

  const std::vector<Expected>& events() const { return events_; }
  std::size_t size() const { return lives_.size(); }
  long long now() const { return now_; }
  int turns() const { return turns_; }

 private:
  enum class State { kReady, kParked, kWaiting, kSleeping };
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
  };
  struct Timer {
    long long due;
    Tid tid;
  };

  void WakeDue() {
    while (!timers_.empty() && timers_.front().due <= now_) {
      const Timer timer = timers_.front();
      timers_.erase(timers_.begin());
      lives_.at(timer.tid).state = State::kReady;
      ready_.push_back(timer.tid);
    }
  }

  bool Step() {
    WakeDue();
    if (ready_.empty()) {
      if (timers_.empty()) return false;
      now_ = timers_.front().due + late_;
      WakeDue();
    }
    const Tid tid = ready_.front();
    ready_.pop_front();
    ++turns_;
    GiveTurn(tid);
    const auto it = lives_.find(tid);
    if (it != lives_.end() && it->second.state == State::kReady) ready_.push_back(tid);
    return true;
  }

  void Say(const std::string& event, const char* law) { events_.push_back({event, law}); }

  void Answer(Tid tid, const std::string& text, const char* law) {
    lives_.at(tid).frames.back().answer = text;
    lives_.at(tid).frames.back().law = law;
  }

  void End(Tid tid, int code) {
    Life life = lives_.at(tid);
    lives_.erase(tid);
    std::erase(ready_, tid);
    std::erase_if(timers_, [tid](const Timer& timer) { return timer.tid == tid; });
    if (life.state == State::kWaiting) std::erase(lives_.at(life.waits_for).waiters, tid);
    for (; !life.frames.empty(); life.frames.pop_back())
      Say(Destroyed(life.frames.back().plan.name), "traps");
    for (const Tid waiter : life.waiters) {
      lives_.at(waiter).state = State::kReady;
      Answer(waiter, Show(code), "traps");
      ready_.push_back(waiter);
    }
  }

  void GiveTurn(Tid tid) {
    for (;;) {
      Life& life = lives_.at(tid);
      Activation& frame = life.frames.back();
      const std::string name = frame.plan.name;
      if (!frame.answer.empty()) Say(Told(name, frame.answer, now_), frame.law);
      frame.answer.clear();
      if (frame.at == frame.plan.ops.size()) {
        if (life.frames.size() == 1) return End(tid, 0);
        Say(Destroyed(name), "traps");
        life.frames.pop_back();
        Answer(tid, "to go on", "traps");
        continue;
      }
      const Op op = frame.plan.ops[frame.at++];
      Say(Describe(name, op), "traps");
      frame.answer = "to go on";
      frame.law = "traps";
      if (op.what == Do::kCall) {
        frame.answer.clear();
        life.frames.push_back({op.child[0]});
      } else if (op.what == Do::kCompute) {
        now_ += op.number;
      } else {
        return Handle(tid, life, op);
      }
    }
  }

  void Handle(Tid tid, Life& life, const Op& op) {
    const Tid target = static_cast<Tid>(op.number);
    const auto it = lives_.find(target);
    switch (op.what) {
      case Do::kSleep:
        if (op.number <= 0) return Answer(tid, "to go on", "zero");
        return Sleep(tid, life, op.number);
      case Do::kKillTask:
        if (it == lives_.end()) return Answer(tid, "false", "traps");
        End(target, 137);
        if (target != tid) Answer(tid, "true", "traps");
        return;
      case Do::kPark:
        life.state = State::kParked;
        return;
      case Do::kUnpark: {
        const bool woken = it != lives_.end() && it->second.state == State::kParked;
        if (woken) it->second.state = State::kReady;
        if (woken) ready_.push_back(target);
        return Answer(tid, Show(woken), "parked");
      }
      case Do::kWait:
        if (it == lives_.end() || target == tid) return Answer(tid, "0", "traps");
        life.state = State::kWaiting;
        life.waits_for = target;
        it->second.waiters.push_back(tid);
        return;
      default:
        return;
    }
  }

  void Sleep(Tid tid, Life& life, long long duration) {
    constexpr long long kForEver = Moment::max().count();
    life.state = State::kSleeping;
    Answer(tid, "to go on", "when-due");
    const long long due = duration > kForEver - now_ ? kForEver : now_ + duration;
    auto place = timers_.begin();
    while (place != timers_.end() && place->due <= due) ++place;
    timers_.insert(place, {due, tid});
  }

  const long long late_;
  long long now_ = 0;
  std::map<Tid, Life> lives_;
  std::deque<Tid> ready_;
  std::vector<Timer> timers_;
  std::vector<Expected> events_;
  Tid last_ = 0;
  int turns_ = 0;
};

// Runs plans in the kernel and in the model, and compares; also how often the clock was looked at.
inline void ExpectAsModel(const std::vector<Plan>& plans, const char* law,
                          Precision precision = Precision::kExact,
                          grader::Where where = grader::Where::current()) {
  VirtualClock clock(precision);
  Kernel kernel(clock);
  Model model(precision);
  for (const Plan& plan : plans) {
    Spawn(kernel, clock, plan);
    model.Spawn(plan);
  }
  model.Run();
  grader::LimitEvents(model.events().size() + 1000);
  // Some looks for each turn are fine, and a few more while waiting.
  clock.LimitLooks(5 * model.turns() + 20);
  Law(law);
  kernel.Run();
  // The laws of sleep are one for all here: the one that the test is about.
  std::vector<Expected> events = model.events();
  for (Expected& event : events)
    if (std::string(event.law) == "when-due") event.law = law;
  ExpectEventsByLaw(events, where);
  Law("ends");
  ExpectEqual(kernel.size(), model.size(), "how many live after the run", where);
  ExpectEqual(clock.Peek(), model.now(), "the time when Run has returned, in ms", where);
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_05_MODEL_H_
