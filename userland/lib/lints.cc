#include "userland/lib/lints.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "userland/lib/task_columns.h"

namespace corix {
namespace {

std::string Seconds(absl::Duration duration) {
  return absl::StrFormat("%.3f s", absl::ToDoubleSeconds(duration));
}

class Linter {
 public:
  Linter(const LintWindow& window, const LintLimits& limits) : window_(window), limits_(limits) {
    for (const TaskInfo& info : window.before.tasks) before_[info.tid] = &info;
    for (const TaskInfo& info : window.after.tasks) after_[info.tid] = &info;
  }

  std::vector<LintFinding> Find() {
    FindLongTurns();
    FindSpinners();
    FindZombies();
    FindDescriptors();
    return std::move(findings_);
  }

 private:
  // "task 3 (spin) in SpinMain at userland/bin/spin.cc:8"
  std::string Who(const TaskInfo& info) const {
    std::string text =
        absl::StrCat("task ", static_cast<int>(info.tid), " (", Printable(info.name), ")");
    const auto place = window_.places.find(info.tid);
    if (place != window_.places.end()) absl::StrAppend(&text, " in ", place->second);
    return text;
  }

  // What it has done since the sample before, or since it was born.
  struct Use {
    absl::Duration cpu;
    absl::Duration runnable;
    std::uint64_t turns;
  };
  Use Since(const TaskInfo& info) const {
    const auto found = before_.find(info.tid);
    if (found == before_.end()) return {info.cpu, info.cpu + info.ready, info.turns};
    const TaskInfo& before = *found->second;
    return {info.cpu - before.cpu, info.cpu + info.ready - before.cpu - before.ready,
            info.turns - before.turns};
  }

  void FindLongTurns() {
    constexpr std::string_view kAdvice =
        "let it trap between its steps, or compute on a thread (RunBlocking)";
    bool is_sampled = false;
    std::vector<const TaskInfo*> suspects;
    for (const TaskInfo& info : window_.after.tasks) {
      if (info.running) continue;
      if (info.cpu > absl::ZeroDuration()) is_sampled = true;
      const Use use = Since(info);
      const absl::Duration a_turn =
          use.cpu / static_cast<double>(std::max<std::uint64_t>(use.turns, 1));
      const absl::Duration ever =
          info.cpu / static_cast<double>(std::max<std::uint64_t>(info.turns, 1));
      const absl::Duration most = std::max(a_turn, ever);
      if (most >= limits_.turn) {
        Add("never traps", info.tid,
            absl::StrCat(Who(info), " uses ", Seconds(most),
                         " of the CPU in a turn: ", std::string(kAdvice)));
      }
      if (use.runnable >= window_.late && use.turns > 0) suspects.push_back(&info);
    }
    // Without CPU times, as under the virtual clock, only that nobody had a turn is known.
    if (is_sampled || window_.late < limits_.turn) return;
    const std::string what = absl::StrCat("nobody had a turn for ", Seconds(window_.late), " but ");
    if (suspects.empty()) {
      Add("never traps", 0, absl::StrCat(what, "a task that has ended: ", std::string(kAdvice)));
    }
    for (const TaskInfo* info : suspects) {
      Add("never traps", info->tid,
          absl::StrCat(what, suspects.size() > 1 ? "perhaps " : "", Who(*info), ": ",
                       std::string(kAdvice)));
    }
  }

  void FindSpinners() {
    constexpr double kNearlyAlways = 0.9;
    const absl::Duration time = window_.after.up - window_.before.up;
    for (const auto& [tid, place] : window_.steady) {
      const auto found = after_.find(tid);
      if (found == after_.end()) continue;
      const TaskInfo& info = *found->second;
      const Use use = Since(info);
      if (info.StateLetter() != 'R' || info.running) continue;
      if (static_cast<std::int64_t>(use.turns) < limits_.turns) continue;
      if (use.runnable < time * kNearlyAlways) continue;
      Add("spins", tid,
          absl::StrCat("task ", tid, " (", Printable(info.name), ") in ", place, " had ", use.turns,
                       " turns there and never waited: let it sleep until what it wants has "
                       "happened"));
    }
  }

  void FindZombies() {
    std::map<int, std::vector<const TaskInfo*>> zombies;  // by parent
    for (const TaskInfo& info : window_.after.tasks) {
      if (info.state == TaskState::kZombie && after_.contains(info.parent))
        zombies[info.parent].push_back(&info);
    }
    for (const auto& [parent, children] : zombies) {
      const bool pile_up = static_cast<std::int64_t>(children.size()) >= limits_.zombies;
      if (pile_up) continue;
      for (const TaskInfo* info : children) {
        if (info->idle <= limits_.zombie_age) continue;
        Add("not awaited", info->tid,
            absl::StrCat("task ", static_cast<int>(info->tid), " (", Printable(info->name),
                         ") ended ", Seconds(info->idle), " ago, and its parent, ",
                         Who(*after_.at(parent)),
                         ", has not waited for it: let it (WaitTask), or spawn detached tasks "
                         "(NewTask(...).Detached())"));
      }
    }
    for (const auto& [parent, children] : zombies) {
      if (static_cast<std::int64_t>(children.size()) < limits_.zombies) continue;
      Add("zombies", parent,
          absl::StrCat(Who(*after_.at(parent)), " has ", children.size(),
                       " children that have ended and for which it has not waited: let it "
                       "(WaitTask, WaitAnyChild), or spawn detached tasks "
                       "(NewTask(...).Detached())"));
    }
  }

  void FindDescriptors() {
    const std::int64_t now = window_.after.descriptors;
    const std::int64_t grown = now - window_.before.descriptors;
    if (now < limits_.descriptors && grown < limits_.descriptor_growth) return;
    Add("descriptors", 0,
        absl::StrCat("the kernel has ", now, " descriptors open, ", grown,
                     " more than a sample before: keep each in a File, whose end closes it, "
                     "or Close it"));
  }

  void Add(std::string kind, Tid tid, std::string text) {
    findings_.push_back({std::move(kind), tid, std::move(text)});
  }

  const LintWindow& window_;
  const LintLimits& limits_;
  std::map<int, const TaskInfo*> before_;
  std::map<int, const TaskInfo*> after_;
  std::vector<LintFinding> findings_;
};

}  // namespace

std::string LintFinding::ToString() const { return absl::StrCat(kind, ": ", text); }

std::vector<LintFinding> FindLints(const LintWindow& window, const LintLimits& limits) {
  return Linter(window, limits).Find();
}

}  // namespace corix
