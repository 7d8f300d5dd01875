// kernel/turn_output.h: what a task printed and what is not yet delivered.
#ifndef CORIX_KERNEL_TURN_OUTPUT_H_
#define CORIX_KERNEL_TURN_OUTPUT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "kernel/api/fd.h"
#include "kernel/execution_environment.h"

namespace corix {

// Text for descriptors 1 and 2, in the order in which it was printed.
class TurnOutput {
 public:
  bool empty() const { return text_.size() == delivered_; }
  std::size_t size() const { return text_.size() - delivered_; }
  void Append(Fd fd, std::string_view text);
  void Clear();
  // The descriptor is about to change: what is not yet delivered is for the file that it has now.
  void Bind(Fd fd, const std::shared_ptr<OpenFile>& file);

  // Writes what the descriptors take. Ok if nothing is left; UNAVAILABLE if blocked_on() has no
  // room; any other error is the descriptor's, and what was meant for it is dropped; but only
  // ABORTED (nobody is left to read) is told of descriptor 2. A closed descriptor swallows its
  // text.
  absl::Status Deliver(const ExecutionEnvironment& environment);

  // Gives what is left to those descriptors that take it although they have no room, and drops the
  // rest.
  void DeliverBeyondLimits(const ExecutionEnvironment& environment);

  // The file that had no room.
  OpenFile* blocked_on() const { return &blocked_on_->Now(); }

 private:
  struct Piece {
    int fd;
    std::size_t end;     // in text_
    bool bound = false;  // for this file, whatever the descriptor is now
    std::shared_ptr<OpenFile> file = nullptr;
  };
  const std::shared_ptr<OpenFile>& FileOf(const Piece& piece,
                                          const ExecutionEnvironment& environment) const {
    return piece.bound ? piece.file : environment.files[piece.fd];
  }

  std::string text_;
  std::vector<Piece> pieces_;
  std::size_t delivered_ = 0;
  std::size_t piece_ = 0;  // the first that is not delivered
  std::shared_ptr<OpenFile> blocked_on_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_TURN_OUTPUT_H_
