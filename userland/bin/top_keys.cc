// What top's keys do.

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"
#include "userland/bin/top_view.h"
#include "userland/lib/parse.h"
#include "userland/lib/task_columns.h"

namespace corix {
namespace {

using ActionKind = TopAction::Kind;
using KeyKind = ScreenKey::Kind;

constexpr std::size_t kLongestAnswer = 40;
constexpr absl::Duration kLeastDelay = absl::Milliseconds(100);

TopAction Only(ActionKind kind) {
  TopAction action;
  action.kind = kind;
  return action;
}

bool IsControl(ScreenKey key, char letter) {
  return key.kind == KeyKind::kControl && key.character == letter;
}

}  // namespace

TopAction TopView::Press(ScreenKey key) {
  message_.clear();
  if (IsControl(key, 'C')) return Only(ActionKind::kQuit);
  if (IsControl(key, 'Z')) return Only(ActionKind::kSuspend);
  if (question_ != Question::kNone) return PressInQuestion(key);
  if (key.kind == KeyKind::kCharacter && key.character == 'k') {
    Ask(Question::kTaskToSignal);
    return {};
  }
  return helps_ || shown_ != 0 ? PressInText(key) : PressInList(key);
}

// ---- The list ----

void TopView::Move(KeyKind kind) {
  if (now_.tasks.empty()) return;
  const auto last = static_cast<std::int64_t>(now_.tasks.size()) - 1;
  auto place = static_cast<std::int64_t>(place_);
  // The first key only shows where one is.
  if (selected_ == 0) {
    place = kind == KeyKind::kEnd ? last : 0;
  } else if (kind == KeyKind::kUp) {
    --place;
  } else if (kind == KeyKind::kDown) {
    ++place;
  } else if (kind == KeyKind::kPageUp) {
    place -= page_;
  } else if (kind == KeyKind::kPageDown) {
    place += page_;
  } else {
    place = kind == KeyKind::kHome ? 0 : last;
  }
  place_ = static_cast<std::size_t>(std::clamp<std::int64_t>(place, 0, last));
  selected_ = now_.tasks[place_].tid;
}

TopAction TopView::PressInList(ScreenKey key) {
  switch (key.kind) {
    case KeyKind::kUp:
    case KeyKind::kDown:
    case KeyKind::kPageUp:
    case KeyKind::kPageDown:
    case KeyKind::kHome:
    case KeyKind::kEnd:
      Move(key.kind);
      return {};
    case KeyKind::kEscape:
      selected_ = 0;
      return {};
    case KeyKind::kEnter:
      return Show(Selected());
    case KeyKind::kCharacter:
      break;
    default:
      return {};
  }
  switch (key.character) {
    case 'q':
      return Only(ActionKind::kQuit);
    case ' ':
      return Only(ActionKind::kLook);
    case 'r':
      reverse_ = !reverse_;
      Sort();
      return {};
    case 's':
      Ask(Question::kTaskToShow);
      return {};
    case 'd':
      Ask(Question::kDelay);
      return {};
    case 'h':
    case '?':
      helps_ = true;
      first_ = 0;
      return {};
    default:
      if (!SortBy(key.character)) message_ = "h: what the keys do";
      return {};
  }
}

// ---- A text ----

void TopView::Scroll(KeyKind kind) {
  const auto page = static_cast<std::size_t>(page_);
  if (kind == KeyKind::kUp) first_ -= first_ > 0 ? 1 : 0;
  if (kind == KeyKind::kPageUp) first_ -= std::min(first_, page);
  if (kind == KeyKind::kHome) first_ = 0;
  // (What is too far is put right when it is drawn.)
  if (kind == KeyKind::kDown) ++first_;
  if (kind == KeyKind::kPageDown) first_ += page;
  if (kind == KeyKind::kEnd) first_ = shown_lines_.size();
}

TopAction TopView::PressInText(ScreenKey key) {
  const bool leaves = key.kind == KeyKind::kEnter || key.kind == KeyKind::kEscape ||
                      (key.kind == KeyKind::kCharacter && key.character == 'q');
  if (leaves) {
    helps_ = false;
    shown_ = 0;
    first_ = 0;
    return {};
  }
  if (key == ScreenKey{KeyKind::kCharacter, ' '}) return Only(ActionKind::kLook);
  Scroll(key.kind);
  return {};
}

TopAction TopView::Show(Tid tid) {
  if (!Has(tid)) {
    message_ = absl::StrCat("no task ", static_cast<int>(tid));
    return {};
  }
  shown_ = tid;
  shown_lines_.clear();
  first_ = 0;
  return Only(ActionKind::kLook);
}

// ---- Questions ----

void TopView::Ask(Question question) {
  question_ = question;
  typed_.clear();
}

std::string TopView::Prompt() const {
  const auto meant = static_cast<int>(shown_ != 0 ? shown_ : Selected());
  switch (question_) {
    case Question::kNone:
      return message_;
    case Question::kTaskToSignal:
      return absl::StrCat("Send a signal to task [", meant, "]: ", typed_);
    case Question::kSignal:
      return absl::StrCat("Which signal for ", NameOfTask(victim_), " [TERM]: ", typed_);
    case Question::kTaskToShow:
      return absl::StrCat("Show task [", meant, "]: ", typed_);
    case Question::kDelay:
      return absl::StrCat("Seconds between two looks: ", typed_);
  }
  return "";
}

TopAction TopView::PressInQuestion(ScreenKey key) {
  if (key.kind == KeyKind::kEscape || IsControl(key, 'G')) {
    question_ = Question::kNone;
  } else if (key.kind == KeyKind::kBackspace) {
    if (!typed_.empty()) typed_.pop_back();
  } else if (IsControl(key, 'U')) {
    typed_.clear();
  } else if (key.kind == KeyKind::kCharacter && typed_.size() < kLongestAnswer) {
    typed_ += key.character;
  } else if (key.kind == KeyKind::kEnter) {
    return Answer(std::exchange(typed_, ""));
  }
  return {};
}

TopAction TopView::Answer(const std::string& text) {
  const Question question = std::exchange(question_, Question::kNone);
  TopAction action;
  if (question == Question::kDelay) {
    const absl::StatusOr<absl::Duration> delay = ParseSeconds(text);
    if (text.empty()) return {};
    if (!delay.ok() || *delay < kLeastDelay) {
      message_ = absl::StrCat(text, " is not a number of seconds from 0.1 on");
      return {};
    }
    action.kind = ActionKind::kSetDelay;
    action.delay = *delay;
    return action;
  }
  if (question == Question::kSignal) {
    const std::optional<Signal> signal = text.empty() ? Signal::kTerm : ParseSignal(text);
    if (!signal.has_value()) {
      message_ = absl::StrCat(text, " is not a signal");
      return {};
    }
    action.kind = ActionKind::kSignal;
    action.tid = victim_;
    action.signal = *signal;
    return action;
  }
  absl::StatusOr<Tid> tid = shown_ != 0 ? shown_ : Selected();
  if (!text.empty()) tid = ParseTid(text);
  if (!tid.ok()) {
    message_ = std::string(StdView(tid.status().message()));
    return {};
  }
  if (question == Question::kTaskToShow) return Show(*tid);
  if (!Has(*tid)) {
    message_ = absl::StrCat("no task ", static_cast<int>(*tid));
    return {};
  }
  victim_ = *tid;
  Ask(Question::kSignal);
  return {};
}

}  // namespace corix
