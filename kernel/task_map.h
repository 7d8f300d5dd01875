// kernel/task_map.h: every task that was not yet reaped, by its tid.
//
// A radix tree, like the page table of a processor: three levels, read off the tid's bits. So a
// look-up is three loads, the memory is that of the tids in use, and the order is that of the tids.
// The leaf in which new tids are being given out is kept at hand, since a task that is born and
// dies at once never leaves it.
#ifndef CORIX_KERNEL_TASK_MAP_H_
#define CORIX_KERNEL_TASK_MAP_H_

#include <array>
#include <climits>
#include <cstddef>
#include <memory>
#include <vector>

#include "kernel/api/tid.h"

namespace corix {

class Task;

class TaskMap {
 public:
  // The next tid is the first after `last` that is not in use; after the highest possible one, 2^31
  // - 1, the count starts again at 1.
  explicit TaskMap(Tid last = 0) : last_(last) {}

  Tid NextTid();

  void Insert(Tid tid, Task& task);
  void Erase(Tid tid);

  // nullptr if no task has this tid.
  Task* Find(Tid tid) const;

  // The task with the lowest tid above `tid`; nullptr if there is none.
  Task* After(Tid tid) const;

  std::size_t size() const { return size_; }

 private:
  static constexpr int kBits = 10;
  static constexpr int kFanOut = 1 << kBits;
  static constexpr int kMask = kFanOut - 1;

  struct Leaf {
    std::array<Task*, kFanOut> tasks = {};
    int used = 0;
  };
  struct Node {
    std::array<std::unique_ptr<Leaf>, kFanOut> leaves = {};
    int used = 0;
  };

  // Makes the leaf of new tids the one at hand.
  void Warm(int prefix);
  void EraseCold(Tid tid);
  Leaf* FindLeaf(int prefix) const;
  Leaf& MakeLeaf(int prefix);
  void DropLeaf(int prefix);

  int last_;
  std::size_t size_ = 0;
  Leaf* hot_leaf_ = nullptr;
  int hot_prefix_ = -1;  // its tids, without their last kBits bits
  std::vector<std::unique_ptr<Node>> root_;
};

inline Task* TaskMap::Find(Tid tid) const {
  if (tid <= 0) return nullptr;
  const int prefix = tid >> kBits;
  const Leaf* leaf = prefix == hot_prefix_ ? hot_leaf_ : FindLeaf(prefix);
  return leaf == nullptr ? nullptr : leaf->tasks[tid & kMask];
}

inline Tid TaskMap::NextTid() {
  do {
    last_ = last_ == INT_MAX ? 1 : last_ + 1;
  } while (Find(last_) != nullptr);
  return last_;
}

inline void TaskMap::Insert(Tid tid, Task& task) {
  if (tid >> kBits != hot_prefix_) [[unlikely]]
    Warm(tid >> kBits);
  hot_leaf_->tasks[tid & kMask] = &task;
  ++hot_leaf_->used;
  ++size_;
}

inline void TaskMap::Erase(Tid tid) {
  --size_;
  if (tid >> kBits != hot_prefix_) return EraseCold(tid);
  hot_leaf_->tasks[tid & kMask] = nullptr;
  --hot_leaf_->used;
}

}  // namespace corix

#endif  // CORIX_KERNEL_TASK_MAP_H_
