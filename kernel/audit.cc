// The audit: does what the kernel keeps in several places agree?
//
// Nothing here is fast, and nothing is changed. A test asks after each run, a person by `audit`.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {
namespace {

class Findings {
 public:
  // Something that must hold.
  template <typename... Words>
  void Expect(bool holds, const Words&... words) {
    if (!holds) found_.push_back(absl::StrCat(words...));
  }
  std::vector<std::string> Take() { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

std::string Of(const Task& task) { return absl::StrCat("task ", static_cast<int>(task.tid())); }

// All files to which a descriptor leads.
using Files = std::set<OpenFile*>;

}  // namespace

// What one audit knows of all tasks and files.
struct Kernel::Survey {
  Findings findings;
  std::map<const Task*, int> ready;  // how often each stands in the ready queue
  std::map<const Task*, std::uint32_t> children;
  std::map<const Task*, std::uint32_t> waitable_children;
  Files files;
  std::size_t live = 0;
  std::size_t frames = 0;
};

// Each task is in exactly one condition, and stands where that says.
void Kernel::AuditTask(const Task& task, Survey& survey) const {
  Findings& findings = survey.findings;
  const auto found = survey.ready.find(&task);
  const int places = found == survey.ready.end() ? 0 : found->second;
  const bool is_ready = task.state() == TaskState::kReady;
  findings.Expect(places == (is_ready ? 1 : 0), Of(task), " ", is_ready ? "can" : "cannot",
                  " run, and stands in the ready queue ", places, " times");
  if (task.parent_ != nullptr) ++survey.children[task.parent_];
  if (task.ended()) {
    findings.Expect(task.frames_gone_, Of(task), " has ended, and has frames");
    return;
  }
  ++survey.live;
  if (task.parent() != nullptr && !task.detached_) ++survey.waitable_children[task.parent()];
  for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
    if (OpenFile* const file = task.environment().FindFile(fd); file != nullptr)
      survey.files.insert(file);
  }
  if (task.state() == TaskState::kSleeping)
    findings.Expect(task.call_ != nullptr, Of(task), " sleeps, but in no call");
  const bool writes = task.state() == TaskState::kWriting;
  const bool kept = undelivered_.contains(task.tid());
  findings.Expect(!writes || kept, Of(task), " waits to write, but nothing of it is kept");
  if (task.frames_gone_) return;
  const Frame* const top = task.innermost_frame();
  findings.Expect(top != nullptr, Of(task), " lives, and has no frame");
  for (const Frame* frame = top; frame != nullptr; frame = frame->caller) ++survey.frames;
}

// Those who stand in the lines of a task or file sleep, and are known.
void Kernel::AuditLine(const WaitQueue& line, std::string_view whose, Survey& survey) const {
  line.Has([&](const Task& sleeper) {
    const bool waits =
        sleeper.state() == TaskState::kSleeping || sleeper.state() == TaskState::kWriting;
    survey.findings.Expect(waits && FindTask(sleeper.tid()) == &sleeper, Of(sleeper),
                           " has a seat in the line of ", std::string(whose),
                           ", and does not wait");
    return false;
  });
}

void Kernel::AuditTasks(Survey& survey) const {
  Findings& findings = survey.findings;
  for (const Tid tid : ReadyTasks()) {
    const Task* const task = FindTask(tid);
    findings.Expect(task != nullptr, "task ", static_cast<int>(tid),
                    " stands in the ready queue, and is not known");
    if (task != nullptr) ++survey.ready[task];
  }
  for (Task* task = tasks_.After(0); task != nullptr; task = tasks_.After(task->tid())) {
    AuditTask(*task, survey);
    AuditLine(task->exit_waiters(), Of(*task), survey);
  }
  findings.Expect(survey.live == live_, survey.live, " tasks live, and ", live_, " are counted");
  findings.Expect(tasks_.size() <= records_, tasks_.size(), " tasks have ", records_, " records");
  for (const Task* task = tasks_.After(0); task != nullptr; task = tasks_.After(task->tid())) {
    findings.Expect(survey.children[task] == task->children_, Of(*task), " counts ",
                    task->children_, " children, and has ", survey.children[task]);
    if (task->ended()) continue;
    findings.Expect(survey.waitable_children[task] == task->waitable_children_, Of(*task),
                    " counts ", task->waitable_children_, " children to wait for, and has ",
                    survey.waitable_children[task]);
  }
  for (const auto& [tid, rest] : undelivered_) {
    findings.Expect(FindTask(tid) != nullptr, "output of task ", static_cast<int>(tid),
                    " is kept, which is not known");
  }
  // (Frames that no task has yet, or that belong to other kernels of this thread, count too.)
  findings.Expect(static_cast<std::int64_t>(survey.frames) <= Frame::live, survey.frames,
                  " frames are in use, and ", Frame::live, " were made");
}

void Kernel::AuditFiles(Survey& survey) const {
  Findings& findings = survey.findings;
  for (int fd = files_.NumberAfter(0); fd >= 0; fd = files_.NumberAfter(fd))
    survey.files.insert(&files_.Find(fd)->Now());
  for (int fd = 0; fd < ExecutionEnvironment::kDescriptors; ++fd) {
    if (OpenFile* const file = first_environment_->FindFile(fd); file != nullptr)
      survey.files.insert(file);
  }
  std::size_t seats = 0;
  std::size_t watched = (threads_.watched() ? 1U : 0U) + (terminal_.watched() ? 1U : 0U) +
                        (host_signals_.watched() ? 1U : 0U) + reaper_.watched();
  for (OpenFile* const file : survey.files) {
    AuditLine(file->readers(), file->Describe(), survey);
    AuditLine(file->writers(), file->Describe(), survey);
    seats += file->readers().size() + file->writers().size();
    watched += file->watched() ? 1 : 0;
  }
  // (A call may have a file that no descriptor leads to yet: a connection on its way.)
  findings.Expect(seats <= poller_.seats(), seats, " seats are taken in files, and ",
                  poller_.seats(), " are counted");
  findings.Expect(watched <= poller_.registered(), watched,
                  " files say that epoll watches them, and ", poller_.registered(),
                  " are registered");
  findings.Expect(timers_.Recount() == timers_.size(), timers_.Recount(), " timers hang, and ",
                  timers_.size(), " are counted");
}

std::vector<std::string> Kernel::Audit() const {
  Survey survey;
  AuditTasks(survey);
  AuditFiles(survey);
  return survey.findings.Take();
}

}  // namespace corix
