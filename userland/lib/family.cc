#include "userland/lib/family.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "syscalls/get_variables.h"

namespace corix {
namespace {

// The places of each task's children, by the task's tid; under 0 those who have no parent here.
template <typename Rows, typename GetInfo>
std::map<int, std::vector<std::size_t>> ChildrenOf(const Rows& rows, GetInfo info) {
  std::set<int> here;
  for (const auto& row : rows) here.insert(info(row)->tid);
  std::map<int, std::vector<std::size_t>> children;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int parent = info(rows[i])->parent;
    children[here.contains(parent) ? parent : 0].push_back(i);
  }
  return children;
}

// ---- From left to right ----

class TreeDrawing {
 public:
  TreeDrawing(const std::vector<TaskInfo>& tasks, bool with_tids, LineStyle style)
      : tasks_(tasks),
        children_(ChildrenOf(tasks, [](const TaskInfo& info) { return &info; })),
        with_tids_(with_tids),
        style_(style) {
    // A child's tid is above its parent's.
    kinds_.resize(tasks.size());
    for (std::size_t i = tasks.size(); i > 0; --i) kinds_[i - 1] = KindOf(i - 1);
  }

  std::string Draw(Tid top) {
    std::vector<std::size_t> tops;
    if (top == 0 && !tasks_.empty()) tops = children_.at(0);
    for (std::size_t i = 0; top != 0 && i < tasks_.size(); ++i) {
      if (tasks_[i].tid == top) tops.push_back(i);
    }
    for (const std::size_t i : tops) {
      DrawTask(i, 1, 0, "");
      text_ += '\n';
    }
    return std::move(text_);
  }

 private:
  struct Branch {
    std::size_t task;
    int times;
  };

  const std::vector<std::size_t>& Children(std::size_t i) const {
    static const std::vector<std::size_t> kNone;
    const auto found = children_.find(tasks_[i].tid);
    return found == children_.end() ? kNone : found->second;
  }

  std::string Label(std::size_t i) const {
    std::string label = Printable(tasks_[i].name);
    if (with_tids_) absl::StrAppend(&label, "(", static_cast<int>(tasks_[i].tid), ")");
    return label;
  }

  // Tasks with the same number are drawn alike, with all below them.
  int KindOf(std::size_t i) {
    std::vector<int> below;
    for (const std::size_t child : Children(i)) below.push_back(kinds_[child]);
    std::sort(below.begin(), below.end());
    const auto next = static_cast<int>(known_kinds_.size());
    return known_kinds_.emplace(std::pair(Label(i), std::move(below)), next).first->second;
  }

  std::vector<Branch> Branches(std::size_t i) const {
    std::vector<Branch> branches;
    std::map<int, std::size_t> seen;  // kinds, and where they stand in branches
    for (const std::size_t child : Children(i)) {
      const auto [at, is_new] = seen.emplace(kinds_[child], branches.size());
      if (is_new) {
        branches.push_back({child, 1});
      } else {
        ++branches[at->second].times;
      }
    }
    return branches;
  }

  // `indent`: what stands at the beginning of each further line.
  void DrawTask(std::size_t i, int times, int depth, const std::string& indent) {
    std::string label = Label(i);
    if (times > 1) label = absl::StrCat(times, "*[", label);
    text_ += label;
    const std::vector<Branch> branches = Branches(i);
    const std::string_view closing = times > 1 ? "]" : "";
    if (depth >= kDeepestBranch && !branches.empty()) {
      absl::StrAppend(&text_, "---...", std::string(closing));
      return;
    }
    const bool is_unicode = style_ == LineStyle::kUnicode;
    const std::string blanks(static_cast<std::size_t>(CharactersIn(label)) + 1, ' ');
    for (std::size_t b = 0; b < branches.size(); ++b) {
      const bool is_last = b + 1 == branches.size();
      if (b > 0) absl::StrAppend(&text_, "\n", indent, blanks);
      if (branches.size() == 1) {
        text_ += is_unicode ? "───" : "---";
      } else if (b == 0) {
        text_ += is_unicode ? "─┬─" : "-+-";
      } else if (is_last) {
        text_ += is_unicode ? "└─" : "`-";
      } else {
        text_ += is_unicode ? "├─" : "|-";
      }
      const std::string line = is_last ? "  " : is_unicode ? "│ " : "| ";
      DrawTask(branches[b].task, branches[b].times, depth + 1, absl::StrCat(indent, blanks, line));
    }
    text_ += closing;
  }

  const std::vector<TaskInfo>& tasks_;
  const std::map<int, std::vector<std::size_t>> children_;
  const bool with_tids_;
  const LineStyle style_;
  std::vector<int> kinds_;
  std::map<std::pair<std::string, std::vector<int>>, int> known_kinds_;
  std::string text_;
};

}  // namespace

Co<LineStyle> LineStyleOfLocale() {
  const std::shared_ptr<const Variables> variables = co_yield GetVariables();
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto found = variables->find(name);
    if (found == variables->end() || found->second.empty()) continue;
    const std::string locale = absl::AsciiStrToLower(found->second);
    const bool is_unicode = absl::StrContains(locale, "utf-8") || absl::StrContains(locale, "utf8");
    co_return is_unicode ? LineStyle::kUnicode : LineStyle::kAscii;
  }
  co_return LineStyle::kAscii;
}

std::vector<TaskRow> DrawFamily(std::vector<TaskRow> rows, LineStyle style) {
  const auto children = ChildrenOf(rows, [](const TaskRow& row) { return &row.info; });
  const bool is_unicode = style == LineStyle::kUnicode;
  struct Entry {
    std::size_t row;
    int depth;
    std::string indent;
    bool is_last;
  };
  std::vector<TaskRow> drawn;
  std::vector<Entry> stack;  // what is still to be drawn, the next at its end
  const auto push_children = [&](int tid, int depth, const std::string& indent) {
    const auto found = children.find(tid);
    if (found == children.end()) return;
    for (std::size_t i = found->second.size(); i > 0; --i)
      stack.push_back({found->second[i - 1], depth, indent, i == found->second.size()});
  };
  push_children(0, 0, "");
  while (!stack.empty()) {
    const Entry entry = std::move(stack.back());
    stack.pop_back();
    TaskRow& row = drawn.emplace_back(std::move(rows[entry.row]));
    std::string below = entry.indent;
    if (entry.depth > 0) {
      const std::string_view branch =
          entry.is_last ? (is_unicode ? "└─ " : "`- ") : (is_unicode ? "├─ " : "|- ");
      row.branch = absl::StrCat(entry.indent, std::string(branch));
      if (entry.depth < kDeepestBranch) below += entry.is_last ? "   " : is_unicode ? "│  " : "|  ";
    }
    push_children(row.info.tid, entry.depth + 1, below);
  }
  return drawn;
}

std::string DrawFamilyTree(const std::vector<TaskInfo>& tasks, Tid top, bool with_tids,
                           LineStyle style) {
  return TreeDrawing(tasks, with_tids, style).Draw(top);
}

}  // namespace corix
