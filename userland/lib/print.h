// userland/lib/print.h: formatted output.
#ifndef CORIX_USERLAND_LIB_PRINT_H_
#define CORIX_USERLAND_LIB_PRINT_H_

#include <string_view>

#include "absl/strings/str_format.h"
#include "kernel/api/output.h"

namespace corix {

// Prints to the running task's descriptor 1, in printf's format, checked at compile time. Not a
// trap: see kernel/api/output.h.
template <typename... Args>
void Print(const absl::FormatSpec<Args...>& format, const Args&... args) {
  PrintTo(kStdout, absl::StrFormat(format, args...));
}

// The same to descriptor 2.
template <typename... Args>
void PrintError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  PrintTo(kStderr, absl::StrFormat(format, args...));
}

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_PRINT_H_
