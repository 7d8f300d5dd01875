// kernel/byte_queue.h: bytes on their way from one task to another.
#ifndef CORIX_KERNEL_BYTE_QUEUE_H_
#define CORIX_KERNEL_BYTE_QUEUE_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace corix {

// First in, first out. Adding and taking n bytes takes time in proportion to n: what was taken is
// removed only when it is at least as much as what is left to be moved.
class ByteQueue {
 public:
  std::size_t size() const { return bytes_.size() - taken_; }
  bool empty() const { return size() == 0; }
  std::string_view view() const { return std::string_view(bytes_).substr(taken_); }

  void Add(std::string_view bytes) {
    if (taken_ >= size()) {
      bytes_.erase(0, taken_);
      taken_ = 0;
    }
    bytes_ += bytes;
  }

  // Fills the buffer as far as there are bytes; returns how many those were.
  std::size_t Take(absl::Span<char> buffer) {
    const std::size_t n = std::min(size(), buffer.size());
    if (n > 0) std::memcpy(buffer.data(), bytes_.data() + taken_, n);
    taken_ += n;
    return n;
  }

 private:
  std::string bytes_;
  std::size_t taken_ = 0;  // so many at the front are gone already
};

}  // namespace corix

#endif  // CORIX_KERNEL_BYTE_QUEUE_H_
