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
  bool killed_a_sleeper() const { return killed_a_sleeper_; }

  // The law that is broken if `actual` happens in place of the event of that index. It is empty if
  // nothing happens there.
  const char* LawAt(std::size_t index, const std::string& actual) const {
    const bool past_the_end = index >= events_.size();
    const std::string expected = past_the_end ? "" : events_[index].event;
    const std::string law = past_the_end ? "ends" : events_[index].law;
    if (law == "zero" || law == "parked") return events_[index].law;
    const std::string name = actual.substr(0, actual.find(" is told "));
    for (const Nap& nap : naps_) {
      if (nap.name != name || name == actual || index < nap.begins || index > nap.ends) continue;
      // Somebody goes on who should still sleep.
      if (std::stoll(actual.substr(actual.rfind(" at ") + 4)) < nap.due) return "not-before";
      if (law == "when-due" && !expected.starts_with(name + " is told ")) return "order";
      if (law == "traps") return "when-due";
    }
    if (past_the_end) return "ends";
    return law == "when-due" && actual.empty() ? "ends" : events_[index].law;
  }

 private:
  static constexpr auto kNone = static_cast<std::size_t>(-1);
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
    std::size_t nap = kNone;  // where it sleeps in naps_, until it has its next turn
  };
  struct Timer {
    long long due;
    Tid tid;
  };
  // Who slept until when, and between which events.
  struct Nap {
    std::string name;
    long long due;
    std::size_t begins;
    std::size_t ends = kNone;
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
    if (life.state == State::kSleeping) ForgetTimer(tid, naps_[life.nap].due);
    if (life.state == State::kWaiting) std::erase(lives_.at(life.waits_for).waiters, tid);
    for (; !life.frames.empty(); life.frames.pop_back())
      Say(Destroyed(life.frames.back().plan.name), "traps");
    for (const Tid waiter : life.waiters) {
      lives_.at(waiter).state = State::kReady;
      Answer(waiter, Show(code), "traps");
      ready_.push_back(waiter);
    }
  }

  // Those who sleep until the same moment must not lose their timers by it.
  void ForgetTimer(Tid tid, long long due) {
    killed_a_sleeper_ = true;
    std::erase_if(timers_, [tid](const Timer& timer) { return timer.tid == tid; });
    for (const Timer& timer : timers_)
      if (timer.due == due) lives_.at(timer.tid).frames.back().law = "killed-sleeper";
  }

  void GiveTurn(Tid tid) {
    for (;;) {
      Life& life = lives_.at(tid);
      Activation& frame = life.frames.back();
      const std::string name = frame.plan.name;
      if (life.nap != kNone) naps_[life.nap].ends = events_.size();
      life.nap = kNone;
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
    const bool too_long = duration > kForEver - now_;
    Answer(tid, "to go on", too_long ? "long" : "when-due");
    const long long due = too_long ? kForEver : now_ + duration;
    life.nap = naps_.size();
    naps_.push_back({life.frames.back().plan.name, due, events_.size()});
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
  std::vector<Nap> naps_;
  bool killed_a_sleeper_ = false;
  Tid last_ = 0;
  int turns_ = 0;
};

// Runs plans in the kernel and in the model, and compares; also how often the clock was looked at.
// The law is the one that a crash is put down to.
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
  clock.LimitLooks(8 * model.turns() + 20);
  Law(law);
  kernel.Run();
  const std::vector<Expected>& expected = model.events();
  const std::vector<std::string>& actual = grader::Events();
  std::size_t same = 0;
  std::vector<std::string> events;
  for (const Expected& one : expected) events.push_back(one.event);
  while (same < events.size() && same < actual.size() && events[same] == actual[same]) ++same;
  Law(model.LawAt(same, same < actual.size() ? actual[same] : ""));
  ExpectEvents(events, where);
  Law("ends");
  ExpectEqual(kernel.size(), model.size(), "how many live after the run", where);
  if (model.killed_a_sleeper() && clock.Peek() > model.now()) Law("killed-sleeper");
  ExpectEqual(clock.Peek(), model.now(), "the time when Run has returned, in ms", where);
}

}  // namespace lab

#endif  // CORIX_TESTS_LABS_05_MODEL_H_
