#include "shell/session_run.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "syscalls/adopt_host_descriptor.h"
#include "syscalls/dup2.h"
#include "syscalls/file.h"
#include "syscalls/open.h"
#include "syscalls/yield.h"

namespace corix {
namespace {

// A file in memory with this text, at its beginning; -1 if the host gives none.
int MemoryFile(std::string_view text) {
  const int fd = memfd_create("session", MFD_CLOEXEC);
  while (fd >= 0 && !text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written <= 0) break;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fd >= 0) lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

SessionRun::SessionRun(const Session& session)
    : session_(session), output_fd_(memfd_create("session", MFD_CLOEXEC)) {
  // Each writes behind all others, also a host program with a descriptor of its own.
  fcntl(output_fd_, F_SETFL, O_APPEND);
}

SessionRun::~SessionRun() { close(output_fd_); }

void SessionRun::FinishStep(int status) {
  if (results_.size() == next_) return;
  StepResult result{.output = "", .status = status};
  std::array<char, 4096> piece;
  for (;;) {
    const ssize_t bytes = pread(output_fd_, piece.data(), piece.size(), static_cast<off_t>(seen_));
    if (bytes <= 0) break;
    result.output.append(piece.data(), static_cast<std::size_t>(bytes));
    seen_ += static_cast<std::size_t>(bytes);
  }
  results_.push_back(std::move(result));
}

Co<std::optional<std::string>> SessionRun::Next(int status) {
  // What the shell has printed is delivered at a trap.
  co_yield Yield();
  FinishStep(status);
  if (next_ == session_.steps.size()) co_return std::nullopt;
  const SessionStep& step = session_.steps[next_++];
  // At once, so that nobody else has turns more than between two commands that are typed.
  const absl::StatusOr<File> input = step.input.has_value()
                                         ? CallNow(AdoptHostDescriptor(MemoryFile(*step.input)))
                                         : CallNow(Open("/dev/null"));
  if (input.ok()) (void)CallNow(Dup2(*input, kStdin));
  co_return step.command;
}

std::vector<StepResult> SessionRun::TakeResults(int status) {
  FinishStep(status);
  return std::move(results_);
}

}  // namespace corix
