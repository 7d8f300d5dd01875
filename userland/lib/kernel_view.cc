#include "userland/lib/kernel_view.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "kernel/api/absl_view.h"
#include "syscalls/list_tasks.h"
#include "userland/lib/byte_reader.h"

namespace corix {
namespace {

// The next word of a line, and what is behind it and its blanks.
std::string_view TakeWord(std::string_view* rest) {
  const std::size_t begin = std::min(rest->find_first_not_of(' '), rest->size());
  const std::size_t end = std::min(rest->find(' ', begin), rest->size());
  const std::string_view word = rest->substr(begin, end - begin);
  const std::size_t next = std::min(rest->find_first_not_of(' ', end), rest->size());
  rest->remove_prefix(next);
  return word;
}

std::vector<std::string> Lines(std::string_view text) {
  return absl::StrSplit(AbslView(text), '\n', absl::SkipEmpty());
}

bool ParseWakers(std::string_view text, Waiting& waiting) {
  if (text == "-") return true;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(AbslView(text), ','))) {
    int tid = 0;
    if (word == "?") {
      waiting.others = true;
    } else if (absl::SimpleAtoi(word, &tid)) {
      waiting.wakers.emplace_back(tid);
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

Co<absl::StatusOr<std::string>> ReadTextFile(std::string path) {
  const absl::StatusOr<File> file = co_await OpenInput(path);
  if (!file.ok()) co_return file.status();
  ByteReader reader(*file);
  std::string text;
  for (;;) {
    const absl::StatusOr<bool> more = co_await reader.Fill();
    if (!more.ok()) co_return ReadingError(path, more.status());
    if (!*more) co_return text;
    text += reader.TakeBytes();
  }
}

absl::StatusOr<Waits> ParseWaits(std::string_view text) {
  Waits waits;
  const std::vector<std::string> lines = Lines(text);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::string_view rest = lines[i];
    int tid = 0;
    Waiting waiting;
    const bool good = absl::SimpleAtoi(AbslView(TakeWord(&rest)), &tid);
    waiting.tid = tid;
    waiting.asleep = TakeWord(&rest);
    if (!good || !ParseWakers(TakeWord(&rest), waiting))
      return absl::InternalError(absl::StrCat("/proc/waits: cannot be understood: ", lines[i]));
    waiting.ends = TakeWord(&rest);
    waiting.call = rest;
    waits.emplace(tid, std::move(waiting));
  }
  return waits;
}

Co<absl::StatusOr<Waits>> ReadWaits() {
  const absl::StatusOr<std::string> text = co_await ReadTextFile("/proc/waits");
  if (!text.ok()) co_return text.status();
  co_return ParseWaits(*text);
}

Co<absl::StatusOr<std::map<std::string, std::int64_t>>> ReadStatistics() {
  const absl::StatusOr<std::string> text = co_await ReadTextFile("/proc/stat");
  if (!text.ok()) co_return text.status();
  std::map<std::string, std::int64_t> numbers;
  for (const std::string& line : Lines(*text)) {
    std::string_view rest = line;
    const std::string name(TakeWord(&rest));
    std::int64_t number = 0;
    if (absl::SimpleAtoi(AbslView(rest), &number)) numbers[name] = number;
  }
  co_return numbers;
}

Co<std::vector<std::string>> ReadStack(Tid tid) {
  const absl::StatusOr<std::string> text =
      co_await ReadTextFile(absl::StrCat("/proc/", static_cast<int>(tid), "/stack"));
  std::vector<std::string> frames;
  if (!text.ok()) co_return frames;
  for (const std::string& line : Lines(*text)) {
    std::string_view rest = line;
    (void)TakeWord(&rest);
    frames.emplace_back(rest);
  }
  co_return frames;
}

Co<std::map<int, std::string>> ReadNames() {
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  std::map<int, std::string> names;
  for (const TaskInfo& task : tasks) names[task.tid] = task.name;
  co_return names;
}

std::string NameTask(const std::map<int, std::string>& names, Tid tid) {
  const auto found = names.find(tid);
  return absl::StrCat("task ", static_cast<int>(tid),
                      found == names.end() ? "" : absl::StrCat(" (", found->second, ")"));
}

}  // namespace corix
