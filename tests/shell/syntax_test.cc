// The language as text: what is of the grammar and what is not, where it is wrong, and that
// printing a tree and parsing the text give the same tree.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shell/syntax/parser.h"
#include "shell/syntax/printer.h"
#include "tests/seeds.h"
#include "tests/shell/tree_generator.h"

namespace corix {
namespace {

enum class Verdict { kRight, kIncomplete, kWrong };

Verdict Judge(std::string_view text, bool more_may_come = false) {
  SyntaxOptions options;
  options.more_may_come = more_may_come;
  const Parsed parsed = Parse(text, options);
  const auto* const error = std::get_if<SyntaxError>(&parsed);
  if (error == nullptr) return Verdict::kRight;
  EXPECT_FALSE(error->what.empty());
  EXPECT_GE(error->line, 1);
  EXPECT_GE(error->column, 1);
  EXPECT_FALSE(error->Describe("test").empty());
  return error->incomplete ? Verdict::kIncomplete : Verdict::kWrong;
}

std::string ErrorOf(std::string_view text) {
  const Parsed parsed = Parse(text);
  const auto* const error = std::get_if<SyntaxError>(&parsed);
  return error == nullptr ? "(right)" : error->Describe("f");
}

std::string Printed(std::string_view text) {
  const Parsed parsed = Parse(text);
  if (const auto* const error = std::get_if<SyntaxError>(&parsed); error != nullptr)
    return error->Describe("f");
  return PrintList(*std::get<std::shared_ptr<const List>>(parsed));
}

// parse(print(tree)) is tree, for any tree.
TEST(SyntaxTest, PrintedTreesAreParsedToThemselves) {
  for (unsigned seed = 1; seed <= testing::Seeds(3000U); ++seed) {
    testing::TreeGenerator generator(seed);
    const List list = generator.MakeList(3);
    const std::string text = PrintList(list);
    const Parsed parsed = Parse(text);
    const auto* const error = std::get_if<SyntaxError>(&parsed);
    ASSERT_EQ(error, nullptr) << "seed " << seed << ":\n"
                              << text << "\n"
                              << error->Describe("text");
    const List& again = *std::get<std::shared_ptr<const List>>(parsed);
    ASSERT_TRUE(Same(list, again)) << "seed " << seed << ":\n" << text << "\n" << PrintList(again);
  }
}

// Every beginning of a program that is right is right, incomplete or wrong, and nothing worse.
TEST(SyntaxTest, BeginningsAreJudged) {
  for (unsigned seed = 1; seed <= testing::Seeds(150U); ++seed) {
    testing::TreeGenerator generator(seed);
    const std::string text = PrintList(generator.MakeList(2));
    for (std::size_t size = 0; size < text.size() && size < 400; ++size)
      (void)Judge(std::string_view(text).substr(0, size), seed % 2 == 0);
  }
}

// Nor does a byte that was changed, or left out, do harm.
TEST(SyntaxTest, DamagedTextsAreJudged) {
  constexpr std::string_view kBytes = "'\"\\$(){}<>|&;#\n` a\x80\xff";
  for (unsigned seed = 1; seed <= testing::Seeds(300U); ++seed) {
    testing::TreeGenerator generator(seed);
    std::string text = PrintList(generator.MakeList(2));
    if (text.empty()) continue;
    for (unsigned i = 0; i < 20; ++i) {
      std::string damaged = text;
      const std::size_t at = (seed * 7919U + i * 104729U) % text.size();
      if (i % 3 == 0) {
        damaged.erase(at, 1);
      } else {
        damaged[at] = kBytes[(seed + i) % kBytes.size()];
      }
      (void)Judge(damaged);
    }
  }
}

// What a person at a prompt can still complete is no error yet.
TEST(SyntaxTest, Incomplete) {
  const std::vector<std::string_view> texts = {"echo 'a",
                                               "echo \"a",
                                               "echo $(a",
                                               "echo ${x",
                                               "echo ${x:-",
                                               "echo $((1 +",
                                               "if true",
                                               "if true; then",
                                               "if a; then b; else",
                                               "while a; do",
                                               "for x",
                                               "for x in a b",
                                               "for x in a; do",
                                               "case x",
                                               "case x in",
                                               "case x in a)",
                                               "case x in a) b;;",
                                               "{ a;",
                                               "( a",
                                               "a &&",
                                               "a ||\n",
                                               "a |",
                                               "cat <<E\nabc\n",
                                               "cat <<E",
                                               "f()",
                                               "f() {",
                                               "! ",
                                               "echo a\\",
                                               "cat <",
                                               "x=$("};
  for (const std::string_view text : texts) EXPECT_EQ(Judge(text), Verdict::kIncomplete) << text;
}

TEST(SyntaxTest, Wrong) {
  const std::vector<std::string_view> texts = {")",
                                               "a )",
                                               ";",
                                               "a ;; b",
                                               "& a",
                                               "a && ; b",
                                               "| a",
                                               "a | | b",
                                               "fi",
                                               "then",
                                               "done",
                                               "}",
                                               "if ; then a; fi",
                                               "if a; fi",
                                               "if a; then; fi",
                                               "for 1 in a; do b; done",
                                               "for x in a do b",
                                               "while do a; done",
                                               "case x in a b) c;; esac",
                                               "case a; in",
                                               "f() a",
                                               "1f() { a; }",
                                               "if() { a; }",
                                               "shift() { a; }",
                                               "a() { b; } c",
                                               "echo `a`",
                                               "echo $((a)",
                                               "echo ${}",
                                               "echo ${x:a}",
                                               "a > > b",
                                               "a (b)",
                                               "a > ;",
                                               "cat << ;",
                                               "{ }",
                                               "( )",
                                               "! ! a",
                                               "echo $(cat <<E)\nE\n",
                                               "x=(a b)"};
  for (const std::string_view text : texts) {
    // What has no end may be called incomplete instead, but never right.
    EXPECT_NE(Judge(text), Verdict::kRight) << text;
  }
  EXPECT_EQ(Judge("a )"), Verdict::kWrong);
  EXPECT_EQ(Judge("if a; fi"), Verdict::kWrong);
}

TEST(SyntaxTest, Right) {
  const std::vector<std::string_view> texts = {"",
                                               "\n\n",
                                               "# nothing",
                                               "a",
                                               "a;",
                                               "a &",
                                               "a & b",
                                               "a\nb",
                                               "a && b || c",
                                               "! a | b",
                                               "time a",
                                               "time -p ! a | b",
                                               "x=1",
                                               "x=1 y= a b=c",
                                               ">f",
                                               "<a >b c",
                                               "2>&1 a",
                                               "a 2>&-",
                                               "{ a; }",
                                               "{ a; } >b",
                                               "(a)",
                                               "((a); b)",
                                               "if a; then b; elif c; then d; else e; fi",
                                               "while a; do b; done <c",
                                               "until a\ndo\nb\ndone",
                                               "for x; do a; done",
                                               "for x\ndo a; done",
                                               "for x in; do a; done",
                                               "for x\nin a\ndo b; done",
                                               "case x in esac",
                                               "case x in a) ;; esac",
                                               "case x in (a|b) c;; *) d; esac",
                                               "f() { a; }",
                                               "f () (a)",
                                               "f()\n{ a; } >b",
                                               "cat <<E\nE",
                                               "cat <<E\nE\n",
                                               "cat <<-E\n\tE\n",
                                               "cat <<E | b\nE\n",
                                               "a # b",
                                               "a#b",
                                               "echo $",
                                               "echo $%",
                                               "echo if then fi",
                                               "{ { a; } }",
                                               "a\\\nb",
                                               "\"$(a \"$(b)\")\"",
                                               "$((1))",
                                               "$( (a) )",
                                               "echo {a,b}",
                                               "a=b=c",
                                               "${x:-${y:-$(z)}}",
                                               "in"};
  for (const std::string_view text : texts)
    EXPECT_EQ(Judge(text), Verdict::kRight) << ErrorOf(text);
}

// A hidden end of line goes on, if more may come.
TEST(SyntaxTest, HiddenEndOfLine) {
  EXPECT_EQ(Judge("echo a \\\n", true), Verdict::kIncomplete);
  EXPECT_EQ(Judge("echo a \\\n", false), Verdict::kRight);
  EXPECT_EQ(Judge("# a \\\n", true), Verdict::kRight);
  EXPECT_EQ(Judge("echo a\\\\\n", true), Verdict::kRight);
  EXPECT_EQ(Judge("fi\\\n", true), Verdict::kIncomplete);
  EXPECT_EQ(Judge("a ) b\\\n", true), Verdict::kWrong);
  EXPECT_EQ(Printed("ec\\\nho a\\\nb"), "echo ab");
}

// A here-document that has no end yet says what it waits for, so that nobody need look at each line.
TEST(SyntaxTest, HereDocumentsAwaitTheirEnd) {
  const auto awaited = [](std::string_view text) {
    const Parsed parsed = Parse(text);
    const auto* const error = std::get_if<SyntaxError>(&parsed);
    return error == nullptr ? "(right)" : error->incomplete ? error->awaits : "(wrong)";
  };
  EXPECT_EQ(awaited("cat <<E"), "E");
  EXPECT_EQ(awaited("cat <<'two words' <<F\na\nF\n"), "two words");
  EXPECT_EQ(awaited("cat <<E <<-F\na\nE\n\tb\n"), "F");
  EXPECT_EQ(awaited("if cat <<E\nE\n"), "") << "any word may be what comes next";
  EXPECT_EQ(awaited("cat <<E\n${a-\n"), "") << "first the brace must be closed";
  EXPECT_EQ(awaited("cat <<E\nE"), "(right)");
}

// Whoever is wrong learns where: columns count characters, and the caret stands below the place.
TEST(SyntaxTest, Places) {
  EXPECT_EQ(ErrorOf("a\necho \"ä\" )"),
            "f: line 2, column 10: no ( is open that this ) ends\n  echo \"ä\" )\n           ^");
  EXPECT_EQ(ErrorOf("\ta )"),
            "f: line 1, column 4: no ( is open that this ) ends\n  \ta )\n  \t  ^");
  EXPECT_EQ(ErrorOf("日本 )"),
            "f: line 1, column 4: no ( is open that this ) ends\n  日本 )\n       ^");
  EXPECT_EQ(
      ErrorOf("if a; then\nb\ndone"),
      "f: line 3, column 1: 'fi' must come before 'done': the 'if' of line 1 is not complete\n"
      "  done\n  ^");
  EXPECT_EQ(
      ErrorOf("echo `a`"),
      "f: line 1, column 6: a ` is not known to this shell; write $(...), or quote it to mean "
      "the character\n  echo `a`\n       ^");
}

// However deep a text is nested, and however long it is, the host's stack holds.
TEST(SyntaxTest, DeepTextsAreRefused) {
  const std::vector<std::pair<std::string, std::string>> ways = {
      {"(", "a)"},     {"{ ", "a; }"},     {"$(", ")"},
      {"${x:-", "}"},  {"$((", "))"},      {"if ", "a; then b; fi"},
      {"\"$(", ")\""}, {"f() { ", "a; }"}, {"while ", "a; do b; done"}};
  for (const auto& [open, close] : ways) {
    for (const int depth : {150, 100'000}) {
      std::string text;
      for (int i = 0; i < depth; ++i) text += open;
      for (int i = 0; i < depth; ++i) text += close;
      (void)Judge(text);
    }
  }
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "a && b | c; ";
  EXPECT_EQ(Judge(many), Verdict::kRight);
}

// Printing makes one line, and quotes only what needs it.
TEST(SyntaxTest, Printing) {
  EXPECT_EQ(Printed("sleep  5 ;a&"), "sleep 5; a &");
  EXPECT_EQ(Printed("echo 'a b' \"c $x\" \\; ${x}y $x"), "echo 'a b' \"c $x\" ';' ${x}y $x");
  EXPECT_EQ(Printed("if a\nthen b\nfi >c 2>&1"), "if a; then b; fi >c 2>&1");
  EXPECT_EQ(Printed("cat <<-E && b\n\ta\n\tE\nc"), "cat <<E &&\na\nE\nb; c");
  EXPECT_EQ(Printed("f() { a; }"), "f() { a; }");
  EXPECT_EQ(Printed(">f if <g then"), ">f <g if then");
  EXPECT_EQ(Printed("echo $((1+(2)*3)) $( (a) )"), "echo $((1+(2)*3)) $( (a))");
}

// An alias is replaced where a command may stand, once for each name; one that ends with a blank
// lets the next word be one too.
TEST(SyntaxTest, Aliases) {
  const std::string ll = "ls -l";
  const std::string ls = "ls -F";
  const std::string sudo = "run ";
  SyntaxOptions options;
  options.alias = [&](std::string_view name) -> const std::string* {
    return name == "ll" ? &ll : name == "ls" ? &ls : name == "sudo" ? &sudo : nullptr;
  };
  const auto printed = [&](std::string_view text) {
    const Parsed parsed = Parse(text, options);
    return PrintList(*std::get<std::shared_ptr<const List>>(parsed));
  };
  EXPECT_EQ(printed("ll a"), "ls -F -l a");
  EXPECT_EQ(printed("echo ll"), "echo ll");
  EXPECT_EQ(printed("'ll'; \\ll"), "'ll'; 'l'l");
  EXPECT_EQ(printed("x=1 ll | ls && if ll; then ls; fi"),
            "x=1 ls -F -l | ls -F && if ls -F -l; then ls -F; fi");
  EXPECT_EQ(printed("sudo ll ll"), "run ls -F -l ll");
}

}  // namespace
}  // namespace corix
