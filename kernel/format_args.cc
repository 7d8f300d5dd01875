#include "kernel/format_args.h"

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace corix {

void AppendArg(std::string& text, bool value) { text += value ? "true" : "false"; }

void AppendArg(std::string& text, Tid tid) { absl::StrAppend(&text, static_cast<int>(tid)); }

void AppendArg(std::string& text, Fd fd) { absl::StrAppend(&text, static_cast<int>(fd)); }

void AppendArg(std::string& text, IoEvents events) {
  const bool readable = Any(events & IoEvents::kReadable);
  const bool writable = Any(events & IoEvents::kWritable);
  text += readable && writable ? "readable|writable"
          : readable           ? "readable"
          : writable           ? "writable"
                               : "nothing";
}

void AppendArg(std::string& text, OpenMode mode) {
  text += Has(mode, OpenMode::kReadWrite) ? "read-write"
          : Has(mode, OpenMode::kRead)    ? "read"
                                          : "write";
  if (Has(mode, OpenMode::kCreate)) text += "|create";
  if (Has(mode, OpenMode::kTruncate)) text += "|truncate";
  if (Has(mode, OpenMode::kAppend)) text += "|append";
  if (Has(mode, OpenMode::kExclusive)) text += "|exclusive";
}

void AppendArg(std::string& text, SeekFrom from) {
  text += from == SeekFrom::kStart ? "start" : from == SeekFrom::kHere ? "here" : "end";
}

void AppendArg(std::string& text, ShutdownDirection direction) {
  text += direction == ShutdownDirection::kRead    ? "read"
          : direction == ShutdownDirection::kWrite ? "write"
                                                   : "both";
}

void AppendArg(std::string& text, Signal signal) { text += NameOf(signal); }

void AppendArg(std::string& text, SignalSet signals) {
  const char* separator = "";
  text += "{";
  for (Signal signal = signals.First(); signal != Signal::kNone; signal = signals.First()) {
    absl::StrAppend(&text, separator, std::string(NameOf(signal)));
    separator = " ";
    signals.Remove(signal);
  }
  text += "}";
}

void AppendArg(std::string& text, absl::Duration duration) {
  text += absl::FormatDuration(duration);
}

void AppendArg(std::string& text, absl::Time time) {
  text += absl::FormatTime("%Y-%m-%dT%H:%M:%E3S", time, absl::UTCTimeZone());
}

void AppendAnswer(std::string& text, const absl::Status& status) {
  AppendAnswer(text, status.code());
  if (!status.ok() && !status.message().empty())
    absl::StrAppend(&text, " (", status.message(), ")");
}

void AppendAnswer(std::string& text, absl::StatusCode code) {
  text += absl::StatusCodeToString(code);
}

void AppendArg(std::string& text, ExitStatus status) {
  absl::StrAppend(&text, status.code);
  switch (status.cause) {
    case ExitStatus::Cause::kReturned:
      break;
    case ExitStatus::Cause::kException:
      text += " (exception)";
      break;
    case ExitStatus::Cause::kKilled:
      absl::StrAppend(&text, " (", AbslView(NameOf(status.signal)), ")");
      break;
    case ExitStatus::Cause::kStopped:
      text += " (stopped)";
      break;
    case ExitStatus::Cause::kContinued:
      text += " (continued)";
      break;
  }
}

void AppendArg(std::string& text, const Plain& plain) { text += plain.text; }

void AppendArg(std::string& text, std::string_view bytes) {
  constexpr std::size_t kMost = 32;
  const absl::string_view shown(bytes.data(), std::min(bytes.size(), kMost));
  absl::StrAppend(&text, "\"", absl::CEscape(shown), "\"", bytes.size() > kMost ? "..." : "");
}

}  // namespace corix
