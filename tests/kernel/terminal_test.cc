// A terminal and its guest.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <string>

#include "tests/pty.h"
#include "tests/sweep.h"
#include "tests/testing.h"

namespace corix::testing {
namespace {

class Visitor final : public TerminalGuest {
 public:
  explicit Visitor(std::string* log = nullptr) : log_(log) {}
  ~Visitor() { CallNow(LeaveTerminal(*this)); }
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;

  std::string Around(std::string_view bytes) override { return "<" + std::string(bytes) + ">"; }
  std::string Resized(WindowSize size) override {
    return "[" + std::to_string(size.rows) + "x" + std::to_string(size.columns) + "]";
  }
  std::string Farewell() override {
    if (log_ != nullptr) *log_ += "farewell ";
    return "bye";
  }

 private:
  std::string* log_;
};

// What has come to the near end.
std::string Shown(const Pty& pty) {
  std::string text;
  pollfd readable{.fd = pty.near(), .events = POLLIN, .revents = 0};
  while (poll(&readable, 1, 0) == 1) {
    std::array<char, 4096> bytes;
    const ssize_t n = read(pty.near(), bytes.data(), bytes.size());
    if (n <= 0) break;
    text.append(bytes.data(), static_cast<std::size_t>(n));
  }
  return text;
}

Co<absl::StatusOr<File>> OpenFarEnd(const Pty* pty) {
  co_return co_yield Open(pty->path(), OpenMode::kReadWrite);
}

Process Say(Fd fd, std::string text) {
  (void)(co_yield Dup2(fd, kStdout));
  Print("%s", text);
}

// The modes are the guest's while it stays; what others write goes through its hands; and what it
// writes itself does not.
Process Visit(const Pty* pty, termios before) {
  const absl::StatusOr<File> file = co_await OpenFarEnd(pty);
  {
    Visitor visitor;
    const absl::Status entered = co_yield EnterTerminal(*file, *file, visitor);
    EXPECT_TRUE(entered.ok()) << entered;
    const termios modes = pty->Modes();
    EXPECT_EQ(modes.c_lflag & static_cast<tcflag_t>(ICANON | ECHO | ISIG), 0);
    EXPECT_EQ(modes.c_oflag, before.c_oflag);
    EXPECT_TRUE((co_yield WriteTerminal(visitor, "me ")).ok());
    const Tid other = co_yield NewTask(Say(*file, "other"));
    (void)(co_yield WaitTask(other));
    EXPECT_EQ(Shown(*pty), "me <other>");
    // There is room for one.
    Visitor second;
    const absl::Status refused = co_yield EnterTerminal(*file, *file, second);
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
    EXPECT_FALSE((co_yield WriteTerminal(second, "me too")).ok());
  }
  EXPECT_EQ(Shown(*pty), "bye");
  EXPECT_TRUE(SameModes(pty->Modes(), before));
  const Tid other = co_yield NewTask(Say(*file, "plain"));
  (void)(co_yield WaitTask(other));
  EXPECT_EQ(Shown(*pty), "plain");
}

TEST(TerminalGuestTest, ComesAndGoes) {
  const Pty pty(24, 80);
  RunTest(Visit(&pty, pty.Modes()));
}

CORIX_TEST(TerminalGuestTest, NeedsATerminal) {
  const PipeEnds ends = co_yield Pipe();
  Visitor visitor;
  const absl::Status refused = co_yield EnterTerminal(ends.reader, ends.writer, visitor);
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
  const absl::Status none = co_yield EnterTerminal(Fd(77), Fd(77), visitor);
  EXPECT_TRUE(absl::IsNotFound(none)) << none;
  const absl::StatusOr<WindowSize> size = co_yield TerminalSize(ends.reader);
  EXPECT_TRUE(absl::IsFailedPrecondition(size.status())) << size.status();
  co_yield LeaveTerminal(visitor);
}

// Two terminals are not one.
Process VisitTwo(const Pty* one, const Pty* two) {
  const absl::StatusOr<File> input = co_await OpenFarEnd(one);
  const absl::StatusOr<File> output = co_await OpenFarEnd(two);
  Visitor visitor;
  const absl::Status refused = co_yield EnterTerminal(*input, *output, visitor);
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;
}

TEST(TerminalGuestTest, NeedsOneTerminal) {
  const Pty one(24, 80);
  const Pty two(24, 80);
  RunTest(VisitTwo(&one, &two));
}

// The window's size, and that it has changed.
Process Watch(const Pty* pty) {
  const absl::StatusOr<File> file = co_await OpenFarEnd(pty);
  const absl::StatusOr<WindowSize> size = co_yield TerminalSize(*file);
  EXPECT_EQ(size->rows, 30);
  EXPECT_EQ(size->columns, 90);
  Visitor visitor;
  (void)(co_yield EnterTerminal(*file, *file, visitor));
  pty->SetSize(10, 20);
  // (The terminal is not this process's own, so that the host does not tell.)
  raise(SIGWINCH);
  // Somebody has to wait for the host: a reader, as an editor is.
  const absl::StatusOr<IoEvents> nothing =
      co_yield WaitIO(*file, IoEvents::kReadable, absl::Milliseconds(1));
  EXPECT_FALSE(nothing.ok());
  EXPECT_EQ(Shown(*pty), "[10x20]");
}

TEST(TerminalGuestTest, HearsOfTheWindow) {
  const Pty pty(30, 90);
  RunTest(Watch(&pty));
}

// A terminal that takes nothing stops nobody but those who write there; and nothing is lost, and
// nothing changes places.
Process WriteMuch(const Pty* pty, std::string* all) {
  const absl::StatusOr<File> file = co_await OpenFarEnd(pty);
  Visitor visitor;
  (void)(co_yield EnterTerminal(*file, *file, visitor));
  const std::string much(100'000, 'm');
  EXPECT_TRUE((co_yield WriteTerminal(visitor, much)).ok());
  const Tid other = co_yield NewTask(Say(*file, "other"));
  EXPECT_TRUE((co_yield WriteTerminal(visitor, "end")).ok());
  co_yield Yield();
  const std::vector<TaskInfo> tasks = co_yield ListTasks();
  EXPECT_EQ(tasks.back().tid, other);
  EXPECT_EQ(tasks.back().StateLetter(), 'W');
  while (all->size() < much.size() + 3) {
    *all += Shown(*pty);
    (void)(co_yield WaitIO(*file, IoEvents::kReadable, absl::Milliseconds(1)));
  }
  (void)(co_yield WaitTask(other));
  *all += Shown(*pty);
  EXPECT_EQ(all->size(), much.size() + 10);
  EXPECT_TRUE(*all == much + "end<other>") << all->substr(all->find_first_not_of('m'));
}

TEST(TerminalGuestTest, DoesNotBlock) {
  const Pty pty(24, 80);
  std::string all;
  RunTest(WriteMuch(&pty, &all));
}

// Killed or cancelled at any moment, the guest has left, and the modes are as before.
Process ReadAsGuest(const Pty* pty, std::string* log) {
  const absl::StatusOr<File> file = co_await OpenFarEnd(pty);
  Visitor visitor(log);
  (void)(co_yield EnterTerminal(*file, *file, visitor));
  (void)(co_yield WriteTerminal(visitor, "hello"));
  (void)(co_yield WaitIO(*file, IoEvents::kReadable, absl::Seconds(1)));
  co_yield LeaveTerminal(visitor);
  (void)(co_yield Yield());
}

TEST(TerminalGuestTest, LeavesWhereverItIsStruck) {
  const Pty pty(24, 80);
  const termios before = pty.Modes();
  std::string log;
  const auto check = [&] {
    EXPECT_TRUE(SameModes(pty.Modes(), before));
    const std::string shown = Shown(pty);
    EXPECT_EQ(shown.empty(), log.empty());
    EXPECT_EQ(shown.ends_with("bye"), !log.empty()) << shown;
    log.clear();
  };
  EXPECT_GT(SweepKills([&] { return ReadAsGuest(&pty, &log); }, {}, check), 4);
  EXPECT_GT(SweepCancels([&] { return ReadAsGuest(&pty, &log); }, {}, check), 4);
}

}  // namespace
}  // namespace corix::testing
