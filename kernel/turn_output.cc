#include "kernel/turn_output.h"

namespace corix {

void TurnOutput::Append(Fd fd, std::string_view text) {
  if (text.empty()) return;
  text_ += text;
  if (!pieces_.empty() && pieces_.back().fd == fd) {
    pieces_.back().end = text_.size();
  } else {
    pieces_.push_back({.fd = fd, .end = text_.size()});
  }
}

void TurnOutput::Clear() {
  // Keeps the memory of an ordinary turn, but not that of one which printed a book.
  constexpr std::size_t kOrdinary = 1U << 16U;
  if (text_.capacity() > kOrdinary) text_ = std::string();
  text_.clear();
  pieces_.clear();
  delivered_ = piece_ = 0;
  blocked_on_ = nullptr;
}

absl::Status TurnOutput::Deliver(const DescriptorTable& descriptors) {
  absl::Status worst;
  for (; piece_ < pieces_.size(); ++piece_) {
    const Piece piece = pieces_[piece_];
    const std::shared_ptr<OpenFile>& file = descriptors.Get(piece.fd);
    while (file != nullptr && delivered_ < piece.end) {
      const auto taken =
          file->TryWrite(std::string_view(text_).substr(delivered_, piece.end - delivered_));
      if (taken.ok()) {
        delivered_ += *taken;
        continue;
      }
      if (absl::IsUnavailable(taken.status())) {
        blocked_on_ = file;
        return taken.status();
      }
      // Standard error that fails has nowhere to say so, and is no reason to end.
      if (piece.fd != kStderr || absl::IsAborted(taken.status())) worst.Update(taken.status());
      break;
    }
    delivered_ = piece.end;
  }
  Clear();
  return worst;
}

}  // namespace corix
