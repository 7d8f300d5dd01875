// userland/bin/tools.h: the tools that every Unix has. Each describes itself in its own file.
#ifndef CORIX_USERLAND_BIN_TOOLS_H_
#define CORIX_USERLAND_BIN_TOOLS_H_

#include "absl/types/span.h"
#include "userland/bin/programs.h"

namespace corix {

// All of them. In no particular order: Programs() sorts them.
absl::Span<const Program* const> Tools();

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_TOOLS_H_
