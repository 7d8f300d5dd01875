// userland/bin/part.h: how much of a file head and tail show.
#ifndef CORIX_USERLAND_BIN_PART_H_
#define CORIX_USERLAND_BIN_PART_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "userland/lib/options.h"

namespace corix {

struct Part {
  bool lines = true;  // or bytes
  char sign = 0;      // + or -, if one was given
  std::int64_t count = 10;
};

// From the last of -n COUNT, -c COUNT and -NUMBER.
absl::StatusOr<Part> PartFor(const ParsedArgs& args);

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_PART_H_
