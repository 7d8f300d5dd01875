#include "shell/suggest.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "shell/builtins/builtins.h"
#include "syscalls/table.h"
#include "userland/bin/programs.h"

namespace corix {
namespace {

// How many letters must be changed, added, left out, or swapped with their neighbours to get from
// one to the other: the optimal string alignment distance (Damerau 1964). Upper and lower case are
// the same.
int Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = static_cast<int>(j);
  const auto same = [&](std::size_t i, std::size_t j) {
    return absl::ascii_tolower(a[i]) == absl::ascii_tolower(b[j]);
  };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same(i - 1, j - 1) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1))
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string Suggest(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Builtin& builtin : Builtins()) known.push_back(builtin.name);
  for (const Program& program : Programs()) known.push_back(program.name);
  for (const SyscallEntry& entry : kSyscalls) known.push_back(entry.doc->name);

  constexpr std::size_t kLongestWord = 40;
  if (name.size() > kLongestWord) return "";
  std::string_view nearest;
  // One letter in three may be wrong; a name of two letters is near to everything.
  const int length = static_cast<int>(name.size());
  int least = length < 3 ? 0 : std::max(1, length / 3) + 1;
  for (const std::string_view candidate : known) {
    const int distance = Distance(name, candidate);
    if (distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest.empty() ? "" : absl::StrCat("; did you mean ", AbslView(nearest), "?");
}

}  // namespace corix
