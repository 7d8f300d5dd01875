#include "shell/expand/expand.h"

#include <pwd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "shell/expand/arithmetic.h"
#include "shell/expand/glob.h"
#include "shell/expand/pattern.h"
#include "shell/interpreter.h"
#include "shell/syntax/names.h"

namespace corix {
namespace {

constexpr std::string_view kUsualIfs = " \t\n";

std::string_view FieldSeparators(const ShellState& state) {
  const std::string* const ifs = state.variables.Find("IFS");
  return ifs == nullptr ? kUsualIfs : std::string_view(*ifs);
}

// What "$*" puts between two arguments.
std::string Joiner(const ShellState& state) {
  return std::string(FieldSeparators(state).substr(0, 1));
}

bool IsList(std::string_view name) { return name == "@" || name == "*"; }

// The variables of $(( )).
class StateVariables final : public ArithmeticVariables {
 public:
  explicit StateVariables(ShellState& state) : state_(state) {}
  std::string Get(std::string_view name) override {
    return GetParameter(state_, name).value_or("");
  }
  absl::Status Set(std::string_view name, std::string value) override {
    return SetShellVariable(state_, name, std::move(value));
  }

 private:
  ShellState& state_;
};

// What becomes of ${...}.
enum class Choice { kNothing, kValue, kWord, kAssign, kError, kTrim };

// Expands pieces into a builder. False: something was wrong, and has been said.
class Expander {
 public:
  Expander(ShellState& state, FieldBuilder& out) : state_(state), out_(out) {}

  bool Fail(std::string_view what) {
    Complain(state_, what);
    AbandonCommands(state_, kWrongUse);
    return false;
  }

  // Of the word of an operator, what is not quoted is split.
  bool AddText(const Piece& piece, bool in_operand) {
    if (in_operand && !piece.quoted) {
      out_.AddExpansion(piece.text, false);
    } else {
      out_.AddLiteral(piece.text, piece.quoted);
    }
    return true;
  }

  Choice Choose(const Piece& piece) const {
    if (piece.op == ParameterOp::kValue || piece.op == ParameterOp::kLength) return Choice::kValue;
    if (piece.op >= ParameterOp::kTrimStart) return Choice::kTrim;
    bool counts_as_set = false;
    if (IsList(piece.text)) {
      const std::vector<std::string>& args = state_.arguments;
      counts_as_set = !args.empty() && !(piece.colon && args.size() == 1 && args[0].empty());
    } else {
      const std::optional<std::string> value = GetParameter(state_, piece.text);
      counts_as_set = value.has_value() && !(piece.colon && value->empty());
    }
    if (piece.op == ParameterOp::kAlternative)
      return counts_as_set ? Choice::kWord : Choice::kNothing;
    if (counts_as_set) return Choice::kValue;
    if (piece.op == ParameterOp::kDefault) return Choice::kWord;
    return piece.op == ParameterOp::kAssign ? Choice::kAssign : Choice::kError;
  }

  bool AddValue(const Piece& piece) {
    if (piece.op == ParameterOp::kLength) return AddLength(piece);
    if (IsList(piece.text)) return AddList(piece, state_.arguments);
    const std::optional<std::string> value = GetParameter(state_, piece.text);
    if (!value.has_value() && state_.flags.nounset)
      return Fail(absl::StrCat(piece.text, ": parameter not set"));
    out_.AddExpansion(value.value_or(""), piece.quoted);
    return true;
  }

  bool AddLength(const Piece& piece) {
    std::size_t length = state_.arguments.size();
    if (!IsList(piece.text)) {
      const std::optional<std::string> value = GetParameter(state_, piece.text);
      if (!value.has_value() && state_.flags.nounset)
        return Fail(absl::StrCat(piece.text, ": parameter not set"));
      length = CountCharacters(value.value_or(""));
    }
    out_.AddExpansion(absl::StrCat(length), piece.quoted);
    return true;
  }

  bool AddList(const Piece& piece, const std::vector<std::string>& args) {
    const bool joins = !out_.splits() || (piece.quoted && piece.text == "*");
    const std::string joiner = joins ? Joiner(state_) : "";
    if (joins && piece.quoted) out_.AddExpansion("", true);
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (i > 0 && joins) out_.AddExpansion(joiner, piece.quoted);
      if (i > 0 && !joins) out_.EndArgument();
      out_.AddExpansion(args[i], piece.quoted);
    }
    return true;
  }

  bool FinishAssign(const Piece& piece, std::string value) {
    if (!IsName(piece.text)) {
      return Fail(absl::StrCat("${", piece.text, "=...}: only a variable can be assigned to"));
    }
    out_.AddExpansion(value, piece.quoted);
    const absl::Status status = SetShellVariable(state_, piece.text, std::move(value));
    return status.ok() || Fail(StdView(status.message()));
  }

  bool FinishError(const Piece& piece, const std::string& message) {
    const std::string usual = piece.colon ? "parameter not set or null" : "parameter not set";
    return Fail(absl::StrCat(piece.text, ": ", message.empty() ? usual : message));
  }

  bool FinishTrim(const Piece& piece, const Field& field) {
    const Pattern pattern(field.AsPattern());
    if (IsList(piece.text)) {
      std::vector<std::string> args = state_.arguments;
      for (std::string& arg : args) arg = Trim(pattern, piece.op, arg);
      return AddList(piece, args);
    }
    const std::optional<std::string> value = GetParameter(state_, piece.text);
    if (!value.has_value() && state_.flags.nounset)
      return Fail(absl::StrCat(piece.text, ": parameter not set"));
    out_.AddExpansion(Trim(pattern, piece.op, value.value_or("")), piece.quoted);
    return true;
  }

  bool FinishArithmetic(const Piece& piece, const std::string& expression) {
    StateVariables variables(state_);
    const absl::StatusOr<std::int64_t> value = EvaluateArithmetic(expression, variables);
    if (!value.ok()) {
      return Fail(
          std::string_view(value.status().message().data(), value.status().message().size()));
    }
    out_.AddExpansion(absl::StrCat(*value), piece.quoted);
    return true;
  }

  // A ${...} that gives nothing is still a field if it is quoted.
  bool AddNothing(const Piece& piece) {
    if (piece.quoted) out_.AddExpansion("", true);
    return true;
  }

  // ---- The whole of it, without sleeping ----

  bool AddPieces(const Word& word, bool in_operand, WordUse use) {
    for (std::size_t i = 0; i < word.pieces.size(); ++i) {
      if (AddTildes(word, i, use)) continue;
      if (!AddPiece(word.pieces[i], in_operand)) return false;
    }
    return true;
  }

  bool AddPiece(const Piece& piece, bool in_operand) {
    switch (piece.kind) {
      case Piece::Kind::kText:
        return AddText(piece, in_operand);
      case Piece::Kind::kArithmetic: {
        FieldBuilder inner;
        if (!Expander(state_, inner).AddPieces(*piece.word, true, WordUse::kText)) return false;
        return FinishArithmetic(piece, inner.TakeText());
      }
      case Piece::Kind::kCommand:
        return true;  // never: it sleeps
      case Piece::Kind::kParameter:
        break;
    }
    const Choice choice = Choose(piece);
    if (choice == Choice::kValue) return AddValue(piece);
    if (choice == Choice::kNothing) return AddNothing(piece);
    if (choice == Choice::kWord) {
      return AddNothing(piece) && AddPieces(*piece.word, true, WordUse::kText);
    }
    FieldBuilder inner;
    if (!Expander(state_, inner).AddPieces(*piece.word, true, WordUse::kText)) return false;
    return Finish(piece, choice, inner.TakeField());
  }

  bool Finish(const Piece& piece, Choice choice, Field field) {
    if (choice == Choice::kAssign) return FinishAssign(piece, std::move(field.text));
    if (choice == Choice::kError) return FinishError(piece, field.text);
    return FinishTrim(piece, field);
  }

  // If there is a ~ in a piece that may stand for a home directory, which is at the beginning of the
  // word and, in an assignment, behind any colon, adds the piece, and answers true.
  bool AddTildes(const Word& word, std::size_t index, WordUse use);

 private:
  static std::string Trim(const Pattern& pattern, ParameterOp op, const std::string& text) {
    const bool longest = op == ParameterOp::kTrimStartLong || op == ParameterOp::kTrimEndLong;
    const bool start = op == ParameterOp::kTrimStart || op == ParameterOp::kTrimStartLong;
    const std::optional<std::size_t> found =
        start ? pattern.MatchStart(text, longest) : pattern.MatchEnd(text, longest);
    if (!found.has_value()) return text;
    return start ? text.substr(*found) : text.substr(0, text.size() - *found);
  }

  std::optional<std::string> HomeOf(const std::string& user) const {
    if (user.empty()) {
      const std::string* const home = state_.variables.Find("HOME");
      return home == nullptr ? std::nullopt : std::optional(*home);
    }
    const passwd* const entry = getpwnam(user.c_str());
    return entry == nullptr ? std::nullopt : std::optional<std::string>(entry->pw_dir);
  }

  ShellState& state_;
  FieldBuilder& out_;
};

bool Expander::AddTildes(const Word& word, std::size_t index, WordUse use) {
  if (index > 0 && use != WordUse::kAssignment) return false;
  const Piece& piece = word.pieces[index];
  const bool is_text = piece.kind == Piece::Kind::kText && !piece.quoted;
  if (!is_text || piece.text.find('~') == std::string::npos) return false;
  const std::string_view ends = use == WordUse::kAssignment ? "/:" : "/";
  std::string_view rest = piece.text;
  for (bool at_start = index == 0; !rest.empty();) {
    if (at_start && rest[0] == '~') {
      const std::size_t end = std::min(rest.find_first_of(ends), rest.size());
      // A name that goes on in quotes is none.
      const bool is_whole = end < rest.size() || index + 1 == word.pieces.size();
      const std::optional<std::string> home =
          is_whole ? HomeOf(std::string(rest.substr(1, end - 1))) : std::nullopt;
      if (home.has_value()) {
        out_.AddLiteral(*home, true);
        rest.remove_prefix(end);
        at_start = false;
        continue;
      }
    }
    const std::size_t colon = use == WordUse::kAssignment ? rest.find(':') : rest.npos;
    const std::size_t length = std::min(colon, rest.size() - 1) + 1;
    out_.AddLiteral(rest.substr(0, length), false);
    rest.remove_prefix(length);
    at_start = colon != rest.npos;
  }
  return true;
}

// ---- The same with command substitutions ----

Process AddPiecesSlowly(ShellState& state, FieldBuilder& out, const Word& word, bool in_operand,
                        WordUse use);

Process AddPieceSlowly(ShellState& state, FieldBuilder& out, const Piece& piece, bool in_operand) {
  Expander expander(state, out);
  if (!piece.sleeps) {
    (void)expander.AddPiece(piece, in_operand);
    co_return;
  }
  if (piece.kind == Piece::Kind::kCommand) {
    const std::string text = co_await Substitute(state, piece.commands);
    if (state.flow == Flow::kNone) out.AddExpansion(text, piece.quoted);
    co_return;
  }
  FieldBuilder inner;
  if (piece.kind == Piece::Kind::kArithmetic) {
    co_await AddPiecesSlowly(state, inner, *piece.word, true, WordUse::kText);
    if (state.flow == Flow::kNone) (void)expander.FinishArithmetic(piece, inner.TakeText());
    co_return;
  }
  const Choice choice = expander.Choose(piece);
  if (choice == Choice::kValue) {
    (void)expander.AddValue(piece);
  } else if (choice == Choice::kNothing) {
    (void)expander.AddNothing(piece);
  } else if (choice == Choice::kWord) {
    (void)expander.AddNothing(piece);
    co_await AddPiecesSlowly(state, out, *piece.word, true, WordUse::kText);
  } else {
    co_await AddPiecesSlowly(state, inner, *piece.word, true, WordUse::kText);
    if (state.flow == Flow::kNone) (void)expander.Finish(piece, choice, inner.TakeField());
  }
}

Process AddPiecesSlowly(ShellState& state, FieldBuilder& out, const Word& word, bool in_operand,
                        WordUse use) {
  for (std::size_t i = 0; i < word.pieces.size(); ++i) {
    if (Expander(state, out).AddTildes(word, i, use)) continue;
    co_await AddPieceSlowly(state, out, word.pieces[i], in_operand);
    if (state.flow != Flow::kNone) co_return;
  }
}

// The names of files that a field stands for, or itself.
void AddNames(const ShellState& state, Field field, std::vector<std::string>& args) {
  if (field.has_wildcard && !state.flags.noglob) {
    std::vector<std::string> paths = Glob(field.pattern);
    if (!paths.empty()) {
      std::move(paths.begin(), paths.end(), std::back_inserter(args));
      return;
    }
  }
  args.push_back(std::move(field.text));
}

void AddAllNames(const ShellState& state, FieldBuilder& builder, std::vector<std::string>& args) {
  for (Field& field : builder.TakeFields()) AddNames(state, std::move(field), args);
}

// The text of a word that stands for nothing but itself.
const std::string* PlainText(const Word& word) {
  const std::string* const literal = word.Literal();
  if (literal == nullptr || literal->find_first_of("~*?[") != std::string::npos) return nullptr;
  return literal;
}

}  // namespace

std::optional<std::string> GetParameter(const ShellState& state, std::string_view name) {
  const char c = name[0];
  if (IsNameStart(c)) {
    const std::string* const value = state.variables.Find(name);
    return value == nullptr ? std::nullopt : std::optional(*value);
  }
  if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error != std::errc()) return std::nullopt;
    if (index == 0) return state.options.name;
    if (index > state.arguments.size()) return std::nullopt;
    return state.arguments[index - 1];
  }
  switch (c) {
    case '?':
      return absl::StrCat(state.status);
    case '$':
      return absl::StrCat(static_cast<int>(state.self));
    case '#':
      return absl::StrCat(state.arguments.size());
    case '-':
      return FlagLetters(state);
    case '!':
      if (state.last_background == 0) return std::nullopt;
      return absl::StrCat(static_cast<int>(state.last_background));
    default:
      return std::nullopt;
  }
}

bool ExpandWordsNow(ShellState& state, const std::vector<Word>& words,
                    std::vector<std::string>& args) {
  for (const Word& word : words) {
    if (const std::string* const text = PlainText(word); text != nullptr) {
      args.push_back(*text);
      continue;
    }
    // IFS may change from word to word: $((IFS=1)).
    const std::string ifs(FieldSeparators(state));
    FieldBuilder builder(ifs);
    Expander expander(state, builder);
    if (!expander.AddPieces(word, false, WordUse::kText)) return false;
    AddAllNames(state, builder, args);
  }
  return true;
}

Process ExpandWords(ShellState& state, const std::vector<Word>& words,
                    std::vector<std::string>& args) {
  for (const Word& word : words) {
    const std::string ifs(FieldSeparators(state));
    FieldBuilder builder(ifs);
    co_await AddPiecesSlowly(state, builder, word, false, WordUse::kText);
    if (state.flow != Flow::kNone) co_return;
    AddAllNames(state, builder, args);
  }
}

bool ExpandWordNow(ShellState& state, const Word& word, WordUse use, Field& field) {
  FieldBuilder builder;
  Expander expander(state, builder);
  if (!expander.AddPieces(word, false, use)) return false;
  field = builder.TakeField();
  return true;
}

Process ExpandWord(ShellState& state, const Word& word, WordUse use, Field& field) {
  FieldBuilder builder;
  co_await AddPiecesSlowly(state, builder, word, false, use);
  field = builder.TakeField();
}

}  // namespace corix
