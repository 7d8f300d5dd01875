// kernel/turn_output.h: what a task printed and what is not yet delivered.
#ifndef CORIX_KERNEL_TURN_OUTPUT_H_
#define CORIX_KERNEL_TURN_OUTPUT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/descriptor_table.h"

namespace corix {

// Text for descriptors 1 and 2, in the order in which it was printed.
class TurnOutput {
 public:
  bool empty() const { return text_.size() == delivered_; }
  std::size_t size() const { return text_.size() - delivered_; }
  void Append(Fd fd, std::string_view text);
  void Clear();

  // Writes what the descriptors take. Ok if nothing is left; UNAVAILABLE if blocked_on() has no
  // room; any other error is the descriptor's, and what was meant for it is dropped; but only
  // ABORTED (nobody is left to read) is told of descriptor 2. A closed descriptor swallows its
  // text.
  absl::Status Deliver(const DescriptorTable& descriptors);

  // The file that had no room.
  OpenFile* blocked_on() const { return blocked_on_.get(); }

 private:
  struct Piece {
    int fd;
    std::size_t end;  // in text_
  };
  std::string text_;
  std::vector<Piece> pieces_;
  std::size_t delivered_ = 0;
  std::size_t piece_ = 0;  // the first that is not delivered
  std::shared_ptr<OpenFile> blocked_on_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TURN_OUTPUT_H_
