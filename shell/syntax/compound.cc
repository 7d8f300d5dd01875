// The compound commands of the grammar.

#include <utility>

#include "absl/strings/str_cat.h"
#include "shell/syntax/names.h"
#include "shell/syntax/parser_impl.h"

namespace corix::internal {

Subshell Parser::ReadSubshell() {
  const Token open = NextToken();
  return Subshell{.body = ReadListInParentheses(open.begin, "(")};
}

BraceGroup Parser::ReadGroup() {
  const Token open = NextToken();
  BraceGroup group{.body = ReadBody(open, "}")};
  Expect("}", open, "}");
  return group;
}

If Parser::ReadIf() {
  const Token opener = NextToken();
  If form;
  for (;;) {
    If::Branch branch;
    branch.condition = ReadBody(opener, "then");
    Expect("then", opener, "then");
    branch.body = ReadBody(opener, "fi");
    form.branches.push_back(std::move(branch));
    if (!PeekToken().IsLiteral("elif")) break;
    NextToken();
  }
  if (PeekToken().IsLiteral("else")) {
    NextToken();
    form.else_body = ReadBody(opener, "fi");
  }
  Expect("fi", opener, "fi");
  return form;
}

Loop Parser::ReadLoop() {
  const Token opener = NextToken();
  Loop loop;
  loop.until = opener.IsLiteral("until");
  loop.condition = ReadBody(opener, "do");
  Expect("do", opener, "do");
  loop.body = ReadBody(opener, "done");
  Expect("done", opener, "done");
  return loop;
}

For Parser::ReadFor() {
  const Token opener = NextToken();
  if (PeekToken().kind == Token::Kind::kEnd) Fail(opener.begin, "this 'for' has no 'do'", true);
  const Token name = NextToken();
  const std::string* const literal =
      name.kind == Token::Kind::kWord ? name.word.Literal() : nullptr;
  if (literal == nullptr || !IsName(*literal))
    Fail(name.begin, "the name of a variable must stand after 'for'");
  For loop;
  loop.name = *literal;
  const bool semicolon = PeekToken().IsOperator(";");
  if (semicolon) NextToken();
  SkipNewlines();
  if (!semicolon && PeekToken().IsLiteral("in")) {
    NextToken();
    loop.words.emplace();
    while (PeekToken().kind == Token::Kind::kWord) loop.words->push_back(NextToken().word);
    const Token& end = PeekToken();
    if (end.kind == Token::Kind::kEnd) Fail(opener.begin, "this 'for' has no 'do'", true);
    if (!end.IsOperator(";") && end.kind != Token::Kind::kNewline) FailUnexpected(end);
    NextToken();
    SkipNewlines();
  }
  Expect("do", opener, "do");
  loop.body = ReadBody(opener, "done");
  Expect("done", opener, "done");
  return loop;
}

Case Parser::ReadCase() {
  const Token opener = NextToken();
  Case form;
  if (PeekToken().kind == Token::Kind::kEnd) Fail(opener.begin, "this 'case' has no 'in'", true);
  if (PeekToken().kind != Token::Kind::kWord)
    Fail(PeekToken().begin, "a word must stand after 'case'");
  form.word = NextToken().word;
  SkipNewlines();
  Expect("in", opener, "in");
  for (;;) {
    SkipNewlines();
    if (PeekToken().kind == Token::Kind::kEnd || PeekToken().IsLiteral("esac")) break;
    form.branches.push_back(ReadCaseBranch(opener));
    if (!PeekToken().IsOperator(";;")) break;
    NextToken();
  }
  Expect("esac", opener, "esac");
  return form;
}

Case::Branch Parser::ReadCaseBranch(const Token& opener) {
  Case::Branch branch;
  if (PeekToken().IsOperator("(")) NextToken();
  for (;;) {
    if (PeekToken().kind == Token::Kind::kEnd)
      Fail(opener.begin, "this 'case' has no 'esac'", true);
    if (PeekToken().kind != Token::Kind::kWord)
      Fail(PeekToken().begin, "a pattern must stand here");
    branch.patterns.push_back(NextToken().word);
    if (!PeekToken().IsOperator("|")) break;
    NextToken();
  }
  if (PeekToken().kind == Token::Kind::kEnd) Fail(opener.begin, "this 'case' has no 'esac'", true);
  if (!PeekToken().IsOperator(")"))
    Fail(PeekToken().begin, "a ) must stand after the patterns of a case");
  NextToken();
  branch.body = std::make_shared<const List>(ReadList());
  return branch;
}

}  // namespace corix::internal
