// shell/syntax/printer.h: a tree to text, for jobs, type, set -x and tests.
//
// The text is in one line, but for here-documents and newlines in quotes; parsed again, it gives
// the same tree.
#ifndef CORIX_SHELL_SYNTAX_PRINTER_H_
#define CORIX_SHELL_SYNTAX_PRINTER_H_

#include <string>
#include <string_view>

#include "shell/syntax/tree.h"

namespace corix {

// These end with a newline only if there are here-documents in them.
std::string PrintList(const List& list);
std::string PrintAndOr(const AndOr& and_or);
std::string PrintCommand(const Command& command);
std::string PrintWord(const Word& word);

// A text as a word that stands for it, quoted only if need be: a, 'a b', ''.
std::string QuoteWord(std::string_view text);

}  // namespace corix

#endif  // CORIX_SHELL_SYNTAX_PRINTER_H_
