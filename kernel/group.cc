#include "kernel/group.h"

#include "kernel/kernel.h"

namespace corix {

// ---- Group ----

void Group::Open(Task& owner) { InsertBefore(*owner.MakeExtra().groups.next()); }

bool Group::Owns(const Task& task, const Group* group) {
  if (task.extra() == nullptr) return false;
  const Link& head = task.extra()->groups;
  for (Link* link = head.next(); link != &head; link = link->next())
    if (static_cast<Group*>(link) == group) return true;
  return false;
}

void Group::Join(Task& member) {
  TaskExtra& extra = member.MakeExtra();
  extra.group = this;
  extra.InsertBefore(members_);
  ++size_;
}

Task* Group::first() const {
  return members_.alone() ? nullptr : &static_cast<TaskExtra*>(members_.next())->task;
}

Task* Group::After(const Task& member) const {
  const Link* const next = member.extra()->next();
  return next == &members_ ? nullptr : &static_cast<const TaskExtra*>(next)->task;
}

void Group::End() {
  closed_ = true;
  if (size_ > 0) cpu.kernel->EndMembers(*this, ExitStatus::Killed(Signal::kKill));
}

Group::~Group() {
  End();
  // Those that are left are running, or just being unwound. They are on their own now.
  while (Task* const member = first()) {
    member->extra()->group = nullptr;
    member->extra()->Unlink();
  }
  Unlink();
  TellWaiters();
}

// They look again.
void Group::TellWaiters() {
  while (Seat* const seat = waiters_.front()) {
    seat->Leave();
    // Outside any kernel nobody can be woken.
    if (cpu.kernel != nullptr) cpu.kernel->Restart(seat->sleeper());
  }
}

// ---- Kernel ----

Kernel::Unwinding::~Unwinding() {
  if (--kernel_.unwinding_ == 0 && !kernel_.doomed_owners_.empty()) kernel_.KillDoomedOwners();
}

bool Kernel::OwnsGroups(const Task& task) {
  return task.extra() != nullptr && !task.extra()->groups.alone();
}

// The next of the groups that a task owns; nullptr: no more. `after`: nullptr for the first.
Group* Kernel::NextGroup(const Task& owner, const Group* after) {
  if (owner.extra() == nullptr) return nullptr;
  const Link& head = owner.extra()->groups;
  Link* const next = after == nullptr ? head.next() : after->next();
  return next == &head ? nullptr : static_cast<Group*>(next);
}

// The first member of a task's groups that can be ended now. One that is running is told to end.
Task* Kernel::MemberToEnd(Task& owner, ExitStatus status) {
  for (Group* group = NextGroup(owner, nullptr); group != nullptr;
       group = NextGroup(owner, group)) {
    for (Task* member = group->first(); member != nullptr; member = group->After(*member)) {
      if (member->dying_or_ended() || member->awaits_members_) continue;
      if (member != running_) return member;
      if (!IsDoomed(*member)) Doom(status);
    }
  }
  return nullptr;
}

// Ends the members of all groups of a task, and before each those of its own. By a list, so that
// the depth does not matter. False if some member cannot end now, since it is running or just being
// unwound: then its owners, up to this one, are doomed to follow it.
bool Kernel::EndGroupsOf(Task& owner, ExitStatus status) {
  const Tid root = owner.tid();
  std::vector<Tid> path = {root};
  for (;;) {
    Task* const task = FindTask(path.back());
    Task* member = nullptr;
    if (task != nullptr) {
      for (Group* group = NextGroup(*task, nullptr); group != nullptr;
           group = NextGroup(*task, group))
        group->closed_ = true;
      member = MemberToEnd(*task, status);
    }
    if (member != nullptr) {
      path.push_back(member->tid());
      continue;
    }
    const bool stays = task != nullptr && !task->dying_or_ended() && HasMembers(*task);
    if (stays) {
      task->awaits_members_ = true;
      doomed_owners_.push_back({task->tid(), status});
    }
    path.pop_back();
    if (path.empty()) return !stays;
    if (!stays && task != nullptr && !task->dying_or_ended()) KillAlone(*task, status);
  }
}

// Whether there is a member that still has frames. (Whose last words alone are left, and wait to be
// delivered, keeps nobody waiting.)
bool Kernel::HasMembers(const Task& task) {
  for (const Group* group = NextGroup(task, nullptr); group != nullptr;
       group = NextGroup(task, group)) {
    for (const Task* member = group->first(); member != nullptr; member = group->After(*member))
      if (!member->frames_gone_) return true;
  }
  return false;
}

void Kernel::EndMembers(Group& group, ExitStatus status) {
  const Unwinding unwinding(*this);
  std::vector<Tid> members;
  for (const Task* member = group.first(); member != nullptr; member = group.After(*member))
    members.push_back(member->tid());
  for (const Tid tid : members) {
    if (Task* const member = FindTask(tid); member != nullptr) Kill(*member, status);
  }
}

// Those who could not be killed before their members, now that these have ended.
void Kernel::KillDoomedOwners() {
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < doomed_owners_.size() && !again; ++i) {
      const auto [tid, status] = doomed_owners_[i];
      Task* const owner = FindTask(tid);
      const bool gone = owner == nullptr || owner->dying_or_ended();
      if (!gone && HasMembers(*owner)) continue;
      doomed_owners_.erase(doomed_owners_.begin() + static_cast<std::ptrdiff_t>(i));
      again = true;
      if (gone) continue;
      owner->awaits_members_ = false;
      // (The guard keeps this loop from being entered again.)
      ++unwinding_;
      Kill(*owner, status);
      --unwinding_;
    }
  }
}

void Kernel::LeaveGroup(Task& member, ExitStatus status) {
  TaskExtra& extra = *member.extra();
  Group& group = *std::exchange(extra.group, nullptr);
  extra.Unlink();
  --group.size_;
  const Unwinding unwinding(*this);
  if (!group.closed_ && status != ExitStatus::Returned(0) &&
      group.on_failure_ == OnFailure::kEndAll) {
    group.closed_ = true;
    group.failed_ = member.tid();
    group.failure_ = status;
    EndMembers(group, ExitStatus::Killed(Signal::kKill));
  }
  if (group.size_ == 0) group.TellWaiters();
}

}  // namespace corix
