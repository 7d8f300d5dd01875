// shell/expand/arithmetic.h: $(( )), in C's operators on signed numbers of 64 bits, which wrap.
//
// POSIX, 2.6.4: decimal, octal and hexadecimal constants, variables, unary + - ~ !, binary
// * / % + - << >> < <= > >= == != & ^ | && ||, ?:, and = with *= and so on. What is not to be
// evaluated (behind && and ||, the other side of ?:) is only read.
#ifndef CORIX_SHELL_EXPAND_ARITHMETIC_H_
#define CORIX_SHELL_EXPAND_ARITHMETIC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace corix {

// The variables of an expression.
class ArithmeticVariables {
 public:
  virtual std::string Get(std::string_view name) = 0;  // "" if it is not set
  virtual absl::Status Set(std::string_view name, std::string value) = 0;

 protected:
  ~ArithmeticVariables() = default;
};

// INVALID_ARGUMENT: "what: the expression".
absl::StatusOr<std::int64_t> EvaluateArithmetic(std::string_view expression,
                                                ArithmeticVariables& variables);

}  // namespace corix

#endif  // CORIX_SHELL_EXPAND_ARITHMETIC_H_
