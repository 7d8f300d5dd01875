#include "userland/lib/tool.h"

#include <array>
#include <cmath>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "kernel/api/absl_view.h"
#include "syscalls/exit.h"
#include "syscalls/get_tid.h"
#include "syscalls/kill_task.h"
#include "syscalls/write.h"
#include "userland/lib/print.h"

namespace corix {

std::vector<std::string> InputNames(const ParsedArgs& args) {
  return args.operands().empty() ? std::vector<std::string>{"-"} : args.operands();
}

int Fail(const ParsedArgs& args, const absl::Status& wrong) {
  return Fail(args, StdView(wrong.message()));
}

int Fail(const ParsedArgs& args, std::string_view what) {
  PrintError("%s: %s\n", args.name(), what);
  return 1;
}

void Put(std::string_view text) { PrintTo(kStdout, text); }

Process DieOfBrokenPipe() {
  const Tid self = co_yield GetTid();
  co_yield KillTask(self, Signal::kPipe);
}

Process WriteOut(std::string name, std::string_view bytes) {
  while (!bytes.empty()) {
    const absl::StatusOr<std::size_t> taken = co_yield Write(kStdout, bytes);
    if (absl::IsAborted(taken.status())) co_await DieOfBrokenPipe();
    if (!taken.ok()) {
      PrintError("%s: standard output: %s\n", name, taken.status().message());
      co_yield Exit(1);
    }
    bytes.remove_prefix(*taken);
  }
}

absl::StatusOr<std::int64_t> ParseCount(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[digits])))
    ++digits;
  const std::string_view suffix = text.substr(digits);
  constexpr std::string_view kSteps = "KMGTPE";
  std::int64_t unit = 1;
  bool known = suffix.empty();
  if (suffix == "b") {
    unit = 512;
    known = true;
  } else if (!suffix.empty()) {
    const std::size_t step =
        kSteps.find(absl::ascii_toupper(static_cast<unsigned char>(suffix[0])));
    const bool decimal = suffix.size() == 2 && suffix[1] == 'B';
    known = step != kSteps.npos && (suffix.size() == 1 || decimal || suffix.substr(1) == "iB");
    for (std::size_t i = 0; known && i <= step; ++i) unit *= decimal ? 1000 : 1024;
  }
  std::int64_t count = 0;
  if (!known || digits == 0)
    return absl::InvalidArgumentError(absl::StrCat(std::string(text), " is not a number"));
  if (!absl::SimpleAtoi(std::string(text.substr(0, digits)), &count) ||
      count > std::numeric_limits<std::int64_t>::max() / unit) {
    return absl::OutOfRangeError(absl::StrCat(std::string(text), " is too large"));
  }
  return count * unit;
}

std::string JoinPath(std::string_view directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  std::string path(directory);
  if (!path.ends_with('/')) path += '/';
  return path += name;
}

std::string BaseName(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos || path == "/") return std::string(path);
  return std::string(path.substr(slash + 1));
}

std::string HumanSize(std::int64_t bytes) {
  constexpr std::array kUnits = {"", "K", "M", "G", "T", "P", "E"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size >= 1024) {
    size /= 1024;
    ++unit;
  }
  if (unit == 0) return absl::StrCat(bytes);
  // Rounded up, and with one decimal where that says something.
  if (const double tenths = std::ceil(size * 10) / 10; tenths < 10)
    return absl::StrFormat("%.1f%s", tenths, kUnits[unit]);
  const double whole = std::ceil(size);
  if (whole >= 1024 && unit + 1 < kUnits.size()) return absl::StrFormat("1.0%s", kUnits[unit + 1]);
  return absl::StrFormat("%.0f%s", whole, kUnits[unit]);
}

}  // namespace corix
