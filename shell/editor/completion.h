// shell/editor/completion.h: what a word may become.
#ifndef CORIX_SHELL_EDITOR_COMPLETION_H_
#define CORIX_SHELL_EDITOR_COMPLETION_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace corix {

struct Candidate {
  std::string text;     // as it is inserted: quoted, if it must be
  std::string display;  // as it is listed
};

struct Completion {
  // What is replaced in the text.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<Candidate> candidates = {};  // in the order in which they are listed
  std::string common = {};                 // what all of them begin with, quoted like them
  std::string suffix = {};                 // what follows if there is only one
};

// The lines of a list in columns, read downwards. No line is as wide as `columns`.
std::vector<std::string> InColumns(const std::vector<Candidate>& candidates, int columns);

// What all texts begin with, in whole characters.
std::string CommonPrefix(const std::vector<std::string>& texts);

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_COMPLETION_H_
