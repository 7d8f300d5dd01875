// shell/editor/text.h: characters as a person sees them.
//
// A text is a string of bytes, mostly UTF-8. It is divided into clusters: a letter together with
// its combining marks, an emoji made of several, or a single byte that is not UTF-8. The cursor
// stands between clusters only. (The boundaries are those of Unicode's UAX 29, but ASCII begins a
// cluster always, so that a look back need not go far.)
#ifndef CORIX_SHELL_EDITOR_TEXT_H_
#define CORIX_SHELL_EDITOR_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace corix {

inline constexpr char kEsc = '\x1b';

// Where the cluster ends that begins at `at`; the end of the text, if there is none.
std::size_t NextCluster(std::string_view text, std::size_t at);
// Where the cluster begins that ends at `at`; 0, if there is none.
std::size_t PreviousCluster(std::string_view text, std::size_t at);
// The last boundary of a cluster that is not after `at`.
std::size_t ClusterBoundary(std::string_view text, std::size_t at);

// Whether the cluster that begins at `at` is part of a word: it has a letter or a digit.
bool IsInWord(std::string_view text, std::size_t at);

// What is shown for a cluster. Each of the pieces is one cell of the screen, or two.
struct Glyph {
  std::string bytes;
  int width = 1;
  // Terminals do not agree on its width.
  bool doubtful = false;
  // It is not the cluster itself, but stands for it: ^A, \xff, \u202e.
  bool stands_for = false;

  friend bool operator==(const Glyph&, const Glyph&) = default;
};

// What terminals treat differently, joiners and selectors, is not sent to them; what would not be
// seen, or would do harm, is spelled. A tab or newline has no glyph of its own here.
std::vector<Glyph> GlyphsOf(std::string_view cluster);

// How many columns a text takes in one row.
int DisplayWidth(std::string_view text);

// How many bytes at the end of the text begin a character of UTF-8 that is not complete: 0 to 3.
std::size_t IncompleteTail(std::string_view text);

// How many cells a code point takes: 0, 1 or 2.
int WidthOfCodePoint(char32_t code_point);

// The first code point; -1 if the text does not begin with UTF-8. `size` is the number of its
// bytes, at least 1.
int FirstCodePoint(std::string_view text, std::size_t* size);

}  // namespace corix

#endif  // CORIX_SHELL_EDITOR_TEXT_H_
