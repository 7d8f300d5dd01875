#include "kernel/terminal.h"

#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kernel/host_file.h"
#include "kernel/terminal_rescue.h"

namespace corix {

Terminal::~Terminal() {
  if (poll_slot_.used()) poller_.Forget(poll_slot_, -1);
  if (doorbell_ >= 0) close(doorbell_);
}

absl::Status Terminal::HangDoorbell() {
  if (doorbell_ < 0) doorbell_ = AboveStandardStreams(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (doorbell_ < 0) return absl::ResourceExhaustedError("the host gives us no descriptor");
  if (poll_slot_.used()) return absl::OkStatus();
  return poller_.Register(doorbell_, *this, poll_slot_).status();
}

absl::Status Terminal::Enter(const std::shared_ptr<OpenFile>& input,
                             const std::shared_ptr<OpenFile>& output, TerminalGuest& guest) {
  const HostFile* const in = input->Now().AsHostFile();
  const HostFile* const out = output->Now().AsHostFile();
  if (in == nullptr || out == nullptr || in->terminal() == 0 || in->terminal() != out->terminal())
    return absl::InvalidArgumentError("not one terminal");
  if (guest_ != nullptr) return absl::FailedPreconditionError("the terminal has a guest");
  if (absl::Status status = HangDoorbell(); !status.ok()) return status;
  if (!MakeTerminalRaw(in->host_fd(), doorbell_)) {
    if (errno == EBUSY) return absl::FailedPreconditionError("the terminal has a guest");
    return HostError(errno, "terminal");
  }
  guest_ = &guest;
  output_ = output;
  return absl::OkStatus();
}

void Terminal::Leave(TerminalGuest& guest) {
  if (guest_ != &guest) return;
  kept_ += guest.Farewell();
  guest_ = nullptr;
  RestoreTerminal();
  Flush();
}

bool Terminal::WriteAsGuest(const TerminalGuest& guest, std::string_view bytes) {
  if (guest_ != &guest) return false;
  kept_ += bytes;
  Flush();
  return true;
}

bool Terminal::Concerns(const HostFile& file) const {
  return output_ != nullptr && file.terminal() == output_->AsHostFile()->terminal();
}

absl::StatusOr<std::size_t> Terminal::WriteAround(HostFile& file, std::string_view bytes) {
  if (!Flush()) return NotYet();
  if (guest_ == nullptr) return file.TryWriteAlone(bytes);
  kept_ = guest_->Around(bytes);
  Flush();
  return bytes.size();
}

bool Terminal::Flush() {
  bool watched = false;
  while (!kept_.empty()) {
    const absl::StatusOr<std::size_t> taken = output().TryWriteAlone(kept_);
    if (taken.ok()) {
      kept_.erase(0, *taken);
    } else if (!absl::IsUnavailable(taken.status())) {
      // There is nobody any more who could see it.
      kept_.clear();
    } else if (std::exchange(watched, true) || !output().Watch().ok()) {
      return false;
    }
  }
  if (guest_ == nullptr) output_ = nullptr;
  return true;
}

void Terminal::OnHostEvents(HostEvents /*events*/) {
  // (That there is room in it for more rings is told too, and is no news.)
  std::uint64_t rings = 0;
  while (read(doorbell_, &rings, sizeof(rings)) < 0 && errno == EINTR) {
  }
  if (rings > 0) ShowAgain();
}

void Terminal::ShowAgain() {
  if (guest_ == nullptr) return;
  MakeTerminalRawAgain();
  const absl::StatusOr<WindowSize> size = WindowSizeOf(*output_);
  if (!size.ok()) return;
  kept_ += guest_->Resized(*size);
  Flush();
}

absl::StatusOr<WindowSize> WindowSizeOf(OpenFile& file) {
  const HostFile* const host_file = file.AsHostFile();
  winsize size = {};
  if (host_file == nullptr || ioctl(host_file->host_fd(), TIOCGWINSZ, &size) != 0)
    return absl::FailedPreconditionError(absl::StrCat("a ", file.Describe(), " is no terminal"));
  return WindowSize{.rows = size.ws_row, .columns = size.ws_col};
}

}  // namespace corix
