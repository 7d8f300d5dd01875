// kernel/terminal.h: a terminal that has a guest.
//
// A guest, as a line editor is, has the last lines of the terminal's screen for itself, and each key
// as it is typed. While it is there, what other tasks write to the same terminal is handed to it
// first, so that it can put its lines aside and draw them again below. It also hears when the window
// gets another size.
//
// The terminal's modes are the guest's for as long as it stays, and are put back when it leaves; but
// also when the host process ends in any way that it can notice: by exit, or by a signal, after which
// the signal does what it would have done. (SIGKILL cannot be noticed.)
//
// All of this happens at once, without a turn: what the terminal does not take at once is kept, and
// nobody else writes there until it has. One guest is in a host process at a time.
#ifndef CORIX_KERNEL_TERMINAL_H_
#define CORIX_KERNEL_TERMINAL_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kernel/api/window_size.h"
#include "kernel/open_file.h"
#include "kernel/poller.h"

namespace corix {

// It stands in a frame of the task that entered, and leaves before it is destroyed. What these
// functions answer is written to the terminal. They are called outside any turn of that task, and
// must not trap.
class TerminalGuest {
 public:
  // Another task writes `bytes`: what is to be written for that.
  virtual std::string Around(std::string_view bytes) = 0;
  // The window has this size now; or the host process was stopped, and goes on.
  virtual std::string Resized(WindowSize size) = 0;
  // The guest leaves, perhaps in the middle of its work.
  virtual std::string Farewell() = 0;

 protected:
  ~TerminalGuest() = default;
};

class Terminal final : public PollTarget {
 public:
  explicit Terminal(Poller& poller) : poller_(poller) {}
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // INVALID_ARGUMENT: the two are not one terminal of the host. FAILED_PRECONDITION: it has a guest.
  absl::Status Enter(const std::shared_ptr<OpenFile>& input,
                     const std::shared_ptr<OpenFile>& output, TerminalGuest& guest);
  // Nothing happens if it is not there.
  void Leave(TerminalGuest& guest);
  // What the guest itself writes. False if it is not there.
  bool WriteAsGuest(const TerminalGuest& guest, std::string_view bytes);

  // Whether what is written to this file concerns a guest.
  bool Concerns(const HostFile& file) const;
  // For those: as TryWrite.
  absl::StatusOr<std::size_t> WriteAround(HostFile& file, std::string_view bytes);
  // Somebody has written there past us, or has changed the modes.
  void ShowAgain();
  // There may be room now for what was kept.
  bool Flush();

  void OnHostEvents(HostEvents events) override;
  bool watched() const { return poll_slot_.used(); }
  bool Owns(int host_fd) const { return doorbell_ >= 0 && host_fd == doorbell_; }

 private:
  absl::Status HangDoorbell();
  HostFile& output() const { return *output_->AsHostFile(); }

  Poller& poller_;
  PollSlot poll_slot_;
  int doorbell_ = -1;  // rung when the window has changed
  TerminalGuest* guest_ = nullptr;
  std::shared_ptr<OpenFile> output_;  // for as long as there is a guest, or something to be written
  std::string kept_;                  // what the terminal has not taken yet
};

// FAILED_PRECONDITION: it is no terminal.
absl::StatusOr<WindowSize> WindowSizeOf(OpenFile& file);

}  // namespace corix

#endif  // CORIX_KERNEL_TERMINAL_H_
