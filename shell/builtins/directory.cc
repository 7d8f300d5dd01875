// Built-ins for what the task has of the file system: cd, pwd, umask.

#include <array>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "kernel/api/absl_view.h"
#include "shell/builtins/builtins.h"
#include "syscalls/change_directory.h"
#include "syscalls/get_directory.h"
#include "syscalls/set_umask.h"

namespace corix {
namespace {

// Without . and .., and with one slash where there were several (POSIX, cd -L).
std::string Normalize(const std::string& path) {
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return "/" + absl::StrJoin(parts, "/");
}

std::string CurrentDirectory(const ShellState& state) {
  const std::string* const pwd = state.variables.Find("PWD");
  if (pwd != nullptr && pwd->starts_with('/')) return *pwd;
  return CallNow(GetDirectory()).value_or("");
}

// -L or -P: whether the path without symbolic links is wanted. `at` goes behind the options.
bool WantsPhysical(const Args& args, std::size_t& at) {
  bool physical = false;
  for (; at < args.size() && (args[at] == "-P" || args[at] == "-L"); ++at)
    physical = args[at] == "-P";
  if (at < args.size() && args[at] == "--") ++at;
  return physical;
}

// "u=rwx,go-w", as chmod has it, on the permissions that the mask leaves.
std::optional<unsigned> ApplySymbols(unsigned mask, std::string_view text) {
  unsigned allowed = ~mask & 0777U;
  for (const absl::string_view clause : absl::StrSplit(AbslView(text), ',')) {
    const std::size_t op = clause.find_first_of("=+-");
    if (op == absl::string_view::npos) return std::nullopt;
    unsigned who = 0;
    for (const char c : clause.substr(0, op)) {
      if (c != 'u' && c != 'g' && c != 'o' && c != 'a') return std::nullopt;
      who |= c == 'u' ? 0700U : c == 'g' ? 0070U : c == 'o' ? 0007U : 0777U;
    }
    if (who == 0) who = 0777U;
    unsigned what = 0;
    for (const char c : clause.substr(op + 1)) {
      if (c != 'r' && c != 'w' && c != 'x') return std::nullopt;
      what |= c == 'r' ? 0444U : c == 'w' ? 0222U : 0111U;
    }
    what &= who;
    if (clause[op] == '=') allowed = (allowed & ~who) | what;
    if (clause[op] == '+') allowed |= what;
    if (clause[op] == '-') allowed &= ~what;
  }
  return ~allowed & 0777U;
}

std::optional<unsigned> ParseOctal(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '7' || value > 0777) return std::nullopt;
    value = value * 8 + static_cast<unsigned>(c - '0');
  }
  return value > 0777 || text.empty() ? std::nullopt : std::optional(value);
}

std::string Symbols(unsigned mask) {
  std::string text;
  for (const auto& [who, shift] : {std::pair{'u', 6U}, std::pair{'g', 3U}, std::pair{'o', 0U}}) {
    const unsigned allowed = (~mask >> shift) & 7U;
    if (!text.empty()) text += ',';
    (text += who) += '=';
    if ((allowed & 4U) != 0) text += 'r';
    if ((allowed & 2U) != 0) text += 'w';
    if ((allowed & 1U) != 0) text += 'x';
  }
  return text;
}

}  // namespace

int CdBuiltin(ShellState& state, const Args& args) {
  std::size_t at = 1;
  const bool physical = WantsPhysical(args, at);
  if (args.size() > at + 1) return Misused(state, args);
  std::string target;
  const bool back = at < args.size() && args[at] == "-";
  if (at == args.size() || back) {
    const char* const name = back ? "OLDPWD" : "HOME";
    const std::string* const value = state.variables.Find(name);
    if (value == nullptr || value->empty())
      return Fail(state, args, absl::StrCat(name, " is not set"));
    target = *value;
  } else {
    target = args[at];
  }
  const std::string before = CurrentDirectory(state);
  const bool absolute = target.starts_with('/');
  std::string path = target;
  if (!physical && (absolute || !before.empty()))
    path = Normalize(absolute ? target : absl::StrCat(before, "/", target));
  absl::Status status = target.empty() ? absl::NotFoundError(": No such file or directory")
                                       : CallNow(ChangeDirectory(path));
  if (!status.ok()) {
    const std::string_view why = StdView(status.message());
    const std::size_t colon = why.rfind(": ");
    return Fail(state, args,
                absl::StrCat(target, StdView(status.message()).empty() ? "" : ": ",
                             std::string(colon == why.npos ? why : why.substr(colon + 2))));
  }
  if (physical) path = CallNow(GetDirectory()).value_or(path);
  (void)SetShellVariable(state, "OLDPWD", before);
  (void)SetShellVariable(state, "PWD", path);
  if (back) state.out += path + "\n";
  return 0;
}

int PwdBuiltin(ShellState& state, const Args& args) {
  std::size_t at = 1;
  const bool physical = WantsPhysical(args, at);
  if (at < args.size()) return Misused(state, args);
  if (!physical) {
    state.out += CurrentDirectory(state) + "\n";
    return 0;
  }
  const absl::StatusOr<std::string> path = CallNow(GetDirectory());
  if (!path.ok()) return Fail(state, args, path.status());
  state.out += *path + "\n";
  return 0;
}

int UmaskBuiltin(ShellState& state, const Args& args) {
  const unsigned before = CallNow(SetUmask(0));
  (void)CallNow(SetUmask(before));
  const bool symbolic = args.size() > 1 && args[1] == "-S";
  const std::size_t at = symbolic ? 2 : 1;
  if (args.size() > at + 1) return Misused(state, args);
  if (at == args.size()) {
    absl::StrAppend(&state.out, symbolic ? Symbols(before) : absl::StrFormat("%04o", before), "\n");
    return 0;
  }
  std::optional<unsigned> mask = ParseOctal(args[at]);
  if (!mask.has_value()) mask = ApplySymbols(before, args[at]);
  if (!mask.has_value()) return Fail(state, args, absl::StrCat(args[at], ": not a mask"));
  (void)CallNow(SetUmask(*mask));
  return 0;
}

}  // namespace corix
