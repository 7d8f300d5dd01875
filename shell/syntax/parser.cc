#include "shell/syntax/parser.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "kernel/api/absl_view.h"
#include "shell/syntax/names.h"
#include "shell/syntax/parser_impl.h"
#include "shell/syntax/source_line.h"

namespace corix {
namespace internal {
namespace {

// Reserved words, and operators, that end a list: they cannot begin a command.
constexpr std::array<std::string_view, 8> kClosers = {"then", "elif", "else", "fi",
                                                      "do",   "done", "esac", "}"};

bool IsCloser(const Token& token) {
  const std::string* const literal =
      token.kind == Token::Kind::kWord ? token.word.Literal() : nullptr;
  return literal != nullptr &&
         std::find(kClosers.begin(), kClosers.end(), *literal) != kClosers.end();
}

bool EndsList(const Token& token) {
  return token.kind == Token::Kind::kEnd || token.IsOperator(")") || token.IsOperator(";;") ||
         IsCloser(token);
}

bool IsRedirect(const Token& token) {
  return token.kind == Token::Kind::kOperator && (token.op[0] == '<' || token.op[0] == '>');
}

template <typename T>
std::shared_ptr<const T> Shared(T&& value) {
  return std::make_shared<const T>(std::forward<T>(value));
}

// NAME=... : splits the word. Only what is not quoted counts.
std::optional<Assignment> AsAssignment(Word& word) {
  if (word.pieces.empty()) return std::nullopt;
  Piece& first = word.pieces[0];
  if (first.kind != Piece::Kind::kText || first.quoted) return std::nullopt;
  const std::size_t equals = first.text.find('=');
  if (equals == std::string::npos || !IsName(std::string_view(first.text).substr(0, equals)))
    return std::nullopt;
  Assignment assignment;
  assignment.name = first.text.substr(0, equals);
  assignment.value.at = word.at;
  first.text.erase(0, equals + 1);
  if (first.text.empty()) word.pieces.erase(word.pieces.begin());
  assignment.value.pieces = std::move(word.pieces);
  return assignment;
}

}  // namespace

// ---- Errors ----

void Parser::Fail(std::size_t at, std::string what, bool incomplete) const {
  SyntaxError error = LocateError(text_, at, options_.first_line);
  error.what = std::move(what);
  // Where the end of the last line is hidden, what was read last may go on: fi\ and then sh.
  error.incomplete = incomplete || (end_is_hidden_ && options_.more_may_come);
  throw Stop{std::move(error)};
}

void Parser::FailHere(const HereDocument& here, std::size_t begin) const {
  SyntaxError error = LocateError(text_, begin, options_.first_line);
  error.what = absl::StrCat("no line ", here.delimiter, " ends this here-document");
  error.incomplete = true;
  error.awaits = here.delimiter;
  throw Stop{std::move(error)};
}

void Parser::FailUnexpected(const Token& token) const {
  if (token.kind == Token::Kind::kEnd) Fail(token.begin, "a command is missing at the end", true);
  if (token.kind == Token::Kind::kNewline) Fail(token.begin, "the line ends too early");
  if (token.kind == Token::Kind::kWord) {
    const std::string* const literal = token.word.Literal();
    const std::string word = literal != nullptr ? *literal : "this word";
    if (IsCloser(token)) Fail(token.begin, absl::StrCat("nothing is open that '", word, "' ends"));
    Fail(token.begin, absl::StrCat(word, " cannot stand here"));
  }
  if (token.op == ")") Fail(token.begin, "no ( is open that this ) ends");
  if (token.op == "(") Fail(token.begin, "a ( cannot stand here; quote it to mean the character");
  if (token.op == ";;") Fail(token.begin, "no command stands before ';;', which belongs into case");
  Fail(token.begin, absl::StrCat("no command stands before '", token.op, "'"));
}

// A reserved word that must come now, to go on with what `opener` began.
void Parser::Expect(std::string_view reserved, const Token& opener, std::string_view closer) {
  const Token& token = PeekToken();
  if (token.IsLiteral(reserved)) {
    NextToken();
    return;
  }
  const std::string begun = *opener.word.Literal();
  if (token.kind == Token::Kind::kEnd)
    Fail(opener.begin, absl::StrCat("this '", begun, "' has no '", AbslView(closer), "'"), true);
  const int line = LocateError(text_, opener.begin, options_.first_line).line;
  const std::string* const literal =
      token.kind == Token::Kind::kWord ? token.word.Literal() : nullptr;
  const std::string found = token.kind == Token::Kind::kOperator  ? absl::StrCat("'", token.op, "'")
                            : token.kind == Token::Kind::kNewline ? "the end of the line"
                            : literal != nullptr                  ? absl::StrCat("'", *literal, "'")
                                                                  : "this word";
  Fail(token.begin, absl::StrCat("'", AbslView(reserved), "' must come before ", found, ": the '",
                                 begun, "' of line ", line, " is not complete"));
}

// ---- Lists ----

Parsed Parser::Run() {
  try {
    List list = ReadList();
    if (PeekToken().kind != Token::Kind::kEnd) FailUnexpected(PeekToken());
    return Shared(std::move(list));
  } catch (Stop& stop) {
    return std::move(stop.error);
  }
}

void Parser::SkipNewlines() {
  while (PeekToken().kind == Token::Kind::kNewline) NextToken();
}

List Parser::ReadList() {
  List list;
  for (;;) {
    SkipNewlines();
    if (EndsList(PeekToken())) return list;
    list.items.push_back({.and_or = ReadAndOr(), .background = false});
    const Token& separator = PeekToken();
    if (separator.IsOperator("&")) {
      list.items.back().background = true;
    } else if (!separator.IsOperator(";") && separator.kind != Token::Kind::kNewline) {
      if (EndsList(separator)) return list;
      // After a compound command, a word.
      FailUnexpected(separator);
    }
    NextToken();
  }
}

// A list that is not empty, before a reserved word.
std::shared_ptr<const List> Parser::ReadBody(const Token& opener, std::string_view closer) {
  List list = ReadList();
  const Token& end = PeekToken();
  if (end.kind == Token::Kind::kEnd) {
    Fail(opener.begin,
         absl::StrCat("this '", *opener.word.Literal(), "' has no '", AbslView(closer), "'"), true);
  }
  if (list.items.empty()) {
    Fail(end.begin,
         absl::StrCat("a command must stand before '",
                      end.kind == Token::Kind::kWord ? *end.word.Literal() : end.op, "'"));
  }
  return Shared(std::move(list));
}

std::shared_ptr<const List> Parser::ReadListInParentheses(std::size_t begin,
                                                          std::string_view opener) {
  const Level level(*this, begin);
  List list = ReadList();
  const Token& end = PeekToken();
  if (end.kind == Token::Kind::kEnd)
    Fail(begin, absl::StrCat("this ", AbslView(opener), " has no )"), true);
  if (!end.IsOperator(")")) FailUnexpected(end);
  if (list.items.empty() && opener == "(") Fail(end.begin, "a command must stand before ')'");
  NextToken();
  return Shared(std::move(list));
}

std::shared_ptr<const AndOr> Parser::ReadAndOr() {
  AndOr and_or;
  and_or.pipelines.push_back(ReadPipeline());
  while (PeekToken().IsOperator("&&") || PeekToken().IsOperator("||")) {
    and_or.is_or.push_back(NextToken().op == "||");
    SkipNewlines();
    and_or.pipelines.push_back(ReadPipeline());
  }
  return Shared(std::move(and_or));
}

Pipeline Parser::ReadPipeline() {
  Pipeline pipeline;
  if (PeekToken().IsLiteral("time")) {
    NextToken();
    pipeline.timed = true;
    if (PeekToken().IsLiteral("-p")) {
      NextToken();
      pipeline.posix_time = true;
    }
  }
  if (PeekToken().IsLiteral("!")) {
    NextToken();
    pipeline.negated = true;
  }
  pipeline.commands.push_back(ReadCommand());
  while (PeekToken().IsOperator("|")) {
    NextToken();
    SkipNewlines();
    pipeline.commands.push_back(ReadCommand());
  }
  return pipeline;
}

// ---- Commands ----

std::shared_ptr<const Command> Parser::ReadCommand() {
  while (ExpandAlias()) {
  }
  const Level level(*this, PeekToken().begin);
  Command command;
  command.at = PeekToken().begin;
  if (!ReadCompound(command)) return ReadSimple();
  while (ReadRedirect(command.redirects)) {
  }
  return Shared(std::move(command));
}

bool Parser::ReadCompound(Command& command) {
  const Token& token = PeekToken();
  if (token.IsOperator("(")) {
    command.form = ReadSubshell();
  } else if (token.IsLiteral("{")) {
    command.form = ReadGroup();
  } else if (token.IsLiteral("if")) {
    command.form = ReadIf();
  } else if (token.IsLiteral("while") || token.IsLiteral("until")) {
    command.form = ReadLoop();
  } else if (token.IsLiteral("for")) {
    command.form = ReadFor();
  } else if (token.IsLiteral("case")) {
    command.form = ReadCase();
  } else {
    return false;
  }
  return true;
}

std::shared_ptr<const Command> Parser::ReadSimple() {
  Command command;
  command.at = PeekToken().begin;
  Simple simple;
  const std::string* const first =
      PeekToken().kind == Token::Kind::kWord ? PeekToken().word.Literal() : nullptr;
  if (first != nullptr && (IsReservedWord(*first) && *first != "in")) FailUnexpected(PeekToken());
  for (bool any = false;; any = true) {
    if (ReadRedirect(command.redirects)) continue;
    const bool may_be_alias =
        simple.words.empty() || (blank_alias_end_ != 0 && PeekToken().begin >= blank_alias_end_);
    if (!simple.words.empty() && may_be_alias) blank_alias_end_ = 0;
    while (any && may_be_alias && ExpandAlias()) {
    }
    if (ReadRedirect(command.redirects)) continue;
    if (PeekToken().kind != Token::Kind::kWord) {
      if (!any) FailUnexpected(PeekToken());
      break;
    }
    Token token = NextToken();
    if (simple.words.empty()) {
      if (std::optional<Assignment> assignment = AsAssignment(token.word); assignment.has_value()) {
        simple.assignments.push_back(*std::move(assignment));
        continue;
      }
      const bool is_first = simple.assignments.empty() && command.redirects.empty();
      if (is_first && PeekToken().IsOperator("(")) return ReadFunction(token);
    }
    simple.words.push_back(std::move(token.word));
  }
  if (PeekToken().IsOperator("(")) FailUnexpected(PeekToken());
  command.form = std::move(simple);
  return Shared(std::move(command));
}

std::shared_ptr<const Command> Parser::ReadFunction(const Token& name) {
  const std::string* const literal = name.word.Literal();
  const Token open = NextToken();
  if (!PeekToken().IsOperator(")")) FailUnexpected(open);
  NextToken();
  if (literal == nullptr || !IsName(*literal))
    Fail(name.begin, "the name of a function is made of letters, digits and _");
  if (IsSpecialBuiltin(*literal)) {
    Fail(name.begin,
         absl::StrCat("'", *literal, "' is a special built-in, and cannot be a function's name"));
  }
  SkipNewlines();
  Command body;
  body.at = PeekToken().begin;
  if (!ReadCompound(body)) {
    const bool incomplete = PeekToken().kind == Token::Kind::kEnd;
    Fail(incomplete ? name.begin : body.at,
         absl::StrCat("the body of the function ", *literal,
                      " must be a compound command, as in { commands; }"),
         incomplete);
  }
  while (ReadRedirect(body.redirects)) {
  }
  Command command;
  command.at = name.begin;
  command.form = Function{.name = *literal, .body = Shared(std::move(body))};
  return Shared(std::move(command));
}

bool Parser::ReadRedirect(std::vector<Redirect>& redirects) {
  if (!IsRedirect(PeekToken())) return false;
  const Token op = NextToken();
  Redirect redirect;
  redirect.fd = op.fd >= 0 ? op.fd : op.op[0] == '<' ? 0 : 1;
  if (PeekToken().kind != Token::Kind::kWord) {
    Fail(op.begin, absl::StrCat("a word must stand after '", op.op, "'"),
         PeekToken().kind == Token::Kind::kEnd);
  }
  Word word = NextToken().word;
  if (op.op == "<<" || op.op == "<<-") {
    redirect.kind = Redirect::Kind::kHere;
    redirect.here = std::make_shared<HereDocument>();
    for (const Piece& piece : word.pieces) {
      if (piece.kind != Piece::Kind::kText)
        Fail(op.begin, "the word after << must be plain text, quoted or not");
      redirect.here->delimiter += piece.text;
      redirect.here->quoted |= piece.quoted;
    }
    if (redirect.here->delimiter.find('\n') != std::string::npos)
      Fail(op.begin, "the word after << must be in one line");
    pending_.push_back({.here = redirect.here, .strip = op.op == "<<-", .begin = op.begin});
  } else {
    redirect.kind = op.op == "<"    ? Redirect::Kind::kRead
                    : op.op == ">"  ? Redirect::Kind::kWrite
                    : op.op == ">>" ? Redirect::Kind::kAppend
                    : op.op == ">|" ? Redirect::Kind::kClobber
                    : op.op == "<>" ? Redirect::Kind::kReadWrite
                    : op.op == "<&" ? Redirect::Kind::kDupRead
                                    : Redirect::Kind::kDupWrite;
    redirect.target = std::move(word);
  }
  redirects.push_back(std::move(redirect));
  return true;
}

bool Parser::ExpandAlias() {
  if (!options_.alias) return false;
  const Token& token = PeekToken();
  const std::string* const name = token.kind == Token::Kind::kWord ? token.word.Literal() : nullptr;
  if (name == nullptr || IsReservedWord(*name)) return false;
  std::erase_if(aliases_, [&](const ActiveAlias& alias) { return alias.end <= token.begin; });
  for (const ActiveAlias& active : aliases_) {
    if (active.name == *name) return false;
  }
  const std::string* const value = options_.alias(*name);
  if (value == nullptr || aliases_.size() >= std::size_t{kDeepest}) return false;
  const std::size_t begin = token.begin;
  const std::size_t end = token.end;
  const std::size_t grown_end = begin + value->size();
  for (ActiveAlias& active : aliases_) active.end += grown_end - end;
  aliases_.push_back({.name = *name, .end = grown_end});
  text_.replace(begin, end - begin, *value);
  const bool ends_blank = !value->empty() && (value->back() == ' ' || value->back() == '\t');
  blank_alias_end_ = ends_blank ? grown_end : 0;
  peeked_.reset();
  at_ = begin;
  return true;
}

}  // namespace internal

Parsed Parse(std::string_view text, const SyntaxOptions& options) {
  return internal::Parser(text, options).Run();
}

}  // namespace corix
