#include "shell/editor/line_editor.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace corix {
namespace {

constexpr char kPasteOn[] = "\x1b[?2004h";
constexpr char kPasteOff[] = "\x1b[?2004l";
constexpr char kHintStyle[] = "90";
constexpr char kSpelledStyle[] = "7";
constexpr std::size_t kMostUnasked = 100;

}  // namespace

LineEditor::LineEditor(EditorSetup setup) : setup_(std::move(setup)) {}

void LineEditor::Begin(std::string prompt, std::string continuation_prompt, WindowShape window) {
  prompt_ = std::move(prompt);
  continuation_prompt_ = std::move(continuation_prompt);
  window_ = {.rows = std::max(1, window.rows), .columns = std::max(2, window.columns)};
  buffer_.Reset("");
  setup_.history->BeginWalk();
  state_ = State::kEditing;
  mode_ = Mode::kNormal;
  last_ = now_ = Action::kOther;
  wants_completion_ = false;
  list_.clear();
  search_.reset();
  last_word_from_.reset();
  renderer_.Start(window_.columns);
  others_.Start(window_.columns);
  // What stands in the row already is left there: the mark and the blanks behind it come to the end
  // of the row, or, if it was not empty, over it. (So does zsh.)
  pending_ = absl::StrCat(
      kPasteOn, setup_.styles ? "\x1b[90m" : "", "\u23ce", setup_.styles ? "\x1b[m" : "",
      std::string(static_cast<std::size_t>(window_.columns) - 1, ' '), "\r\x1b[K");
  on_screen_ = true;
  dirty_ = true;
  RunKeys();
}

void LineEditor::Feed(std::string_view bytes) {
  decoder_.Feed(bytes, keys_);
  RunKeys();
}

void LineEditor::Timeout() {
  decoder_.Timeout(keys_);
  RunKeys();
}

void LineEditor::RunKeys() {
  while (!keys_.empty() && state_ == State::kEditing && !wants_completion_) {
    const Key key = std::move(keys_.front());
    keys_.pop_front();
    Take(key);
    dirty_ = true;
  }
}

void LineEditor::Take(const Key& key) {
  now_ = Action::kOther;
  list_.clear();
  if (key.kind != Key::Kind::kPaste) paste_ended_with_cr_ = false;
  switch (mode_) {
    case Mode::kSearch:
      if (!TakeInSearch(key)) TakeNormal(key);
      break;
    case Mode::kQuoted:
      TakeQuoted(key);
      break;
    case Mode::kQuestion:
      TakeAnswer(key);
      break;
    case Mode::kNormal:
      TakeNormal(key);
      break;
  }
  last_ = now_;
}

void LineEditor::Bell() { pending_ += '\a'; }

// ---- Completion ----

void LineEditor::Complete() {
  now_ = Action::kTab;
  was_tab_ = last_ == Action::kTab;
  wants_completion_ = true;
}

void LineEditor::Completed(Completion completion) {
  wants_completion_ = false;
  dirty_ = true;
  const std::string& text = buffer_.text();
  const std::size_t size = completion.candidates.size();
  const bool fits = completion.begin <= completion.end && completion.end <= text.size();
  if (size == 0 || !fits) {
    Bell();
  } else {
    std::string insert = size == 1 ? completion.candidates[0].text + completion.suffix
                                   : std::move(completion.common);
    const std::string_view there =
        std::string_view(text).substr(completion.begin, completion.end - completion.begin);
    if (insert != there && (size == 1 || insert.size() >= there.size())) {
      std::string whole = text;
      whole.replace(completion.begin, there.size(), insert);
      buffer_.Replace(std::move(whole), completion.begin + insert.size());
    } else if (size > 1 && was_tab_) {
      List(std::move(completion.candidates));
    } else if (size > 1) {
      Bell();
    }
  }
  RunKeys();
}

void LineEditor::List(std::vector<Candidate> candidates) {
  std::vector<std::string> lines = InColumns(candidates, window_.columns);
  const std::size_t text_rows = MakeFrame().rows.size();
  const bool fits = lines.size() + text_rows <= static_cast<std::size_t>(window_.rows);
  if (fits && candidates.size() <= kMostUnasked) {
    list_ = std::move(lines);
    return;
  }
  if (candidates.size() <= kMostUnasked && lines.size() < static_cast<std::size_t>(window_.rows)) {
    PrintList(candidates);
    return;
  }
  mode_ = Mode::kQuestion;
  candidates_ = std::move(candidates);
}

void LineEditor::PrintList(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const std::string& line : InColumns(candidates, window_.columns)) {
    absl::StrAppend(&text, line, "\r\n");
  }
  pending_ += Around(text);
}

void LineEditor::TakeAnswer(const Key& key) {
  const bool is_yes =
      (key.kind == Key::Kind::kText && (key.text == "y" || key.text == "Y" || key.text == " ")) ||
      (key.kind == Key::Kind::kControl && key.text == "I");
  mode_ = Mode::kNormal;
  const std::vector<Candidate> candidates = std::exchange(candidates_, {});
  if (is_yes) PrintList(candidates);
  if (key.kind == Key::Kind::kControl && key.text == "C") TakeNormal(key);
}

// ---- The screen ----

std::string_view LineEditor::Hint() const {
  if (!setup_.styles || mode_ != Mode::kNormal || !buffer_.at_end()) return {};
  if (state_ != State::kEditing) return {};
  return setup_.history->Suggest(buffer_.text());
}

void LineEditor::PutText(FrameMaker& maker, std::string_view text, bool is_hint) const {
  std::vector<StyledSpan> spans;
  if (is_hint) {
    spans.push_back({.begin = 0, .end = text.size(), .style = kHintStyle});
  } else if (setup_.styles && setup_.colour != nullptr) {
    spans = setup_.colour(text);
  }
  std::size_t span = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_hint && at == buffer_.cursor()) maker.MarkCursor();
    while (span < spans.size() && spans[span].end <= at) ++span;
    Style style;
    if (span < spans.size() && spans[span].begin <= at) style = spans[span].style;
    const std::size_t end = NextCluster(text, at);
    const bool is_control = static_cast<unsigned char>(text[at]) < ' ' && text[at] != '\t';
    if (text[at] == '\n') {
      maker.NewRow();
      maker.PutPrompt(continuation_prompt_);
    } else {
      maker.Put(text.substr(at, end - at), is_control && setup_.styles ? kSpelledStyle : style);
    }
    at = end;
  }
  if (!is_hint && buffer_.at_end()) maker.MarkCursor();
}

ScreenFrame LineEditor::MakeFrame() const {
  FrameMaker maker(window_.columns);
  if (mode_ == Mode::kSearch) {
    maker.Put(SearchPrompt(), "");
  } else {
    maker.PutPrompt(prompt_);
  }
  PutText(maker, buffer_.text(), false);
  PutText(maker, Hint(), true);
  if (state_ == State::kInterrupted) maker.Put("^C", "");
  for (const std::string& line : list_) {
    maker.NewRow();
    maker.Put(line, "");
  }
  if (mode_ == Mode::kQuestion) {
    maker.NewRow();
    maker.Put(absl::StrCat("Display all ", candidates_.size(), " possibilities? (y or n)"), "");
  }
  return maker.Finish(window_.rows);
}

std::string LineEditor::Update() {
  if (!on_screen_ || !dirty_) return std::exchange(pending_, "");
  dirty_ = false;
  if (state_ != State::kEditing) return Leave();
  std::string out = std::exchange(pending_, "");
  out += renderer_.Draw(MakeFrame());
  return out;
}

std::string LineEditor::Leave() {
  if (!std::exchange(on_screen_, false)) return std::exchange(pending_, "");
  std::string out = std::exchange(pending_, "");
  list_.clear();
  mode_ = Mode::kNormal;
  if (state_ == State::kEditing) state_ = State::kEndOfFile;
  // The whole line is to be seen, its end at least.
  buffer_.MoveTo(buffer_.text().size());
  out += renderer_.Draw(MakeFrame());
  out += renderer_.Finish();
  out += kPasteOff;
  out += others_.Flush();
  return out;
}

std::string LineEditor::Around(std::string_view output) {
  // What others wrote without a newline is gone on with; but not if it is over the window's edge.
  const bool goes_on = others_.column() > 0 && others_.column() < window_.columns &&
                       renderer_.height() < window_.rows;
  if (!goes_on) others_.EndLine();
  const int column = others_.column();
  const std::string text = others_.Take(output);
  if (text.empty()) return "";
  std::string out = std::exchange(pending_, "");
  out += renderer_.Wipe();
  if (goes_on) absl::StrAppend(&out, "\x1b[A\x1b[", column + 1, "G");
  out += text;
  if (others_.had_sequence()) out += "\x1b[m";
  if (others_.column() > 0) out += "\r\n";
  out += renderer_.Draw(MakeFrame());
  dirty_ = false;
  return out;
}

std::string LineEditor::Resize(WindowShape window) {
  window_ = {.rows = std::max(1, window.rows), .columns = std::max(2, window.columns)};
  if (!on_screen_) return "";
  std::string out = std::exchange(pending_, "");
  out += renderer_.Resize(window_.columns);
  const std::string held = others_.Flush();
  others_.Start(window_.columns);
  list_.clear();
  out += renderer_.Draw(MakeFrame());
  dirty_ = false;
  pending_ += held;
  return out;
}

std::string LineEditor::Redraw() {
  std::string out = std::exchange(pending_, "");
  out += "\x1b[H\x1b[2J";
  renderer_.Start(window_.columns);
  others_.EndLine();
  out += renderer_.Draw(MakeFrame());
  dirty_ = false;
  return out;
}

}  // namespace corix
