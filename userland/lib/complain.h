// userland/lib/complain.h: how a program says that something is wrong.
#ifndef CORIX_USERLAND_LIB_COMPLAIN_H_
#define CORIX_USERLAND_LIB_COMPLAIN_H_

#include <string_view>

#include "absl/status/status.h"

namespace corix {

// The exit code of a program in trouble for which 1 is an answer, or a lesser one: test, grep, sort, ls.
inline constexpr int kTrouble = 2;

// Prints "name: what is wrong" to descriptor 2, and returns the exit code 1, or 2 if the program
// was used wrongly (INVALID_ARGUMENT, OUT_OF_RANGE).
int Complain(std::string_view name, const absl::Status& wrong);

// For a program whose arguments are not what its `usage` says: one line that shows it. Returns 2.
int ComplainOfUsage(std::string_view name, std::string_view params);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_COMPLAIN_H_
