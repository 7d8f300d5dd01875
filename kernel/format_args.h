// kernel/format_args.h: a system call's arguments as text, for ps, strace and reports.
#ifndef CORIX_KERNEL_FORMAT_ARGS_H_
#define CORIX_KERNEL_FORMAT_ARGS_H_

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/status/statusor.h"
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
void AppendArg(std::string& text, absl::Time time);
// "0", "134 (exception)", "143 (TERM)".
void AppendArg(std::string& text, ExitStatus status);
// Words of the kernel's own, as they stand.
struct Plain {
  std::string text;
};
void AppendArg(std::string& text, const Plain& plain);
// In quotes, with escapes, and cut after 32 bytes.
void AppendArg(std::string& text, std::string_view bytes);

// What calls answer. An error by its code and message; what has no text of its own, by "...".
void AppendAnswer(std::string& text, const absl::Status& status);
void AppendAnswer(std::string& text, absl::StatusCode code);
template <typename T>
void AppendAnswer(std::string& text, const T& answer) {
  if constexpr (requires { AppendArg(text, answer); }) {
    AppendArg(text, answer);
  } else if constexpr (requires { answer.size(); }) {
    absl::StrAppend(&text, "[", answer.size(), " items]");
  } else if constexpr (requires { answer.fd(); }) {
    AppendArg(text, answer.fd());
  } else if constexpr (requires {
                         AppendAnswer(text, answer.tid), AppendAnswer(text, answer.status);
                       }) {
    AppendArg(text, answer.tid);
    text += ": ";
    AppendAnswer(text, answer.status);
  } else if constexpr (requires { answer.reader.fd(), answer.writer.fd(); }) {
    absl::StrAppend(&text, "[", static_cast<int>(answer.reader.fd()), ", ",
                    static_cast<int>(answer.writer.fd()), "]");
  } else if constexpr (requires { answer.ToString(); }) {
    text += answer.ToString();
  } else {
    text += "...";
  }
}
template <typename T>
void AppendAnswer(std::string& text, const absl::StatusOr<T>& answer) {
  if (answer.ok()) {
    AppendAnswer(text, *answer);
  } else {
    AppendAnswer(text, answer.status());
  }
}
template <typename T>
void AppendAnswer(std::string& text, const std::optional<T>& answer) {
  if (answer.has_value()) {
    AppendAnswer(text, *answer);
  } else {
    text += "nothing";
  }
}

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
