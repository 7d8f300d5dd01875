// userland/lib/test_expression.h: what test, and the [ of a shell, decide.
#ifndef CORIX_USERLAND_LIB_TEST_EXPRESSION_H_
#define CORIX_USERLAND_LIB_TEST_EXPRESSION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "kernel/api/co.h"

namespace corix {

// Whether an expression holds: the words behind `test`, without a closing ]. With up to four words
// their number decides what they mean, as POSIX says (XCU, test); with more, -o binds less than -a,
// and this less than !. INVALID_ARGUMENT: it is no expression. Files are looked at by system calls.
Co<absl::StatusOr<bool>> EvaluateTest(std::vector<std::string> words);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_TEST_EXPRESSION_H_
