#include "shell/expand/pattern.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "shell/syntax/names.h"

namespace corix {
namespace {

constexpr std::string_view kActive = "*?[]\\!^-";
// A byte that is no UTF-8 has a code beyond Unicode's.
constexpr std::uint32_t kNoUnicode = 0x200000;

bool IsInClass(std::string_view name, std::uint32_t code) {
  if (code > 127) return false;
  const auto c = static_cast<unsigned char>(code);
  if (name == "alpha") return absl::ascii_isalpha(c);
  if (name == "digit") return absl::ascii_isdigit(c);
  if (name == "alnum") return absl::ascii_isalnum(c);
  if (name == "upper") return absl::ascii_isupper(c);
  if (name == "lower") return absl::ascii_islower(c);
  if (name == "space") return absl::ascii_isspace(c);
  if (name == "blank") return absl::ascii_isblank(c);
  if (name == "punct") return absl::ascii_ispunct(c);
  if (name == "print") return absl::ascii_isprint(c);
  if (name == "graph") return absl::ascii_isgraph(c);
  if (name == "cntrl") return absl::ascii_iscntrl(c);
  if (name == "xdigit") return absl::ascii_isxdigit(c);
  return false;
}

// All states of a pattern at once: state i stands before token i.
class States {
 public:
  explicit States(std::size_t tokens) : now_(tokens + 1), next_(tokens + 1) {}
  void Enter(std::size_t state) { now_[state] = 1; }
  void EnterNext(std::size_t state) { next_[state] = 1; }
  bool Has(std::size_t state) const { return now_[state] != 0; }
  bool accepts() const { return now_.back() != 0; }
  void Step() {
    now_.swap(next_);
    std::fill(next_.begin(), next_.end(), 0);
  }

 private:
  std::vector<char> now_;
  std::vector<char> next_;
};

}  // namespace

Character FirstCharacter(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {.code = first, .bytes = 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || bytes > text.size())
    return {.code = kNoUnicode + first, .bytes = 1};
  std::uint32_t code = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!ContinuesCharacter(text[i])) return {.code = kNoUnicode + first, .bytes = 1};
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return {.code = code, .bytes = bytes};
}

Character LastCharacter(std::string_view text) {
  for (std::size_t bytes = std::min<std::size_t>(4, text.size()); bytes > 1; --bytes) {
    const Character character = FirstCharacter(text.substr(text.size() - bytes));
    if (character.bytes == bytes) return character;
  }
  return FirstCharacter(text.substr(text.size() - 1));
}

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); text.remove_prefix(FirstCharacter(text).bytes)) ++count;
  return count;
}

std::string EscapePattern(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (kActive.find(c) != kActive.npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// ---- Reading ----

Pattern::Pattern(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '*') {
      // Several are as good as one.
      if (tokens_.empty() || tokens_.back().kind != Token::Kind::kStar)
        tokens_.push_back({.kind = Token::Kind::kStar});
      ++at;
    } else if (c == '?') {
      tokens_.push_back({.kind = Token::Kind::kAny});
      ++at;
    } else if (std::optional<Token> set = c == '[' ? ReadSet(text, at) : std::nullopt;
               set.has_value()) {
      tokens_.push_back(*std::move(set));
    } else {
      if (c == '\\' && at + 1 < text.size()) ++at;
      const Character character = FirstCharacter(text.substr(at));
      tokens_.push_back({.kind = Token::Kind::kChar, .code = character.code});
      at += character.bytes;
    }
  }
}

// "[...]" at `at`, which goes behind it. Nothing: the [ has no end, and stands for itself.
std::optional<Pattern::Token> Pattern::ReadSet(std::string_view text, std::size_t& at) const {
  Token set{.kind = Token::Kind::kSet};
  std::size_t i = at + 1;
  if (i < text.size() && (text[i] == '!' || text[i] == '^')) {
    set.negated = true;
    ++i;
  }
  const auto read_one = [&]() -> std::optional<std::uint32_t> {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    if (i >= text.size()) return std::nullopt;
    const Character character = FirstCharacter(text.substr(i));
    i += character.bytes;
    return character.code;
  };
  for (bool first = true;; first = false) {
    if (i >= text.size()) return std::nullopt;
    if (text[i] == ']' && !first) break;
    if (text.substr(i, 2) == "[:") {
      const std::size_t end = text.find(":]", i + 2);
      if (end != text.npos) {
        set.classes.emplace_back(text.substr(i + 2, end - i - 2));
        i = end + 2;
        continue;
      }
    }
    const std::optional<std::uint32_t> begin = read_one();
    if (!begin.has_value()) return std::nullopt;
    Range range{.first = *begin, .last = *begin};
    if (i + 1 < text.size() && text[i] == '-' && text[i + 1] != ']') {
      ++i;
      const std::optional<std::uint32_t> end = read_one();
      if (!end.has_value()) return std::nullopt;
      range.last = *end;
    }
    set.ranges.push_back(range);
  }
  at = i + 1;
  return set;
}

std::optional<std::string> Pattern::Literal() const {
  std::string literal;
  for (const Token& token : tokens_) {
    if (token.kind != Token::Kind::kChar) return std::nullopt;
    const std::uint32_t code = token.code;
    if (code >= kNoUnicode) {
      literal += static_cast<char>(code - kNoUnicode);
    } else if (code < 0x80) {
      literal += static_cast<char>(code);
    } else {
      const int rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      const unsigned mark = rest == 1 ? 0xC0U : rest == 2 ? 0xE0U : 0xF0U;
      literal += static_cast<char>(mark | (code >> (6U * static_cast<unsigned>(rest))));
      for (int i = rest - 1; i >= 0; --i)
        literal += static_cast<char>(0x80U | ((code >> (6U * static_cast<unsigned>(i))) & 0x3FU));
    }
  }
  return literal;
}

// ---- Matching ----

bool Pattern::MatchesOne(const Token& token, std::uint32_t code) {
  switch (token.kind) {
    case Token::Kind::kChar:
      return token.code == code;
    case Token::Kind::kAny:
      return true;
    case Token::Kind::kStar:
      return false;
    case Token::Kind::kSet:
      break;
  }
  const bool in_ranges =
      std::any_of(token.ranges.begin(), token.ranges.end(),
                  [&](const Range& range) { return range.first <= code && code <= range.last; });
  const bool found =
      in_ranges || std::any_of(token.classes.begin(), token.classes.end(),
                               [&](const std::string& name) { return IsInClass(name, code); });
  return found != token.negated;
}

bool Pattern::Matches(std::string_view text) const {
  std::size_t at = 0;
  std::size_t token = 0;
  // Where to go on if it does not match: behind the last *, which takes one character more.
  std::size_t star = tokens_.size();
  std::size_t star_at = 0;
  while (at < text.size()) {
    const Character character = FirstCharacter(text.substr(at));
    if (token < tokens_.size() && tokens_[token].kind == Token::Kind::kStar) {
      star = token++;
      star_at = at;
    } else if (token < tokens_.size() && MatchesOne(tokens_[token], character.code)) {
      ++token;
      at += character.bytes;
    } else if (star < tokens_.size()) {
      star_at += FirstCharacter(text.substr(star_at)).bytes;
      at = star_at;
      token = star + 1;
    } else {
      return false;
    }
  }
  while (token < tokens_.size() && tokens_[token].kind == Token::Kind::kStar) ++token;
  return token == tokens_.size();
}

std::optional<std::size_t> Pattern::MatchStart(std::string_view text, bool longest) const {
  States states(tokens_.size());
  std::optional<std::size_t> found;
  states.Enter(0);
  for (std::size_t at = 0;;) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (states.Has(i) && tokens_[i].kind == Token::Kind::kStar) states.Enter(i + 1);
    }
    if (states.accepts()) {
      found = at;
      if (!longest) return found;
    }
    if (at == text.size()) return found;
    const Character character = FirstCharacter(text.substr(at));
    at += character.bytes;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!states.Has(i)) continue;
      if (tokens_[i].kind == Token::Kind::kStar) states.EnterNext(i);
      if (MatchesOne(tokens_[i], character.code)) states.EnterNext(i + 1);
    }
    states.Step();
  }
}

// The same from the back: state i stands behind token i, counted from the last.
std::optional<std::size_t> Pattern::MatchEnd(std::string_view text, bool longest) const {
  States states(tokens_.size());
  std::optional<std::size_t> found;
  states.Enter(0);
  const auto token = [&](std::size_t i) -> const Token& { return tokens_[tokens_.size() - 1 - i]; };
  for (std::size_t length = 0;;) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (states.Has(i) && token(i).kind == Token::Kind::kStar) states.Enter(i + 1);
    }
    if (states.accepts()) {
      found = length;
      if (!longest) return found;
    }
    if (length == text.size()) return found;
    const Character character = LastCharacter(text.substr(0, text.size() - length));
    length += character.bytes;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!states.Has(i)) continue;
      if (token(i).kind == Token::Kind::kStar) states.EnterNext(i);
      if (MatchesOne(token(i), character.code)) states.EnterNext(i + 1);
    }
    states.Step();
  }
}

}  // namespace corix
