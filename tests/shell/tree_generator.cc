#include "tests/shell/tree_generator.h"

#include <array>
#include <utility>

namespace corix::testing {
namespace {

constexpr std::array kNames = {"x", "foo", "_a1"};
constexpr std::array kParameters = {"x", "foo", "_a1", "1", "12", "?",
                                    "#", "@",   "*",   "$", "-",  "!"};
constexpr std::array kPlain = {"a", "if",  "b.c", "-n",    "x=1", "7", "{",
                               "!", "a#b", "*",   "[a-z]", "~",   "ä", "/"};
constexpr std::array kQuoted = {"",   " ",  "a b", "$x", "\"", "'", "\\",    "`",  "}", "#",
                                "\n", ";;", "((",  "ü",  "&&", "*", "\\\\n", "\t", "$", "E"};

}  // namespace

std::string TreeGenerator::MakeText(bool quoted) {
  if (quoted) return kQuoted[static_cast<std::size_t>(Below(kQuoted.size()))];
  return kPlain[static_cast<std::size_t>(Below(kPlain.size()))];
}

// As the parser has it: text behind text of the same kind is one piece.
void TreeGenerator::Add(Word& word, Piece piece) {
  if (!word.pieces.empty() && piece.kind == Piece::Kind::kText) {
    Piece& last = word.pieces.back();
    if (last.kind == Piece::Kind::kText && last.quoted == piece.quoted) {
      last.text += piece.text;
      return;
    }
  }
  word.pieces.push_back(std::move(piece));
}

Piece TreeGenerator::MakeParameter(int depth, bool quoted) {
  Piece piece;
  piece.kind = Piece::Kind::kParameter;
  piece.quoted = quoted;
  piece.text = kParameters[static_cast<std::size_t>(Below(kParameters.size()))];
  if (depth <= 0 || Coin()) return piece;
  if (Below(4) == 0) {
    piece.op = ParameterOp::kLength;
    return piece;
  }
  piece.op = static_cast<ParameterOp>(2 + Below(8));
  // (${#-x} would be a length.)
  if (piece.text == "#") piece.text = "x";
  const bool trims = piece.op >= ParameterOp::kTrimStart;
  piece.colon = !trims && Coin();
  const bool operand_quoted = quoted && !trims;
  Word operand;
  for (int i = Below(3); i > 0; --i) {
    Piece part = MakePiece(depth - 1, operand_quoted || Coin());
    // A $ or a # at the front would be read with what stands before it.
    if (part.kind == Piece::Kind::kText && operand_quoted && part.text.empty()) continue;
    Add(operand, std::move(part));
  }
  const bool doubles = !operand.pieces.empty() && !operand.pieces[0].quoted &&
                       operand.pieces[0].kind == Piece::Kind::kText;
  if (doubles && (operand.pieces[0].text[0] == '#' || operand.pieces[0].text[0] == '%'))
    operand.pieces.clear();
  piece.word = std::make_shared<const Word>(std::move(operand));
  return piece;
}

Piece TreeGenerator::MakePiece(int depth, bool quoted) {
  const int kind = depth <= 0 ? 0 : Below(8);
  if (kind == 6) {
    Piece piece;
    piece.kind = Piece::Kind::kCommand;
    piece.quoted = quoted;
    piece.commands = std::make_shared<const List>(MakeList(depth - 2, 0));
    return piece;
  }
  if (kind == 7) {
    Piece piece;
    piece.kind = Piece::Kind::kArithmetic;
    piece.quoted = quoted;
    Word expression;
    Piece text;
    text.quoted = true;
    text.text = Coin() ? "1 + (2" : "(x * 3";
    Add(expression, std::move(text));
    if (Coin()) Add(expression, MakeParameter(depth - 1, true));
    Piece end;
    end.quoted = true;
    end.text = " / 7)";
    Add(expression, std::move(end));
    piece.word = std::make_shared<const Word>(std::move(expression));
    return piece;
  }
  if (kind >= 4) return MakeParameter(depth - 1, quoted);
  Piece piece;
  piece.quoted = quoted;
  piece.text = MakeText(quoted);
  return piece;
}

Word TreeGenerator::MakeWord(int depth) {
  Word word;
  for (int i = 1 + Below(3); i > 0; --i) Add(word, MakePiece(depth, Coin()));
  return word;
}

Redirect TreeGenerator::MakeRedirect(int depth) {
  Redirect redirect;
  redirect.kind = static_cast<Redirect::Kind>(Below(8));
  redirect.fd = Below(10);
  if (redirect.kind != Redirect::Kind::kHere) {
    redirect.target = MakeWord(depth - 1);
    return redirect;
  }
  redirect.here = std::make_shared<HereDocument>();
  redirect.here->delimiter = Coin() ? "EOF" : "the end";
  redirect.here->quoted = redirect.here->delimiter == "the end" || Coin();
  for (int i = Below(3); i > 0; --i) {
    Piece line;
    line.quoted = true;
    line.text = MakeText(true) + "-";
    Add(redirect.here->text, std::move(line));
    if (!redirect.here->quoted) Add(redirect.here->text, MakeParameter(depth - 1, true));
    Piece newline;
    newline.quoted = true;
    newline.text = "\n";
    Add(redirect.here->text, std::move(newline));
  }
  return redirect;
}

Simple TreeGenerator::MakeSimple(int depth, bool may_be_empty) {
  Simple simple;
  for (int i = Below(3); i > 0; --i) {
    Assignment assignment;
    assignment.name = kNames[static_cast<std::size_t>(Below(kNames.size()))];
    if (Coin()) assignment.value = MakeWord(depth);
    simple.assignments.push_back(std::move(assignment));
  }
  const int words = Below(3) + (may_be_empty || !simple.assignments.empty() ? 0 : 1);
  for (int i = 0; i < words; ++i) simple.words.push_back(MakeWord(depth));
  // A first word that would mean something else gets another piece before it.
  if (!simple.words.empty()) {
    Piece name;
    name.text = "cmd";
    Word word;
    Add(word, std::move(name));
    for (Piece& piece : simple.words[0].pieces) Add(word, std::move(piece));
    if (word.pieces[0].text.find('=') == std::string::npos) simple.words[0] = std::move(word);
    if (simple.words[0].pieces.empty() || simple.words[0].pieces[0].text.empty() ||
        simple.words[0].pieces[0].text.find('=') != std::string::npos)
      simple.words.clear();
  }
  if (simple.words.empty() && simple.assignments.empty() && !may_be_empty)
    simple.assignments.push_back({.name = "x", .value = {}});
  return simple;
}

Command TreeGenerator::MakeCompound(int depth) {
  Command command;
  switch (Below(6)) {
    case 0:
      command.form = BraceGroup{.body = Body(depth - 1)};
      break;
    case 1:
      command.form = Subshell{.body = Body(depth - 1)};
      break;
    case 2: {
      If form;
      for (int i = 1 + Below(2); i > 0; --i)
        form.branches.push_back({.condition = Body(depth - 1), .body = Body(depth - 1)});
      if (Coin()) form.else_body = Body(depth - 1);
      command.form = std::move(form);
      break;
    }
    case 3:
      command.form = Loop{.until = Coin(), .condition = Body(depth - 1), .body = Body(depth - 1)};
      break;
    case 4: {
      For loop;
      loop.name = kNames[static_cast<std::size_t>(Below(kNames.size()))];
      if (Coin()) {
        loop.words.emplace();
        for (int i = Below(3); i > 0; --i) loop.words->push_back(MakeWord(depth - 1));
      }
      loop.body = Body(depth - 1);
      command.form = std::move(loop);
      break;
    }
    default: {
      Case form;
      form.word = MakeWord(depth - 1);
      for (int i = Below(3); i > 0; --i) {
        Case::Branch branch;
        for (int j = 1 + Below(2); j > 0; --j) branch.patterns.push_back(MakeWord(depth - 1));
        branch.body = std::make_shared<const List>(MakeList(depth - 1, 0));
        form.branches.push_back(std::move(branch));
      }
      command.form = std::move(form);
    }
  }
  for (int i = Below(3) / 2; i > 0; --i) command.redirects.push_back(MakeRedirect(depth));
  return command;
}

Command TreeGenerator::MakeCommand(int depth) {
  if (depth > 0 && Below(3) == 0) return MakeCompound(depth);
  Command command;
  if (depth > 0 && Below(8) == 0) {
    command.form = Function{.name = kNames[static_cast<std::size_t>(Below(kNames.size()))],
                            .body = std::make_shared<const Command>(MakeCompound(depth - 1))};
    return command;
  }
  for (int i = Below(4) / 2; i > 0; --i) command.redirects.push_back(MakeRedirect(depth));
  command.form = MakeSimple(depth, !command.redirects.empty());
  return command;
}

Pipeline TreeGenerator::MakePipeline(int depth) {
  Pipeline pipeline;
  pipeline.timed = Below(10) == 0;
  pipeline.posix_time = pipeline.timed && Coin();
  pipeline.negated = Below(5) == 0;
  for (int i = Below(4) == 0 ? 3 : 1; i > 0; --i)
    pipeline.commands.push_back(std::make_shared<const Command>(MakeCommand(depth)));
  return pipeline;
}

AndOr TreeGenerator::MakeAndOr(int depth) {
  AndOr and_or;
  and_or.pipelines.push_back(MakePipeline(depth));
  for (int i = Below(4) == 0 ? 2 : 0; i > 0; --i) {
    and_or.is_or.push_back(Coin());
    and_or.pipelines.push_back(MakePipeline(depth));
  }
  return and_or;
}

List TreeGenerator::MakeList(int depth, int least) {
  List list;
  for (int i = least + Below(3); i > 0; --i) {
    list.items.push_back(
        {.and_or = std::make_shared<const AndOr>(MakeAndOr(depth)), .background = Below(5) == 0});
  }
  return list;
}

}  // namespace corix::testing
