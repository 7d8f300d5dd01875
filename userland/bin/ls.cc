#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "kernel/api/file_info.h"
#include "syscalls/file_status.h"
#include "syscalls/list_directory.h"
#include "syscalls/now.h"
#include "syscalls/read_link.h"
#include "syscalls/terminal_size.h"
#include "userland/bin/programs.h"
#include "userland/lib/accounts.h"
#include "userland/lib/complain.h"
#include "userland/lib/mode.h"
#include "userland/lib/print.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kLsOptions[] = {
    {.letter = 'a', .name = "all", .meaning = "names that begin with a dot too"},
    {.letter = 'A', .name = "almost-all", .meaning = "the same, but for . and .."},
    {.letter = 'l', .meaning = "all that is known of each"},
    {.letter = 'n',
     .name = "numeric-uid-gid",
     .meaning = "as -l, with the numbers of owner and group"},
    {.letter = 'h', .name = "human-readable", .meaning = "sizes as 1.5K or 2M"},
    {.letter = 'd', .name = "directory", .meaning = "directories themselves, not what is in them"},
    {.letter = 'R', .name = "recursive", .meaning = "and all directories below"},
    {.letter = 't', .meaning = "the newest first"},
    {.letter = 'S', .meaning = "the largest first"},
    {.letter = 'r', .name = "reverse", .meaning = "the other way round"},
    {.letter = 'U', .meaning = "as the directory has them: here, by name"},
    {.letter = 'F', .name = "classify", .meaning = "a mark behind each: / * @ | ="},
    {.letter = 'p', .meaning = "a / behind directories"},
    {.letter = 'i', .name = "inode", .meaning = "the serial number before each"},
    {.letter = '1', .meaning = "one in a line"},
    {.letter = 'C', .meaning = "in columns, as at a terminal"},
};

struct Entry {
  std::string name;
  std::string path;
  FileInfo info;
  std::string target;  // of a symbolic link
};

struct Look {
  bool all = false;
  bool almost_all = false;
  bool long_form = false;
  bool human = false;
  bool directories_too = false;
  bool recursive = false;
  bool reverse = false;
  bool by_time = false;
  bool by_size = false;
  bool classify = false;
  bool slashes = false;
  bool serial = false;
  int columns = 0;  // of the terminal; 0: one in a line
  AccountNames owners;
  AccountNames groups;
  absl::Time now;
};

void Sort(std::vector<Entry>& entries, const Look& look) {
  const auto before = [&look](const Entry& a, const Entry& b) {
    if (look.by_time && a.info.modified != b.info.modified)
      return a.info.modified > b.info.modified;
    if (look.by_size && a.info.size != b.info.size) return a.info.size > b.info.size;
    return a.name < b.name;
  };
  std::sort(entries.begin(), entries.end(), before);
  if (look.reverse) std::reverse(entries.begin(), entries.end());
}

std::string Mark(const Entry& entry, const Look& look) {
  if (entry.info.type == FileType::kDirectory) return look.classify || look.slashes ? "/" : "";
  if (!look.classify) return "";
  switch (entry.info.type) {
    case FileType::kSymbolicLink:
      return look.long_form ? "" : "@";
    case FileType::kFifo:
      return "|";
    case FileType::kSocket:
      return "=";
    case FileType::kRegular:
      return (entry.info.permissions & 0111U) != 0 ? "*" : "";
    default:
      return "";
  }
}

// The time of day of what is not older than half a year, else the year.
std::string Date(absl::Time time, absl::Time now) {
  constexpr absl::Duration kHalfYear = absl::Hours(24 * 182);
  const bool recent = time <= now && now - time < kHalfYear;
  return absl::FormatTime(recent ? "%b %e %H:%M" : "%b %e  %Y", time, absl::LocalTimeZone());
}

std::string Size(const Entry& entry, const Look& look) {
  if (entry.info.type == FileType::kCharacterDevice || entry.info.type == FileType::kBlockDevice) {
    // As the host puts both numbers together (makedev(3)).
    const std::uint64_t device = entry.info.special;
    const std::uint64_t major = ((device >> 8U) & 0xFFFU) | ((device >> 32U) & 0xFFFFF000U);
    const std::uint64_t minor = (device & 0xFFU) | ((device >> 12U) & 0xFFFFFF00U);
    return absl::StrCat(major, ", ", minor);
  }
  return look.human ? HumanSize(entry.info.size) : absl::StrCat(entry.info.size);
}

std::string Serial(const Entry& entry, const Look& look, std::size_t width) {
  return look.serial ? absl::StrFormat("%*d ", width, entry.info.serial) : "";
}

void PrintLong(const std::vector<Entry>& entries, const Look& look) {
  std::size_t serial = 0;
  std::size_t links = 0;
  std::size_t owner = 0;
  std::size_t group = 0;
  std::size_t size = 0;
  for (const Entry& entry : entries) {
    serial = std::max(serial, absl::StrCat(entry.info.serial).size());
    links = std::max(links, absl::StrCat(entry.info.links).size());
    owner = std::max(owner, NameOf(look.owners, entry.info.owner).size());
    group = std::max(group, NameOf(look.groups, entry.info.group).size());
    size = std::max(size, Size(entry, look).size());
  }
  for (const Entry& entry : entries) {
    Print("%s%s %*d %-*s %-*s %*s %s %s%s%s\n", Serial(entry, look, serial), FormatMode(entry.info),
          links, entry.info.links, owner, NameOf(look.owners, entry.info.owner), group,
          NameOf(look.groups, entry.info.group), size, Size(entry, look),
          Date(entry.info.modified, look.now), entry.name, Mark(entry, look),
          entry.target.empty() ? "" : absl::StrCat(" -> ", entry.target));
  }
}

// As many columns as fit, each as wide as its longest name; down the columns.
void PrintColumns(const std::vector<std::string>& names, int width) {
  std::size_t columns = std::max<std::size_t>(
      1, std::min<std::size_t>(names.size(), static_cast<std::size_t>(width) / 3));
  std::size_t rows = 0;
  std::vector<std::size_t> widths;
  for (;; --columns) {
    rows = (names.size() + columns - 1) / columns;
    widths.assign(columns, 0);
    std::size_t sum = 0;
    for (std::size_t i = 0; i < names.size(); ++i)
      widths[i / rows] = std::max(widths[i / rows], names[i].size() + 2);
    for (const std::size_t w : widths) sum += w;
    if (columns == 1 || sum <= static_cast<std::size_t>(width) + 2) break;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line;
    for (std::size_t i = row; i < names.size(); i += rows) {
      line += names[i];
      if (i + rows < names.size()) line.append(widths[i / rows] - names[i].size(), ' ');
    }
    Print("%s\n", line);
  }
}

void PrintEntries(const std::vector<Entry>& entries, const Look& look) {
  if (look.long_form) return PrintLong(entries, look);
  std::size_t serial = 0;
  for (const Entry& entry : entries)
    serial = std::max(serial, absl::StrCat(entry.info.serial).size());
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const Entry& entry : entries)
    names.push_back(absl::StrCat(Serial(entry, look, serial), entry.name, Mark(entry, look)));
  if (look.columns > 0) return PrintColumns(names, look.columns);
  for (const std::string& name : names) Print("%s\n", name);
}

// What a name stands for. On the command line, a link to a directory is followed unless it is shown
// in the long form.
Co<absl::StatusOr<Entry>> Find(std::string name, std::string path, bool follow) {
  Entry entry;
  entry.name = std::move(name);
  entry.path = std::move(path);
  absl::StatusOr<FileInfo> info = co_yield FileStatus(entry.path).NotFollowing();
  if (!info.ok()) co_return info.status();
  if (follow && info->type == FileType::kSymbolicLink) {
    const absl::StatusOr<FileInfo> behind = co_yield FileStatus(entry.path);
    if (behind.ok() && behind->type == FileType::kDirectory) info = behind;
  }
  entry.info = *info;
  if (info->type == FileType::kSymbolicLink) {
    const absl::StatusOr<std::string> target = co_yield ReadLink(entry.path);
    entry.target = target.value_or("");
  }
  co_return entry;
}

Co<absl::StatusOr<std::vector<Entry>>> ReadDirectory(const ParsedArgs& args, const Look& look,
                                                     std::string path, int* status) {
  const absl::StatusOr<std::vector<DirectoryEntry>> listed = co_yield ListDirectory(path);
  if (!listed.ok()) co_return listed.status();
  std::vector<std::string> names;
  if (look.all) names = {".", ".."};
  for (const DirectoryEntry& entry : *listed) {
    if (look.all || look.almost_all || !entry.name.starts_with('.')) names.push_back(entry.name);
  }
  std::vector<Entry> entries;
  for (const std::string& name : names) {
    absl::StatusOr<Entry> entry = co_await Find(name, JoinPath(path, name), false);
    if (entry.ok()) {
      entries.push_back(*std::move(entry));
    } else {
      *status = Fail(args, entry.status());
    }
  }
  Sort(entries, look);
  co_return entries;
}

// A directory, and with -R all that are below it.
Process ListTree(const ParsedArgs& args, const Look& look, std::string path, bool title,
                 bool* first, int* status) {
  const absl::StatusOr<std::vector<Entry>> entries =
      co_await ReadDirectory(args, look, path, status);
  if (!entries.ok()) {
    (void)Fail(args, entries.status());
    *status = kTrouble;
    co_return;
  }
  if (title) Print("%s%s:\n", *first ? "" : "\n", path);
  *first = false;
  if (look.long_form) {
    std::int64_t blocks = 0;
    for (const Entry& entry : *entries) blocks += entry.info.blocks;
    Print("total %s\n", look.human ? HumanSize(blocks * 512) : absl::StrCat(blocks / 2));
  }
  PrintEntries(*entries, look);
  if (!look.recursive) co_return;
  for (const Entry& entry : *entries) {
    const bool itself = entry.name == "." || entry.name == "..";
    if (entry.info.type == FileType::kDirectory && !itself)
      co_await ListTree(args, look, entry.path, true, first, status);
  }
}

Co<Look> LookFor(const ParsedArgs& args) {
  Look look;
  look.all = args.Has('a');
  look.almost_all = args.Has('A');
  look.long_form = args.LastOf("ln") != 0;
  look.human = args.Has('h');
  look.directories_too = args.Has('d');
  look.recursive = args.Has('R') && !look.directories_too;
  look.reverse = args.Has('r');
  look.by_time = args.LastOf("tSU") == 't';
  look.by_size = args.LastOf("tSU") == 'S';
  look.classify = args.Has('F');
  look.slashes = args.Has('p');
  look.serial = args.Has('i');
  const absl::StatusOr<WindowSize> terminal = co_yield TerminalSize(kStdout);
  const char form = args.LastOf("1Cln");
  constexpr int kUsualColumns = 80;
  if (form == 'C' || (form == 0 && terminal.ok()))
    look.columns = terminal.ok() && terminal->columns > 0 ? terminal->columns : kUsualColumns;
  if (look.long_form && !args.Has('n')) {
    look.owners = co_await ReadAccounts("/etc/passwd");
    look.groups = co_await ReadAccounts("/etc/group");
  }
  look.now = co_yield Now();
  co_return look;
}

Co<int> Ls(ParsedArgs args) {
  const Look look = co_await LookFor(args);
  std::vector<std::string> names = args.operands();
  if (names.empty()) names.emplace_back(".");
  int status = 0;
  std::vector<Entry> files;
  std::vector<Entry> directories;
  for (const std::string& name : names) {
    const bool follow = !look.directories_too && !look.long_form && !look.classify;
    absl::StatusOr<Entry> entry = co_await Find(name, name, follow);
    if (!entry.ok()) {
      (void)Fail(args, entry.status());
      status = kTrouble;
      continue;
    }
    const bool opens = entry->info.type == FileType::kDirectory && !look.directories_too;
    (opens ? directories : files).push_back(*std::move(entry));
  }
  Sort(files, look);
  Sort(directories, look);
  PrintEntries(files, look);
  bool first = files.empty();
  const bool titles = names.size() > 1 || look.recursive;
  for (const Entry& directory : directories)
    co_await ListTree(args, look, directory.path, titles, &first, &status);
  co_return status;
}

}  // namespace

extern const Program kLs = {
    .name = "ls",
    .params = "[FILE...]",
    .summary = "list files, and what is in directories",
    .tool = &Ls,
    .options = kLsOptions,
};

}  // namespace corix
