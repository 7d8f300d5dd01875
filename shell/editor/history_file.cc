#include "shell/editor/history_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace corix {
namespace {

constexpr int kPrivate = 0600;
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

class HostFd {
 public:
  explicit HostFd(int fd) : fd_(fd) {}
  ~HostFd() {
    if (fd_ >= 0) close(fd_);
  }
  HostFd(const HostFd&) = delete;
  HostFd& operator=(const HostFd&) = delete;
  HostFd(HostFd&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  HostFd& operator=(HostFd&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// The file, locked. Whoever shortens it puts another in its place: then that one is meant.
absl::StatusOr<HostFd> OpenLocked(const std::string& path, int flags) {
  for (;;) {
    HostFd fd(open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, kPrivate));
    if (fd.get() < 0) return absl::ErrnoToStatus(errno, "cannot open");
    struct stat ours = {};
    if (fstat(fd.get(), &ours) != 0) return absl::ErrnoToStatus(errno, "cannot look at");
    if (!S_ISREG(ours.st_mode)) return absl::FailedPreconditionError("not a regular file");
    int locked;
    do {
      locked = flock(fd.get(), LOCK_EX);
    } while (locked != 0 && errno == EINTR);
    if (locked != 0) return absl::ErrnoToStatus(errno, "cannot lock");
    struct stat there = {};
    const bool same = stat(path.c_str(), &there) == 0 && there.st_ino == ours.st_ino &&
                      there.st_dev == ours.st_dev;
    if (same) return fd;
  }
}

absl::Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return absl::ErrnoToStatus(errno, "cannot write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(int fd) {
  std::string text;
  std::array<char, 65536> piece;
  for (;;) {
    const ssize_t n = read(fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return absl::ErrnoToStatus(errno, "cannot read");
    if (n == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(n));
    if (text.size() > kMostBytes) return absl::ResourceExhaustedError("too long");
  }
}

absl::Status Shorten(const std::string& path, const std::vector<std::string>& entries) {
  std::string text;
  for (const std::string& entry : entries) text += EncodeEntry(entry) + '\n';
  const std::string other = path + ".new";
  const HostFd fd(
      open(other.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kPrivate));
  if (fd.get() < 0) return absl::ErrnoToStatus(errno, "cannot open");
  absl::Status status = WriteAll(fd.get(), text);
  if (status.ok() && rename(other.c_str(), path.c_str()) != 0)
    status = absl::ErrnoToStatus(errno, "cannot rename");
  if (!status.ok()) unlink(other.c_str());
  return status;
}

}  // namespace

std::string EncodeEntry(std::string_view entry) {
  std::string line;
  for (const char c : entry) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
  return line;
}

std::string DecodeEntry(std::string_view line) {
  std::string entry;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == 'n' || line[i + 1] == '\\')) {
      entry += line[++i] == 'n' ? '\n' : '\\';
    } else {
      entry += line[i];
    }
  }
  return entry;
}

absl::StatusOr<std::vector<std::string>> LoadHistory(const std::string& path, std::size_t most) {
  const absl::StatusOr<HostFd> fd = OpenLocked(path, O_RDONLY);
  if (absl::IsNotFound(fd.status())) return std::vector<std::string>();
  if (!fd.ok()) return fd.status();
  const absl::StatusOr<std::string> text = ReadAll(fd->get());
  if (!text.ok()) return text.status();
  std::vector<std::string> entries;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    std::string entry = DecodeEntry(std::string_view(*text).substr(at, end - at));
    at = end + 1;
    if (entry.empty() || (!entries.empty() && entries.back() == entry)) continue;
    entries.push_back(std::move(entry));
  }
  const std::size_t size = entries.size();
  if (size > most)
    entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(most));
  // If that fails, the file is long; no harm is done.
  if (size > 2 * most) (void)Shorten(path, entries);
  return entries;
}

absl::Status AppendToHistory(const std::string& path, std::string_view entry) {
  const absl::StatusOr<HostFd> fd = OpenLocked(path, O_RDWR | O_APPEND | O_CREAT);
  if (!fd.ok()) return fd.status();
  // What somebody left without its end does not become the beginning of ours.
  char last = '\n';
  const off_t size = lseek(fd->get(), 0, SEEK_END);
  if (size > 0) (void)!pread(fd->get(), &last, 1, size - 1);
  return WriteAll(fd->get(), (last == '\n' ? "" : "\n") + EncodeEntry(entry) + '\n');
}

}  // namespace corix
