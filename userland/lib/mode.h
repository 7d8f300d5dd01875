// userland/lib/mode.h: permissions, as people write and read them.
#ifndef CORIX_USERLAND_LIB_MODE_H_
#define CORIX_USERLAND_LIB_MODE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "kernel/api/file_info.h"

namespace corix {

// "755", or changes to `before`: "u=rwx,go-w", "+x". (Where nobody is named, all are meant.)
// INVALID_ARGUMENT: neither.
absl::StatusOr<unsigned> ParseMode(std::string_view text, unsigned before);

// "drwxr-xr-x"
std::string FormatMode(const FileInfo& info);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_MODE_H_
