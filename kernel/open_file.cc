#include "kernel/open_file.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "kernel/kernel.h"

namespace corix {

absl::StatusOr<std::int64_t> OpenFile::Seek(std::int64_t /*offset*/, int /*whence*/) {
  return absl::FailedPreconditionError(absl::StrCat("a ", Describe(), " has no places to go to"));
}

absl::Status HostError(int error, std::string_view what) {
  if (error == EAGAIN || error == EWOULDBLOCK) return NotYet();
  const absl::Status status = absl::ErrnoToStatus(error, {what.data(), what.size()});
  const bool taken = absl::IsUnavailable(status) || absl::IsAborted(status);
  return taken ? absl::UnknownError(status.message()) : status;
}

void IoSeat::Join(OpenFile& file, IoEvents direction, Task& sleeper, bool under_deadline) {
  Waker waker = file.waker();
  if (waker == Waker::kHostSurely && (under_deadline || Kernel::HasDeadline(sleeper)))
    waker = Waker::kHostPerhaps;
  Join(direction == IoEvents::kReadable ? file.readers() : file.writers(), waker, sleeper);
}

void IoSeat::Join(WaitQueue& line, Waker waker, Task& sleeper) {
  waker_ = waker;
  line.Join(*this, sleeper);
  cpu.kernel->poller().CountSeat(waker_, 1);
}

absl::Status IoSeat::JoinWatched(OpenFile& file, IoEvents direction, Task& sleeper) {
  const absl::StatusOr<bool> watched = file.Watch();
  if (!watched.ok()) return watched.status();
  if (!*watched) return absl::InternalError("not ready, and the host will not say when it is");
  Join(file, direction, sleeper);
  return absl::OkStatus();
}

void IoSeat::Leave() {
  if (!taken()) return;
  Seat::Leave();
  cpu.kernel->poller().CountSeat(waker_, -1);
}

}  // namespace corix
