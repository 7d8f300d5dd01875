// kernel/api/tid.h: the number of a task.
//
// Tids start at 1 in every kernel and count up. 0 is nobody: the parent of a task that the host
// program started.
#ifndef CORIX_KERNEL_API_TID_H_
#define CORIX_KERNEL_API_TID_H_

#include "absl/strings/str_format.h"

namespace corix {

// Converts to int without a word, so that a tid can be printed, compared and used as a key.
class Tid {
 public:
  constexpr Tid() = default;
  constexpr Tid(int value) : value_(value) {}
  constexpr operator int() const { return value_; }

 private:
  int value_ = 0;

  // Lets absl::StrFormat, and our Print, take a Tid for %d.
  friend absl::FormatConvertResult<absl::FormatConversionCharSet::kIntegral> AbslFormatConvert(
      Tid tid, const absl::FormatConversionSpec& spec, absl::FormatSink* sink) {
    // A negative width asks for the left side.
    const int width = spec.width() < 0 ? 0 : spec.width();
    sink->Append(absl::StrFormat("%*d", spec.has_left_flag() ? -width : width, tid.value_));
    return {true};
  }
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_TID_H_
