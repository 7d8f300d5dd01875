// Characters to words, and words to tokens.

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "shell/syntax/names.h"
#include "shell/syntax/parser_impl.h"

namespace corix::internal {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kEndsWord = " \t\r\v\f\n;&|<>()";
constexpr std::string_view kSpecialParameters = "?!$#@*-";

bool IsBlank(char c) { return kBlanks.find(c) != kBlanks.npos; }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsSpecialParameter(char c) { return kSpecialParameters.find(c) != kSpecialParameters.npos; }

}  // namespace

void AddText(Word& word, std::string_view text, bool quoted) {
  const bool merges = !word.pieces.empty() && word.pieces.back().kind == Piece::Kind::kText &&
                      word.pieces.back().quoted == quoted;
  if (!merges) {
    word.pieces.emplace_back();
    word.pieces.back().quoted = quoted;
  }
  word.pieces.back().text += text;
}

// ---- Characters ----

bool Parser::AtEnd() {
  while (at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == '\n') {
    at_ += 2;
    end_is_hidden_ = at_ == text_.size();
  }
  return at_ == text_.size();
}

char Parser::Peek() { return AtEnd() ? '\0' : text_[at_]; }

char Parser::Next() {
  const char c = Peek();
  ++at_;
  return c;
}

// ---- Words ----

Word Parser::ReadWord() {
  Word word;
  word.at = at_;
  while (!AtEnd() && kEndsWord.find(Peek()) == kEndsWord.npos) ReadPiece(word);
  return word;
}

void Parser::ReadPiece(Word& word) {
  switch (Peek()) {
    case '\'':
      return ReadSingleQuotes(word);
    case '"':
      return ReadDoubleQuotes(word);
    case '\\':
      return ReadBackslash(word, Within::kNothing, false);
    case '$':
      return ReadDollar(word, Within::kNothing);
    case '`':
      FailAtBackquote(at_);
    default:
      return AddText(word, std::string(1, Next()), false);
  }
}

void Parser::ReadSingleQuotes(Word& word) {
  const std::size_t begin = at_;
  const std::size_t end = text_.find('\'', begin + 1);
  if (end == std::string::npos) Fail(begin, "this ' has no end", true);
  AddText(word, std::string_view(text_).substr(begin + 1, end - begin - 1), true);
  at_ = end + 1;
}

void Parser::ReadDoubleQuotes(Word& word) {
  const std::size_t begin = at_;
  Next();
  if (PeekIs('"')) AddText(word, "", true);
  for (;;) {
    if (AtEnd()) Fail(begin, "this \" has no end", true);
    switch (Peek()) {
      case '"':
        Next();
        return;
      case '\\':
        ReadBackslash(word, Within::kDoubleQuotes, false);
        break;
      case '$':
        ReadDollar(word, Within::kDoubleQuotes);
        break;
      case '`':
        FailAtBackquote(at_);
      default:
        AddText(word, std::string(1, Next()), true);
    }
  }
}

// A backslash, and what it quotes there.
void Parser::ReadBackslash(Word& word, Within within, bool in_braces) {
  const std::size_t begin = at_;
  Next();
  // (What comes now is no second backslash that hides the end of a line.)
  if (at_ == text_.size()) Fail(begin, "nothing comes after the backslash", true);
  const char c = text_[at_];
  bool quotes = true;
  if (within != Within::kNothing) {
    quotes = c == '$' || c == '\\' || c == '`' || (c == '"' && within == Within::kDoubleQuotes) ||
             (c == '}' && in_braces);
  }
  if (!quotes) return AddText(word, "\\", true);
  ++at_;
  AddText(word, std::string(1, c), true);
}

void Parser::ReadDollar(Word& word, Within within) {
  const std::size_t begin = at_;
  Next();
  const bool quoted = within != Within::kNothing;
  const char c = Peek();
  if (AtEnd() || !(c == '(' || c == '{' || IsNameChar(c) || IsSpecialParameter(c)))
    return AddText(word, "$", quoted);
  if (c == '{') return ReadBraces(word, begin, within);
  if (c == '(') {
    Next();
    if (PeekIs('(')) return ReadArithmetic(word, begin, quoted);
    return ReadCommandSubstitution(word, begin, quoted);
  }
  Piece piece;
  piece.kind = Piece::Kind::kParameter;
  piece.quoted = quoted;
  piece.text = std::string(1, Next());
  if (IsNameStart(c)) {
    while (!AtEnd() && IsNameChar(Peek())) piece.text += Next();
  }
  word.pieces.push_back(std::move(piece));
}

void Parser::ReadBraces(Word& word, std::size_t begin, Within within) {
  const Level level(*this, begin);
  Next();
  Piece piece;
  piece.kind = Piece::Kind::kParameter;
  piece.quoted = within != Within::kNothing;
  if (!ReadLength(piece)) {
    piece.text = ReadParameterName(begin);
    ReadOperator(piece, begin, within);
  }
  word.pieces.push_back(std::move(piece));
}

// "#x}" after "${"; but "#}" is $# itself, and "#-}" is $# with an operator.
bool Parser::ReadLength(Piece& piece) {
  if (!PeekIs('#')) return false;
  const std::size_t hash = at_;
  Next();
  const char c = Peek();
  if (!AtEnd() && c != '}' && (IsNameChar(c) || IsSpecialParameter(c))) {
    piece.text = ReadParameterName(hash);
    if (PeekIs('}')) {
      Next();
      piece.op = ParameterOp::kLength;
      return true;
    }
  }
  at_ = hash;
  return false;
}

std::string Parser::ReadParameterName(std::size_t begin) {
  std::string name;
  if (AtEnd()) Fail(begin, "this ${ has no }", true);
  const char c = Peek();
  if (IsNameStart(c)) {
    while (!AtEnd() && IsNameChar(Peek())) name += Next();
  } else if (IsDigit(c)) {
    while (!AtEnd() && IsDigit(Peek())) name += Next();
  } else if (IsSpecialParameter(c)) {
    name = std::string(1, Next());
  } else {
    Fail(at_, "the name of a parameter must stand after ${");
  }
  return name;
}

void Parser::ReadOperator(Piece& piece, std::size_t begin, Within within) {
  if (AtEnd()) Fail(begin, "this ${ has no }", true);
  const std::size_t at = at_;
  char c = Next();
  if (c == '}') return;
  if (c == ':') {
    piece.colon = true;
    c = Next();
  }
  const bool doubled = !piece.colon && (c == '#' || c == '%') && PeekIs(c);
  if (doubled) Next();
  if (c == '-') {
    piece.op = ParameterOp::kDefault;
  } else if (c == '=') {
    piece.op = ParameterOp::kAssign;
  } else if (c == '+') {
    piece.op = ParameterOp::kAlternative;
  } else if (c == '?') {
    piece.op = ParameterOp::kError;
  } else if (c == '#' && !piece.colon) {
    piece.op = doubled ? ParameterOp::kTrimStartLong : ParameterOp::kTrimStart;
  } else if (c == '%' && !piece.colon) {
    piece.op = doubled ? ParameterOp::kTrimEndLong : ParameterOp::kTrimEnd;
  } else {
    if (at_ > text_.size()) Fail(begin, "this ${ has no }", true);
    Fail(at, "no } and none of the operators - = + ? # % stands here");
  }
  const bool trims = piece.op >= ParameterOp::kTrimStart;
  // A pattern is quoted by its own quotes alone.
  auto operand = std::make_shared<Word>(ReadOperand(begin, trims ? Within::kNothing : within));
  piece.sleeps = operand->sleeps();
  piece.word = std::move(operand);
}

// Up to the } that ends it.
Word Parser::ReadOperand(std::size_t begin, Within within) {
  Word word;
  word.at = at_;
  for (;;) {
    if (AtEnd()) Fail(begin, "this ${ has no }", true);
    const char c = Peek();
    if (c == '}') {
      Next();
      // Within quotes, further ones with nothing in them mean nothing.
      if (within != Within::kNothing) {
        std::erase_if(word.pieces, [](const Piece& piece) {
          return piece.kind == Piece::Kind::kText && piece.text.empty();
        });
      }
      return word;
    }
    if (within == Within::kNothing) {
      ReadPiece(word);
    } else if (c == '"') {
      ReadDoubleQuotes(word);
    } else if (c == '\\') {
      ReadBackslash(word, Within::kDoubleQuotes, true);
    } else if (c == '$') {
      ReadDollar(word, within);
    } else if (c == '`') {
      FailAtBackquote(at_);
    } else {
      AddText(word, std::string(1, Next()), true);
    }
  }
}

// After "$(".
void Parser::ReadCommandSubstitution(Word& word, std::size_t begin, bool quoted) {
  std::optional<Token> peeked = std::exchange(peeked_, std::nullopt);
  std::vector<PendingHere> pending = std::exchange(pending_, {});
  Piece piece;
  piece.kind = Piece::Kind::kCommand;
  piece.quoted = quoted;
  piece.sleeps = true;
  piece.commands = ReadListInParentheses(begin, "$(");
  if (!pending_.empty()) {
    Fail(pending_[0].begin, absl::StrCat("this here-document has no line ",
                                         pending_[0].here->delimiter, " before the )"));
  }
  peeked_ = std::move(peeked);
  pending_ = std::move(pending);
  word.pieces.push_back(std::move(piece));
}

// After "$(", before the second parenthesis.
void Parser::ReadArithmetic(Word& word, std::size_t begin, bool quoted) {
  const Level level(*this, begin);
  Next();
  auto expression = std::make_shared<Word>();
  expression->at = at_;
  for (int open = 0;;) {
    if (AtEnd()) Fail(begin, "this $(( has no ))", true);
    const char c = Peek();
    if (c == '$') {
      ReadDollar(*expression, Within::kArithmetic);
      continue;
    }
    if (c == '`') FailAtBackquote(at_);
    const std::size_t at = at_;
    Next();
    if (c == '(') ++open;
    if (c == ')' && --open < 0) {
      if (AtEnd()) Fail(begin, "this $(( has no ))", true);
      if (Next() == ')') break;
      Fail(at,
           "one ) too few: $(( begins an expression, which ends with )); write $( ( for commands "
           "in a subshell");
    }
    AddText(*expression, std::string(1, c), true);
  }
  Piece piece;
  piece.kind = Piece::Kind::kArithmetic;
  piece.quoted = quoted;
  piece.sleeps = expression->sleeps();
  piece.word = std::move(expression);
  word.pieces.push_back(std::move(piece));
}

void Parser::FailAtBackquote(std::size_t at) const {
  Fail(at, "a ` is not known to this shell; write $(...), or quote it to mean the character");
}

// ---- Tokens ----

const Token& Parser::PeekToken() {
  if (!peeked_.has_value()) peeked_ = ReadToken();
  return *peeked_;
}

Token Parser::NextToken() {
  PeekToken();
  return *std::exchange(peeked_, std::nullopt);
}

void Parser::SkipBlanks() {
  while (!AtEnd()) {
    if (IsBlank(Peek())) {
      Next();
    } else if (Peek() == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

Token Parser::ReadToken() {
  SkipBlanks();
  Token token;
  token.begin = at_;
  if (AtEnd()) {
    if (end_is_hidden_ && options_.more_may_come)
      Fail(at_, "the line ends with a backslash, and none comes after it", true);
    if (!pending_.empty()) FailHere(*pending_[0].here, pending_[0].begin);
    token.kind = Token::Kind::kEnd;
  } else if (Peek() == '\n') {
    token.kind = Token::Kind::kNewline;
    Next();
    ReadHereDocuments();
  } else if (kEndsWord.find(Peek()) != kEndsWord.npos) {
    token.kind = Token::Kind::kOperator;
    token.op = ReadOperatorToken();
  } else {
    const char first = Peek();
    const std::size_t begin = at_;
    Next();
    if (IsDigit(first) && (PeekIs('<') || PeekIs('>'))) {
      token.kind = Token::Kind::kOperator;
      token.fd = first - '0';
      token.op = ReadOperatorToken();
    } else {
      at_ = begin;
      token.kind = Token::Kind::kWord;
      token.word = ReadWord();
    }
  }
  token.end = at_;
  return token;
}

std::string Parser::ReadOperatorToken() {
  static constexpr std::string_view kLong[] = {"<<-", "&&", "||", ";;", "<<",
                                               ">>",  "<&", ">&", "<>", ">|"};
  std::string op(1, Next());
  const auto continues = [&](const std::string& begin) {
    return std::any_of(std::begin(kLong), std::end(kLong),
                       [&](std::string_view known) { return known.starts_with(begin); });
  };
  while (!AtEnd() && continues(op + Peek())) op += Next();
  return op;
}

// Those whose operators stand in the line that has just ended.
void Parser::ReadHereDocuments() {
  for (const PendingHere& pending : std::exchange(pending_, {}))
    ReadHereDocument(*pending.here, pending.strip, pending.begin);
}

void Parser::ReadHereDocument(HereDocument& here, bool strip, std::size_t begin) {
  here.text.at = at_;
  for (;;) {
    while (strip && at_ < text_.size() && text_[at_] == '\t') ++at_;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = std::string_view(text_).substr(at_, end - at_);
    if (line == here.delimiter && !(line.empty() && end == text_.size())) {
      at_ = std::min(end + 1, text_.size());
      return;
    }
    if (end == text_.size()) FailHere(here, begin);
    if (here.quoted) {
      AddText(here.text, std::string_view(text_).substr(at_, end + 1 - at_), true);
      at_ = end + 1;
    } else {
      ReadHereLine(here, begin);
    }
  }
}

// A line, with all that it has in it, which may be several lines.
void Parser::ReadHereLine(HereDocument& here, std::size_t begin) {
  const std::size_t line = at_;
  if (AtEnd()) return;
  // A hidden end of line: what comes then may be the delimiter.
  if (at_ != line) return;
  for (;;) {
    if (AtEnd()) FailHere(here, begin);
    const char c = Peek();
    if (c == '\\') {
      ReadBackslash(here.text, Within::kHere, false);
    } else if (c == '$') {
      ReadDollar(here.text, Within::kHere);
    } else if (c == '`') {
      FailAtBackquote(at_);
    } else {
      AddText(here.text, std::string(1, Next()), true);
      if (c == '\n') return;
    }
  }
}

}  // namespace corix::internal
