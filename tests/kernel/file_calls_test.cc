// The calls for files and directories: from the task's own directory, with its umask, and refused
// with the host's reason and the file's name.

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

// A directory that is the caller's own.
class Here {
 public:
  Here() { EXPECT_TRUE(CallNow(ChangeDirectory(directory_.path())).ok()); }
  std::string Path(std::string_view name) const { return directory_.Path(name); }

 private:
  TempDirectory directory_;
};

void Make(const std::string& path, std::string_view text = "text") { std::ofstream(path) << text; }

std::string Names(const absl::StatusOr<std::vector<DirectoryEntry>>& entries) {
  if (!entries.ok()) return std::string(entries.status().message());
  std::string names;
  for (const DirectoryEntry& entry : *entries) names += entry.name + " ";
  return names;
}

CORIX_TEST(FileCallsTest, StatusTellsWhatTheHostKnows) {
  const Here here;
  Make(here.Path("file"), "12345");
  std::filesystem::create_symlink("file", here.Path("link"));
  const absl::StatusOr<FileInfo> file = co_yield FileStatus("file");
  EXPECT_TRUE(file.ok());
  EXPECT_EQ(file->type, FileType::kRegular);
  EXPECT_EQ(file->size, 5);
  EXPECT_EQ(file->links, 1U);
  const absl::StatusOr<FileInfo> followed = co_yield FileStatus("link");
  EXPECT_TRUE(followed->SameFileAs(*file));
  const absl::StatusOr<FileInfo> link = co_yield FileStatus("link").NotFollowing();
  EXPECT_EQ(link->type, FileType::kSymbolicLink);
  const absl::StatusOr<FileInfo> missing = co_yield FileStatus("nosuch");
  EXPECT_EQ(missing.status().message(), "nosuch: No such file or directory");
  EXPECT_TRUE(absl::IsNotFound(missing.status()));
  const absl::StatusOr<FileInfo> zero = co_yield FileStatus(std::string("a\0b", 3));
  EXPECT_TRUE(absl::IsInvalidArgument(zero.status()));
}

CORIX_TEST(FileCallsTest, StatusOfDescriptors) {
  const Here here;
  Make(here.Path("file"), "12345");
  const absl::StatusOr<File> opened = co_yield Open("file");
  const absl::StatusOr<FileInfo> file = co_yield FileStatus(opened->fd());
  EXPECT_EQ(file->size, 5);
  const PipeEnds pipe = co_yield Pipe();
  const absl::StatusOr<FileInfo> piped = co_yield FileStatus(pipe.reader.fd());
  EXPECT_EQ(piped->type, FileType::kFifo);
  const absl::StatusOr<FileInfo> none = co_yield FileStatus(Fd(9));
  EXPECT_TRUE(absl::IsNotFound(none.status()));
  const absl::StatusOr<WindowSize> size = co_yield TerminalSize(pipe.reader);
  EXPECT_TRUE(absl::IsFailedPrecondition(size.status()));
}

CORIX_TEST(FileCallsTest, DirectoriesAreListedInOrder) {
  const Here here;
  for (const char* name : {"b", "a", ".c", "B", "a b"}) Make(here.Path(name));
  const auto entries = co_yield ListDirectory(".");
  EXPECT_EQ(Names(entries), ".c B a a b b ");
  const auto file = co_yield ListDirectory("a");
  EXPECT_EQ(Names(file), "a: Not a directory");
}

CORIX_TEST(FileCallsTest, MakingAndRemoving) {
  const Here here;
  (void)(co_yield SetUmask(022));
  absl::Status status = co_yield MakeDirectory("d", 0777);
  EXPECT_TRUE(status.ok());
  struct stat host = {};
  EXPECT_EQ(stat(here.Path("d").c_str(), &host), 0);
  EXPECT_EQ(host.st_mode & 0777U, 0755U);
  status = co_yield MakeDirectory("d");
  EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
  Make(here.Path("d/f"));
  status = co_yield RemoveDirectory("d");
  EXPECT_EQ(status.message(), "d: Directory not empty");
  status = co_yield RemoveFile("d");
  EXPECT_FALSE(status.ok());
  status = co_yield RemoveFile("d/f");
  EXPECT_TRUE(status.ok());
  status = co_yield RemoveDirectory("d");
  EXPECT_TRUE(status.ok());
  status = co_yield RemoveDirectory("d");
  EXPECT_TRUE(absl::IsNotFound(status));
}

CORIX_TEST(FileCallsTest, RenamingAndLinking) {
  const Here here;
  Make(here.Path("a"), "A");
  Make(here.Path("b"), "B");
  absl::Status status = co_yield Rename("a", "b");
  EXPECT_TRUE(status.ok());
  const auto entries = co_yield ListDirectory(".");
  EXPECT_EQ(Names(entries), "b ");
  status = co_yield Rename("a", "b");
  EXPECT_EQ(status.message(), "a to b: No such file or directory");
  status = co_yield MakeLink("b", "hard");
  EXPECT_TRUE(status.ok());
  status = co_yield MakeLink("nowhere", "soft").Symbolic();
  EXPECT_TRUE(status.ok());
  const absl::StatusOr<FileInfo> hard = co_yield FileStatus("hard");
  EXPECT_EQ(hard->links, 2U);
  const absl::StatusOr<std::string> target = co_yield ReadLink("soft");
  EXPECT_EQ(*target, "nowhere");
  const absl::StatusOr<std::string> no_link = co_yield ReadLink("hard");
  EXPECT_TRUE(absl::IsInvalidArgument(no_link.status()));
}

CORIX_TEST(FileCallsTest, PermissionsAndTimes) {
  const Here here;
  Make(here.Path("f"));
  (void)(co_yield SetUmask(077));
  absl::Status status = co_yield SetPermissions("f", 04751);
  EXPECT_TRUE(status.ok());
  const absl::Time read = absl::FromUnixSeconds(1000);
  const absl::Time written = absl::FromUnixSeconds(2000) + absl::Nanoseconds(5);
  status = co_yield SetTimes("f", read, written);
  EXPECT_TRUE(status.ok());
  const absl::StatusOr<FileInfo> info = co_yield FileStatus("f");
  EXPECT_EQ(info->permissions, 04751U);
  EXPECT_EQ(info->accessed, read);
  EXPECT_EQ(info->modified, written);
  status = co_yield CheckAccess("f", FileAccess::kRead | FileAccess::kWrite);
  EXPECT_TRUE(status.ok());
  status = co_yield CheckAccess("nosuch");
  EXPECT_TRUE(absl::IsNotFound(status));
}

// A task's own directory is used, not that of another task, nor the host's.
Process MakeIn(std::string directory, std::string name) {
  EXPECT_TRUE(CallNow(ChangeDirectory(directory)).ok());
  co_yield Yield();
  const absl::Status status = co_yield MakeDirectory(name);
  EXPECT_TRUE(status.ok());
}

CORIX_TEST(FileCallsTest, EachTaskHasItsOwnDirectory) {
  const TempDirectory one;
  const TempDirectory two;
  const Tid first = co_yield NewTask(MakeIn(one.path(), "x"));
  const Tid second = co_yield NewTask(MakeIn(two.path(), "y"));
  (void)(co_yield WaitTask(first));
  (void)(co_yield WaitTask(second));
  EXPECT_TRUE(std::filesystem::is_directory(one.Path("x")));
  EXPECT_TRUE(std::filesystem::is_directory(two.Path("y")));
}

CORIX_TEST(FileCallsTest, UptimeIsTheKernelsOwn) {
  const absl::Duration before = co_yield Uptime();
  co_yield Sleep(absl::Hours(3));
  const absl::Duration after = co_yield Uptime();
  EXPECT_EQ(after - before, absl::Hours(3));
}

}  // namespace
}  // namespace corix::testing
