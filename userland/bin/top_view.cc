#include "userland/bin/top_view.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "userland/lib/task_columns.h"

namespace corix {
namespace {

constexpr int kPercent = 100;

const std::vector<std::string>& HelpLines() {
  static const std::vector<std::string>& lines = *new std::vector<std::string>{
      "  c t m n i     sort by CPU, traps, memory, name, or time without a turn",
      "  r             in reverse",
      "  arrows, pages move in the list; Home, End: to its ends; Escape: select none",
      "  Enter         all of the selected task: its status, and its chain of calls",
      "  s             the same of another task",
      "  k             send a signal to a task: TERM, unless told otherwise",
      "  d             look again after so many seconds",
      "  space         look again now",
      "  Ctrl-L        draw everything anew",
      "  h ?           this",
      "  q Ctrl-C      quit; Ctrl-Z: stop",
      "",
      "  %CPU TRAPS/S  since the look before; at first, since the kernel's start",
      "  IDLE          since when it has not been able to run; MEM: bytes of its frames",
  };
  return lines;
}

// "12.5", "180.2M".
std::string Amount(double rate) {
  constexpr double kMillion = 1e6;
  constexpr double kLong = 1e5;
  if (rate >= kMillion) return absl::StrFormat("%.1fM", rate / kMillion);
  return rate >= kLong ? absl::StrFormat("%.0f", rate) : absl::StrFormat("%.1f", rate);
}

// So many characters of a text, and no part of one.
std::string_view Clipped(std::string_view text, int characters) {
  constexpr int kContinuation = 0x80;
  constexpr int kContinuationMask = 0xc0;
  std::size_t end = 0;
  for (int count = 0; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & kContinuationMask) == kContinuation) continue;
    if (++count > characters) break;
  }
  return text.substr(0, end);
}

}  // namespace

// ---- What is known ----

void TopView::Take(TopSnapshot snapshot) {
  tasks_before_.clear();
  for (const TaskInfo& info : now_.tasks) tasks_before_[info.tid] = {info.cpu, info.traps};
  before_ = now_.up;
  counts_before_ = std::move(now_.counts);
  now_ = std::move(snapshot);
  uses_.clear();
  for (const TaskInfo& info : now_.tasks) uses_[info.tid] = UseOf(info);
  Sort();
}

double TopView::Elapsed() const { return absl::ToDoubleSeconds(now_.up - before_); }

double TopView::Rate(const std::string& count) const {
  const auto now = now_.counts.find(count);
  const auto before = counts_before_.find(count);
  if (now == now_.counts.end() || Elapsed() <= 0) return 0;
  const std::int64_t since = before == counts_before_.end() ? 0 : before->second;
  return static_cast<double>(now->second - since) / Elapsed();
}

TopView::Use TopView::UseOf(const TaskInfo& info) const {
  if (Elapsed() <= 0) return {};
  std::pair<absl::Duration, std::uint64_t> before = {absl::ZeroDuration(), 0};
  if (const auto found = tasks_before_.find(info.tid); found != tasks_before_.end())
    before = found->second;
  return {.cpu = kPercent * absl::ToDoubleSeconds(info.cpu - before.first) / Elapsed(),
          .traps = static_cast<double>(info.traps - before.second) / Elapsed()};
}

bool TopView::SortBy(char key) {
  if (std::string_view("ctmni").find(key) == std::string_view::npos) return false;
  sort_ = key;
  Sort();
  return true;
}

// Most first; names from A to Z. Those that are equal stand in the order of their tids.
void TopView::Sort() {
  const auto amount = [this](const TaskInfo& info) -> double {
    switch (sort_) {
      case 'c':
        return uses_.at(info.tid).cpu;
      case 't':
        return uses_.at(info.tid).traps;
      case 'm':
        return static_cast<double>(info.frame_bytes);
      case 'i':
        return absl::ToDoubleSeconds(info.idle);
      default:
        return 0;
    }
  };
  const auto is_before = [&](const TaskInfo& a, const TaskInfo& b) {
    if (sort_ == 'n') return a.name < b.name;
    if (sort_ == 'c' && amount(a) == amount(b)) return a.cpu > b.cpu;
    return amount(a) > amount(b);
  };
  std::sort(now_.tasks.begin(), now_.tasks.end(), [&](const TaskInfo& a, const TaskInfo& b) {
    if (is_before(a, b)) return !reverse_;
    if (is_before(b, a)) return reverse_;
    return a.tid < b.tid;
  });
  // Who is selected stays so; in the place of one that is gone stands another.
  for (std::size_t i = 0; i < now_.tasks.size(); ++i) {
    if (now_.tasks[i].tid == selected_) place_ = i;
  }
  if (!now_.tasks.empty()) place_ = std::min(place_, now_.tasks.size() - 1);
  if (selected_ != 0 && !Has(selected_))
    selected_ = now_.tasks.empty() ? Tid(0) : now_.tasks[place_].tid;
}

bool TopView::Has(Tid tid) const {
  return std::any_of(now_.tasks.begin(), now_.tasks.end(),
                     [tid](const TaskInfo& info) { return info.tid == tid; });
}

std::string TopView::NameOfTask(Tid tid) const {
  for (const TaskInfo& info : now_.tasks) {
    if (info.tid == tid)
      return absl::StrCat("task ", static_cast<int>(tid), " (", Printable(info.name), ")");
  }
  return absl::StrCat("task ", static_cast<int>(tid));
}

Tid TopView::Selected() const {
  if (selected_ != 0) return selected_;
  return now_.tasks.empty() ? Tid(0) : now_.tasks[0].tid;
}

// ---- What is drawn ----

std::string TopView::TaskCounts() const {
  std::map<std::string_view, int> counts;
  for (const TaskInfo& info : now_.tasks) ++counts[info.StateWord()];
  std::string text = absl::StrCat("Tasks: ", now_.tasks.size(), " total");
  for (const char* word : {"running", "ready", "sleeping", "writing", "stopped", "ended"})
    absl::StrAppend(&text, ", ", counts[word], " ", word);
  if (counts["dying"] > 0) absl::StrAppend(&text, ", ", counts["dying"], " dying");
  return text;
}

std::vector<TopLine> TopView::Header() const {
  const auto count = [this](const char* name) {
    const auto found = now_.counts.find(name);
    return found == now_.counts.end() ? 0 : found->second;
  };
  std::vector<TopLine> lines;
  lines.push_back(
      {absl::StrCat("top - ", now_.date, " up ", UpFor(now_.up), ", load: ", LoadOf(now_.tasks))});
  lines.push_back({TaskCounts()});
  lines.push_back(
      {absl::StrCat("Traps/s: ", Amount(Rate("traps")), ", switches/s: ", Amount(Rate("switches")),
                    ", ready queue: ", count("ready"), ", epoll interests: ", count("interests"),
                    ", timers: ", count("timers"))});
  lines.push_back({Prompt()});
  return lines;
}

std::string TopView::TaskLine(const TaskInfo& info) const {
  const Use use = uses_.at(info.tid);
  return absl::StrFormat("%5d %5d %c %5.1f %9s %9s %9s %7d %-10s %s", info.tid, info.parent,
                         info.StateLetter(), use.cpu, TaskSeconds(info.cpu), Amount(use.traps),
                         TaskSeconds(info.idle), info.frame_bytes, Printable(info.name),
                         TaskDoing(info));
}

void TopView::DrawList(std::vector<TopLine>& lines, int rows) {
  lines.push_back({absl::StrFormat("%5s %5s S %5s %9s %9s %9s %7s %-10s %s", "TID", "PPID", "%CPU",
                                   "CPU", "TRAPS/S", "IDLE", "MEM", "NAME", "WAIT"),
                   true});
  const auto page = static_cast<std::size_t>(std::max(1, rows - static_cast<int>(lines.size())));
  page_ = static_cast<int>(page);
  if (selected_ == 0) {
    first_ = 0;
  } else if (place_ < first_) {
    first_ = place_;
  } else if (place_ - first_ >= page) {
    first_ = place_ - page + 1;
  }
  for (std::size_t i = first_; i < now_.tasks.size() && i - first_ < page; ++i)
    lines.push_back({TaskLine(now_.tasks[i]), now_.tasks[i].tid == selected_});
}

void TopView::DrawText(std::vector<TopLine>& lines, const std::vector<std::string>& text,
                       int rows) {
  const auto page = static_cast<std::size_t>(std::max(1, rows - static_cast<int>(lines.size())));
  page_ = static_cast<int>(page);
  first_ = std::min(first_, text.size() > page ? text.size() - page : 0);
  for (std::size_t i = first_; i < text.size() && i - first_ < page; ++i)
    lines.push_back({text[i]});
}

std::vector<TopLine> TopView::Draw(int rows, int columns) {
  std::vector<TopLine> lines = Header();
  if (helps_) {
    lines.push_back({"What the keys do; q, Enter or Escape: back", true});
    DrawText(lines, HelpLines(), rows);
  } else if (shown_ != 0) {
    lines.push_back({absl::StrCat(NameOfTask(shown_), "; q, Enter or Escape: back"), true});
    DrawText(lines, shown_lines_, rows);
  } else {
    DrawList(lines, rows);
  }
  if (static_cast<int>(lines.size()) > rows)
    lines.erase(lines.begin() + std::max(0, rows), lines.end());
  for (TopLine& line : lines) line.text = Clipped(line.text, columns);
  return lines;
}

}  // namespace corix
