#include "kernel/turn_output.h"

#include <algorithm>

namespace corix {

void TurnOutput::Append(Fd fd, std::string_view text) {
  if (text.empty()) return;
  text_ += text;
  if (!pieces_.empty() && pieces_.back().fd == fd && !pieces_.back().bound) {
    pieces_.back().end = text_.size();
  } else {
    pieces_.push_back(Piece{.fd = fd, .end = text_.size()});
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

absl::Status TurnOutput::Deliver(const ExecutionEnvironment& environment) {
  absl::Status worst;
  for (; piece_ < pieces_.size(); ++piece_) {
    const Piece& piece = pieces_[piece_];
    const std::shared_ptr<OpenFile>& file = FileOf(piece, environment);
    while (file != nullptr && delivered_ < piece.end) {
      const auto taken =
          file->Now().TryWrite(std::string_view(text_).substr(delivered_, piece.end - delivered_));
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

void TurnOutput::DeliverBeyondLimits(const ExecutionEnvironment& environment) {
  for (; piece_ < pieces_.size(); ++piece_) {
    const Piece& piece = pieces_[piece_];
    const std::shared_ptr<OpenFile>& file = FileOf(piece, environment);
    std::string_view rest =
        std::string_view(text_).substr(delivered_, piece.end - std::min(delivered_, piece.end));
    while (file != nullptr && !rest.empty()) {
      const absl::StatusOr<std::size_t> taken = file->Now().TryWrite(rest);
      if (!taken.ok()) break;
      rest.remove_prefix(*taken);
    }
    if (file != nullptr && !rest.empty()) file->Now().TakeBeyondLimit(rest);
    delivered_ = piece.end;
  }
  Clear();
}

void TurnOutput::Bind(Fd fd, const std::shared_ptr<OpenFile>& file) {
  for (std::size_t i = piece_; i < pieces_.size(); ++i) {
    Piece& piece = pieces_[i];
    if (piece.fd != fd || piece.bound) continue;
    piece.bound = true;
    piece.file = file;
  }
}

}  // namespace corix
