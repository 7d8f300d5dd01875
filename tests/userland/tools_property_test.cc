// Over many seeds, the tools do what the host's do, where both mean the same: in the locale C.

#include <string>
#include <vector>

#include "tests/userland/tools_testing.h"

namespace corix::testing {
namespace {

std::string Pick(Random& random, std::vector<std::string> choices) {
  return choices[Below(random, choices.size())];
}

// Lines of few different words, so that equal ones are frequent.
std::string RandomLines(Random& random, std::size_t most = 20) {
  std::string text;
  for (std::size_t i = Below(random, most); i > 0; --i) {
    for (std::size_t words = Below(random, 5); words > 0; --words) {
      text += Pick(random, {"a", "b", "ab", "aab", "B", "Ab", "10", "9", "-3", "0.5", "007", "x_y",
                            "a.b", "1K", "2M", ""});
      text += Pick(random, {" ", " ", "  ", "\t", ":", ","});
    }
    text += "\n";
  }
  if (Below(random, 5) == 0) text += "no end";
  return text;
}

// Each flag with probability one in three.
void AddFlags(Random& random, Args& words, std::string_view flags) {
  for (const char flag : flags) {
    if (Below(random, 3) == 0) words.push_back(std::string("-") + flag);
  }
}

std::string Number(Random& random, std::size_t most) { return std::to_string(Below(random, most)); }

constexpr int kSeeds = 120;

TEST(ToolsPropertyTest, Sort) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < 2 * kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"sort"};
    AddFlags(random, words, Pick(random, {"rus", "nrus", "fbrs", "hs", "dfu", "nb", "bs"}));
    if (Below(random, 3) == 0) words.push_back(Pick(random, {"-t:", "-t,", "-t "}));
    for (std::size_t keys = Below(random, 3); keys > 0; --keys) {
      const auto place = [&] {
        std::string text = std::to_string(1 + Below(random, 3));
        if (Below(random, 3) == 0) text += "." + std::to_string(1 + Below(random, 3));
        return text + Pick(random, {"", "", "n", "r", "b", "f", "nr"});
      };
      words.push_back("-k" + place() + (Below(random, 2) == 0 ? "," + place() : ""));
    }
    cases.push_back({words, RandomLines(random)});
    words.push_back("-c");
    cases.push_back({words, RandomLines(random, 4)});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, Uniq) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"uniq"};
    AddFlags(random, words, "cdui");
    if (Below(random, 3) == 0) words.push_back("-f" + Number(random, 3));
    if (Below(random, 3) == 0) words.push_back("-s" + Number(random, 4));
    if (Below(random, 4) == 0) words.push_back("-w" + Number(random, 4));
    std::string text;
    for (std::size_t i = Below(random, 12); i > 0; --i)
      text += Pick(random, {"a\n", "a\n", "A\n", "b a\n", "c a\n", "\n", "  a b\n", "b  a b\n"});
    cases.push_back({words, text});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, Tr) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"tr"};
    const auto set = [&] {
      return Pick(random,
                  {"a-z", "A-Z", "[:upper:]", "[:lower:]", "abc", "x", "0-9", "[:digit:]",
                   "[:space:]", "\\n", "\\012", "[a*3]b", "a\\-z", "[:alnum:]", "[:punct:]"});
    };
    const std::string how = Pick(random, {"", "-d", "-s", "-c", "-cd", "-cs", "-ds", "-t", "-C"});
    if (!how.empty()) words.push_back(how);
    words.push_back(set());
    const bool one =
        how == "-d" || how == "-cd" || ((how == "-s" || how == "-cs") && Below(random, 2) == 0);
    // (A class as the second set is the host's to refuse; ours takes it as its bytes.)
    if (!one)
      words.push_back(Pick(random, {"A-Z", "a-z", "xyz", "x", "\\n", "[x*]", "[x*]y", "0-9"}));
    std::string text;
    for (std::size_t i = Below(random, 60); i > 0; --i)
      text += static_cast<char>(Below(random, 128));
    cases.push_back({words, text + RandomLines(random)});
  }
  // Case conversion by classes, which is what classes there are for.
  cases.push_back({{"tr", "[:lower:]", "[:upper:]"}, "Hello, World\n"});
  cases.push_back({{"tr", "[:upper:]", "[:lower:]"}, "Hello, World\n"});
  ExpectSameAsHost(cases, true);
}

TEST(ToolsPropertyTest, HeadTailAndWc) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const std::string text = RandomLines(random, 30);
    const std::string n = Number(random, 15);
    cases.push_back({{"head", Pick(random, {"-n", "-c", "-n-", "-c-", "-"}) + n}, text});
    cases.push_back({{"tail", Pick(random, {"-n", "-c", "-n+", "-c+", "-"}) + n}, text});
    Args words = {"wc"};
    AddFlags(random, words, "lwcL");
    cases.push_back({words, text});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, Seq) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"seq"};
    AddFlags(random, words, "w");
    if (Below(random, 4) == 0) words.push_back(Pick(random, {"-s,", "-s ", "-s", "-s::"}));
    if (words.back() == "-s") words.push_back("--");
    const auto number = [&] {
      std::string text = Below(random, 3) == 0 ? "-" : "";
      text += std::to_string(1 + Below(random, 30));
      if (Below(random, 3) == 0) text += "." + Number(random, 10);
      return text;
    };
    const std::size_t numbers = 1 + Below(random, 3);
    for (std::size_t i = 0; i < numbers; ++i) words.push_back(number());
    cases.push_back({words, ""});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, Grep) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < 3 * kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"grep"};
    const std::string kind = Pick(random, {"-G", "-E", "-F"});
    words.push_back(kind);
    AddFlags(random, words,
             Pick(random, {"ivc", "wn", "xo", "ovi", "iwo", "lq", "Lh", "nH", "cv"}));
    if (Below(random, 4) == 0) words.push_back("-m" + std::to_string(1 + Below(random, 3)));
    if (Below(random, 4) == 0) words.push_back(Pick(random, {"-A1", "-B1", "-C2", "-A2"}));
    std::string pattern;
    for (std::size_t i = 1 + Below(random, 4); i > 0; --i) {
      pattern += Pick(
          random, {"a", "b", "ab", ".", "[ab]", "[^a]", "[[:digit:]]", "x_y", "[a-z]", "B", "0"});
      if (kind == "-E") pattern += Pick(random, {"", "", "*", "+", "?", "{1,2}", "|"});
      if (kind == "-G") pattern += Pick(random, {"", "", "*", "\\{1,2\\}", "\\|", "\\+", "\\?"});
    }
    if (kind != "-F" && Below(random, 4) == 0) pattern = "^" + pattern;
    if (kind != "-F" && Below(random, 4) == 0) pattern += "$";
    words.push_back("-e");
    words.push_back(pattern);
    if (Below(random, 5) == 0) {
      words.push_back("-e");
      words.push_back(Pick(random, {"a", "9", "zzz", ""}));
    }
    cases.push_back({words, RandomLines(random)});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, Printf) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    std::string format;
    for (std::size_t i = 1 + Below(random, 3); i > 0; --i) {
      format += Pick(random, {"", "x", " ", "\\n", "\\t", "\\101", "%%"});
      const std::string conversion =
          Pick(random, {"d", "i", "o", "x", "X", "u", "s", "c", "b", "f", "e", "g"});
      format += "%";
      const bool is_text = conversion == "s" || conversion == "c";
      if (conversion != "b" && Below(random, 3) == 0)
        format += is_text ? "-" : Pick(random, {"-", "0", "+", " "});
      // (The host's refuses what POSIX allows: a width with %b.)
      if (conversion != "b" && Below(random, 3) == 0) format += Number(random, 9);
      if (conversion != "c" && conversion != "b" && Below(random, 4) == 0)
        format += "." + Number(random, 5);
      format += conversion;
    }
    Args words = {"printf", format};
    for (std::size_t i = Below(random, 5); i > 0; --i)
      words.push_back(Pick(random, {"1", "42", "-7", "0x1f", "010", "'a", "3", "12"}));
    cases.push_back({words, ""});
  }
  for (const char* text : {"a\\tb", "a\\cb", "\\0101", "\\\\", "x\\n"})
    cases.push_back({{"printf", "%b|%s|", text, text}, ""});
  cases.push_back({{"printf", "%s-%s\n", "a", "b", "c"}, ""});
  cases.push_back({{"printf", "%d\n", "abc"}, ""});
  cases.push_back({{"printf", "%d\n", "3x"}, ""});
  cases.push_back({{"printf", "%*d|%-*d|\n", "5", "1", "5", "2"}, ""});
  cases.push_back({{"printf", "no conversions\n", "a", "b"}, ""});
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, Cut) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"cut"};
    const bool fields = Below(random, 2) == 0;
    words.push_back(fields ? "-f" : Pick(random, {"-c", "-b"}));
    words.push_back(Pick(random, {"1", "2", "1,3", "2-", "-2", "2-3", "3-,1", "1-2,2-4", "5"}));
    if (fields) {
      words.push_back(Pick(random, {"-d:", "-d,", "-d "}));
      AddFlags(random, words, "s");
    }
    if (Below(random, 4) == 0) words.push_back("--complement");
    cases.push_back({words, RandomLines(random)});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, CatAndXargs) {
  std::vector<ToolCase> cases;
  for (int seed = 0; seed < kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"cat"};
    AddFlags(random, words, "nbsETvA");
    cases.push_back(
        {words, seed % 3 == 0 ? RandomBytes(random, 100) : RandomLines(random) + "\n\n\n"});
    words = {"xargs"};
    words.push_back(Pick(random, {"-n1", "-n2", "-n3", "-L1", "-r", "-I{}", "-0", "-d,"}));
    if (Below(random, 2) == 0) words.push_back("-r");
    if (words[1] == "-I{}") {
      words.insert(words.end(), {"echo", "<{}>", "{}{}"});
    } else if (Below(random, 2) == 0) {
      words.insert(words.end(), {"echo", "-", "x"});
    }
    // (What is not text, the host's echo would print otherwise.)
    std::string text;
    for (std::size_t i = Below(random, 8); i > 0; --i)
      text += Pick(random, {"a", "b c", " ", "\n", "'d e'", "\"f\"", "\\ g", ",", "\n\n", "h"});
    cases.push_back({words, text});
  }
  ExpectSameAsHost(cases);
}

TEST(ToolsPropertyTest, NamesAndTests) {
  std::vector<ToolCase> cases;
  for (const char* path :
       {"/", "//", "a", "/a", "a/", "/a/b", "a/b/", "a//b", "./a", "..", "a/b.c"}) {
    cases.push_back({{"basename", path}, ""});
    cases.push_back({{"basename", path, ".c"}, ""});
    cases.push_back({{"basename", path, "b"}, ""});
    cases.push_back({{"dirname", path}, ""});
  }
  const std::vector<std::string> atoms = {"",  "a", "b",   "-n",  "-z",  "=",  "!=", "!", "(", ")",
                                          "1", "2", "-eq", "-lt", "-ge", "-f", "-d", "/", "-e"};
  for (int seed = 0; seed < 3 * kSeeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    Args words = {"test"};
    // Up to four words POSIX says what they mean.
    for (std::size_t i = Below(random, 4); i > 0; --i)
      words.push_back(atoms[Below(random, atoms.size())]);
    cases.push_back({words, ""});
  }
  ExpectSameAsHost(cases);
}

}  // namespace
}  // namespace corix::testing
