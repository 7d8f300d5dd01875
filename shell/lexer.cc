#include "shell/lexer.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace corix {
namespace {

constexpr std::string_view kOperators = ";&\n";
constexpr std::string_view kBlanks = " \t\r\v\f";
// They mean something in a shell, but not yet in this one: better refused than taken for text.
constexpr std::string_view kUnknown = "|<>()`";

class Lexer {
 public:
  Lexer(std::string_view text, int line) : text_(text), line_(line) {}

  absl::StatusOr<std::vector<Token>> Run() {
    for (;;) {
      SkipBlanks();
      if (AtEnd()) break;
      absl::Status status = kOperators.find(Peek()) != kOperators.npos ? LexOperator() : LexWord();
      if (!status.ok()) return status;
    }
    tokens_.push_back({.kind = Token::Kind::kEnd, .begin = at_, .end = at_, .line = line_});
    return std::move(tokens_);
  }

 private:
  bool AtEnd() const { return at_ == text_.size(); }
  char Peek() const { return text_[at_]; }
  static bool IsBlank(char c) { return kBlanks.find(c) != kBlanks.npos; }
  char Next() {
    const char c = text_[at_++];
    if (c == '\n') ++line_;
    return c;
  }

  static absl::Status Wrong(int line, std::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", line, ": ", absl::string_view(what.data(), what.size())));
  }

  static absl::Status Unfinished(int line, std::string_view what) {
    return absl::OutOfRangeError(
        absl::StrCat("line ", line, ": ", absl::string_view(what.data(), what.size())));
  }

  // Blanks, comments, and newlines that a backslash hides.
  void SkipBlanks() {
    while (!AtEnd()) {
      if (IsBlank(Peek())) {
        Next();
      } else if (Peek() == '#') {
        while (!AtEnd() && Peek() != '\n') Next();
      } else if (text_.substr(at_, 2) == "\\\n") {
        Next();
        Next();
      } else {
        return;
      }
    }
  }

  absl::Status LexOperator() {
    Token token{.kind = Token::Kind::kNewline, .begin = at_, .line = line_};
    const char c = Next();
    if (c == ';') token.kind = Token::Kind::kSemicolon;
    if (c == '&') token.kind = Token::Kind::kAmpersand;
    if (c == '&' && !AtEnd() && Peek() == '&')
      return Wrong(line_, "'&&' is not known to this shell");
    token.end = at_;
    tokens_.push_back(std::move(token));
    return absl::OkStatus();
  }

  absl::Status LexWord() {
    Token token{.kind = Token::Kind::kWord, .begin = at_, .line = line_};
    word_.clear();
    while (!AtEnd() && kOperators.find(Peek()) == kOperators.npos && !IsBlank(Peek())) {
      const absl::Status status = LexPiece();
      if (!status.ok()) return status;
    }
    // A backslash that hides the end of the line is no word.
    if (word_.empty()) return absl::OkStatus();
    token.word = word_;
    token.end = at_;
    tokens_.push_back(std::move(token));
    return absl::OkStatus();
  }

  absl::Status LexPiece() {
    const char c = Next();
    switch (c) {
      case '\'':
        return LexSingleQuotes();
      case '"':
        return LexDoubleQuotes();
      case '\\':
        if (AtEnd()) return Unfinished(line_, "nothing comes after the backslash");
        if (const char escaped = Next(); escaped != '\n') AddText(std::string(1, escaped));
        return absl::OkStatus();
      case '$':
        return LexParameter();
      default:
        if (kUnknown.find(c) != kUnknown.npos) {
          return Wrong(
              line_, absl::StrCat("'", std::string(1, c),
                                  "' is not known to this shell; quote it to mean the character"));
        }
        AddText(std::string(1, c));
        return absl::OkStatus();
    }
  }

  absl::Status LexSingleQuotes() {
    const int line = line_;
    std::string quoted;
    while (!AtEnd() && Peek() != '\'') quoted += Next();
    if (AtEnd()) return Unfinished(line, "this ' has no end");
    Next();
    AddText(quoted);
    return absl::OkStatus();
  }

  absl::Status LexDoubleQuotes() {
    const int line = line_;
    AddText("");
    while (!AtEnd() && Peek() != '"') {
      const char c = Next();
      if (c == '$') {
        const absl::Status status = LexParameter();
        if (!status.ok()) return status;
      } else if (c == '\\' && !AtEnd() &&
                 std::string_view("\"\\$`\n").find(Peek()) != std::string_view::npos) {
        if (const char escaped = Next(); escaped != '\n') AddText(std::string(1, escaped));
      } else {
        AddText(std::string(1, c));
      }
    }
    if (AtEnd()) return Unfinished(line, "this \" has no end");
    Next();
    return absl::OkStatus();
  }

  // After a dollar sign.
  absl::Status LexParameter() {
    const char c = AtEnd() ? ' ' : Peek();
    if (std::string_view("?!$#").find(c) != std::string_view::npos || absl::ascii_isdigit(c)) {
      word_.push_back({.kind = Piece::Kind::kParameter, .text = std::string(1, Next())});
    } else if (absl::ascii_isalpha(c) || c == '_' || c == '{' || c == '(') {
      return Wrong(line_,
                   "this shell knows no variables but $?, $!, $$, $# and $0 to $9; quote the $ to "
                   "mean the character");
    } else {
      AddText("$");
    }
    return absl::OkStatus();
  }

  void AddText(std::string_view text) {
    if (word_.empty() || word_.back().kind != Piece::Kind::kText)
      word_.push_back({.kind = Piece::Kind::kText, .text = ""});
    word_.back().text += text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_;
  Word word_;
  std::vector<Token> tokens_;
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text, int line) {
  return Lexer(text, line).Run();
}

}  // namespace corix
