// shell/expand/expand.h: what words stand for (POSIX, 2.6).
//
// Only a command substitution sleeps. So a word without one is expanded by plain functions, and no
// coroutine is made for it.
//
// What goes wrong is said on standard error, and ends a script (AbandonCommands): an unset
// parameter with set -u, ${x?}, a division by zero. The caller looks at state.flow afterwards.
#ifndef CORIX_SHELL_EXPAND_EXPAND_H_
#define CORIX_SHELL_EXPAND_EXPAND_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/api/co.h"
#include "shell/expand/fields.h"
#include "shell/state.h"
#include "shell/syntax/tree.h"

namespace corix {

// Words to arguments: with field splitting and names of files.
bool ExpandWordsNow(ShellState& state, const std::vector<Word>& words,
                    std::vector<std::string>& args);
Process ExpandWords(ShellState& state, const std::vector<Word>& words,
                    std::vector<std::string>& args);

// What a word that does not become several is for.
enum class WordUse {
  kText,        // a file, the word of a case
  kAssignment,  // a tilde counts behind a colon too
  kPattern,     // of a case
};
// A word to one field.
bool ExpandWordNow(ShellState& state, const Word& word, WordUse use, Field& field);
Process ExpandWord(ShellState& state, const Word& word, WordUse use, Field& field);

// $1, $?, $x: nothing if it is not set. Not for @ and *.
std::optional<std::string> GetParameter(const ShellState& state, std::string_view name);

}  // namespace corix

#endif  // CORIX_SHELL_EXPAND_EXPAND_H_
