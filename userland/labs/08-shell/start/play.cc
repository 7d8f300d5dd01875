// play.cc: your shell, on your terminal. `make play` runs it, `make gdb` runs it in the debugger. It
// is not graded. Programs: echo WORD..., cat, count, nap SECONDS, yes, head LINES, halt; built in:
// jobs, fg N, bg N, kill N, stop N. It ends with the end of the input, Ctrl-D.

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "shell.h"
#include "syscalls/get_tid.h"
#include "syscalls/new_task.h"  // (which brings the kernel with it)
#include "syscalls/send_signal.h"
#include "syscalls/sleep.h"
#include "userland/lib/line_reader.h"
#include "userland/lib/print.h"

using namespace mini;

int NumberIn(const Words& words) {
  int number = 0;
  if (words.size() > 1) (void)absl::SimpleAtoi(words[1], &number);
  return number;
}

Co<int> Echo(Words words) {
  corix::Print("%s\n", absl::StrJoin(words.begin() + 1, words.end(), " "));
  co_return 0;
}

// Hands on so many lines of its input.
Co<int> HandOn(int lines) {
  corix::LineReader reader(corix::kStdin);
  for (int i = 0; i < lines; ++i) {
    const absl::StatusOr<std::optional<std::string>> line = co_await reader.Next();
    if (!line.ok() || !line->has_value()) break;
    corix::Print("%s\n", **line);
  }
  co_return 0;
}
Co<int> Cat(Words) { return HandOn(1'000'000'000); }
Co<int> Head(Words words) { return HandOn(NumberIn(words)); }

Co<int> Count(Words) {
  corix::LineReader reader(corix::kStdin);
  int lines = 0;
  for (;; ++lines) {
    const absl::StatusOr<std::optional<std::string>> line = co_await reader.Next();
    if (!line.ok() || !line->has_value()) break;
  }
  corix::Print("%d lines\n", lines);
  co_return 0;
}

Co<int> NapFor(Words words) {
  co_yield corix::Sleep(absl::Seconds(NumberIn(words)));
  corix::Print("%s seconds are over\n", words.back());
  co_return 0;
}

Co<int> Yes(Words) {
  for (;;) {
    corix::Print("yes\n");
    co_yield corix::Sleep(absl::ZeroDuration());
  }
}

// Stops itself, and goes on when it is allowed to.
Co<int> Halt(Words) {
  const Tid self = co_yield corix::GetTid();
  co_yield corix::SendSignal(self, corix::Signal::kStop);
  corix::Print("I go on\n");
  co_return 0;
}

Process Talk(const Programs* programs) {
  MiniShell shell(*programs);
  corix::LineReader reader(corix::kStdin);
  for (;;) {
    corix::Print("$ ");
    const absl::StatusOr<std::optional<std::string>> line = co_await reader.Next();
    if (!line.ok() || !line->has_value()) break;
    if (**line == "jobs") {
      const std::vector<std::string> jobs = co_await shell.Jobs();
      for (const std::string& job : jobs) corix::Print("%s\n", job);
      continue;
    }
    const int status = co_await shell.Run(**line);
    if (status != 0) corix::Print("(status %d)\n", status);
  }
}

int main() {
  const Programs programs = {{"echo", Echo}, {"cat", Cat},   {"count", Count}, {"nap", NapFor},
                             {"yes", Yes},   {"head", Head}, {"halt", Halt}};
  corix::Kernel kernel;
  const Tid shell = kernel.Spawn("shell", Talk(&programs));
  return kernel.RunUntilExit(shell).ok() ? 0 : 1;
}
