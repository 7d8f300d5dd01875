#include "buffer.h"

namespace mini {

Co<absl::Status> Buffer::Put(int item) {
  absl::StatusOr<Mutex::Guard> guard = co_await mutex_.Lock();
  if (!guard.ok()) co_return guard.status();
  while (shelf_.full()) {
    absl::Status status = co_await not_full_.Wait(*guard);
    if (!status.ok()) co_return status;
  }
  shelf_.Put(item);
  not_empty_.NotifyOne();
  co_return absl::OkStatus();
}

Co<absl::StatusOr<int>> Buffer::Get() {
  absl::StatusOr<Mutex::Guard> guard = co_await mutex_.Lock();
  if (!guard.ok()) co_return guard.status();
  while (shelf_.empty()) {
    const absl::Status status = co_await not_empty_.Wait(*guard);
    if (!status.ok()) co_return status;
  }
  const int item = shelf_.Take();
  not_full_.NotifyOne();
  co_return item;
}

}  // namespace mini
