// What a word may become; colours; the history's file.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "shell/editor/completion_query.h"
#include "shell/editor/history_file.h"
#include "shell/editor/scanner.h"
#include "shell/editor/shell_completer.h"

namespace corix {
namespace {

using Kind = CompletionQuery::Kind;

// "echo fo|o": with the cursor in it.
CompletionQuery Ask(std::string line) {
  const std::size_t cursor = line.find('|');
  line.erase(cursor, 1);
  return AskForCompletion(line, cursor);
}

std::string Answer(const std::string& line, std::vector<Completable> known) {
  std::string text = line;
  const std::size_t cursor = text.find('|');
  text.erase(cursor, 1);
  const Completion completion = AnswerCompletion(AskForCompletion(text, cursor), std::move(known));
  if (completion.candidates.empty()) return "none";
  const bool one = completion.candidates.size() == 1;
  const std::string insert =
      one ? completion.candidates[0].text + completion.suffix : completion.common;
  text.replace(completion.begin, completion.end - completion.begin, insert);
  return text;
}

TEST(CompletionQueryTest, WhatIsLookedFor) {
  const std::vector<std::pair<std::string, Kind>> cases = {
      {"|", Kind::kCommand},
      {"ec|", Kind::kCommand},
      {"a; ec|", Kind::kCommand},
      {"a && ec|", Kind::kCommand},
      {"a |", Kind::kFile},
      {"X=1 ec|", Kind::kCommand},
      {"if tr|", Kind::kCommand},
      {"echo $(l|", Kind::kCommand},
      {"echo \"$(l|", Kind::kCommand},
      {"(l|", Kind::kCommand},
      {"./fo|", Kind::kFile},
      {"cat fo|", Kind::kFile},
      {"cat \"fo|", Kind::kFile},
      {"> fo|", Kind::kFile},
      {"cat <fo|", Kind::kFile},
      {"X=fo|", Kind::kFile},
      {"cd fo|", Kind::kDirectory},
      {"echo $H|", Kind::kVariable},
      {"echo \"a ${H|", Kind::kVariable},
      {"echo $|", Kind::kVariable},
      {"echo \"$H|", Kind::kVariable},
      {"echo '$H|", Kind::kFile},
      {"kill 1|", Kind::kTask},
      {"wait |", Kind::kTask},
      {"kill -T|", Kind::kSignal},
      {"kill %|", Kind::kJob},
      {"fg |", Kind::kJob},
      {"ls -|", Kind::kOption},
      {"help sl|", Kind::kCommand},
      {"unset H|", Kind::kVariableName},
  };
  for (const auto& [line, kind] : cases) EXPECT_EQ(Ask(line).kind, kind) << line;
  EXPECT_EQ(Ask("cat 'a b'/c\\ d/e|").directory, "a b/c d/");
  EXPECT_EQ(Ask("cat 'a b'/c\\ d/e|").prefix, "e");
  EXPECT_EQ(Ask("ls -l|").command, "ls");
  // What comes after the cursor does not count.
  EXPECT_EQ(Ask("cat fo|o bar").prefix, "fo");
}

TEST(CompletionQueryTest, Quotes) {
  const std::vector<Completable> blank = {{.name = "a b"}};
  EXPECT_EQ(Answer("cat a|", blank), "cat a\\ b ");
  EXPECT_EQ(Answer("cat a\\ |", blank), "cat a\\ b ");
  EXPECT_EQ(Answer("cat 'a|", blank), "cat 'a b' ");
  EXPECT_EQ(Answer("cat \"a|", blank), "cat \"a b\" ");
  EXPECT_EQ(Answer("cat 'a|", {{.name = "a'b"}}), "cat 'a'\\''b' ");
  EXPECT_EQ(Answer("cat \"a|", {{.name = "a$b"}}), "cat \"a\\$b\" ");
  EXPECT_EQ(Answer("cat a|", {{.name = "a\nb"}}), "cat a'\n'b ");
  EXPECT_EQ(Answer("cat x/a|", {{.name = "ab", .directory = true}}), "cat x/ab/");
  EXPECT_EQ(Answer("cat ~/a|", {{.name = "ab"}}), "cat ~/ab ");
  EXPECT_EQ(Answer("cat |", {{.name = "one"}, {.name = ".two"}}), "cat one ");
  EXPECT_EQ(Answer("cat .|", {{.name = "one"}, {.name = ".two"}}), "cat .two ");
  EXPECT_EQ(Answer("echo ${HO|", {{.name = "HOME"}}), "echo ${HOME}");
  EXPECT_EQ(Answer("echo a$HO|", {{.name = "HOME"}}), "echo a$HOME");
  EXPECT_EQ(Answer("kill %|", {{.name = "%1", .remark = "sleep 5"}}), "kill %1 ");
  EXPECT_EQ(Answer("cat a|", {{.name = "b"}}), "none");
  EXPECT_EQ(Answer("cd |", {{.name = "file"}, {.name = "dir", .directory = true}}), "cd dir/");
}

// Whatever is completed, the word that comes of it means the name: quoted and unquoted again.
TEST(CompletionQueryTest, MeansTheName) {
  constexpr std::string_view kBytes = "ab '\"\\$`&;|<>()*?[]#~=%!{}\t";
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    std::mt19937 random(seed);
    std::string name = "n";
    for (int i = 0; i < 6; ++i) name += kBytes[random() % kBytes.size()];
    for (const std::string quote : {"", "'", "\""}) {
      const std::string line = Answer("cat " + quote + "|", {{.name = name}});
      const ScannedLine scanned = ScanLine(line);
      ASSERT_EQ(scanned.words.size(), 2) << line;
      EXPECT_EQ(scanned.words[1].value, name) << line;
    }
  }
}

TEST(CompletionQueryTest, ListsInOrder) {
  const Completion completion = AnswerCompletion(
      Ask("kill |"), {{.name = "10", .remark = "ten"}, {.name = "9", .remark = "nine"}});
  ASSERT_EQ(completion.candidates.size(), 2);
  EXPECT_EQ(completion.candidates[0].display, "9 nine");
  EXPECT_EQ(completion.candidates[1].display, "10 ten");
}

TEST(CompletionListTest, Columns) {
  std::vector<Candidate> candidates;
  for (const char* name : {"a", "bb", "\u4e2d\u6587", "d", "e"})
    candidates.push_back({.text = name, .display = name});
  EXPECT_EQ(InColumns(candidates, 17),
            (std::vector<std::string>{"a     \u4e2d\u6587  e", "bb    d"}));
  EXPECT_EQ(InColumns(candidates, 5).size(), 5);
  candidates.push_back({.text = "", .display = "much too long"});
  for (const std::string& line : InColumns(candidates, 6)) EXPECT_LT(line.size(), 8);
}

// ---- The scanner ----

std::string Colours(const std::string& text) {
  std::string shown;
  std::size_t at = 0;
  const auto known = [](const std::string& name) { return name == "ls"; };
  for (const StyledSpan& span : ColourLine(text, known)) {
    shown += text.substr(at, span.begin - at) + "<" + span.style + ":" +
             text.substr(span.begin, span.end - span.begin) + ">";
    at = span.end;
  }
  return shown + text.substr(at);
}

TEST(ScannerTest, Colours) {
  EXPECT_EQ(Colours("ls -l a"), "<32:ls> <36:-l> a");
  EXPECT_EQ(Colours("sl a"), "<31:sl> a");
  EXPECT_EQ(Colours("ls | ls"), "<32:ls> <36:|> <32:ls>");
  EXPECT_EQ(Colours("ls 'a b' \"c$d\" # e"), "<32:ls> <33:'a b'> <33:\"c><35:$d><33:\"> <90:# e>");
  EXPECT_EQ(Colours("if ls; then"), "<1;34:if> <32:ls><36:;> <1;34:then>");
  EXPECT_EQ(Colours("ls 'open"), "<32:ls> <31:'open>");
  EXPECT_EQ(Colours("X=1 ls"), "X=1 <32:ls>");
  EXPECT_EQ(Colours("ls $(ls)"), "<32:ls> <36:$(><32:ls><36:)>");
  EXPECT_EQ(Colours("a#b"), "<31:a#b>");
}

// Anything at all is scanned: words and parts lie within the text.
TEST(ScannerTest, NothingConfusesIt) {
  constexpr std::string_view kBytes = "ab '\"\\$(){}<>|&;#\n=`-";
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    std::mt19937 random(seed);
    std::string text;
    for (int i = 0; i < 40; ++i) text += kBytes[random() % kBytes.size()];
    const ScannedLine line = ScanLine(text);
    for (const ScannedWord& word : line.words) {
      EXPECT_LT(word.begin, word.end);
      EXPECT_LE(word.end, text.size());
    }
    for (const ScannedPart& part : line.parts) EXPECT_LE(part.end, text.size());
    std::size_t at = 0;
    for (const StyledSpan& span : ColourLine(text, [](const std::string&) { return true; })) {
      EXPECT_LE(at, span.begin);
      at = span.end;
    }
  }
  ScanLine(std::string(100'000, '('));
  ScanLine(std::string(100'000, '$') + "((");
}

// ---- The history's file ----

class HistoryFileTest : public ::testing::Test {
 protected:
  HistoryFileTest() {
    std::string directory = ::testing::TempDir() + "history-XXXXXX";
    EXPECT_NE(mkdtemp(directory.data()), nullptr);
    directory_ = directory;
    path_ = directory_ + "/history";
  }
  ~HistoryFileTest() override { std::filesystem::remove_all(directory_); }

  std::vector<std::string> Load(std::size_t most = 100) const {
    absl::StatusOr<std::vector<std::string>> entries = LoadHistory(path_, most);
    EXPECT_TRUE(entries.ok()) << entries.status();
    return entries.value_or(std::vector<std::string>());
  }

  std::string directory_;
  std::string path_;
};

TEST_F(HistoryFileTest, KeepsEntries) {
  EXPECT_EQ(Load(), std::vector<std::string>());
  const std::vector<std::string> entries = {"one", "two\nlines\\n", "\u4e2d\xff", "\\"};
  for (const std::string& entry : entries) EXPECT_TRUE(AppendToHistory(path_, entry).ok());
  EXPECT_EQ(Load(), entries);
  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600);
}

TEST_F(HistoryFileTest, EntriesSurviveTheFile) {
  constexpr std::string_view kBytes = "ab\\n\n";
  for (unsigned seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    std::string entry;
    for (int i = 0; i < 8; ++i) entry += kBytes[random() % kBytes.size()];
    EXPECT_EQ(DecodeEntry(EncodeEntry(entry)), entry);
    EXPECT_EQ(EncodeEntry(entry).find('\n'), std::string::npos);
  }
}

// What a crash has left without its end, and what somebody wrote by hand, does no harm.
TEST_F(HistoryFileTest, TakesWhatIsThere) {
  std::ofstream(path_) << "one\n\ntwo\\x\ntwo\\x\nunfinish";
  EXPECT_TRUE(AppendToHistory(path_, "new").ok());
  EXPECT_EQ(Load(), (std::vector<std::string>{"one", "two\\x", "unfinish", "new"}));
}

TEST_F(HistoryFileTest, StaysShort) {
  for (int i = 0; i < 25; ++i) EXPECT_TRUE(AppendToHistory(path_, std::to_string(i)).ok());
  const std::vector<std::string> last = Load(10);
  ASSERT_EQ(last.size(), 10);
  EXPECT_EQ(last.front(), "15");
  EXPECT_EQ(Load(100), last);
}

// Several shells add to it, and shorten it, at once: each entry comes to the file whole.
TEST_F(HistoryFileTest, IsShared) {
  std::vector<std::thread> shells;
  for (int shell = 0; shell < 4; ++shell) {
    shells.emplace_back([this, shell] {
      for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(AppendToHistory(path_, std::to_string(shell) + ":" + std::to_string(i)).ok());
        const bool loads = i % 10 == 0;
        EXPECT_TRUE(!loads || LoadHistory(path_, 150).ok());
      }
    });
  }
  for (std::thread& shell : shells) shell.join();
  const std::vector<std::string> entries = Load(1000);
  EXPECT_GE(entries.size(), 150);
  for (int shell = 0; shell < 4; ++shell) {
    // The last of each are there, in order.
    int before = -1;
    for (const std::string& entry : entries) {
      if (entry[0] != '0' + shell) continue;
      const int number = std::stoi(entry.substr(2));
      EXPECT_GT(number, before);
      before = number;
    }
  }
}

TEST_F(HistoryFileTest, RefusesWhatIsNoFile) {
  EXPECT_FALSE(LoadHistory(directory_, 10).ok());
  EXPECT_FALSE(AppendToHistory("/dev/null", "x").ok());
  EXPECT_FALSE(AppendToHistory(directory_ + "/no/such", "x").ok());
}

TEST_F(HistoryFileTest, Directories) {
  std::filesystem::create_directory(directory_ + "/sub");
  std::filesystem::create_symlink("sub", directory_ + "/link");
  std::ofstream(directory_ + "/file");
  int directories = 0;
  const std::vector<Completable> files = CompletablesIn(directory_ + "/");
  EXPECT_EQ(files.size(), 3);
  for (const Completable& file : files) directories += file.directory ? 1 : 0;
  EXPECT_EQ(directories, 2);
  EXPECT_TRUE(CompletablesIn(directory_ + "/none/").empty());
}

}  // namespace
}  // namespace corix
