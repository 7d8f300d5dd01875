// shelf.h: some places for items, first in, first out. It is given, and refuses what cannot be.
#ifndef SHELF_H_
#define SHELF_H_

#include <cstddef>
#include <deque>
#include <stdexcept>

namespace mini {

class Shelf {
 public:
  explicit Shelf(std::size_t places) : places_(places) {}

  bool empty() const { return items_.empty(); }
  bool full() const { return items_.size() == places_; }
  void Put(int item) {
    if (full()) throw std::logic_error("something was put on a full shelf");
    items_.push_back(item);
  }
  int Take() {
    if (empty()) throw std::logic_error("something was taken from an empty shelf");
    const int item = items_.front();
    items_.pop_front();
    return item;
  }

 private:
  std::size_t places_;
  std::deque<int> items_;
};

}  // namespace mini

#endif  // SHELF_H_
