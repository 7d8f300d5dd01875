// Incremental search through the history.

#include <utility>

#include "absl/strings/str_cat.h"
#include "shell/editor/line_editor.h"
#include "shell/editor/text.h"

namespace corix {

void LineEditor::BeginSearch(Direction direction) {
  mode_ = Mode::kSearch;
  History& history = *setup_.history;
  search_ = Search{
      .direction = direction,
      .text_before = buffer_.text(),
      .cursor_before = buffer_.cursor(),
      .place_before = history.place(),
      .steps = {
          {.query = "", .place = history.place(), .cursor = buffer_.cursor(), .failed = false}}};
}

std::string LineEditor::SearchPrompt() const {
  const SearchStep& step = search_->steps.back();
  return absl::StrCat("(", step.failed ? "failed " : "",
                      search_->direction == Direction::kBackward ? "reverse-i-search" : "i-search",
                      ")`", step.query, "': ");
}

// False: the search is over, and the key is to be taken as any other.
bool LineEditor::TakeInSearch(const Key& key) {
  SearchStep& step = search_->steps.back();
  if (key.kind == Key::Kind::kText && !key.meta) {
    SearchFor(step.query + key.text, step.place);
    return true;
  }
  if (key.kind == Key::Kind::kPaste) {
    std::string query = step.query + key.text;
    std::erase_if(query, [](char c) { return static_cast<unsigned char>(c) < ' '; });
    SearchFor(std::move(query), step.place);
    return true;
  }
  const char letter = key.kind == Key::Kind::kControl && !key.meta ? key.text[0] : '\0';
  switch (letter) {
    case 'R':
      SearchAgain(Direction::kBackward);
      return true;
    case 'S':
      SearchAgain(Direction::kForward);
      return true;
    case 'H':
    case '?':
      if (search_->steps.size() > 1) search_->steps.pop_back();
      ShowMatch();
      return true;
    case 'G':
      EndSearch(false);
      return true;
    default:
      break;
  }
  EndSearch(true);
  // Escape only ends it.
  return key.kind == Key::Kind::kEscape;
}

void LineEditor::SearchFor(std::string query, std::size_t from) {
  const std::size_t size = setup_.history->lines().size();
  SearchStep step{.query = std::move(query), .place = from, .cursor = 0, .failed = false};
  const std::optional<std::size_t> found =
      setup_.history->Find(step.query, step.place, search_->direction);
  step.failed = !found.has_value();
  if (found.has_value()) {
    step.place = *found;
  } else if (step.place < size && search_->steps.back().place == step.place) {
    step.cursor = search_->steps.back().cursor;
  }
  if (step.failed) Bell();
  last_query_ = step.query;
  search_->steps.push_back(std::move(step));
  ShowMatch();
}

void LineEditor::SearchAgain(Direction direction) {
  search_->direction = direction;
  const SearchStep& step = search_->steps.back();
  // Without anything typed, the text of the last search is meant.
  if (step.query.empty()) {
    if (!last_query_.empty()) SearchFor(last_query_, step.place);
    return;
  }
  const bool back = direction == Direction::kBackward;
  if (back ? step.place == 0 : step.place >= setup_.history->lines().size()) {
    SearchStep failed = step;
    failed.failed = true;
    Bell();
    search_->steps.push_back(std::move(failed));
    return;
  }
  SearchFor(step.query, back ? step.place - 1 : step.place + 1);
  // What was found before stays to be seen.
  std::vector<SearchStep>& steps = search_->steps;
  if (steps.back().failed) {
    steps.back().place = steps[steps.size() - 2].place;
    ShowMatch();
  }
}

// The line that was found, with the cursor at what was looked for.
void LineEditor::ShowMatch() {
  const std::deque<std::string>& lines = setup_.history->lines();
  const SearchStep& step = search_->steps.back();
  if (step.place >= lines.size()) {
    buffer_.Reset(search_->text_before);
    buffer_.MoveTo(search_->cursor_before);
    return;
  }
  const std::string& line = lines[step.place];
  buffer_.Reset(line);
  const std::size_t at = line.rfind(step.query);
  buffer_.MoveTo(at == std::string::npos ? line.size() : at);
}

void LineEditor::EndSearch(bool keep) {
  mode_ = Mode::kNormal;
  History& history = *setup_.history;
  const Search search = *std::exchange(search_, std::nullopt);
  const std::size_t place = search.steps.back().place;
  if (!keep) {
    buffer_.Reset(search.text_before);
    buffer_.MoveTo(search.cursor_before);
    return;
  }
  // From there one can walk on.
  const std::size_t cursor = buffer_.cursor();
  if (place < history.lines().size() && place != search.place_before) {
    const std::string line = buffer_.text();
    (void)history.JumpTo(place, search.text_before);
    buffer_.Reset(line);
    buffer_.MoveTo(cursor);
  }
}

}  // namespace corix
