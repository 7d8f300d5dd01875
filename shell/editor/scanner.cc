#include "shell/editor/scanner.h"

#include <algorithm>
#include <array>

#include "shell/syntax/names.h"

namespace corix {
namespace {

using Role = ScannedWord::Role;
using PartKind = ScannedPart::Kind;

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kOperatorChars = ";&|<>()\n";
constexpr int kDeepestSubstitution = 100;

// After some of them a command comes, after the others a word.
constexpr std::array kBeforeCommand = {"if", "then", "else", "elif", "while", "until", "do",
                                       "{",  "!",    "time", "fi",   "done",  "}",     "esac"};
constexpr std::array kBeforeWord = {"for", "case", "in"};

bool Has(std::string_view set, char c) { return set.find(c) != set.npos; }

// NAME=...
bool IsAssignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != word.npos && IsName(word.substr(0, equals));
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  ScannedLine Run() {
    while (!AtEnd()) {
      Commands(0);
      if (!AtEnd()) Operator();  // a parenthesis too many
    }
    return std::move(line_);
  }

 private:
  // Where a command begins, or how far it is.
  struct Command {
    bool begins = true;
    bool target_comes = false;
    std::string name;
    int words = 0;
  };

  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void Add(std::size_t begin, PartKind kind) {
    line_.parts.push_back({.begin = begin, .end = at_, .kind = kind});
  }

  void Operator() {
    const std::size_t begin = at_++;
    Add(begin, PartKind::kOperator);
  }

  // Up to the closing parenthesis of a substitution or a subshell, which is left.
  void Commands(int depth) {
    Command command;
    while (!AtEnd()) {
      const char c = Peek();
      if (Has(kBlanks, c)) {
        ++at_;
      } else if (c == '\\' && Peek(1) == '\n') {
        at_ += 2;
      } else if (c == '#') {
        const std::size_t begin = at_;
        at_ = std::min(text_.find('\n', at_), text_.size());
        Add(begin, PartKind::kComment);
      } else if (c == ')') {
        return;
      } else if (c == '(') {
        Operator();
        Parenthesis(depth);
        command = Command();
      } else if (c == '<' || c == '>') {
        Operator();
        while (Peek() == '<' || Peek() == '>' || Peek() == '&' || Peek() == '|') Operator();
        command.target_comes = true;
      } else if (Has(kOperatorChars, c)) {
        Operator();
        command = Command();
      } else {
        Word(command, depth);
      }
    }
  }

  // After the opening one.
  void Parenthesis(int depth) {
    if (depth < kDeepestSubstitution) Commands(depth + 1);
    if (Peek() == ')') Operator();
  }

  void Word(Command& command, int depth) {
    ScannedWord word;
    word.begin = at_;
    bool quoted = false;
    while (!AtEnd() && !Has(kBlanks, Peek()) && !Has(kOperatorChars, Peek())) {
      const char c = Peek();
      quoted |= c == '\'' || c == '"' || c == '\\';
      Piece(word.value, depth);
    }
    word.end = at_;
    word.index = command.words;
    if (command.target_comes) {
      word.role = Role::kTarget;
      command.target_comes = false;
    } else if (command.begins && !quoted && IsOneOf(kBeforeCommand, word.value)) {
      word.role = Role::kKeyword;
    } else if (command.begins && !quoted && IsOneOf(kBeforeWord, word.value)) {
      word.role = Role::kKeyword;
      command.begins = false;
      command.words = 1;
    } else if (command.begins && IsAssignment(word.value)) {
      word.role = Role::kAssignment;
    } else if (command.begins) {
      word.role = Role::kCommand;
      command.begins = false;
      command.name = word.value;
      ++command.words;
    } else {
      word.role = Role::kArgument;
      ++command.words;
    }
    word.command = command.name;
    line_.words.push_back(std::move(word));
  }

  void Piece(std::string& value, int depth) {
    const std::size_t begin = at_;
    switch (Peek()) {
      case '\\':
        ++at_;
        if (!AtEnd()) value += text_[at_++];
        return;
      case '\'':
        SingleQuotes(value);
        return;
      case '"':
        DoubleQuotes(value, depth);
        return;
      case '$':
        Dollar(depth);
        value += text_.substr(begin, at_ - begin);
        return;
      default:
        value += text_[at_++];
    }
  }

  void SingleQuotes(std::string& value) {
    const std::size_t begin = at_++;
    const std::size_t end = text_.find('\'', at_);
    value += text_.substr(at_, end == text_.npos ? text_.npos : end - at_);
    at_ = end == text_.npos ? text_.size() : end + 1;
    Add(begin, end == text_.npos ? PartKind::kOpenQuote : PartKind::kString);
  }

  void DoubleQuotes(std::string& value, int depth) {
    std::size_t begin = at_++;
    while (!AtEnd() && Peek() != '"') {
      if (Peek() == '$') {
        Add(begin, PartKind::kString);
        const std::size_t dollar = at_;
        Dollar(depth);
        value += text_.substr(dollar, at_ - dollar);
        begin = at_;
        continue;
      }
      if (Peek() == '\\' && Has("\"$\\`", Peek(1)) && Peek(1) != '\0') ++at_;
      value += text_[at_++];
    }
    const bool is_open = AtEnd();
    if (!is_open) ++at_;
    Add(begin, is_open ? PartKind::kOpenQuote : PartKind::kString);
  }

  void Dollar(int depth) {
    const std::size_t begin = at_++;
    if (Peek() == '(') {
      ++at_;
      Add(begin, PartKind::kOperator);
      Parenthesis(depth);
    } else if (Peek() == '{') {
      at_ = std::min(text_.find('}', at_), text_.size() - 1) + 1;
      Add(begin, PartKind::kVariable);
    } else if (IsNameStart(Peek())) {
      while (IsNameChar(Peek())) ++at_;
      Add(begin, PartKind::kVariable);
    } else if (!AtEnd() && Has("?!$#@*-0123456789", Peek())) {
      ++at_;
      Add(begin, PartKind::kVariable);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  ScannedLine line_;
};

const char* StyleOf(PartKind kind) {
  switch (kind) {
    case PartKind::kOperator:
      return "36";
    case PartKind::kComment:
      return "90";
    case PartKind::kString:
      return "33";
    case PartKind::kVariable:
      return "35";
    case PartKind::kOpenQuote:
      return "31";
  }
  return "";
}

}  // namespace

ScannedLine ScanLine(std::string_view text) { return Scanner(text).Run(); }

std::vector<StyledSpan> ColourLine(std::string_view text,
                                   const std::function<bool(const std::string& name)>& is_command) {
  const ScannedLine line = ScanLine(text);
  // The style of each byte: parts lie over words.
  std::vector<const char*> styles(text.size(), "");
  const auto paint = [&](std::size_t begin, std::size_t end, const char* style) {
    std::fill(styles.begin() + static_cast<std::ptrdiff_t>(begin),
              styles.begin() + static_cast<std::ptrdiff_t>(end), style);
  };
  for (const ScannedWord& word : line.words) {
    // (What a variable stands for is not known yet.)
    const bool varies = word.value.find('$') != std::string::npos;
    if (word.role == Role::kKeyword) {
      paint(word.begin, word.end, "1;34");
    } else if (word.role == Role::kCommand && !varies) {
      paint(word.begin, word.end, is_command(word.value) ? "32" : "31");
    } else if (word.role == Role::kArgument && word.value.starts_with('-')) {
      paint(word.begin, word.end, "36");
    }
  }
  for (const ScannedPart& part : line.parts) paint(part.begin, part.end, StyleOf(part.kind));
  std::vector<StyledSpan> spans;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && styles[end] == styles[begin]) ++end;
    if (*styles[begin] != '\0') {
      spans.push_back({.begin = begin, .end = end, .style = styles[begin]});
    }
    begin = end;
  }
  return spans;
}

}  // namespace corix
