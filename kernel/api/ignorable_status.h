// kernel/api/ignorable_status.h: the status of a call that a caller may well ignore.
//
// absl::Status makes the compiler complain when it is dropped, and rightly so where something may have failed. A sleep
// fails only if somebody cut it short, and most sleepers do not care.
#ifndef CORIX_KERNEL_API_IGNORABLE_STATUS_H_
#define CORIX_KERNEL_API_IGNORABLE_STATUS_H_

#include <utility>

#include "absl/status/status.h"

namespace corix {

class IgnorableStatus {
 public:
  IgnorableStatus() = default;
  explicit IgnorableStatus(absl::Status status) : status_(std::move(status)) {}
  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

 private:
  absl::Status status_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_IGNORABLE_STATUS_H_
