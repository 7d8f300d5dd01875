#include "buffer.h"

namespace mini {

Co<absl::Status> Buffer::Put(int item) {
  // Step 5.
  (void)item;
  co_return absl::UnimplementedError("Put is not written yet");
}

Co<absl::StatusOr<int>> Buffer::Get() {
  // Step 5.
  co_return absl::UnimplementedError("Get is not written yet");
}

}  // namespace mini
