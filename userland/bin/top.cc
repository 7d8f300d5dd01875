#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "kernel/api/absl_view.h"
#include "syscalls/enter_terminal.h"
#include "syscalls/get_tid.h"
#include "syscalls/leave_terminal.h"
#include "syscalls/list_tasks.h"
#include "syscalls/now.h"
#include "syscalls/read.h"
#include "syscalls/send_signal.h"
#include "syscalls/sleep.h"
#include "syscalls/terminal_size.h"
#include "syscalls/uptime.h"
#include "syscalls/wait_io.h"
#include "syscalls/write_terminal.h"
#include "userland/bin/programs.h"
#include "userland/bin/top_view.h"
#include "userland/lib/complain.h"
#include "userland/lib/kernel_view.h"
#include "userland/lib/parse.h"
#include "userland/lib/task_columns.h"
#include "userland/lib/tool.h"

namespace corix {
namespace {

constexpr Option kTopOptions[] = {
    {.letter = 'b',
     .name = "batch",
     .meaning = "print all tasks, each time anew, without a screen"},
    {.letter = 'd',
     .name = "delay",
     .argument = "SECONDS",
     .meaning = "look again after so long; otherwise, after 2 seconds"},
    {.letter = 'n', .name = "count", .argument = "COUNT", .meaning = "end after so many looks"},
    {.letter = 'o',
     .name = "sort",
     .argument = "KEY",
     .meaning = "sorted by c (CPU), t (traps), m (memory), n (name) or i (idle)"},
};

constexpr absl::Duration kUsualDelay = absl::Seconds(2);
constexpr absl::Duration kShortestDelay = absl::Milliseconds(100);

struct TopWish {
  absl::Duration delay = kUsualDelay;
  std::int64_t looks = TopView::kUnlimited;
};

absl::StatusOr<TopWish> ParseWishOfTop(const ParsedArgs& args) {
  TopWish wish;
  if (const std::string* const text = args.Argument('d'); text != nullptr) {
    const absl::StatusOr<absl::Duration> delay = ParseSeconds(*text);
    if (!delay.ok()) return delay.status();
    if (*delay < kShortestDelay)
      return absl::OutOfRangeError(absl::StrCat(*text, " is less than 0.1 seconds"));
    wish.delay = *delay;
  }
  if (const std::string* const text = args.Argument('n'); text != nullptr) {
    const absl::StatusOr<std::int64_t> looks = ParseNumber(*text, 1, TopView::kUnlimited);
    if (!looks.ok()) return looks.status();
    wish.looks = *looks;
  }
  return wish;
}

// ---- Looking ----

Co<absl::StatusOr<TopSnapshot>> TakeSnapshot() {
  TopSnapshot snapshot;
  absl::StatusOr<std::map<std::string, std::int64_t>> counts = co_await ReadStatistics();
  if (!counts.ok()) co_return counts.status();
  snapshot.counts = *std::move(counts);
  const absl::Time now = co_yield Now();
  snapshot.date = absl::FormatTime("%H:%M:%S", now, absl::LocalTimeZone());
  snapshot.up = co_yield Uptime();
  snapshot.tasks = co_yield ListTasks();
  co_return snapshot;
}

// The lines of a task's status and of its chain of calls.
Co<std::vector<std::string>> DescribeTask(Tid tid) {
  const std::string directory = absl::StrCat("/proc/", static_cast<int>(tid), "/");
  const absl::StatusOr<std::string> status =
      co_await ReadTextFile(absl::StrCat(directory, "status"));
  const absl::StatusOr<std::string> stack = co_await ReadTextFile(absl::StrCat(directory, "stack"));
  std::vector<std::string> lines;
  if (!status.ok() || !stack.ok()) {
    lines.emplace_back("It is gone.");
    co_return lines;
  }
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(*status, '\n', absl::SkipEmpty()))) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(":\t", 1));
    lines.push_back(absl::StrFormat("%-8s %s", parts.first, Printable(parts.second)));
  }
  lines.emplace_back();
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(*stack, '\n', absl::SkipEmpty())))
    lines.push_back(Printable(line));
  co_return lines;
}

Co<absl::Status> Look(TopView* view) {
  absl::StatusOr<TopSnapshot> snapshot = co_await TakeSnapshot();
  if (!snapshot.ok()) co_return snapshot.status();
  view->Take(*std::move(snapshot));
  if (view->shown() != 0) {
    std::vector<std::string> lines = co_await DescribeTask(view->shown());
    view->SetShown(std::move(lines));
  }
  co_return absl::OkStatus();
}

// ---- Without a screen ----

Co<int> PrintLooks(std::string name, TopWish wish, TopView* view) {
  for (std::int64_t i = 0; i < wish.looks; ++i) {
    if (i > 0) {
      Put("\n");
      const absl::StatusCode slept = co_yield Sleep(wish.delay);
      if (slept == absl::StatusCode::kCancelled) co_return 1;
    }
    const absl::Status looked = co_await Look(view);
    if (!looked.ok()) co_return Complain(name, looked);
    for (const TopLine& line : view->Draw(TopView::kUnlimited, TopView::kUnlimited))
      Put(absl::StrCat(line.text, "\n"));
  }
  co_return 0;
}

// ---- With one ----

// (The sequences of ECMA-48, and xterm's 1049, which keeps what was on the screen, and 7, which keeps
// a wide character at the margin from beginning another row.)
constexpr std::string_view kTakeScreen = "\x1b[?1049h\x1b[?25l\x1b[?7l";
constexpr std::string_view kGiveScreenBack = "\x1b[?7h\x1b[?25h\x1b[?1049l";

// top's stay in the terminal.
class TopVisit final : public TerminalGuest {
 public:
  TopVisit(TopView& view, WindowSize size) : view_(view) { SetSize(size); }
  ~TopVisit() { CallNow(LeaveTerminal(*this)); }
  TopVisit(const TopVisit&) = delete;
  TopVisit& operator=(const TopVisit&) = delete;

  // What others write belongs to the screen of before.
  std::string Around(std::string_view bytes) override {
    return absl::StrCat(AbslView(kGiveScreenBack), AbslView(bytes), AbslView(kTakeScreen), Drawn());
  }
  std::string Resized(WindowSize size) override {
    SetSize(size);
    return absl::StrCat(AbslView(kTakeScreen), Drawn());
  }
  std::string Farewell() override { return std::string(kGiveScreenBack); }

  void Begin() {
    (void)CallNow(WriteTerminal(*this, absl::StrCat(AbslView(kTakeScreen), Drawn())));
  }
  void Show() { (void)CallNow(WriteTerminal(*this, Drawn())); }

 private:
  // Some terminals do not know.
  void SetSize(WindowSize size) {
    constexpr WindowSize kUsual = {.rows = 24, .columns = 80};
    rows_ = size.rows > 0 ? size.rows : kUsual.rows;
    columns_ = size.columns > 0 ? size.columns : kUsual.columns;
  }

  std::string Drawn() {
    std::string bytes = "\x1b[H";
    std::string_view between;
    for (const TopLine& line : view_.Draw(rows_, columns_)) {
      absl::StrAppend(&bytes, AbslView(between), line.inverse ? "\x1b[7m" : "", line.text,
                      line.inverse ? "\x1b[m" : "");
      // (In a row that is full, this would erase its last character.)
      if (CharactersIn(line.text) < columns_) absl::StrAppend(&bytes, "\x1b[K");
      between = "\r\n";
    }
    absl::StrAppend(&bytes, "\x1b[J");
    return bytes;
  }

  TopView& view_;
  int rows_ = 0;
  int columns_ = 0;
};

// The keys that come until then, or before; none: it is time. UNAVAILABLE: the terminal is gone.
Co<absl::StatusOr<std::vector<ScreenKey>>> WaitForKeys(ScreenKeys* keys, absl::Duration patience) {
  constexpr absl::Duration kEscapePatience = absl::Milliseconds(50);
  const bool may_be_escape = keys->may_be_escape();
  if (may_be_escape) patience = std::min(patience, kEscapePatience);
  const absl::StatusOr<IoEvents> ready = co_yield WaitIO(kStdin, IoEvents::kReadable, patience);
  if (absl::IsDeadlineExceeded(ready.status()))
    co_return may_be_escape ? keys->Timeout() : std::vector<ScreenKey>();
  if (!ready.ok()) co_return ready.status();
  std::array<char, 64> buffer;
  const absl::StatusOr<std::size_t> bytes = co_yield Read(kStdin, absl::MakeSpan(buffer));
  if (bytes.value_or(0) == 0) co_return absl::UnavailableError("the terminal is gone");
  co_return keys->Feed(std::string_view(buffer.data(), *bytes));
}

enum class TopEnd : std::uint8_t { kQuit, kSuspend };

// What a key asks for. Whether it is the end, and which.
Co<std::optional<TopEnd>> Act(TopAction action, TopView* view, TopWish* wish) {
  switch (action.kind) {
    case TopAction::Kind::kNone:
      break;
    case TopAction::Kind::kQuit:
      co_return TopEnd::kQuit;
    case TopAction::Kind::kSuspend:
      co_return TopEnd::kSuspend;
    case TopAction::Kind::kSetDelay:
      wish->delay = action.delay;
      break;
    case TopAction::Kind::kSignal: {
      const absl::Status sent = co_yield SendSignal(action.tid, action.signal);
      std::string message = absl::StrCat("sent ", AbslView(NameOf(action.signal)), " to task ",
                                         static_cast<int>(action.tid));
      if (!sent.ok()) message = std::string(StdView(sent.message()));
      view->SetMessage(std::move(message));
      break;
    }
    case TopAction::Kind::kLook:
      break;
  }
  const bool looks =
      action.kind == TopAction::Kind::kLook || action.kind == TopAction::Kind::kSignal;
  if (looks) (void)(co_await Look(view));
  co_return std::nullopt;
}

// Until one of its keys, or the number of looks, is the end.
Co<absl::StatusOr<TopEnd>> Watch(TopVisit* visit, TopView* view, TopWish* wish) {
  ScreenKeys keys;
  const absl::Duration begin = co_yield Uptime();
  absl::Duration next = begin + wish->delay;
  for (;;) {
    const absl::Duration now = co_yield Uptime();
    if (now >= next) {
      if (--wish->looks <= 0) co_return TopEnd::kQuit;
      const absl::Status looked = co_await Look(view);
      if (!looked.ok()) co_return looked;
      visit->Show();
      next = now + wish->delay;
      continue;
    }
    const absl::StatusOr<std::vector<ScreenKey>> pressed = co_await WaitForKeys(&keys, next - now);
    // A terminal that is gone is the end, as a line that is hung up.
    if (absl::IsUnavailable(pressed.status())) co_return TopEnd::kQuit;
    if (!pressed.ok()) co_return pressed.status();
    for (const ScreenKey& key : *pressed) {
      const TopAction action = view->Press(key);
      const std::optional<TopEnd> end = co_await Act(action, view, wish);
      if (end.has_value()) co_return *end;
      if (action.kind == TopAction::Kind::kSetDelay) next = now + wish->delay;
    }
    if (!pressed->empty()) visit->Show();
  }
}

// One stay in the terminal.
Co<absl::StatusOr<TopEnd>> ShowOnScreen(TopView* view, TopWish* wish) {
  const absl::StatusOr<WindowSize> size = co_yield TerminalSize(kStdout);
  if (!size.ok())
    co_return absl::FailedPreconditionError("there is no terminal to draw on; -b prints");
  const absl::Status looked = co_await Look(view);
  if (!looked.ok()) co_return looked;
  TopVisit visit(*view, *size);
  // Not by a trap: nobody is to write between the arrival and the first drawing.
  const absl::Status entered = CallNow(EnterTerminal(kStdin, kStdout, visit));
  if (absl::IsInvalidArgument(entered))
    co_return absl::FailedPreconditionError("keys do not come from the terminal; -b prints");
  if (!entered.ok()) co_return entered;
  visit.Begin();
  co_return co_await Watch(&visit, view, wish);
}

Co<int> Top(ParsedArgs args) {
  absl::StatusOr<TopWish> wish = ParseWishOfTop(args);
  if (!wish.ok()) co_return Complain(args.name(), wish.status());
  TopView view;
  const std::string* const sort = args.Argument('o');
  if (sort != nullptr && (sort->size() != 1 || !view.SortBy(sort->front())))
    co_return Complain(args.name(), absl::InvalidArgumentError(
                                        absl::StrCat(*sort, " is none of c, t, m, n and i")));
  if (args.Has('b')) co_return co_await PrintLooks(args.name(), *wish, &view);
  for (;;) {
    const absl::StatusOr<TopEnd> end = co_await ShowOnScreen(&view, &*wish);
    if (!end.ok()) co_return Complain(args.name(), end.status());
    if (*end == TopEnd::kQuit) co_return 0;
    // The terminal is as it was; we go on here when somebody sends CONT.
    const Tid self = co_yield GetTid();
    (void)(co_yield SendSignal(self, Signal::kTstp));
  }
}

}  // namespace

extern const Program kTop = {
    .name = "top",
    .params = "",
    .summary = "show on the screen, again and again, what all tasks do; h tells what the keys do",
    .tool = &Top,
    .options = kTopOptions,
    .most = 0,
};

}  // namespace corix
