#include "userland/lib/file_tree.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "syscalls/check_access.h"
#include "syscalls/file_status.h"
#include "syscalls/list_directory.h"
#include "syscalls/make_directory.h"
#include "syscalls/make_link.h"
#include "syscalls/open.h"
#include "syscalls/read.h"
#include "syscalls/read_link.h"
#include "syscalls/remove_directory.h"
#include "syscalls/remove_file.h"
#include "syscalls/set_permissions.h"
#include "syscalls/set_times.h"
#include "userland/lib/byte_reader.h"
#include "userland/lib/print.h"
#include "userland/lib/socket.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

// Says what went wrong; false.
bool Tell(const std::string& program, absl::string_view what) {
  PrintError("%s: %s\n", program, what);
  return false;
}

Co<absl::Status> CopyBytes(std::string from, std::string to, FileInfo info) {
  const absl::StatusOr<File> source = co_yield Open(from);
  if (!source.ok()) co_return source.status();
  const absl::StatusOr<File> target = co_yield Open(
      to, OpenMode::kWrite | OpenMode::kCreate | OpenMode::kTruncate, info.permissions & 0777U);
  if (!target.ok()) co_return target.status();
  std::vector<char> piece(2 * ByteReader::kPiece);
  for (;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(*source, absl::MakeSpan(piece));
    if (!bytes.ok()) co_return ReadingError(from, bytes.status());
    if (*bytes == 0) co_return absl::OkStatus();
    const absl::Status written = co_await WriteAll(*target, std::string_view(piece.data(), *bytes));
    if (!written.ok()) co_return ReadingError(to, written);
  }
}

Co<absl::Status> CopyLink(std::string from, std::string to) {
  const absl::StatusOr<std::string> target = co_yield ReadLink(from);
  if (!target.ok()) co_return target.status();
  // What is in the way of a link is not written to, but replaced.
  (void)(co_yield RemoveFile(to));
  co_return co_yield MakeLink(*target, to).Symbolic();
}

// One copy of a tree.
class TreeCopy {
 public:
  explicit TreeCopy(CopyOptions options) : options_(std::move(options)) {}

  Co<bool> Copy(std::string from, std::string to) {
    absl::StatusOr<FileInfo> source;
    if (options_.keep_links) {
      source = co_yield FileStatus(from).NotFollowing();
    } else {
      source = co_yield FileStatus(from);
    }
    if (!source.ok()) co_return Tell(options_.program, source.status().message());
    if (source->type == FileType::kDirectory) co_return co_await CopyDirectory(from, to, *source);
    const absl::StatusOr<FileInfo> there = co_yield FileStatus(to);
    if (there.ok()) {
      if (there->SameFileAs(*source))
        co_return Tell(options_.program, absl::StrCat(from, " and ", to, " are the same file"));
      if (there->type == FileType::kDirectory)
        co_return Tell(options_.program, absl::StrCat(to, ": Is a directory"));
      const bool goes_on = co_await MayReplace(to);
      if (!goes_on) co_return true;
    }
    absl::Status copied;
    switch (source->type) {
      case FileType::kSymbolicLink:
        copied = co_await CopyLink(from, to);
        break;
      case FileType::kRegular:
      case FileType::kCharacterDevice:
      case FileType::kFifo:
        if (source->type != FileType::kRegular && options_.recursive) {
          copied =
              absl::InvalidArgumentError(absl::StrCat(from, ": is neither file nor directory"));
          break;
        }
        copied = co_await CopyBytes(from, to, *source);
        if (!copied.ok() && options_.existing == Existing::kForce && there.ok()) {
          (void)(co_yield RemoveFile(to));
          copied = co_await CopyBytes(from, to, *source);
        }
        break;
      default:
        copied = absl::InvalidArgumentError(absl::StrCat(from, ": is neither file nor directory"));
    }
    if (!copied.ok()) co_return Tell(options_.program, copied.message());
    if (options_.verbose) Print("'%s' -> '%s'\n", from, to);
    co_return co_await Preserve(to, *source);
  }

 private:
  Co<bool> MayReplace(std::string to) {
    if (options_.existing == Existing::kKeep) co_return false;
    if (options_.existing != Existing::kAsk) co_return true;
    co_return co_await Ask(absl::StrCat(options_.program, ": overwrite '", to, "'? "));
  }

  Co<bool> CopyDirectory(std::string from, std::string to, FileInfo source) {
    if (!options_.recursive)
      co_return Tell(options_.program, absl::StrCat(from, ": Is a directory (see -r)"));
    // It must not be copied into itself without end.
    for (const FileInfo& made : made_) {
      if (made.SameFileAs(source))
        co_return Tell(options_.program, absl::StrCat("cannot copy a directory into itself, ", to));
    }
    const absl::Status made = co_yield MakeDirectory(to, (source.permissions & 0777U) | 0700U);
    if (made.ok()) {
      if (options_.verbose) Print("'%s' -> '%s'\n", from, to);
    } else {
      const bool is_directory = co_await IsDirectory(to);
      if (!is_directory) co_return Tell(options_.program, made.message());
    }
    const absl::StatusOr<FileInfo> info = co_yield FileStatus(to);
    if (info.ok()) {
      if (info->SameFileAs(source))
        co_return Tell(options_.program, absl::StrCat(from, " and ", to, " are the same file"));
      made_.push_back(*info);
    }
    const absl::StatusOr<std::vector<DirectoryEntry>> entries = co_yield ListDirectory(from);
    if (!entries.ok()) co_return Tell(options_.program, entries.status().message());
    bool well = true;
    for (const DirectoryEntry& entry : *entries) {
      const bool copied = co_await Copy(JoinPath(from, entry.name), JoinPath(to, entry.name));
      well &= copied;
    }
    const bool preserved = co_await Preserve(to, source);
    co_return well&& preserved;
  }

  Co<bool> Preserve(std::string to, FileInfo source) {
    if (!options_.preserve || source.type == FileType::kSymbolicLink) co_return true;
    absl::Status status = co_yield SetPermissions(to, source.permissions);
    if (status.ok()) status = co_yield SetTimes(to, source.accessed, source.modified);
    co_return status.ok() || Tell(options_.program, status.message());
  }

  CopyOptions options_;
  std::vector<FileInfo> made_;  // directories that are the copy's
};

}  // namespace

Co<bool> CopyTree(CopyOptions options, std::string from, std::string to) {
  TreeCopy copy(std::move(options));
  co_return co_await copy.Copy(std::move(from), std::move(to));
}

Co<bool> RemoveTree(RemoveOptions options, std::string path) {
  const absl::StatusOr<FileInfo> info = co_yield FileStatus(path).NotFollowing();
  if (!info.ok()) {
    const bool missing = absl::IsNotFound(info.status());
    co_return (missing && options.ignore_missing) || Tell(options.program, info.status().message());
  }
  const bool is_directory = info->type == FileType::kDirectory;
  if (is_directory && !options.recursive && !options.directories)
    co_return Tell(options.program, absl::StrCat(path, ": Is a directory"));
  bool ask = options.ask;
  if (options.ask_if_protected && !ask && info->type != FileType::kSymbolicLink) {
    const absl::Status writable = co_yield CheckAccess(path, FileAccess::kWrite);
    ask = !writable.ok();
  }
  bool well = true;
  if (is_directory && options.recursive) {
    const absl::StatusOr<std::vector<DirectoryEntry>> entries = co_yield ListDirectory(path);
    if (!entries.ok()) co_return Tell(options.program, entries.status().message());
    if (ask && !entries->empty()) {
      const bool yes =
          co_await Ask(absl::StrCat(options.program, ": descend into directory '", path, "'? "));
      if (!yes) co_return true;
    }
    for (const DirectoryEntry& entry : *entries) {
      const bool removed = co_await RemoveTree(options, JoinPath(path, entry.name));
      well &= removed;
    }
    if (!well) co_return false;
  }
  if (ask) {
    const bool yes = co_await Ask(absl::StrCat(
        options.program, ": remove ", is_directory ? "directory" : "file", " '", path, "'? "));
    if (!yes) co_return true;
  }
  absl::Status removed;
  if (is_directory) {
    removed = co_yield RemoveDirectory(path);
  } else {
    removed = co_yield RemoveFile(path);
  }
  if (!removed.ok()) co_return Tell(options.program, removed.message());
  if (options.verbose) Print("removed '%s'\n", path);
  co_return true;
}

Co<bool> Ask(std::string question) {
  PrintError("%s", question);
  // Byte by byte: what follows the line is not ours.
  std::string answer;
  for (char byte = 0;;) {
    const absl::StatusOr<std::size_t> bytes = co_yield Read(kStdin, absl::MakeSpan(&byte, 1));
    if (!bytes.ok() || *bytes == 0 || byte == '\n') break;
    answer += byte;
  }
  co_return answer.starts_with('y') || answer.starts_with('Y');
}

Co<bool> IsDirectory(std::string path) {
  const absl::StatusOr<FileInfo> info = co_yield FileStatus(std::move(path));
  co_return info.ok() && info->type == FileType::kDirectory;
}

}  // namespace corix
