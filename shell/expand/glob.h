// shell/expand/glob.h: a pattern to the names of files that match it.
#ifndef CORIX_SHELL_EXPAND_GLOB_H_
#define CORIX_SHELL_EXPAND_GLOB_H_

#include <string>
#include <string_view>
#include <vector>

namespace corix {

// The paths that match, from the task's working directory, in the order of their bytes. A hidden
// file matches only what begins with a dot, and * does not pass over a slash.
std::vector<std::string> Glob(std::string_view pattern);

}  // namespace corix

#endif  // CORIX_SHELL_EXPAND_GLOB_H_
