// userland/lib/parse.h: numbers from arguments.
#ifndef CORIX_USERLAND_LIB_PARSE_H_
#define CORIX_USERLAND_LIB_PARSE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kernel/api/tid.h"

namespace corix {

// A whole decimal number from `least` to `most`. INVALID_ARGUMENT: "x is not a number";
// OUT_OF_RANGE: "99 is not from 0 to 9".
absl::StatusOr<std::int64_t> ParseNumber(std::string_view text, std::int64_t least,
                                         std::int64_t most);

// A duration in seconds, with or without decimals; not negative, and at most a century.
absl::StatusOr<absl::Duration> ParseSeconds(std::string_view text);

// The same, but at most so long. OUT_OF_RANGE: "11 is more than 10 seconds".
absl::StatusOr<absl::Duration> ParseSeconds(std::string_view text, absl::Duration most);

// INVALID_ARGUMENT: "x is not a task id".
absl::StatusOr<Tid> ParseTid(std::string_view text);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_PARSE_H_
