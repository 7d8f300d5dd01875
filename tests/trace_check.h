// tests/trace_check.h: what must hold of a trace's text, whatever was traced.
//
// A reader of JSON that knows no more than a trace needs (objects, arrays, strings, numbers), and the
// laws that kernel/trace_json.h states, each told by a sentence if it is broken.
#ifndef CORIX_TESTS_TRACE_CHECK_H_
#define CORIX_TESTS_TRACE_CHECK_H_

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace corix::testing {

struct Json {
  struct Member;

  char kind = '?';              // { [ " 0, or ? for what is wrong
  std::string text;             // of a string; the digits of a number
  std::vector<Member> members;  // of an object; of an array without names

  const Json* Find(std::string_view name) const;
  std::string Text(std::string_view name) const {
    const Json* const found = Find(name);
    return found == nullptr || found->kind != '"' ? "" : found->text;
  }
  std::int64_t Number(std::string_view name) const {
    const Json* const found = Find(name);
    return found == nullptr || found->kind != '0' ? -1 : std::atoll(found->text.c_str());
  }
  // Microseconds with three decimals, in nanoseconds; -1: there is no such thing.
  std::int64_t Time(std::string_view name) const {
    const Json* const found = Find(name);
    if (found == nullptr || found->kind != '0') return -1;
    const std::size_t point = found->text.find('.');
    if (point == std::string::npos || found->text.size() != point + 4) return -1;
    return std::atoll(found->text.c_str()) * 1000 + std::atoll(found->text.c_str() + point + 1);
  }
};

struct Json::Member {
  std::string name;
  Json value;
};

inline const Json* Json::Find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}
  // All of the text; kind '?': it is no JSON.
  Json ReadAll() {
    Json json = ReadValue();
    SkipBlanks();
    if (at_ != text_.size()) json.kind = '?';
    return bad_ ? Json() : std::move(json);
  }

 private:
  void SkipBlanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  char Peek() {
    SkipBlanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  std::string ReadString() {
    std::string text;
    if (!Take('"')) bad_ = true;
    while (!bad_ && at_ < text_.size() && text_[at_] != '"') {
      const auto c = static_cast<unsigned char>(text_[at_++]);
      if (c < ' ') bad_ = true;
      if (c == '\\') {
        const char escaped = at_ < text_.size() ? text_[at_++] : '\0';
        if (escaped == 'u') {
          text += '?';
          at_ += 4;
        } else if (escaped == '"' || escaped == '\\') {
          text += escaped;
        } else {
          bad_ = true;
        }
      } else {
        text += static_cast<char>(c);
      }
    }
    if (!Take('"')) bad_ = true;
    return text;
  }
  Json ReadValue() {
    Json json;
    json.kind = Peek();
    if (json.kind == '{' || json.kind == '[') {
      const char end = json.kind == '{' ? '}' : ']';
      ++at_;
      if (Take(end)) return json;
      do {
        std::string name;
        if (json.kind == '{') {
          name = ReadString();
          if (!Take(':')) bad_ = true;
        }
        json.members.push_back({std::move(name), ReadValue()});
      } while (!bad_ && Take(','));
      if (!Take(end)) bad_ = true;
    } else if (json.kind == '"') {
      json.text = ReadString();
    } else if (isdigit(static_cast<unsigned char>(json.kind)) != 0) {
      json.kind = '0';
      while (at_ < text_.size() &&
             (isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
        json.text += text_[at_++];
    } else {
      bad_ = true;
    }
    return json;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool bad_ = false;
};

class TraceCheck {
 public:
  explicit TraceCheck(std::string_view text) {
    const Json trace = JsonReader(text).ReadAll();
    const Json* const events = trace.Find("traceEvents");
    if (trace.kind != '{' || events == nullptr || events->kind != '[') {
      Complain("not an object with traceEvents");
      return;
    }
    for (const auto& [name, event] : events->members) CheckEvent(event);
    CheckEnds();
  }

  // The first of what is wrong; empty: all is well.
  const std::string& wrong() const { return wrong_; }
  std::size_t events() const { return events_; }
  std::size_t slices() const { return slices_; }
  std::size_t arrows() const { return starts_.size(); }
  // The turns in their order: whose, and how many could run when it began.
  struct Turn {
    std::int64_t task;
    std::string name;
    std::int64_t ready;
  };
  const std::vector<Turn>& turns() const { return turns_; }
  const std::map<std::int64_t, std::string>& names() const { return names_; }

 private:
  struct Point {
    std::int64_t track;
    std::int64_t time;
  };
  struct Slice {
    std::int64_t begin;
    std::int64_t end;
  };

  void Complain(const std::string& what) {
    if (wrong_.empty()) wrong_ = absl::StrCat("event ", events_, ": ", what);
  }

  void CheckEvent(const Json& event) {
    ++events_;
    const std::string phase = event.Text("ph");
    const std::int64_t track = event.Number("tid");
    const std::int64_t time = event.Time("ts");
    if (event.kind != '{' || phase.size() != 1 || event.Number("pid") != 1 || track < 0 ||
        time < 0 || event.Text("name").empty())
      return Complain("a field is missing");
    if (phase == "M") {
      if (event.Text("name") == "thread_name") names_[track] = event.Find("args")->Text("name");
      return;
    }
    if (!names_.contains(track)) Complain(absl::StrCat("track ", track, " has no name"));
    std::int64_t& last = last_[track];
    if (time < last) Complain(absl::StrCat("time goes back on track ", track));
    last = time;
    if (phase == "X") {
      CheckSlice(event, track, time);
    } else if (phase == "i") {
      CheckInstant(event, track);
    } else if (phase == "b" || phase == "e") {
      CheckWait(event, track, phase == "b");
    } else if (phase == "s") {
      if (!starts_.emplace(event.Number("id"), Point{track, time}).second) Complain("two starts");
    } else if (phase == "f") {
      if (event.Text("bp") != "e") Complain("an arrow's end that is not bound");
      if (!ends_.emplace(event.Number("id"), Point{track, time}).second) Complain("two ends");
    } else if (phase == "C") {
      CheckCounter(event);
    } else {
      Complain(absl::StrCat("a phase ", phase));
    }
  }

  void CheckSlice(const Json& event, std::int64_t track, std::int64_t time) {
    ++slices_;
    const std::int64_t length = event.Time("dur");
    if (length <= 0) Complain("a slice without a length");
    std::vector<Slice>& slices = slices_of_[track];
    if (!slices.empty() && slices.back().end > time)
      Complain(absl::StrCat("slices overlap on track ", track));
    slices.push_back({time, time + length});
    if (event.Text("cat") == "turn") turns_.push_back({track, event.Text("name"), told_ready_});
  }

  void CheckInstant(const Json& event, std::int64_t track) {
    const std::string name = event.Text("name");
    if (event.Text("s") != "t") Complain("an instant without a scope");
    if (event.Text("cat") != "") return;
    if (name == "created") {
      ++count_;
    } else if (name == "ended") {
      if (waits_.contains(track)) Complain("it ended in its sleep");
      --count_;
      ended_.insert(track);
    } else {
      Complain(absl::StrCat("an instant ", name));
    }
  }

  void CheckWait(const Json& event, std::int64_t track, bool begins) {
    if (event.Number("id") != track || event.Text("cat") != "wait") Complain("a strange wait");
    if (ended_.contains(track)) Complain("it sleeps after its end");
    if (begins) {
      if (!waits_.emplace(track, event.Text("name")).second) Complain("it sleeps twice");
      if (counters_ > 0) --count_;
      return;
    }
    const auto found = waits_.find(track);
    if (found == waits_.end() || found->second != event.Text("name"))
      return Complain("an end without a beginning");
    waits_.erase(found);
    ++count_;
  }

  // (Those who sleep when the trace begins are told before the first counter.)
  void CheckCounter(const Json& event) {
    const std::int64_t told = event.Find("args")->Number("tasks");
    if (counters_++ == 0) {
      first_ready_ = told;
    } else if (told != first_ready_ + count_) {
      Complain(absl::StrCat("told of ", told, " ready tasks, counted ", first_ready_ + count_));
    }
    told_ready_ = told;
  }

  void CheckEnds() {
    if (!waits_.empty()) Complain("a sleep without an end");
    if (starts_.size() != ends_.size()) Complain("an arrow with one end");
    for (const auto& [id, start] : starts_) {
      const auto end = ends_.find(id);
      if (end == ends_.end()) return Complain("an arrow that leads nowhere");
      if (!Encloses(start) || !Encloses(end->second)) Complain("an arrow outside of slices");
      if (start.time > end->second.time) Complain("an arrow back in time");
    }
  }

  bool Encloses(const Point& point) {
    const std::vector<Slice>& slices = slices_of_[point.track];
    auto after = std::upper_bound(slices.begin(), slices.end(), point.time,
                                  [](std::int64_t time, const Slice& s) { return time < s.begin; });
    return after != slices.begin() && std::prev(after)->end > point.time;
  }

  std::string wrong_;
  std::size_t events_ = 0;
  std::size_t slices_ = 0;
  std::size_t counters_ = 0;
  std::int64_t count_ = 0;
  std::int64_t first_ready_ = 0;
  std::int64_t told_ready_ = 0;
  std::map<std::int64_t, std::string> names_;
  std::map<std::int64_t, std::int64_t> last_;
  std::map<std::int64_t, std::vector<Slice>> slices_of_;
  std::map<std::int64_t, std::string> waits_;
  std::set<std::int64_t> ended_;
  std::map<std::int64_t, Point> starts_;
  std::map<std::int64_t, Point> ends_;
  std::vector<Turn> turns_;
};

}  // namespace corix::testing

#endif  // CORIX_TESTS_TRACE_CHECK_H_
