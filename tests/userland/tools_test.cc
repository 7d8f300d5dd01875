// The tools where time, pipes, files and tasks come in, and what they say when something is wrong.

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "syscalls/change_directory.h"
#include "tests/userland/tools_testing.h"

namespace corix::testing {
namespace {

// (Braced lists have no place in expressions that trap: see hazards.)
template <typename... Word>
Args Words(const Word&... words) {
  return Args{std::string(words)...};
}

// What a tool prints, and in one line with it its status if that is not 0.
Co<std::string> Outcome(Args words, std::string input = "") {
  const ToolResult result = co_await RunTool(std::move(words), std::move(input));
  co_return absl::StrCat(result.out, result.err,
                         result.status == 0 ? "" : absl::StrCat("[", result.status, "]"));
}

Process Expect(Args words, std::string input, std::string expected) {
  const std::string shown = absl::StrJoin(words, " ");
  const std::string outcome = co_await Outcome(std::move(words), std::move(input));
  EXPECT_EQ(outcome, expected) << shown;
}

// ---- Options ----

// --help comes from the same table as everything else, for every program.
CORIX_TEST(ToolsTest, HelpEverywhere) {
  int programs = 0;
  for (const Program& program : Programs()) {
    if (program.literal) continue;
    ++programs;
    co_await Expect(Words(program.name, "--help"), "", HelpText(program));
    EXPECT_TRUE(HelpText(program).starts_with(absl::StrCat("usage: ", program.name)));
    for (const Option& option : program.options) EXPECT_STRNE(option.meaning, "") << program.name;
  }
  EXPECT_GE(programs, 60);
}

// An option that no tool has costs one line, and status 2.
CORIX_TEST(ToolsTest, UnknownOptionsAreRefused) {
  for (const Program& program : Programs()) {
    if (program.tool == nullptr) continue;
    const ToolResult result = co_await RunTool(Words(program.name, "--no-such-option"));
    EXPECT_EQ(result.status, 2) << program.name;
    EXPECT_EQ(result.err, absl::StrCat(program.name,
                                       ": --no-such-option: no such option; --help lists them\n"));
    EXPECT_EQ(result.out, "") << program.name;
  }
}

CORIX_TEST(ToolsTest, MissingFiles) {
  for (const char* tool : {"cat", "head", "tail", "wc", "sort", "uniq", "cut"}) {
    Args words = {tool};
    if (std::string_view(tool) == "cut") words.push_back("-f1");
    words.push_back("/nosuch");
    const ToolResult result = co_await RunTool(words);
    EXPECT_EQ(result.err, absl::StrCat(tool, ": /nosuch: No such file or directory\n"));
    EXPECT_EQ(result.status, std::string_view(tool) == "sort" ? 2 : 1) << tool;
  }
  co_await Expect(Words("cat", "/"), "", "cat: /: Is a directory\n[1]");
  co_await Expect(Words("grep", "x", "/nosuch"), "",
                  "grep: /nosuch: No such file or directory\n[2]");
  co_await Expect(Words("grep", "-s", "x", "/nosuch"), "", "[2]");
}

// ---- Streams ----

// Who prints for ever ends when nobody reads any more, as by the signal PIPE.
CORIX_TEST(ToolsTest, YesIntoHead) {
  PipeEnds pipe = co_yield Pipe();
  const Tid yes = co_yield NewTask(
      "yes", WithDescriptors(File(), std::move(pipe.writer), ToolProcess(Words("yes"))));
  PipeEnds out = co_yield Pipe();
  const Tid head =
      co_yield NewTask("head", WithDescriptors(std::move(pipe.reader), std::move(out.writer),
                                               ToolProcess(Words("head", "-n", "3"))));
  const std::string text = co_await ReadToEnd(out.reader);
  EXPECT_EQ(text, "y\ny\ny\n");
  const absl::StatusOr<ExitStatus> yes_status = co_yield WaitTask(yes);
  const absl::StatusOr<ExitStatus> head_status = co_yield WaitTask(head);
  EXPECT_EQ(*yes_status, ExitStatus::Killed(Signal::kPipe));
  EXPECT_EQ(*head_status, ExitStatus());
}

// Lines of any length, bytes of any value.
CORIX_TEST(ToolsTest, BinarySafe) {
  Random random(1);
  const std::string bytes = RandomBytes(random, 300'000);
  for (const char* tool : {"cat", "tee"}) {
    const ToolResult result = co_await RunTool(Words(tool), bytes);
    EXPECT_TRUE(result.out == bytes) << tool;
  }
  const std::string long_line(3'000'000, 'x');
  ToolResult result = co_await RunTool(Words("head", "-n1"), long_line + "\nb\n");
  EXPECT_TRUE(result.out == long_line + "\n");
  result = co_await RunTool(Words("sort"), "b\n" + long_line + "\na\n");
  EXPECT_TRUE(result.out == "a\nb\n" + long_line + "\n");
  const std::string zero("a\0b\n", 4);
  result = co_await RunTool(Words("grep", "-c", "b$"), zero);
  EXPECT_EQ(result.out, "1\n");
  result = co_await RunTool(Words("sort"), zero);
  EXPECT_EQ(result.out, zero);
}

// Many lines are sorted by a thread: as many, and in order.
CORIX_TEST(ToolsTest, SortOfManyLines) {
  Random random(2);
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += absl::StrCat(Below(random, 1'000'000), "\n");
  const ToolResult sorted = co_await RunTool(Words("sort", "-n"), text);
  EXPECT_EQ(sorted.out.size(), text.size());
  const ToolResult checked = co_await RunTool(Words("sort", "-nc"), sorted.out);
  EXPECT_EQ(checked.status, 0) << checked.err;
}

// tail -f prints what is added, once in each second at most, and begins anew when the file has
// become shorter.
CORIX_TEST(ToolsTest, TailFollows) {
  const TempDirectory directory;
  const std::string path = directory.Path("log");
  std::ofstream(path) << "one\ntwo\n";
  PipeEnds out = co_yield Pipe();
  PipeEnds err = co_yield Pipe();
  const Tid tail = co_yield NewTask(
      "tail", WithDescriptors(
                  File(), std::move(out.writer),
                  WithError(std::move(err.writer), ToolProcess(Words("tail", "-n1", "-f", path)))));
  std::string text = co_await ReadSome(out.reader);
  EXPECT_EQ(text, "two\n");
  const absl::Time before = co_yield Now();
  for (int i = 0; i < 5; ++i) {
    co_yield Sleep(absl::Milliseconds(500));
    std::ofstream(path, std::ios::app) << "more " << i << "\n";
    text = co_await ReadSome(out.reader);
    EXPECT_EQ(text, absl::StrCat("more ", i, "\n"));
  }
  const absl::Time after = co_yield Now();
  EXPECT_EQ(after - before, absl::Seconds(5));
  co_yield Sleep(absl::Milliseconds(500));
  std::ofstream(path) << "new\n";
  text = co_await ReadSome(out.reader);
  EXPECT_EQ(text, "new\n");
  text = co_await ReadSome(err.reader);
  EXPECT_EQ(text, absl::StrCat("tail: ", path, ": file truncated\n"));
  (void)(co_yield KillTask(tail));
  (void)(co_yield WaitTask(tail));
}

// ---- Commands ----

// With -P, so many run at the same time, and never more.
CORIX_TEST(ToolsTest, XargsRunsSeveralAtOnce) {
  for (const auto& [at_once, seconds] : {std::pair("1", 6), {"2", 3}, {"3", 2}, {"0", 1}}) {
    const absl::Time before = co_yield Now();
    const ToolResult result =
        co_await RunTool(Words("xargs", "-P", at_once, "-n1", "sleep"), "1 1 1 1 1 1\n");
    const absl::Time after = co_yield Now();
    EXPECT_EQ(result, (ToolResult{.status = 0, .out = "", .err = ""}));
    EXPECT_EQ(after - before, absl::Seconds(seconds)) << at_once;
  }
}

CORIX_TEST(ToolsTest, XargsStatuses) {
  co_await Expect(Words("xargs", "-n1", "test", "-n"), "a b", "");
  co_await Expect(Words("xargs", "false"), "", "[123]");
  co_await Expect(Words("xargs", "-r", "false"), "", "");
  co_await Expect(Words("xargs", "/nosuch"), "", "xargs: /nosuch: not found\n[127]");
  co_await Expect(Words("xargs"), "it's\n", "xargs: a ' has no end in its line\n[1]");
  // What the commands read is not what xargs reads.
  co_await Expect(Words("xargs", "-n1", "cat", "-"), "- -\n", "");
}

CORIX_TEST(ToolsTest, EnvIsForTheCommandAlone) {
  co_await Expect(Words("env", "-i", "A=1", "B=x y", "env"), "", "A=1\nB=x y\n");
  co_await Expect(Words("env", "-i", "A=1", "env", "-u", "A"), "", "");
  co_await Expect(Words("env", "-i", "=x", "env"), "", "env: =x: no variable has this name\n[125]");
  co_await Expect(Words("env", "/nosuch"), "", "env: /nosuch: not found\n[127]");
  co_await Expect(Words("env", "false"), "", "[1]");
}

CORIX_TEST(ToolsTest, EchoAsBash) {
  co_await Expect(Words("echo", "-n", "a", "b"), "", "a b");
  co_await Expect(Words("echo", "a\\tb"), "", "a\\tb\n");
  co_await Expect(Words("echo", "-e", "a\\tb\\x41\\0101\\cd", "e"), "", "a\tbAA");
  co_await Expect(Words("echo", "-eE", "\\t"), "", "\\t\n");
  co_await Expect(Words("echo", "-ne", "\\\\"), "", "\\");
  co_await Expect(Words("echo", "--", "-x", "-nx", "-"), "", "-- -x -nx -\n");
  co_await Expect(Words("echo", "--help"), "", "--help\n");
}

// ---- The network ----

// Both directions at once: what each side is given comes out at the other. With -N an end of input
// is told, and the answer still comes.
CORIX_TEST(ToolsTest, NcTalks) {
  PipeEnds in = co_yield Pipe();
  PipeEnds out = co_yield Pipe();
  PipeEnds err = co_yield Pipe();
  const Tid server = co_yield NewTask(
      "nc",
      WithDescriptors(std::move(in.reader), std::move(out.writer),
                      WithError(std::move(err.writer), ToolProcess(Words("nc", "-l", "-p", "0")))));
  const std::string told = co_await ReadSome(err.reader);
  const std::string port = told.substr(told.rfind(':') + 1, told.size() - told.rfind(':') - 2);
  EXPECT_TRUE(told.starts_with("nc: listening on 127.0.0.1:")) << told;
  const absl::Status given = co_await WriteAll(in.writer, "from the server\n");
  EXPECT_TRUE(given.ok());
  PipeEnds client_in = co_yield Pipe();
  PipeEnds client_out = co_yield Pipe();
  const Tid client = co_yield NewTask(
      "nc", WithDescriptors(std::move(client_in.reader), std::move(client_out.writer),
                            ToolProcess(Words("nc", "-N", "127.0.0.1", port))));
  std::string text = co_await ReadSome(client_out.reader);
  EXPECT_EQ(text, "from the server\n");
  const absl::Status asked = co_await WriteAll(client_in.writer, "from the client\n");
  EXPECT_TRUE(asked.ok());
  client_in.writer.Close();
  text = co_await ReadToEnd(out.reader);
  EXPECT_EQ(text, "from the client\n");
  for (const Tid tid : {server, client}) {
    const absl::StatusOr<ExitStatus> status = co_yield WaitTask(tid);
    EXPECT_EQ(*status, ExitStatus());
  }
}

CORIX_TEST(ToolsTest, NcRefusals) {
  co_await Expect(Words("nc"), "", "nc: a host and a port are needed\n[2]");
  co_await Expect(Words("nc", "-l"), "", "nc: -l needs a port\n[2]");
  co_await Expect(Words("nc", "127.0.0.1", "x"), "", "nc: x is not a number\n[2]");
}

// ---- Files ----

// Everything is relative to the task's own directory, and obeys its umask.
CORIX_TEST(ToolsTest, FilesOfTheTask) {
  const TempDirectory directory;
  (void)(co_yield ChangeDirectory(directory.path()));
  (void)(co_yield SetUmask(027));
  co_await Expect(Words("mkdir", "-p", "a/b/c"), "", "");
  co_await Expect(Words("mkdir", "a"), "", "mkdir: a: File exists\n[1]");
  co_await Expect(Words("mkdir", "-m", "700", "private"), "", "");
  co_await Expect(Words("tee", "a/x", "a/b/y"), "text\n", "text\n");
  struct stat status = {};
  EXPECT_EQ(stat(directory.Path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0750U);
  EXPECT_EQ(stat(directory.Path("a/x").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
  co_await Expect(Words("ls"), "", "a\nprivate\n");
  co_await Expect(Words("ls", "-F", "a"), "", "b/\nx\n");
  co_await Expect(Words("cp", "a/x", "a/z"), "", "");
  co_await Expect(Words("cp", "a/x", "a/x"), "", "cp: a/x and a/x are the same file\n[1]");
  co_await Expect(Words("cp", "a", "d"), "", "cp: a: Is a directory (see -r)\n[1]");
  co_await Expect(Words("cp", "-r", "a", "d"), "", "");
  co_await Expect(Words("cp", "-r", "a", "a/b"), "",
                  "cp: cannot copy a directory into itself, a/b/a/b/a\n[1]");
  co_await Expect(Words("rm", "-r", "a/b/a"), "", "");
  co_await Expect(Words("ls", "-R", "d"), "", "d:\nb\nx\nz\n\nd/b:\nc\ny\n\nd/b/c:\n");
  co_await Expect(Words("cat", "d/b/y", "d/z"), "", "text\ntext\n");
  co_await Expect(Words("mv", "d/x", "d/w"), "", "");
  co_await Expect(Words("mv", "d/w", "d/z", "d/b"), "", "");
  co_await Expect(Words("mv", "-n", "d/b/w", "d/b/z"), "", "");
  co_await Expect(Words("mv", "d/b/w", "d/b/w"), "", "mv: d/b/w and d/b/w are the same file\n[1]");
  co_await Expect(Words("ls", "d", "d/b"), "", "d:\nb\n\nd/b:\nc\nw\ny\nz\n");
  co_await Expect(Words("rm", "d"), "", "rm: d: Is a directory\n[1]");
  co_await Expect(Words("rm", "nosuch"), "", "rm: nosuch: No such file or directory\n[1]");
  co_await Expect(Words("rm", "-f", "nosuch"), "", "");
  co_await Expect(Words("rm", "-d", "d"), "", "rm: d: Directory not empty\n[1]");
  co_await Expect(Words("rm", "-ri", "private"), "n\n", "rm: remove directory 'private'? ");
  co_await Expect(Words("rm", "-r", "a", "d", "private", ".."), "",
                  "rm: refusing to remove '..'\n[1]");
  co_await Expect(Words("ls", "-A"), "", "");
}

// To another file system, a move is a copy, with everything that belongs to the file.
CORIX_TEST(ToolsTest, MoveOverFileSystems) {
  const TempDirectory here;
  std::string there = "/dev/shm/corix-test-XXXXXX";
  EXPECT_NE(mkdtemp(there.data()), nullptr);
  std::ofstream(here.Path("a")) << "text";
  EXPECT_EQ(chmod(here.Path("a").c_str(), 0751), 0);
  std::filesystem::create_directory(here.Path("d"));
  std::filesystem::create_symlink("../a", here.Path("d/link"));
  co_await Expect(Words("mv", here.Path("a"), here.Path("d"), there), "", "");
  EXPECT_TRUE(std::filesystem::is_empty(here.path()));
  EXPECT_EQ(FileText(there + "/a"), "text");
  struct stat status = {};
  EXPECT_EQ(stat((there + "/a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0751U);
  EXPECT_EQ(std::filesystem::read_symlink(there + "/d/link"), "../a");
  co_await Expect(Words("rm", "-r", there), "", "");
}

}  // namespace
}  // namespace corix::testing
