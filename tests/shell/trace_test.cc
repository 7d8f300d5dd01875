// The real program records its whole life, however it ends.

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/shell/child.h"
#include "tests/trace_check.h"

namespace corix {
namespace {

using testing::Outcome;
using testing::RunCorix;
using testing::TraceCheck;

// A folder that goes with this.
class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() / "corix_XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "cannot make " << path_;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }
  std::string Text(const std::string& name) const {
    std::ifstream file(File(name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  // The file that is there, if there is one alone.
  std::string OnlyFile() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      names.push_back(entry.path().filename().string());
    return names.size() == 1 ? names[0] : "";
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(TraceOutTest, WritesAtTheEnd) {
  const Folder folder;
  const std::string file = folder.File("trace.json");
  EXPECT_EQ(RunCorix({"--trace-out", file, "-c", "seq 3 | cat; exit 3"}).status, 3);
  const TraceCheck check(folder.Text("trace.json"));
  EXPECT_EQ(check.wrong(), "");
  EXPECT_EQ(check.names().at(1), "corix");
  EXPECT_EQ(check.names().at(2), "seq");
  EXPECT_GT(check.arrows(), 0);
  // The same run again is the same text, to the byte, under virtual time.
  const std::vector<std::string> again = {"--virtual-time", "--trace-out=" + file, "-c",
                                          "race; sleep 5 | cat"};
  EXPECT_EQ(RunCorix(again).status, 0);
  const std::string first = folder.Text("trace.json");
  EXPECT_EQ(RunCorix(again).status, 0);
  EXPECT_EQ(folder.Text("trace.json"), first);
}

// A shell that is killed, by one of its tasks or by the host, and one that hangs.
TEST(TraceOutTest, WritesWhateverEndsTheShell) {
  const Folder folder;
  const std::string file = folder.File("trace.json");
  for (const std::string commands : {"kill $$", "kill -9 $$", "/bin/kill -TERM $CORIX_PID; sleep 9",
                                     "/bin/kill -HUP $CORIX_PID; sleep 9"}) {
    EXPECT_GT(RunCorix({"--trace-out", file, "-c", commands}).status, 128) << commands;
    EXPECT_EQ(TraceCheck(folder.Text("trace.json")).wrong(), "") << commands;
  }
  EXPECT_EQ(RunCorix({"--virtual-time", "--trace-out", file, "-c", "philosophers stuck"}).status,
            1);
  EXPECT_EQ(TraceCheck(folder.Text("trace.json")).wrong(), "");
}

// (A sanitizer has the last word of a crash, and exits with 1.)
bool IsCrash(int status) {
#ifdef __SANITIZE_ADDRESS__
  if (status == 1) return true;
#endif
  return status > 128;
}

// A crash of the process itself, as a panic is one.
TEST(TraceOutTest, WritesAtACrash) {
  const Folder folder;
  const std::string file = folder.File("trace.json");
  for (const std::string signal : {"SEGV", "ABRT", "QUIT"}) {
    const Outcome outcome =
        RunCorix({"--trace-out", file, "-c",
                  "sleep 9 & spin & /bin/kill -" + signal + " $CORIX_PID; sleep 9"});
    EXPECT_TRUE(IsCrash(outcome.status)) << signal << " " << outcome.status;
    EXPECT_NE(outcome.err.find("corix: what was traced is in " + file), std::string::npos)
        << outcome.err;
    const TraceCheck check(folder.Text("trace.json"));
    EXPECT_EQ(check.wrong(), "") << signal;
    EXPECT_EQ(check.names().at(2), "sleep");
  }
}

// So does the ring that a program started: in the directory where it was.
TEST(TraceOutTest, DumpsARing) {
  const Folder folder;
  const Outcome outcome = RunCorix(
      {"-c", "cd " + folder.path() +
                 "; trace ring 128k; spin & sleep 0.1; /bin/kill -SEGV $CORIX_PID; sleep 9"});
  EXPECT_TRUE(IsCrash(outcome.status)) << outcome.status;
  const std::string name = folder.OnlyFile();
  EXPECT_TRUE(name.starts_with("corix-trace-")) << name;
  EXPECT_NE(outcome.err.find(name), std::string::npos) << outcome.err;
  const std::string text = folder.Text(name);
  EXPECT_EQ(TraceCheck(text).wrong(), "");
  EXPECT_EQ(text.find("\"lost\":\"0\""), std::string::npos);
}

TEST(TraceOutTest, WrongUse) {
  EXPECT_EQ(RunCorix({"--trace-out"}).status, 2);
  EXPECT_EQ(RunCorix({"--trace-out=", "-c", "true"}).status, 2);
  EXPECT_EQ(RunCorix({"--trace-out", "/no/such/file", "-c", "exit 3"}).status, 1);
  const Outcome full = RunCorix({"--trace-out", "/dev/full", "-c", "true"});
  EXPECT_EQ(full.status, 1);
  EXPECT_EQ(full.err, "corix: /dev/full: No space left on device\n");
  const Folder folder;
  const Outcome stopped =
      RunCorix({"--trace-out", folder.File("a"), "-c", "trace stop " + folder.File("b")});
  EXPECT_EQ(stopped.err, "corix: " + folder.File("a") + ": the trace was stopped before\n");
  EXPECT_EQ(TraceCheck(folder.Text("b")).wrong(), "");
}

}  // namespace
}  // namespace corix
