#include "userland/lib/regex.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace corix {
namespace {

// RE2 repeats no part more often.
constexpr int kMostRepeats = 1000;

bool IsOneOf(char c, std::string_view set) { return set.find(c) != set.npos; }

// Reads an expression of POSIX from left to right, and writes one for RE2.
class Translator {
 public:
  Translator(std::string_view pattern, bool extended) : in_(pattern), extended_(extended) {}

  absl::StatusOr<std::string> Translate() {
    while (at_ < in_.size()) {
      absl::Status status = Step();
      if (!status.ok()) return status;
    }
    if (!groups_.empty()) return Wrong(extended_ ? "( without )" : "\\( without \\)");
    return std::move(out_);
  }

 private:
  static absl::Status Wrong(std::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat("wrong regular expression: ", std::string(what)));
  }

  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0';
  }
  bool AtEnd(std::size_t ahead = 0) const { return at_ + ahead >= in_.size(); }

  absl::Status Step() {
    const char c = in_[at_];
    if (c == '\\') return Escaped();
    if (c == '[') return Bracket();
    if (c == '*' && !begins_) return Repeat("*", 1);
    if (c == '.') return Atom(".", 1);
    if (c == '^' && (extended_ || begins_)) return Anchor('^');
    if (c == '$' && (extended_ || Ends(1))) return Anchor('$');
    if (!extended_) return Literal(c, 1);
    if (c == '(') return Open(1);
    if (c == ')' && !groups_.empty()) return Close(1);
    if (c == '|') return Alternative(1);
    if ((c == '+' || c == '?') && !begins_) return Repeat(std::string(1, c), 1);
    if (c == '{' && !begins_ && IsInterval(1)) return Interval(1);
    return Literal(c, 1);
  }

  // Whether a basic expression, or a part of it, ends there: so that $ is an anchor.
  bool Ends(std::size_t ahead) const {
    return AtEnd(ahead) || (Peek(ahead) == '\\' && IsOneOf(Peek(ahead + 1), ")|"));
  }

  absl::Status Escaped() {
    if (AtEnd(1)) return Wrong("\\ at the end");
    const char c = Peek(1);
    if (IsOneOf(c, "wWsS")) return Atom(std::string("\\") + c, 2);
    if (c == 'b' || c == 'B') return Assertion(std::string("\\") + c);
    if (c == '<' || c == '>') return Assertion("\\b");
    if (c >= '1' && c <= '9') return Wrong("back-references are not supported");
    if (!extended_) {
      if (c == '(') return Open(2);
      if (c == ')') return Close(2);
      if (c == '|') return Alternative(2);
      if ((c == '+' || c == '?') && !begins_) return Repeat(std::string(1, c), 2);
      if (c == '{' && !begins_) return Interval(2);
    }
    return Literal(c, 2);
  }

  // An atom is what a * behind it repeats.
  absl::Status Atom(const std::string& text, std::size_t length) {
    atom_ = out_.size();
    out_ += text;
    at_ += length;
    begins_ = false;
    repeated_ = false;
    return absl::OkStatus();
  }

  absl::Status Literal(char c, std::size_t length) {
    // A character of several bytes is one atom.
    std::size_t bytes = 1;
    while (static_cast<unsigned char>(c) >= 0xC0U && !AtEnd(length - 1 + bytes) &&
           (static_cast<unsigned char>(Peek(length - 1 + bytes)) & 0xC0U) == 0x80U) {
      ++bytes;
    }
    return Atom(RE2::QuoteMeta(re2::StringPiece(in_.data() + at_ + length - 1, bytes)),
                length - 1 + bytes);
  }

  absl::Status Anchor(char c) {
    out_ += c;
    ++at_;
    // A * behind it is a character, as at the beginning.
    begins_ = c == '^';
    if (c == '$') {
      atom_ = out_.size() - 1;
      repeated_ = false;
    }
    return absl::OkStatus();
  }

  absl::Status Assertion(const std::string& text) {
    const bool began = begins_;
    absl::Status status = Atom(text, 2);
    begins_ = began;
    return status;
  }

  absl::Status Open(std::size_t length) {
    groups_.push_back(out_.size());
    out_ += "(?:";
    at_ += length;
    begins_ = true;
    return absl::OkStatus();
  }

  absl::Status Close(std::size_t length) {
    if (groups_.empty()) return Wrong(extended_ ? ") without (" : "\\) without \\(");
    atom_ = groups_.back();
    groups_.pop_back();
    out_ += ')';
    at_ += length;
    begins_ = false;
    repeated_ = false;
    return absl::OkStatus();
  }

  absl::Status Alternative(std::size_t length) {
    out_ += '|';
    at_ += length;
    begins_ = true;
    return absl::OkStatus();
  }

  absl::Status Repeat(const std::string& how, std::size_t length) {
    // RE2 refuses a**, and reads a*? otherwise.
    if (repeated_) {
      out_.insert(atom_, "(?:");
      out_ += ')';
    }
    out_ += how;
    at_ += length;
    repeated_ = true;
    return absl::OkStatus();
  }

  // Whether {...} is one: else, in an extended expression, it means itself.
  bool IsInterval(std::size_t from) const {
    std::size_t i = from;
    std::size_t digits = 0;
    for (; absl::ascii_isdigit(static_cast<unsigned char>(Peek(i))); ++i) ++digits;
    if (Peek(i) == ',') {
      ++digits;
      for (++i; absl::ascii_isdigit(static_cast<unsigned char>(Peek(i)));) ++i;
    }
    return digits > 0 && Peek(i) == '}';
  }

  absl::Status Interval(std::size_t length) {
    const std::string_view close = extended_ ? "}" : "\\}";
    const std::size_t end = in_.find(close, at_ + length);
    if (end == in_.npos) return Wrong("{ without }");
    const std::string_view text = in_.substr(at_ + length, end - at_ - length);
    const std::size_t comma = text.find(',');
    const std::string least(text.substr(0, comma));
    const std::string most(comma == text.npos ? least : text.substr(comma + 1));
    int from = 0;
    int to = 0;
    const bool numbers = (least.empty() ? comma != text.npos : absl::SimpleAtoi(least, &from)) &&
                         (most.empty() || absl::SimpleAtoi(most, &to));
    if (!numbers || from < 0 || (!most.empty() && to < from)) return Wrong("what stands in { }");
    if (std::max(from, to) > kMostRepeats)
      return Wrong(absl::StrCat("a repetition of more than ", kMostRepeats));
    return Repeat(
        absl::StrCat("{", from, comma == text.npos ? "" : ",", comma == text.npos ? "" : most, "}"),
        end + close.size() - at_);
  }

  // [abc], [^a-z], [[:alpha:]_], []x]: in it, a \ is a character.
  absl::Status Bracket() {
    std::size_t i = at_ + 1;
    std::string text = "[";
    if (i < in_.size() && in_[i] == '^') {
      text += '^';
      ++i;
    }
    for (bool first = true;; first = false) {
      if (i >= in_.size()) return Wrong("[ without ]");
      if (in_[i] == ']' && !first) break;
      if (in_[i] == '[' && i + 1 < in_.size() && in_[i + 1] == ':') {
        const std::size_t end = in_.find(":]", i + 2);
        if (end == in_.npos) return Wrong("[: without :]");
        const std::string_view name = in_.substr(i + 2, end - i - 2);
        if (std::find(kClasses.begin(), kClasses.end(), name) == kClasses.end())
          return Wrong(absl::StrCat("no class [:", std::string(name), ":]"));
        text += in_.substr(i, end + 2 - i);
        i = end + 2;
        continue;
      }
      std::string from;
      if (absl::Status status = Member(i, from); !status.ok()) return status;
      const bool range = i + 1 < in_.size() && in_[i] == '-' && in_[i + 1] != ']';
      text += Quoted(from);
      if (!range) continue;
      std::string to;
      if (absl::Status status = Member(++i, to); !status.ok()) return status;
      if (to < from) return Wrong(absl::StrCat("the range ", from, "-", to));
      absl::StrAppend(&text, "-", Quoted(to));
    }
    return Atom(text + "]", i + 1 - at_);
  }

  // One character of a bracket expression; also [.-.] and [=a=].
  absl::Status Member(std::size_t& i, std::string& character) const {
    if (in_[i] == '[' && i + 1 < in_.size() && IsOneOf(in_[i + 1], ".=")) {
      const std::string close = {in_[i + 1], ']'};
      const std::size_t end = in_.find(close, i + 2);
      if (end == in_.npos) return Wrong(absl::StrCat("[", close.substr(0, 1), " has no end"));
      character = in_.substr(i + 2, end - i - 2);
      i = end + 2;
      return character.empty() ? Wrong("an empty name in [ ]") : absl::OkStatus();
    }
    const std::size_t begin = i++;
    while (static_cast<unsigned char>(in_[begin]) >= 0xC0U && i < in_.size() &&
           (static_cast<unsigned char>(in_[i]) & 0xC0U) == 0x80U) {
      ++i;
    }
    character = in_.substr(begin, i - begin);
    return absl::OkStatus();
  }

  static std::string Quoted(const std::string& character) {
    const bool plain = character.size() > 1 ||
                       absl::ascii_isalnum(static_cast<unsigned char>(character[0])) ||
                       static_cast<unsigned char>(character[0]) >= 128;
    if (plain) return character;
    return absl::StrCat("\\x",
                        absl::Hex(static_cast<unsigned char>(character[0]), absl::kZeroPad2));
  }

  static constexpr std::array<std::string_view, 12> kClasses = {
      "alpha", "digit", "alnum", "upper", "lower", "space",
      "blank", "punct", "print", "graph", "cntrl", "xdigit"};

  std::string_view in_;
  bool extended_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<std::size_t> groups_;  // where those that are open begin, in out_
  std::size_t atom_ = 0;             // where the last atom begins, in out_
  bool begins_ = true;               // a * would have nothing to repeat here
  bool repeated_ = false;            // the last atom already is
};

RE2::Options EngineOptions() {
  RE2::Options options;
  options.set_longest_match(true);
  options.set_log_errors(false);
  options.set_max_mem(std::int64_t{64} << 20U);
  return options;
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::StatusOr<std::string> TranslateRegex(std::string_view pattern, RegexSyntax syntax) {
  if (syntax == RegexSyntax::kFixed) return RE2::QuoteMeta(Piece(pattern));
  return Translator(pattern, syntax == RegexSyntax::kExtended).Translate();
}

absl::StatusOr<Regex> Regex::Compile(const std::vector<std::string>& patterns,
                                     const Options& options) {
  std::string all;
  for (const std::string& pattern : patterns) {
    const absl::StatusOr<std::string> one = TranslateRegex(pattern, options.syntax);
    if (!one.ok()) return one.status();
    absl::StrAppend(&all, all.empty() ? "(?:" : "|(?:", *one, ")");
  }
  const bool words = options.whole_words && !options.whole_lines;
  // Where a word begins and ends there is none of its characters: outside, or nothing at all.
  if (words) all = absl::StrCat("(?:^|\\W)(", all, ")(?:\\W|$)");
  if (options.whole_lines) all = absl::StrCat("^(?:", all, ")$");
  // No pattern at all matches nothing.
  if (patterns.empty()) all = "[^\\x00-\\x{10FFFF}]";
  RE2::Options engine = EngineOptions();
  engine.set_case_sensitive(!options.ignore_case);
  auto expression = std::make_unique<RE2>(Piece(all), engine);
  if (!expression->ok())
    return absl::InvalidArgumentError(
        absl::StrCat("wrong regular expression: ", expression->error()));
  return Regex(std::move(expression), words);
}

absl::StatusOr<Regex> Regex::CompileNative(std::string_view pattern) {
  auto expression = std::make_unique<RE2>(Piece(pattern), EngineOptions());
  if (!expression->ok())
    return absl::InvalidArgumentError(
        absl::StrCat("wrong regular expression: ", expression->error()));
  return Regex(std::move(expression), false);
}

Regex::Regex(std::unique_ptr<re2::RE2> expression, bool whole_words)
    : expression_(std::move(expression)), whole_words_(whole_words) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::Matches(std::string_view line) const {
  return expression_->Match(Piece(line), 0, line.size(), RE2::UNANCHORED, nullptr, 0);
}

bool Regex::MatchesAll(std::string_view text) const {
  return expression_->Match(Piece(text), 0, text.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

std::optional<Regex::Range> Regex::Find(std::string_view line, std::size_t from) const {
  std::array<re2::StringPiece, 2> found;
  const int groups = whole_words_ ? 2 : 1;
  // What stands before a word is part of the match, so the search begins one character earlier;
  // unless that finds what has been found before.
  for (std::size_t begin = whole_words_ && from > 0 ? from - 1 : from;; begin = from) {
    if (!expression_->Match(Piece(line), begin, line.size(), RE2::UNANCHORED, found.data(), groups))
      return std::nullopt;
    const re2::StringPiece& match = found[static_cast<std::size_t>(groups - 1)];
    const auto at = static_cast<std::size_t>(match.data() - line.data());
    if (at >= from || begin == from) return Range(at, at + match.size());
  }
}

}  // namespace corix
