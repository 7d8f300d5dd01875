#include "shell/redirect.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "shell/expand/expand.h"
#include "syscalls/adopt_host_descriptor.h"
#include "syscalls/dup.h"
#include "syscalls/dup2.h"
#include "syscalls/file_status.h"
#include "syscalls/get_tid.h"
#include "syscalls/kill_task.h"
#include "syscalls/open.h"
#include "syscalls/read.h"
#include "syscalls/write.h"
#include "userland/lib/print.h"

namespace corix {

Co<int> Redirections::Do(ShellState& state, const std::vector<Redirect>& redirects) {
  for (const Redirect& redirect : redirects) {
    const Word& word = redirect.here == nullptr ? redirect.target : redirect.here->text;
    Field target;
    if (word.sleeps()) {
      co_await ExpandWord(state, word, WordUse::kText, target);
    } else {
      (void)ExpandWordNow(state, word, WordUse::kText, target);
    }
    if (state.flow != Flow::kNone) co_return kWrongUse;
    const absl::Status status = Open(state, redirect, target.text);
    if (status.ok()) continue;
    Complain(state, StdView(status.message()));
    co_return kWrongUse;
  }
  co_return 0;
}

absl::Status Redirections::Open(const ShellState& state, const Redirect& redirect,
                                const std::string& target) {
  switch (redirect.kind) {
    case Redirect::Kind::kHere:
      return OpenHere(redirect.fd, target);
    case Redirect::Kind::kDupRead:
    case Redirect::Kind::kDupWrite:
      return Duplicate(redirect, target);
    default:
      return OpenFile(state, redirect, target);
  }
}

absl::Status Redirections::OpenFile(const ShellState& state, const Redirect& redirect,
                                    const std::string& target) {
  OpenMode mode = OpenMode::kRead;
  switch (redirect.kind) {
    case Redirect::Kind::kWrite:
    case Redirect::Kind::kClobber:
      mode = OpenMode::kWrite | OpenMode::kCreate | OpenMode::kTruncate;
      break;
    case Redirect::Kind::kAppend:
      mode = OpenMode::kWrite | OpenMode::kCreate | OpenMode::kAppend;
      break;
    case Redirect::Kind::kReadWrite:
      mode = OpenMode::kReadWrite | OpenMode::kCreate;
      break;
    default:
      break;
  }
  if (redirect.kind == Redirect::Kind::kWrite && state.flags.noclobber) {
    const absl::StatusOr<FileInfo> info = CallNow(FileStatus(target));
    if (info.ok() && info->type == FileType::kRegular)
      return absl::AlreadyExistsError(absl::StrCat(target, ": file exists; >| overwrites it"));
    if (!info.ok()) mode = mode | OpenMode::kExclusive;
  }
  absl::StatusOr<File> file = CallNow(corix::Open(target, mode));
  if (!file.ok()) return file.status();
  return Put(*file, redirect.fd);
}

absl::Status Redirections::Duplicate(const Redirect& redirect, const std::string& target) {
  if (target == "-") {
    Save(redirect.fd);
    (void)CallNow(Close(Fd(redirect.fd)));
    return absl::OkStatus();
  }
  const bool is_descriptor = target.size() == 1 && target[0] >= '0' && target[0] <= '9';
  if (!is_descriptor)
    return absl::InvalidArgumentError(
        absl::StrCat(target, ": a digit or - must stand after >& or <&"));
  const absl::StatusOr<File> file = CallNow(Dup(Fd(target[0] - '0')));
  if (!file.ok()) return absl::NotFoundError(absl::StrCat(target, ": this descriptor is not open"));
  return Put(*file, redirect.fd);
}

// A file of the host without a name: a pipe would not hold all of a long text.
absl::Status Redirections::OpenHere(int fd, std::string_view text) {
  const int host_fd = memfd_create("here-document", MFD_CLOEXEC);
  if (host_fd < 0) return absl::ErrnoToStatus(errno, "here-document");
  while (!text.empty()) {
    const ssize_t written = write(host_fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      absl::Status status = absl::ErrnoToStatus(errno, "here-document");
      close(host_fd);
      return status;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  lseek(host_fd, 0, SEEK_SET);
  absl::StatusOr<File> file = CallNow(AdoptHostDescriptor(host_fd));
  if (!file.ok()) {
    close(host_fd);
    return file.status();
  }
  return Put(*file, fd);
}

absl::Status Redirections::Put(const File& file, int fd) {
  Save(fd);
  return CallNow(Dup2(file, Fd(fd)));
}

void Redirections::Save(int fd) {
  absl::StatusOr<File> file = CallNow(Dup(Fd(fd)));
  saved_.push_back({.fd = fd, .file = file.ok() ? *std::move(file) : File()});
}

void Redirections::Undo() {
  while (!saved_.empty()) {
    const Saved& last = saved_.back();
    if (last.file.is_open()) {
      (void)CallNow(Dup2(last.file, Fd(last.fd)));
    } else {
      (void)CallNow(Close(Fd(last.fd)));
    }
    saved_.pop_back();
  }
}

Fd Redirections::former_stderr() const {
  for (const Saved& saved : saved_) {
    if (saved.fd == kStderr && saved.file.is_open()) return saved.file.fd();
  }
  return kStderr;
}

Co<int> WriteAll(Fd fd, std::string name, std::string_view text) {
  while (!text.empty()) {
    const absl::StatusOr<std::size_t> written = co_yield Write(fd, text);
    if (written.ok()) {
      text.remove_prefix(*written);
      continue;
    }
    if (absl::IsAborted(written.status())) {
      const Tid self = co_yield GetTid();
      co_yield KillTask(self, Signal::kPipe);
    }
    PrintError("%s: %s\n", name, written.status().message());
    co_return 1;
  }
  co_return 0;
}

Co<absl::StatusOr<std::string>> ReadWholeFile(std::string path) {
  const absl::StatusOr<File> file = co_yield corix::Open(path);
  if (!file.ok()) co_return file.status();
  std::string text;
  for (;;) {
    constexpr std::size_t kPiece = 1U << 16U;
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    const absl::StatusOr<std::size_t> bytes =
        co_yield Read(*file, absl::MakeSpan(text).subspan(before));
    text.resize(before + bytes.value_or(0));
    if (!bytes.ok())
      co_return absl::Status(bytes.status().code(),
                             absl::StrCat(path, ": ", bytes.status().message()));
    if (*bytes == 0) co_return text;
  }
}

}  // namespace corix
