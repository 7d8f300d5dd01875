// userland/bin/top_view.h: what top shows, without a terminal.
//
// A view is given snapshots and keys. What is on the screen is a function of these and of the size of
// the screen; what a key asks for that a view cannot do itself, it answers as a TopAction.
#ifndef CORIX_USERLAND_BIN_TOP_VIEW_H_
#define CORIX_USERLAND_BIN_TOP_VIEW_H_

#include <climits>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "kernel/api/signal.h"
#include "kernel/api/tid.h"
#include "syscalls/list_tasks.h"
#include "userland/lib/screen_keys.h"

namespace corix {

// What the kernel said of one moment.
struct TopSnapshot {
  std::string date;                            // the time of day
  absl::Duration up;                           // since when the kernel runs
  std::map<std::string, std::int64_t> counts;  // as in /proc/stat
  std::vector<TaskInfo> tasks;                 // in the order of their tids
};

struct TopLine {
  std::string text;
  bool inverse = false;
};

struct TopAction {
  enum class Kind : std::uint8_t {
    kNone,
    kQuit,
    kSuspend,   // Ctrl-Z
    kLook,      // another snapshot, now; and the text of the task that is shown, if one is
    kSignal,    // send `signal` to `tid`
    kSetDelay,  // `delay` between two snapshots
  };
  Kind kind = Kind::kNone;
  Tid tid = 0;
  Signal signal = Signal::kNone;
  absl::Duration delay = absl::ZeroDuration();
};

class TopView {
 public:
  static constexpr int kUnlimited = INT_MAX;

  // Rates are counted from the snapshot before, or from the kernel's start.
  void Take(TopSnapshot snapshot);
  TopAction Press(ScreenKey key);
  // At most `rows` lines of at most `columns` characters. How far a page goes, and what has to be
  // scrolled so that the selected task is seen, follows from the size: so this is no const function.
  std::vector<TopLine> Draw(int rows, int columns);

  // The list is sorted by a column: 'c', 't', 'm', 'n', 'i', as the keys. False: there is none.
  bool SortBy(char key);
  // What is to be said under the header, until the next key.
  void SetMessage(std::string message) { message_ = std::move(message); }
  // The task of which everything is shown; 0: the list is.
  Tid shown() const { return shown_; }
  void SetShown(std::vector<std::string> lines) { shown_lines_ = std::move(lines); }

 private:
  enum class Question : std::uint8_t { kNone, kTaskToSignal, kSignal, kTaskToShow, kDelay };

  // What has become of a task since the snapshot before.
  struct Use {
    double cpu = 0;    // of the processor, in percent
    double traps = 0;  // in a second
  };

  double Elapsed() const;
  double Rate(const std::string& count) const;
  Use UseOf(const TaskInfo& info) const;
  void Sort();
  std::vector<TopLine> Header() const;
  std::string TaskCounts() const;
  std::string TaskLine(const TaskInfo& info) const;
  void DrawList(std::vector<TopLine>& lines, int rows);
  void DrawText(std::vector<TopLine>& lines, const std::vector<std::string>& text, int rows);
  std::string Prompt() const;

  void Move(ScreenKey::Kind kind);
  void Scroll(ScreenKey::Kind kind);
  Tid Selected() const;
  TopAction PressInList(ScreenKey key);
  TopAction PressInText(ScreenKey key);
  TopAction PressInQuestion(ScreenKey key);
  void Ask(Question question);
  TopAction Answer(const std::string& text);
  TopAction Show(Tid tid);
  bool Has(Tid tid) const;
  std::string NameOfTask(Tid tid) const;

  TopSnapshot now_;
  absl::Duration before_ = absl::ZeroDuration();       // when the snapshot before was taken
  std::map<std::string, std::int64_t> counts_before_;  // and what it said
  std::map<int, std::pair<absl::Duration, std::uint64_t>> tasks_before_;  // CPU and traps, by tid
  std::map<int, Use> uses_;

  char sort_ = 'c';
  bool reverse_ = false;
  Tid selected_ = 0;       // 0: none; then the first in the list is meant
  std::size_t place_ = 0;  // where it stands, or stood
  std::size_t first_ = 0;  // the first task, or line, that is on the screen
  int page_ = 1;           // how many are

  Question question_ = Question::kNone;
  std::string typed_;
  Tid victim_ = 0;
  std::string message_;

  bool helps_ = false;
  Tid shown_ = 0;
  std::vector<std::string> shown_lines_;
};

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_TOP_VIEW_H_
