// userland/lib/tool.h: what the tools have in common: inputs, outputs and numbers.
#ifndef CORIX_USERLAND_LIB_TOOL_H_
#define CORIX_USERLAND_LIB_TOOL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kernel/api/co.h"
#include "kernel/api/fd.h"
#include "userland/lib/options.h"

namespace corix {

// The files that are to be read: the operands, or standard input, which is "-".
std::vector<std::string> InputNames(const ParsedArgs& args);

// Prints "NAME: WHAT" for something that failed, though it was asked for in the right way. 1.
int Fail(const ParsedArgs& args, const absl::Status& wrong);
// The same with another text.
int Fail(const ParsedArgs& args, std::string_view what);

// Prints to standard output. No trap.
void Put(std::string_view text);

// Writes all bytes to standard output without keeping them: for those who move much. If nobody is
// left to read, the task ends as by the signal PIPE; if they cannot be written, with a word and
// status 1. The bytes must live until it returns. Sleeps.
Process WriteOut(std::string name, std::string_view bytes);

// The signal PIPE strikes oneself. Does not return.
Process DieOfBrokenPipe();

// A count, of bytes perhaps: 10, 4k, 1M, 1G (powers of 1024), kB, MB, GB (of 1000). At least 0.
absl::StatusOr<std::int64_t> ParseCount(std::string_view text);

// Joins a directory and a name in it.
std::string JoinPath(std::string_view directory, std::string_view name);

// What stands behind the last slash; of "/", that. Trailing slashes do not count.
std::string BaseName(std::string_view path);

// "1.5K": as ls and sort -h write a size.
std::string HumanSize(std::int64_t bytes);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TOOL_H_
