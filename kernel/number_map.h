// kernel/number_map.h: what has a number that counts up: tasks by their tids, open files by their
// descriptors.
//
// A radix tree, like the page table of a processor: three levels, read off the number's bits. So a
// look-up is three loads, the memory is that of the numbers in use, and the order is that of the
// numbers. The leaf in which new numbers are being given out is kept at hand, since what is born
// and dies at once never leaves it.
#ifndef CORIX_KERNEL_NUMBER_MAP_H_
#define CORIX_KERNEL_NUMBER_MAP_H_

#include <array>
#include <climits>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace corix {

// Pointer is a plain or a shared pointer; a null one means that the number is not in use.
template <typename Pointer>
class NumberMap {
 public:
  using Value = typename std::pointer_traits<Pointer>::element_type;

  // The first number to be given out is the one after `last`, which is not negative. After the
  // highest possible one, 2^31 - 1, the count starts again after `floor`.
  explicit NumberMap(int last = 0, int floor = 0) : last_(last), floor_(floor) {}

  // A number that is not in use: the first after the one that was given out last.
  int Next() {
    do {
      last_ = last_ == INT_MAX ? floor_ + 1 : last_ + 1;
    } while (Find(last_) != nullptr);
    return last_;
  }

  void Insert(int number, Pointer value) {
    if (number >> kBits != hot_prefix_) [[unlikely]]
      Warm(number >> kBits);
    hot_leaf_->values[number & kMask] = std::move(value);
    ++hot_leaf_->used;
    ++size_;
  }

  // Takes out what has this number, which must be in use.
  Pointer Erase(int number) {
    --size_;
    if (number >> kBits != hot_prefix_) return EraseCold(number);
    --hot_leaf_->used;
    return std::exchange(hot_leaf_->values[number & kMask], nullptr);
  }

  // nullptr if the number is not in use.
  Value* Find(int number) const {
    const Leaf* const leaf = LeafOf(number);
    return leaf == nullptr ? nullptr : Plain(leaf->values[number & kMask]);
  }
  // The same, as it is kept.
  Pointer Get(int number) const {
    const Leaf* const leaf = LeafOf(number);
    return leaf == nullptr ? nullptr : leaf->values[number & kMask];
  }

  // The lowest number in use above `number`; -1 if there is none.
  int NumberAfter(int number) const;
  // What has that number; nullptr if there is none.
  Value* After(int number) const {
    const int next = NumberAfter(number);
    return next < 0 ? nullptr : Find(next);
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr int kBits = 10;
  static constexpr int kFanOut = 1 << kBits;
  static constexpr int kMask = kFanOut - 1;

  struct Leaf {
    std::array<Pointer, kFanOut> values = {};
    int used = 0;
  };
  struct Node {
    std::array<std::unique_ptr<Leaf>, kFanOut> leaves = {};
    int used = 0;
  };

  static Value* Plain(Value* value) { return value; }
  static Value* Plain(const std::shared_ptr<Value>& value) { return value.get(); }

  const Leaf* LeafOf(int number) const {
    if (number <= 0) return nullptr;
    const int prefix = number >> kBits;
    return prefix == hot_prefix_ ? hot_leaf_ : FindLeaf(prefix);
  }

  // Makes the leaf of new numbers the one at hand.
  void Warm(int prefix);
  Pointer EraseCold(int number);
  Leaf* FindLeaf(int prefix) const;
  Leaf& MakeLeaf(int prefix);
  void DropLeaf(int prefix);

  int last_;
  int floor_;
  std::size_t size_ = 0;
  Leaf* hot_leaf_ = nullptr;
  int hot_prefix_ = -1;  // its numbers, without their last kBits bits
  std::vector<std::unique_ptr<Node>> root_;
};

template <typename Pointer>
void NumberMap<Pointer>::Warm(int prefix) {
  const int cooled = hot_prefix_;
  hot_leaf_ = &MakeLeaf(prefix);
  hot_prefix_ = prefix;
  if (cooled >= 0 && FindLeaf(cooled)->used == 0) DropLeaf(cooled);
}

template <typename Pointer>
Pointer NumberMap<Pointer>::EraseCold(int number) {
  const int prefix = number >> kBits;
  Leaf* const leaf = FindLeaf(prefix);
  Pointer value = std::exchange(leaf->values[number & kMask], nullptr);
  if (--leaf->used == 0) DropLeaf(prefix);
  return value;
}

template <typename Pointer>
int NumberMap<Pointer>::NumberAfter(int number) const {
  if (number == INT_MAX) return -1;
  int at = number < 0 ? 0 : number + 1;
  while (at >> kBits >> kBits < static_cast<int>(root_.size())) {
    const Node* node = root_[at >> kBits >> kBits].get();
    const Leaf* leaf = node == nullptr ? nullptr : node->leaves[(at >> kBits) & kMask].get();
    // Skips what is empty as a whole.
    const int step = node == nullptr ? kFanOut * kFanOut : kFanOut;
    if (leaf != nullptr) {
      for (int i = at & kMask; i < kFanOut; ++i) {
        if (leaf->values[i] != nullptr) return (at & ~kMask) | i;
      }
    }
    if (at > INT_MAX - step) return -1;
    at = (at / step + 1) * step;
  }
  return -1;
}

template <typename Pointer>
typename NumberMap<Pointer>::Leaf* NumberMap<Pointer>::FindLeaf(int prefix) const {
  const int top = prefix >> kBits;
  if (top >= static_cast<int>(root_.size()) || root_[top] == nullptr) return nullptr;
  return root_[top]->leaves[prefix & kMask].get();
}

template <typename Pointer>
typename NumberMap<Pointer>::Leaf& NumberMap<Pointer>::MakeLeaf(int prefix) {
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

template <typename Pointer>
void NumberMap<Pointer>::DropLeaf(int prefix) {
  std::unique_ptr<Node>& node = root_[prefix >> kBits];
  node->leaves[prefix & kMask] = nullptr;
  if (--node->used == 0) node = nullptr;
}

}  // namespace corix

#endif  // CORIX_KERNEL_NUMBER_MAP_H_
