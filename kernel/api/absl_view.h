// kernel/api/absl_view.h: texts for Abseil, and from it. As Debian builds it, absl::string_view is a
// type of its own.
#ifndef CORIX_KERNEL_API_ABSL_VIEW_H_
#define CORIX_KERNEL_API_ABSL_VIEW_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace corix {

inline absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace corix

#endif  // CORIX_KERNEL_API_ABSL_VIEW_H_
