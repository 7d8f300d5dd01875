#include "shell/editor/text.h"

#include <utf8proc.h>

#include <algorithm>

#include "absl/strings/str_format.h"

namespace corix {
namespace {

constexpr char32_t kZeroWidthNonJoiner = 0x200c;
constexpr char32_t kZeroWidthJoiner = 0x200d;
constexpr char32_t kLastOfAscii = 0x7f;

bool IsAscii(char c) { return static_cast<unsigned char>(c) <= kLastOfAscii; }

// They change how, and on some terminals how wide, the character before them is shown.
bool IsSelector(char32_t c) {
  return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) || c == kZeroWidthJoiner ||
         c == kZeroWidthNonJoiner || (c >= 0x1f3fb && c <= 0x1f3ff) ||
         (c >= 0xe0020 && c <= 0xe007f);
}

bool IsRegionalIndicator(char32_t c) { return c >= 0x1f1e6 && c <= 0x1f1ff; }

bool IsHidden(utf8proc_category_t category) {
  return category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CS;
}

void Spell(std::string_view spelled, std::vector<Glyph>& glyphs) {
  for (const char c : spelled) glyphs.push_back({.bytes = std::string(1, c), .stands_for = true});
}

void AddCodePoint(char32_t c, std::string_view bytes, std::vector<Glyph>& glyphs) {
  const bool is_first = glyphs.empty();
  if (IsSelector(c) && !is_first) return;
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  if (c < ' ' || c == kLastOfAscii) {
    Spell(absl::StrFormat("^%c", static_cast<char>(c ^ 0x40U)), glyphs);
  } else if (category == UTF8PROC_CATEGORY_CC) {
    Spell(absl::StrFormat("\\x%02x", static_cast<unsigned>(c)), glyphs);
  } else if (IsHidden(category)) {
    Spell(absl::StrFormat("\\u%04x", static_cast<unsigned>(c)), glyphs);
  } else if (const int width = WidthOfCodePoint(c); width > 0) {
    const bool is_known = category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_CO;
    glyphs.push_back({.bytes = std::string(bytes),
                      .width = width,
                      .doubtful = !is_known || IsRegionalIndicator(c) || !is_first});
  } else {
    // A mark without a letter stands on a dotted circle.
    if (is_first) glyphs.push_back({.bytes = "\u25cc"});
    glyphs.back().bytes += bytes;
  }
}

}  // namespace

int FirstCodePoint(std::string_view text, std::size_t* size) {
  utf8proc_int32_t code_point = -1;
  // Four bytes are all that it may look at.
  const auto length = static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4));
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), length, &code_point);
  *size = bytes > 0 ? static_cast<std::size_t>(bytes) : 1;
  return bytes > 0 ? code_point : -1;
}

int WidthOfCodePoint(char32_t code_point) {
  // The later parts of a Hangul syllable lie over its first.
  if ((code_point >= 0x1160 && code_point <= 0x11ff) ||
      (code_point >= 0xd7b0 && code_point <= 0xd7ff)) {
    return 0;
  }
  return utf8proc_charwidth(static_cast<utf8proc_int32_t>(code_point));
}

std::size_t NextCluster(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  std::size_t size = 0;
  int before = FirstCodePoint(text.substr(at), &size);
  at += size;
  if (before < 0) return at;
  utf8proc_int32_t state = 0;
  while (at < text.size() && !IsAscii(text[at])) {
    const int next = FirstCodePoint(text.substr(at), &size);
    if (next < 0 || utf8proc_grapheme_break_stateful(before, next, &state) != 0) break;
    at += size;
    before = next;
  }
  return at;
}

std::size_t PreviousCluster(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  if (at == 0) return 0;
  std::size_t begin = at - 1;
  while (begin > 0 && !IsAscii(text[begin])) --begin;
  for (;;) {
    const std::size_t end = NextCluster(text, begin);
    if (end >= at) return begin;
    begin = end;
  }
}

std::size_t ClusterBoundary(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  const std::size_t begin = PreviousCluster(text, at + 1);
  return NextCluster(text, begin) == at ? at : begin;
}

bool IsInWord(std::string_view text, std::size_t at) {
  std::size_t size = 0;
  const int c = at < text.size() ? FirstCodePoint(text.substr(at), &size) : -1;
  if (c < 0) return false;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

std::vector<Glyph> GlyphsOf(std::string_view cluster) {
  std::vector<Glyph> glyphs;
  for (std::size_t at = 0; at < cluster.size();) {
    std::size_t size = 0;
    const int c = FirstCodePoint(cluster.substr(at), &size);
    if (c < 0) {
      Spell(absl::StrFormat("\\x%02x", static_cast<unsigned char>(cluster[at])), glyphs);
    } else {
      AddCodePoint(static_cast<char32_t>(c), cluster.substr(at, size), glyphs);
    }
    at += size;
  }
  return glyphs;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = NextCluster(text, at);
    for (const Glyph& glyph : GlyphsOf(text.substr(at, end - at))) width += glyph.width;
    at = end;
  }
  return width;
}

std::size_t IncompleteTail(std::string_view text) {
  for (std::size_t size = 1; size <= std::min<std::size_t>(3, text.size()); ++size) {
    const auto first = static_cast<unsigned char>(text[text.size() - size]);
    if ((first & 0xc0U) == 0x80U) continue;
    const std::size_t wanted = first >= 0xf0U && first <= 0xf4U  ? 4
                               : first >= 0xe0U && first < 0xf0U ? 3
                               : first >= 0xc2U && first < 0xe0U ? 2
                                                                 : 1;
    return wanted > size ? size : 0;
  }
  return 0;
}

}  // namespace corix
