// Names of files: which are the kernel's, which the host's.

#include "kernel/path.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing.h"

namespace corix::testing {
namespace {

TEST(PathTest, NormalPaths) {
  const std::pair<const char*, const char*> kPaths[] = {
      {"/", "/"},           {"//", "/"},        {"/a/./b//c/", "/a/b/c"}, {"/a/../b", "/b"},
      {"/../..", "/"},      {"/a/b/..", "/a"},  {"/...", "/..."},         {"/.a", "/.a"},
      {"/a/../../b", "/b"}, {"/a/b/../..", "/"}};
  for (const auto& [path, normal] : kPaths) EXPECT_EQ(NormalPath(path), normal) << path;
}

// In the directory of the host process, which no test changes, or in one of the kernel's.
Place LocateIn(const char* directory, const std::string& path) {
  ExecutionEnvironment* const environment = new ExecutionEnvironment();
  if (directory != nullptr)
    environment->directory = std::make_shared<const Directory>(std::string(directory));
  const Place place = Locate(*environment, path);
  environment->Release();
  return place;
}

TEST(PathTest, TheKernelsAreBelowProc) {
  for (const char* path :
       {"/proc/3/stat", "//proc//3/./stat", "/tmp/../proc/3/stat", "/proc/4/../3/stat"}) {
    const Place place = LocateIn(nullptr, path);
    EXPECT_TRUE(place.of_kernel) << path;
    EXPECT_EQ(place.path, "3/stat") << path;
  }
  EXPECT_EQ(LocateIn(nullptr, "/proc").path, "");
  EXPECT_TRUE(LocateIn(nullptr, "/proc/").of_kernel);
}

TEST(PathTest, AllOthersAreTheHosts) {
  for (const char* path :
       {"/process", "/proc2/x", "proc", "a/proc/b", "/home/proc", "/proc/..", ""}) {
    const Place place = LocateIn(nullptr, path);
    EXPECT_FALSE(place.of_kernel) << path;
    EXPECT_EQ(place.path, path);
    EXPECT_EQ(place.directory_fd, AT_FDCWD);
  }
}

TEST(PathTest, TheHostsProcHasAnotherName) {
  EXPECT_EQ(LocateIn(nullptr, "/host/proc/self/stat").path, "/proc/self/stat");
  EXPECT_FALSE(LocateIn(nullptr, "/host/proc").of_kernel);
  EXPECT_EQ(LocateIn(nullptr, "/host/process").path, "/host/process");
}

TEST(PathTest, FromADirectoryOfTheKernel) {
  EXPECT_EQ(LocateIn("/proc/3", "stat").path, "3/stat");
  EXPECT_EQ(LocateIn("/proc/3", "..").path, "");
  EXPECT_TRUE(LocateIn("/proc/3", "..").of_kernel);
  EXPECT_EQ(LocateIn("/proc/3", "../../etc/passwd").path, "/etc/passwd");
  EXPECT_FALSE(LocateIn("/proc/3", "../../etc/passwd").of_kernel);
  EXPECT_EQ(LocateIn("/proc", "/etc/passwd").path, "/etc/passwd");
}

Co<std::string> ReadAll(Fd fd) {
  std::string text;
  std::array<char, 7> piece;
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(fd, absl::MakeSpan(piece));
    if (!bytes.ok() || *bytes == 0) co_return text;
    text.append(piece.data(), *bytes);
  }
}

// A reader sees one moment, however slowly it reads and whatever happens meanwhile.
CORIX_TEST(KernelFileTest, IsASnapshot) {
  const File file = (co_yield Open("/proc/tasks")).value();
  std::vector<Tid> others;
  for (int i = 0; i < 20; ++i) others.push_back(co_yield NewTask("later", Nap(absl::Seconds(1))));
  const std::string text = co_await ReadAll(file);
  EXPECT_EQ(text.find("later"), text.npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  for (const Tid tid : others) co_yield WaitTask(tid);
}

CORIX_TEST(KernelFileTest, CanBeSoughtInAndNotWritten) {
  const File file = (co_yield Open("/proc/uptime")).value();
  const std::string text = co_await ReadAll(file);
  EXPECT_EQ((co_yield Seek(file, 2, SeekFrom::kStart)).value(), 2);
  EXPECT_EQ(co_await ReadAll(file), text.substr(2));
  EXPECT_EQ((co_yield Seek(file, 100, SeekFrom::kStart)).value(), 100);
  EXPECT_EQ(co_await ReadAll(file), "");
  EXPECT_FALSE((co_yield Seek(file, -1, SeekFrom::kStart)).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition((co_yield Write(file, "x")).status()));
  for (const OpenMode mode :
       {OpenMode::kWrite, OpenMode::kReadWrite, OpenMode::kRead | OpenMode::kCreate}) {
    const absl::StatusOr<File> opened = co_yield Open("/proc/uptime", mode);
    EXPECT_TRUE(absl::IsFailedPrecondition(opened.status()));
  }
}

// Nothing below /proc can be made, changed, moved or removed.
CORIX_TEST(KernelFileTest, IsOnlyToBeRead) {
  const std::string path = "/proc/self/stat";
  EXPECT_FALSE((co_yield RemoveFile(path)).ok());
  EXPECT_FALSE((co_yield MakeDirectory("/proc/new")).ok());
  EXPECT_FALSE((co_yield RemoveDirectory("/proc/self")).ok());
  EXPECT_FALSE((co_yield Rename(path, "/tmp/x")).ok());
  EXPECT_FALSE((co_yield Rename("/tmp", "/proc/x")).ok());
  EXPECT_FALSE((co_yield MakeLink(path, "/tmp/x")).ok());
  EXPECT_FALSE((co_yield MakeLink("/tmp", "/proc/x").Symbolic()).ok());
  EXPECT_FALSE((co_yield SetPermissions(path, 0777)).ok());
  EXPECT_FALSE((co_yield SetTimes(path)).ok());
  EXPECT_TRUE((co_yield CheckAccess(path, FileAccess::kRead)).ok());
  EXPECT_TRUE(absl::IsPermissionDenied(co_yield CheckAccess(path, FileAccess::kWrite)));
}

// What is gone is not found, and no number is taken for another.
CORIX_TEST(KernelFileTest, OfNobody) {
  const Tid child = co_yield NewTask(ReturnCode(3));
  co_yield Yield();
  const std::string folder = absl::StrCat("/proc/", static_cast<int>(child));
  // A zombie is there.
  const absl::StatusOr<File> status = co_yield Open(folder + "/status");
  EXPECT_TRUE(status.ok());
  const std::string text = co_await ReadAll(*status);
  EXPECT_NE(text.find("Exit:\t3\n"), text.npos) << text;
  co_yield WaitTask(child);
  for (const std::string& path :
       {folder + "/status", folder, std::string("/proc/0/stat"), std::string("/proc/01/stat"),
        std::string("/proc/-1/stat"), std::string("/proc/1x/stat"), std::string("/proc/1/nothing"),
        std::string("/proc/1/stat/x"), std::string("/proc/99999999999/stat")}) {
    const absl::StatusOr<File> opened = co_yield Open(path);
    EXPECT_TRUE(absl::IsNotFound(opened.status())) << path;
  }
  const absl::StatusOr<File> directory = co_yield Open("/proc/1");
  EXPECT_TRUE(absl::IsFailedPrecondition(directory.status()));
}

constexpr int kInner = __LINE__ + 1;
Process Inner() { co_yield Sleep(absl::Seconds(1)); }
constexpr int kMiddle = __LINE__ + 2;
Co<int> Middle() {
  co_await Inner();
  co_return 0;
}

// The stack of a sleeper names each call, innermost first, with the line at which it stands.
CORIX_TEST(KernelFileTest, StackNamesEachCall) {
  const Tid child = co_yield NewTask("child", Middle());
  co_yield Yield();
  const File file =
      (co_yield Open(absl::StrCat("/proc/", static_cast<int>(child), "/stack"))).value();
  EXPECT_EQ(co_await ReadAll(file),
            absl::StrCat("#0  Inner at tests/kernel/path_test.cc:", kInner,
                         "\n#1  Middle at tests/kernel/path_test.cc:", kMiddle, "\n"));
  co_yield WaitTask(child);
}

}  // namespace
}  // namespace corix::testing
