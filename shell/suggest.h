// shell/suggest.h: what was perhaps meant.
#ifndef CORIX_SHELL_SUGGEST_H_
#define CORIX_SHELL_SUGGEST_H_

#include <string>
#include <string_view>

namespace corix {

// "; did you mean sleep?" for "slep"; nothing if no command, program or system call has a name like
// it.
std::string Suggest(std::string_view name);

}  // namespace corix

#endif  // CORIX_SHELL_SUGGEST_H_
