#include "kernel/task_map.h"

#include <climits>

namespace corix {

void TaskMap::Warm(int prefix) {
  const int cooled = hot_prefix_;
  hot_leaf_ = &MakeLeaf(prefix);
  hot_prefix_ = prefix;
  if (cooled >= 0 && FindLeaf(cooled)->used == 0) DropLeaf(cooled);
}

void TaskMap::EraseCold(Tid tid) {
  const int prefix = tid >> kBits;
  Leaf* const leaf = FindLeaf(prefix);
  leaf->tasks[tid & kMask] = nullptr;
  if (--leaf->used == 0) DropLeaf(prefix);
}

Task* TaskMap::After(Tid tid) const {
  if (tid == INT_MAX) return nullptr;
  int at = tid < 0 ? 0 : tid + 1;
  while (at >> kBits >> kBits < static_cast<int>(root_.size())) {
    const Node* node = root_[at >> kBits >> kBits].get();
    const Leaf* leaf = node == nullptr ? nullptr : node->leaves[(at >> kBits) & kMask].get();
    // Skips what is empty as a whole.
    const int step = node == nullptr ? kFanOut * kFanOut : kFanOut;
    if (leaf != nullptr) {
      for (int i = at & kMask; i < kFanOut; ++i) {
        if (leaf->tasks[i] != nullptr) return leaf->tasks[i];
      }
    }
    if (at > INT_MAX - step) return nullptr;
    at = (at / step + 1) * step;
  }
  return nullptr;
}

TaskMap::Leaf* TaskMap::FindLeaf(int prefix) const {
  const int top = prefix >> kBits;
  if (top >= static_cast<int>(root_.size()) || root_[top] == nullptr) return nullptr;
  return root_[top]->leaves[prefix & kMask].get();
}

TaskMap::Leaf& TaskMap::MakeLeaf(int prefix) {
  const int top = prefix >> kBits;
  if (top >= static_cast<int>(root_.size())) root_.resize(top + 1);
  if (root_[top] == nullptr) root_[top] = std::make_unique<Node>();
  std::unique_ptr<Leaf>& leaf = root_[top]->leaves[prefix & kMask];
  if (leaf == nullptr) {
    leaf = std::make_unique<Leaf>();
    ++root_[top]->used;
  }
  return *leaf;
}

void TaskMap::DropLeaf(int prefix) {
  std::unique_ptr<Node>& node = root_[prefix >> kBits];
  node->leaves[prefix & kMask] = nullptr;
  if (--node->used == 0) node = nullptr;
}

}  // namespace corix
