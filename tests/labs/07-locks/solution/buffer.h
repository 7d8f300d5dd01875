// buffer.h: a bounded buffer between those who make and those who use.
#ifndef BUFFER_H_
#define BUFFER_H_

#include <cstddef>

#include "condition.h"
#include "shelf.h"

namespace mini {

class Buffer {
 public:
  explicit Buffer(std::size_t places) : shelf_(places) {}

  // Sleeps while the shelf is full.
  Co<absl::Status> Put(int item);
  // Sleeps while the shelf is empty. The items come out in the order in which they were put in.
  Co<absl::StatusOr<int>> Get();

 private:
  Mutex mutex_ = Mutex("buffer");
  Condition not_empty_ = Condition("not empty");
  Condition not_full_ = Condition("not full");
  Shelf shelf_;
};

}  // namespace mini

#endif  // BUFFER_H_
