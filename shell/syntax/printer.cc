#include "shell/syntax/printer.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "shell/syntax/names.h"

namespace corix {
namespace {

constexpr std::string_view kPlain = "%+,-./:@_^";

bool IsPlain(char c) { return IsNameChar(c) || kPlain.find(c) != kPlain.npos; }

std::string SingleQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

class Printer {
 public:
  std::string Take() {
    FlushHere();
    return std::move(out_);
  }

  // In what a word stands.
  enum class Within { kNothing, kDoubleQuotes, kQuotedBraces, kHere, kArithmetic };

  void Print(const List& list) {
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      Print(*list.items[i].and_or);
      if (list.items[i].background) out_ += " &";
      if (i + 1 < list.items.size()) Separate(list.items[i].background);
    }
  }

  void Print(const AndOr& and_or) {
    for (std::size_t i = 0; i < and_or.pipelines.size(); ++i) {
      if (i > 0) {
        out_ += and_or.is_or[i - 1] ? " ||" : " &&";
        BlankOrHere();
      }
      Print(and_or.pipelines[i]);
    }
  }

  void Print(const Command& command) {
    const bool redirects_first = BeginsReserved(command);
    if (redirects_first) PrintRedirects(command);
    if (redirects_first) out_ += ' ';
    std::visit([this](const auto& form) { PrintForm(form); }, command.form);
    if (!redirects_first) PrintRedirects(command);
  }

  void Print(const Word& word, Within within);

 private:
  // A command that is named as a reserved word is one only behind a redirection: >f if.
  static bool BeginsReserved(const Command& command) {
    const auto* const simple = std::get_if<Simple>(&command.form);
    if (simple == nullptr || !simple->assignments.empty() || simple->words.empty()) return false;
    const std::string* const name = simple->words[0].Literal();
    return name != nullptr && IsReservedWord(*name);
  }
  void PrintRedirects(const Command& command) {
    for (const Redirect& redirect : command.redirects) {
      if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n') out_ += ' ';
      Print(redirect);
    }
  }
  void Print(const Pipeline& pipeline) {
    if (pipeline.timed) out_ += pipeline.posix_time ? "time -p " : "time ";
    if (pipeline.negated) out_ += "! ";
    for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
      if (i > 0) {
        out_ += " |";
        BlankOrHere();
      }
      Print(*pipeline.commands[i]);
    }
  }

  void PrintForm(const Simple& simple) {
    bool first = true;
    const auto blank = [&] {
      if (!std::exchange(first, false)) out_ += ' ';
    };
    for (const Assignment& assignment : simple.assignments) {
      blank();
      out_ += assignment.name + "=";
      Print(assignment.value, Within::kNothing);
    }
    for (const Word& word : simple.words) {
      blank();
      Print(word, Within::kNothing);
    }
  }
  void PrintForm(const BraceGroup& group) {
    out_ += "{ ";
    PrintBody(*group.body);
    out_ += "}";
  }
  void PrintForm(const Subshell& subshell) {
    out_ += "(";
    Print(*subshell.body);
    FlushHere();
    out_ += ")";
  }
  void PrintForm(const If& form) {
    for (std::size_t i = 0; i < form.branches.size(); ++i) {
      out_ += i == 0 ? "if " : "elif ";
      PrintBody(*form.branches[i].condition);
      out_ += "then ";
      PrintBody(*form.branches[i].body);
    }
    if (form.else_body != nullptr) {
      out_ += "else ";
      PrintBody(*form.else_body);
    }
    out_ += "fi";
  }
  void PrintForm(const Loop& loop) {
    out_ += loop.until ? "until " : "while ";
    PrintBody(*loop.condition);
    PrintLoopBody(*loop.body);
  }
  void PrintForm(const For& loop) {
    out_ += "for " + loop.name;
    if (loop.words.has_value()) {
      out_ += " in";
      for (const Word& word : *loop.words) {
        out_ += ' ';
        Print(word, Within::kNothing);
      }
    }
    out_ += "; ";
    PrintLoopBody(*loop.body);
  }
  void PrintForm(const Case& form) {
    out_ += "case ";
    Print(form.word, Within::kNothing);
    out_ += " in ";
    for (const Case::Branch& branch : form.branches) {
      for (std::size_t i = 0; i < branch.patterns.size(); ++i) {
        out_ += i == 0 ? "(" : " | ";
        Print(branch.patterns[i], Within::kNothing);
      }
      out_ += ") ";
      Print(*branch.body);
      FlushHere();
      out_ += ";; ";
    }
    out_ += "esac";
  }
  void PrintForm(const Function& function) {
    out_ += function.name + "() ";
    Print(*function.body);
  }

  void Print(const Redirect& redirect) {
    static constexpr std::string_view kOperators[] = {"<", ">", ">>", ">|", "<>", "<&", ">&", "<<"};
    const std::string_view op = kOperators[static_cast<std::size_t>(redirect.kind)];
    const int usual = op[0] == '<' ? 0 : 1;
    if (redirect.fd != usual) out_ += static_cast<char>('0' + redirect.fd);
    out_ += op;
    if (redirect.here == nullptr) return Print(redirect.target, Within::kNothing);
    const HereDocument& here = *redirect.here;
    out_ += here.quoted ? SingleQuoted(here.delimiter) : here.delimiter;
    Printer body;
    // (What is quoted stands as it is.)
    body.Print(here.text, here.quoted ? Within::kArithmetic : Within::kHere);
    here_.push_back(body.Take() + here.delimiter + "\n");
  }

  void PrintLoopBody(const List& body) {
    out_ += "do ";
    PrintBody(body);
    out_ += "done";
  }
  // Before a reserved word.
  void PrintBody(const List& list) {
    Print(list);
    Separate(list.items.back().background);
  }
  void Separate(bool background) {
    if (here_.empty()) {
      out_ += background ? " " : "; ";
    } else {
      FlushHere();
    }
  }
  void BlankOrHere() {
    if (here_.empty()) {
      out_ += ' ';
    } else {
      FlushHere();
    }
  }
  void FlushHere() {
    if (here_.empty()) return;
    out_ += '\n';
    for (const std::string& here : std::exchange(here_, {})) out_ += here;
  }

  void PrintText(std::string_view text, Within within);
  void PrintParameter(const Piece& piece, Within within, const Piece* next);
  void PrintPiece(const Piece& piece, Within within, const Piece* next);

  std::string out_;
  std::vector<std::string> here_;  // whose operators stand in the line that is being printed
};

// A word from outside any quotes: pieces that are quoted, and that go together, get quotes around
// them.
void Printer::Print(const Word& word, Within within) {
  const std::vector<Piece>& pieces = word.pieces;
  const auto next_of = [&](std::size_t i) {
    return i + 1 < pieces.size() ? &pieces[i + 1] : nullptr;
  };
  if (within != Within::kNothing) {
    for (std::size_t i = 0; i < pieces.size(); ++i) PrintPiece(pieces[i], within, next_of(i));
    return;
  }
  for (std::size_t i = 0; i < pieces.size();) {
    if (!pieces[i].quoted) {
      PrintPiece(pieces[i], within, next_of(i));
      ++i;
      continue;
    }
    std::size_t end = i;
    bool only_text = true;
    while (end < pieces.size() && pieces[end].quoted) {
      const bool is_text = pieces[end].kind == Piece::Kind::kText;
      // Quotes with nothing in them are a piece of their own.
      if (is_text && pieces[end].text.empty() && end > i) break;
      only_text &= is_text;
      ++end;
      if (is_text && pieces[end - 1].text.empty()) break;
    }
    if (only_text) {
      for (; i < end; ++i) out_ += SingleQuoted(pieces[i].text);
      continue;
    }
    out_ += '"';
    for (; i < end; ++i) {
      PrintPiece(pieces[i], Within::kDoubleQuotes, i + 1 < end ? &pieces[i + 1] : nullptr);
    }
    out_ += '"';
  }
}

void Printer::PrintText(std::string_view text, Within within) {
  std::string_view escaped;
  if (within == Within::kDoubleQuotes) escaped = "\"$\\`";
  if (within == Within::kQuotedBraces) escaped = "\"$\\`}";
  if (within == Within::kHere) escaped = "$\\`";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // A $ before nothing that could be its name is itself.
    if (escaped.find(c) != escaped.npos) out_ += '\\';
    out_ += c;
  }
}

void Printer::PrintPiece(const Piece& piece, Within within, const Piece* next) {
  switch (piece.kind) {
    case Piece::Kind::kText:
      return PrintText(piece.text, within);
    case Piece::Kind::kParameter:
      return PrintParameter(piece, within, next);
    case Piece::Kind::kCommand: {
      Printer inner;
      inner.Print(*piece.commands);
      const std::string text = inner.Take();
      out_ += text.starts_with('(') ? "$( " : "$(";
      out_ += text + ")";
      return;
    }
    case Piece::Kind::kArithmetic:
      out_ += "$((";
      Print(*piece.word, Within::kArithmetic);
      out_ += "))";
      return;
  }
}

void Printer::PrintParameter(const Piece& piece, Within within, const Piece* next) {
  static constexpr std::string_view kOperators[] = {"",  "",  "-",  "=", "+",
                                                    "?", "#", "##", "%", "%%"};
  const bool needs_braces =
      (piece.text.size() > 1 && !IsNameStart(piece.text[0])) ||
      (next != nullptr && next->kind == Piece::Kind::kText && IsNameStart(piece.text[0]) &&
       !next->text.empty() && IsNameChar(next->text[0]));
  if (piece.op == ParameterOp::kValue && !needs_braces) {
    out_ += "$" + piece.text;
    return;
  }
  out_ += "${";
  if (piece.op == ParameterOp::kLength) out_ += '#';
  out_ += piece.text;
  if (piece.colon) out_ += ':';
  out_ += kOperators[static_cast<std::size_t>(piece.op)];
  if (piece.word != nullptr) {
    const bool trims = piece.op >= ParameterOp::kTrimStart;
    const bool quoted = within != Within::kNothing;
    Print(*piece.word, trims || !quoted ? Within::kNothing : Within::kQuotedBraces);
  }
  out_ += '}';
}

template <typename Tree>
std::string PrintTree(const Tree& tree) {
  Printer printer;
  printer.Print(tree);
  return printer.Take();
}

}  // namespace

std::string PrintList(const List& list) { return PrintTree(list); }
std::string PrintAndOr(const AndOr& and_or) { return PrintTree(and_or); }
std::string PrintCommand(const Command& command) { return PrintTree(command); }

std::string PrintWord(const Word& word) {
  Printer printer;
  printer.Print(word, Printer::Within::kNothing);
  return printer.Take();
}

std::string QuoteWord(std::string_view text) {
  bool plain = !text.empty();
  for (const char c : text) plain &= IsPlain(c);
  return plain ? std::string(text) : SingleQuoted(text);
}

}  // namespace corix
