// kernel/group.h: tasks that end before their owner does.
//
// A group belongs to the task that made it, and lives in one of its frames. Its members are tasks
// that were spawned into it. When the owner dies, however that comes to pass, its groups are ended
// first: members before the frames of their owner, and members of members before those, from a
// list, so that the depth does not matter. So a member may use what stands in its owner's frames.
//
// The first member that fails (that ends with another code than 0, or by an exception, or is
// killed) closes the group and ends the others, unless the group is one that goes on.
#ifndef CORIX_KERNEL_GROUP_H_
#define CORIX_KERNEL_GROUP_H_

#include <cstddef>
#include <cstdint>

#include "kernel/api/exit_status.h"
#include "kernel/api/tid.h"
#include "kernel/wait_queue.h"

namespace corix {

class Kernel;
class Task;
struct TaskExtra;

// What the failure of one member means for the others.
enum class OnFailure : std::uint8_t { kEndAll, kGoOn };

class Group final : private Link {
 public:
  explicit Group(OnFailure on_failure = OnFailure::kEndAll) : on_failure_(on_failure) {}
  // Ends the members that are left.
  ~Group();

  // Ends all members, and takes no more. One that is running ends with its turn.
  void End();

  std::size_t size() const { return size_; }
  // Whether it takes no more members: whoever joins now ends at once.
  bool closed() const { return closed_; }
  // The first member that failed, and how; 0 if none did.
  Tid failed() const { return failed_; }
  ExitStatus failure() const { return failure_; }

  // The task in one of whose frames it stands. Once.
  void Open(Task& owner);
  bool open() const { return !alone(); }
  // Whether the group is one of a task's. Asks the task: there may be no group at that address.
  static bool Owns(const Task& task, const Group* group);
  void Join(Task& member);
  // Members that live, in the order in which they joined; nullptr: no more.
  Task* first() const;
  Task* After(const Task& member) const;

  // Those who wait until no member is left: its owner.
  WaitQueue& waiters() { return waiters_; }

 private:
  friend class Kernel;
  void TellWaiters();

  const OnFailure on_failure_;
  Link members_;
  std::size_t size_ = 0;
  WaitQueue waiters_;
  Tid failed_;
  ExitStatus failure_;
  bool closed_ = false;
};

}  // namespace corix

#endif  // CORIX_KERNEL_GROUP_H_
