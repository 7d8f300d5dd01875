// kernel/format_args.h: a system call's arguments as text, for ps, strace and reports.
#ifndef CORIX_KERNEL_FORMAT_ARGS_H_
#define CORIX_KERNEL_FORMAT_ARGS_H_

#include <concepts>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "kernel/api/absl_view.h"
#include "kernel/api/exit_status.h"
#include "kernel/api/fd.h"
#include "kernel/api/tid.h"

namespace corix {

template <std::integral T>
void AppendArg(std::string& text, T value) {
  absl::StrAppend(&text, value);
}
void AppendArg(std::string& text, bool value);
void AppendArg(std::string& text, Tid tid);
void AppendArg(std::string& text, Fd fd);
void AppendArg(std::string& text, IoEvents events);
void AppendArg(std::string& text, OpenMode mode);
void AppendArg(std::string& text, SeekFrom from);
void AppendArg(std::string& text, ShutdownDirection direction);
void AppendArg(std::string& text, Signal signal);
void AppendArg(std::string& text, SignalSet signals);
void AppendArg(std::string& text, absl::Duration duration);
// "0", "134 (exception)", "143 (TERM)".
void AppendArg(std::string& text, ExitStatus status);
// Words of the kernel's own, as they stand.
struct Plain {
  std::string text;
};
void AppendArg(std::string& text, const Plain& plain);
// In quotes, with escapes, and cut after 32 bytes.
void AppendArg(std::string& text, std::string_view bytes);

template <typename... Args>
std::string FormatTuple(const std::tuple<Args...>& args) {
  std::string text;
  std::apply(
      [&text](const auto&... arg) {
        std::string_view comma;
        ((absl::StrAppend(&text, AbslView(comma)), AppendArg(text, arg), comma = ", "), ...);
      },
      args);
  return text;
}

}  // namespace corix

#endif  // CORIX_KERNEL_FORMAT_ARGS_H_
