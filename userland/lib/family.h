// userland/lib/family.h: who spawned whom, drawn as a tree.
//
// A task whose parent is not among those that are drawn stands at the top. Children stand in the order
// in which they were given. How deep a family is, is up to those who spawn (a sieve is a line of
// children of children): below kDeepestBranch everything is drawn as if it were no deeper, so that the
// drawing does not grow with the square of that.
#ifndef CORIX_USERLAND_LIB_FAMILY_H_
#define CORIX_USERLAND_LIB_FAMILY_H_

#include <string>
#include <vector>

#include "kernel/api/co.h"
#include "userland/lib/task_columns.h"

namespace corix {

inline constexpr int kDeepestBranch = 100;

// How lines are drawn.
enum class LineStyle : std::uint8_t { kAscii, kUnicode };
// Unicode if the caller's LC_ALL, LC_CTYPE or LANG, the first of them that is set, says UTF-8.
Co<LineStyle> LineStyleOfLocale();

// The same rows with each child behind its parent, and with their branches.
std::vector<TaskRow> DrawFamily(std::vector<TaskRow> rows, LineStyle style);

// The tree as pstree shows it, from left to right:
//
//   corix-+-cat
//         |-3*[sleep]
//         `-pstree
//
// Branches that look the same are drawn once. `with_tids`: "cat(4)"; then no two look the same.
// `top`: only this task and what descends from it; 0: all.
std::string DrawFamilyTree(const std::vector<TaskInfo>& tasks, Tid top, bool with_tids,
                           LineStyle style);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_FAMILY_H_
