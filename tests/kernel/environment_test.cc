// The execution environment: directory, umask and variables of each task; files and how they are
// opened.

#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <optional>

#include "tests/io_testing.h"

namespace corix::testing {
namespace {

namespace fs = std::filesystem;

constexpr OpenMode kCreate = OpenMode::kReadWrite | OpenMode::kCreate;

unsigned PermissionsOf(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

unsigned HostUmask() {
  const mode_t mask = umask(0);
  umask(mask);
  return mask;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// ---- The working directory ----

Process ChangeDirectoryAtRandom(std::uint64_t seed, std::string expected, std::string root,
                                int depth) {
  Random random(seed);
  for (int step = 0; step < 10; ++step) {
    const std::size_t what = Below(random, depth > 0 ? 4 : 3);
    if (what == 0) {
      const std::string name(1, static_cast<char>('a' + Below(random, 2)));
      const bool absolute = Below(random, 2) == 0;
      const std::string path = absolute ? root + "/" + name : name;
      std::error_code error;
      const fs::path goal = fs::canonical(absolute ? path : expected + "/" + name, error);
      EXPECT_EQ((co_yield ChangeDirectory(path)).ok(), !error);
      if (!error) expected = goal;
    } else if (what == 1 && expected != root) {
      EXPECT_TRUE((co_yield ChangeDirectory("..")).ok());
      expected = fs::path(expected).parent_path();
    } else if (what == 3) {
      co_yield NewTask(ChangeDirectoryAtRandom(random(), expected, root, depth - 1)).Detached();
    }
    EXPECT_EQ((co_yield GetDirectory()).value(), expected) << seed;
    const File here = (co_yield Open("name")).value();
    EXPECT_EQ(co_await ReadToEnd(here), expected) << seed;
  }
}

// Each task has its own working directory: it inherits its parent's, its relative paths start
// there, and nobody else notices when it changes. The host process never moves.
CORIX_TEST(DirectoryTest, EachTaskHasItsOwn) {
  const TempDirectory directory;
  for (const char* name : {"", "/a", "/a/a", "/a/b", "/b"}) {
    const std::string path = directory.path() + name;
    fs::create_directory(path);
    std::ofstream(path + "/name") << path;
  }
  const std::string host = fs::current_path();
  EXPECT_EQ((co_yield GetDirectory()).value(), host);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_TRUE((co_yield ChangeDirectory(directory.path())).ok());
    co_yield NewTask(ChangeDirectoryAtRandom(seed, directory.path(), directory.path(), 3))
        .Detached();
    while (cpu.kernel->Leaks().tasks > 1) co_yield Yield();
    EXPECT_EQ(fs::current_path(), host);
  }
}

// What is no directory is refused, and the old one stays. One that was removed is said to be.
CORIX_TEST(DirectoryTest, Refusals) {
  const TempDirectory directory;
  std::ofstream(directory.Path("file")) << "x";
  fs::create_directory(directory.Path("goes"));
  EXPECT_TRUE((co_yield ChangeDirectory(directory.path())).ok());
  for (const char* wrong : {"missing", "file", "", "file/x"}) {
    const absl::Status status = co_yield ChangeDirectory(wrong);
    const bool is_file = std::string_view(wrong).starts_with("file");
    EXPECT_EQ(status.code(),
              is_file ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kNotFound)
        << wrong << ": " << status;
    EXPECT_EQ((co_yield GetDirectory()).value(), directory.path());
  }
  EXPECT_TRUE((co_yield ChangeDirectory("goes")).ok());
  fs::rename(directory.Path("goes"), directory.Path("went"));
  EXPECT_EQ((co_yield GetDirectory()).value(), directory.Path("went"));
  fs::remove(directory.Path("went"));
  EXPECT_TRUE(absl::IsNotFound((co_yield GetDirectory()).status()));
  EXPECT_FALSE((co_yield Open("x", kCreate)).ok());
}

// ---- The umask ----

Process MakeFilesAtRandom(std::uint64_t seed, std::optional<unsigned> mask, std::string path,
                          int depth) {
  Random random(seed);
  const unsigned host = HostUmask();
  for (int step = 0; step < 8; ++step) {
    const std::size_t what = Below(random, depth > 0 ? 3 : 2);
    if (what == 0) {
      const auto next = static_cast<unsigned>(Below(random, 01000));
      EXPECT_EQ(co_yield SetUmask(next), mask.value_or(host));
      mask = next;
    } else if (what == 2) {
      co_yield NewTask(MakeFilesAtRandom(random(), mask, path, depth - 1)).Detached();
    }
    const std::string name = path + std::to_string(co_yield GetTid());
    const auto permissions = static_cast<unsigned>(Below(random, 01000));
    EXPECT_TRUE((co_yield Open(name, kCreate, permissions)).ok()) << name;
    EXPECT_EQ(PermissionsOf(name), permissions & ~mask.value_or(host));
    EXPECT_EQ(unlink(name.c_str()), 0);
    EXPECT_EQ(HostUmask(), host);
  }
}

// Each task has its own umask: inherited, changed for itself alone, and taken from the permissions
// of what it makes. The host process keeps its own.
CORIX_TEST(UmaskTest, EachTaskHasItsOwn) {
  const TempDirectory directory;
  const unsigned host = HostUmask();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::string path = directory.Path(std::to_string(seed) + "-");
    co_yield NewTask(MakeFilesAtRandom(seed, std::nullopt, path, 3)).Detached();
    while (cpu.kernel->Leaks().tasks > 1) co_yield Yield();
  }
  EXPECT_EQ(HostUmask(), host);
  EXPECT_EQ(co_yield SetUmask(07777), host);
  EXPECT_EQ(co_yield SetUmask(022), 0777);
}

// ---- Variables ----

Process ChangeVariablesAtRandom(std::uint64_t seed, Variables expected, int depth) {
  Random random(seed);
  for (int step = 0; step < 12; ++step) {
    const std::string name(1, static_cast<char>('A' + Below(random, 4)));
    const std::size_t what = Below(random, depth > 0 ? 4 : 3);
    if (what == 0) {
      const std::string value = std::to_string(random());
      EXPECT_TRUE((co_yield SetVariable(name, value)).ok());
      expected[name] = value;
    } else if (what == 1) {
      EXPECT_TRUE((co_yield SetVariable(name)).ok());
      expected.erase(name);
    } else if (what == 2) {
      // What was asked once does not change afterwards.
      const std::shared_ptr<const Variables> before = co_yield GetVariables();
      EXPECT_TRUE((co_yield SetVariable("Z", name)).ok());
      EXPECT_EQ(*before, expected);
      expected["Z"] = name;
    } else {
      co_yield NewTask(ChangeVariablesAtRandom(random(), expected, depth - 1)).Detached();
    }
    const std::shared_ptr<const Variables> now = co_yield GetVariables();
    EXPECT_EQ(*now, expected) << seed;
  }
}

// Each task has its own variables; at first they are the host process's, which never change.
CORIX_TEST(VariablesTest, EachTaskHasItsOwn) {
  const std::shared_ptr<const Variables> host = co_yield GetVariables();
  EXPECT_EQ(host->at("PATH"), getenv("PATH"));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    co_yield NewTask(ChangeVariablesAtRandom(seed, *host, 3)).Detached();
    while (cpu.kernel->Leaks().tasks > 1) co_yield Yield();
  }
  EXPECT_EQ(*(co_yield GetVariables()), *host);
  for (const std::string& wrong : {std::string(), std::string("a=b"), std::string("a\0b", 3)}) {
    EXPECT_TRUE(absl::IsInvalidArgument(co_yield SetVariable(wrong, "x")));
  }
  EXPECT_TRUE((co_yield SetVariable("EMPTY", "")).ok());
  EXPECT_EQ((co_yield GetVariables())->at("EMPTY"), "");
  EXPECT_EQ(getenv("EMPTY"), nullptr);
}

// ---- Open ----

// Each mode does what it says, on a file that is there and on one that is not.
CORIX_TEST(OpenTest, Modes) {
  const TempDirectory directory;
  const std::string path = directory.Path("file");
  for (unsigned bits = 0; bits < 64; ++bits) {
    const auto mode = static_cast<OpenMode>(bits);
    const bool reads = Has(mode, OpenMode::kRead);
    const bool writes = Has(mode, OpenMode::kWrite);
    const bool creates = Has(mode, OpenMode::kCreate);
    const bool exclusive = Has(mode, OpenMode::kExclusive);
    // What these mean without the other is nobody's business.
    if (exclusive && !creates) continue;
    if (Has(mode, OpenMode::kTruncate) && !writes) continue;
    for (const bool is_there : {false, true}) {
      fs::remove(path);
      if (is_there) std::ofstream(path) << "0123456789";
      absl::StatusOr<File> file = co_yield Open(path, mode);
      if (!reads && !writes) {
        EXPECT_TRUE(absl::IsInvalidArgument(file.status()));
        EXPECT_EQ(fs::exists(path), is_there);
        continue;
      }
      if (!is_there && !creates) {
        EXPECT_EQ(file.status(), absl::NotFoundError(path + ": No such file or directory"));
        continue;
      }
      if (is_there && exclusive) {
        EXPECT_EQ(file.status(), absl::AlreadyExistsError(path + ": File exists"));
        continue;
      }
      EXPECT_TRUE(file.ok()) << file.status();
      const bool empty = !is_there || Has(mode, OpenMode::kTruncate);
      EXPECT_EQ(Contents(path), empty ? "" : "0123456789");
      std::array<char, 16> buffer;
      const auto got = co_yield Read(*file, absl::MakeSpan(buffer));
      EXPECT_EQ(got.ok(), reads);
      if (reads) {
        EXPECT_EQ(*got, empty ? 0 : 10);
      }
      EXPECT_EQ((co_yield Seek(*file, 3)).value(), 3);
      EXPECT_EQ((co_yield Write(*file, "ab")).ok(), writes);
      if (!writes || empty) continue;
      EXPECT_EQ(Contents(path), Has(mode, OpenMode::kAppend) ? "0123456789ab" : "012ab56789");
    }
  }
}

// Two who append do not overwrite each other.
CORIX_TEST(OpenTest, TwoAppend) {
  const TempDirectory directory;
  const std::string path = directory.Path("log");
  constexpr OpenMode kMode = OpenMode::kWrite | OpenMode::kCreate | OpenMode::kAppend;
  const File a = (co_yield Open(path, kMode)).value();
  const File b = (co_yield Open(path, kMode)).value();
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE((co_yield Write(a, "a")).ok());
    EXPECT_TRUE((co_yield Write(b, "b")).ok());
  }
  EXPECT_EQ(Contents(path), "ababab");
}

CORIX_TEST(OpenTest, Refusals) {
  const TempDirectory directory;
  EXPECT_EQ((co_yield Open("")).status(), absl::NotFoundError(": No such file or directory"));
  EXPECT_FALSE((co_yield Open(directory.path(), OpenMode::kWrite)).ok());
  const File folder = (co_yield Open(directory.path())).value();
  std::array<char, 4> buffer;
  EXPECT_EQ((co_yield Read(folder, absl::MakeSpan(buffer))).status().message(),
            "read: Is a directory");
}

// A FIFO is opened without waiting for its other end, and then behaves as a pipe.
CORIX_TEST(OpenTest, Fifo) {
  const TempDirectory directory;
  const std::string path = directory.Path("fifo");
  EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE((co_yield Open(path, OpenMode::kWrite)).ok());
  const File reader = (co_yield Open(path)).value();
  File writer = (co_yield Open(path, OpenMode::kWrite)).value();
  std::string text;
  const Tid waiter = co_yield NewTask(ReadSomeInto(reader, text));
  co_await LookOutside();
  EXPECT_TRUE(Sleeps(waiter));
  EXPECT_EQ((co_yield Write(writer, "hello")).value(), 5);
  co_yield WaitTask(waiter);
  EXPECT_EQ(text, "hello");
  writer.Close();
  EXPECT_EQ(co_await ReadSome(reader), "");
}

// The null device is always empty, takes everything, and is always ready; nothing of the host is
// open for it.
CORIX_TEST(OpenTest, Null) {
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite, OpenMode::kReadWrite}) {
    const File null = (co_yield Open("/dev/null", mode)).value();
    EXPECT_EQ(co_await ReadSome(null), "");
    const std::string much(1 << 20, 'x');
    EXPECT_EQ((co_yield Write(null, much)).value(), much.size());
    EXPECT_EQ((co_yield WaitIO(null, IoEvents::kReadable)).value(), IoEvents::kReadable);
    const int host_fd = (co_yield DupToHost(null)).value();
    EXPECT_EQ(write(host_fd, "x", 1), 1);
    EXPECT_EQ(close(host_fd), 0);
  }
}

// ---- Seek ----

// A place in a file is where the host's lseek would be.
CORIX_TEST(SeekTest, AsTheHostDoes) {
  const TempDirectory directory;
  const std::string path = directory.Path("file");
  std::ofstream(path) << std::string(1'000, 'x');
  const File file = (co_yield Open(path)).value();
  const int host_fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  Random random(1);
  for (int i = 0; i < 300; ++i) {
    const std::int64_t offset = static_cast<std::int64_t>(Below(random, 3'000)) - 1'500;
    const auto from = static_cast<SeekFrom>(Below(random, 3));
    const off_t expected = lseek(host_fd, offset, static_cast<int>(from));
    const absl::StatusOr<std::int64_t> got = co_yield Seek(file, offset, from);
    if (expected >= 0) {
      EXPECT_EQ(got.value_or(-1), expected);
    } else {
      EXPECT_TRUE(absl::IsInvalidArgument(got.status()));
    }
    const std::string piece = co_await ReadSome(file, 100);
    std::array<char, 100> buffer;
    EXPECT_EQ(piece.size(), read(host_fd, buffer.data(), buffer.size()));
  }
  close(host_fd);
}

}  // namespace
}  // namespace corix::testing
