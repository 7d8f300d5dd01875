#include "grader.h"

#include <algorithm>
#include <exception>

#include "report.h"

namespace grader {
namespace internal {

const char* law = "";
std::vector<std::string>& EventLog() {
  static std::vector<std::string>& log = *new std::vector<std::string>;
  return log;
}
std::size_t most_events = 20'000;
// What an exception on its way out of something destroyed is told from here on.
std::size_t unwound_from = 0;

void TellCircumstances(bool thrown) {
  Tell("law", law);
  const std::vector<std::string>& log = EventLog();
  const std::size_t end = thrown ? std::min(log.size(), unwound_from) : log.size();
  const std::size_t first = end - std::min<std::size_t>(end, 5);
  for (std::size_t i = first; i < end; ++i) Tell("last", std::to_string(i) + ' ' + log[i]);
}

}  // namespace internal

namespace {

using internal::EventLog;
using internal::Tell;

void TellWhere(Where where) {
  Tell("where", std::string(where.file_name()) + ':' + std::to_string(where.line()));
}

// The events around the first one that differs.
void TellDeparture(const std::vector<std::string>& expected, std::size_t at) {
  constexpr std::size_t kBefore = 4;
  constexpr std::size_t kAfter = 3;
  Tell("departed", std::to_string(at));
  for (std::size_t i = at - std::min(at, kBefore); i < at + kAfter; ++i) {
    if (i < expected.size()) Tell("expected", std::to_string(i) + ' ' + expected[i]);
    if (i < EventLog().size()) Tell("actual", std::to_string(i) + ' ' + EventLog()[i]);
  }
}

}  // namespace

void Event(const std::string& what) {
  const internal::Uncounted uncounted;
  EventLog().push_back(what);
  if (std::uncaught_exceptions() == 0) internal::unwound_from = EventLog().size();
  if (EventLog().size() > internal::most_events)
    Miss("The run does not end: there were more than " + std::to_string(internal::most_events) +
         " events.");
}

const std::vector<std::string>& Events() { return EventLog(); }
void ForgetEvents() {
  EventLog().clear();
  internal::unwound_from = 0;
}
void LimitEvents(std::size_t most) { internal::most_events = most; }

void Law(const char* law) { internal::law = law; }

void Miss(const std::string& what, Where where) {
  Tell("miss", what);
  TellWhere(where);
  internal::TellCircumstances();
  internal::TellStack(1);
  internal::End(1);
}

void Check(bool holds, const std::string& what, Where where) {
  if (!holds) Miss(what, where);
}

void ExpectEvents(const std::vector<std::string>& expected, Where where) {
  const std::vector<std::string>& log = EventLog();
  const auto [e, a] = std::mismatch(expected.begin(), expected.end(), log.begin(), log.end());
  if (e == expected.end() && a == log.end()) return;
  if (e == expected.end()) {
    Tell("miss", "Something happened after what should have been the end.");
  } else if (a == log.end()) {
    Tell("miss", "The run ended, and something had not happened.");
  } else {
    Tell("miss", "Something else happened than should have.");
  }
  TellDeparture(expected, static_cast<std::size_t>(e - expected.begin()));
  TellWhere(where);
  Tell("law", internal::law);
  internal::End(1);
}

void ExpectEventsByLaw(const std::vector<Expected>& expected, Where where) {
  const std::vector<std::string>& log = EventLog();
  std::vector<std::string> events;
  for (const Expected& one : expected) events.push_back(one.event);
  const auto [e, a] = std::mismatch(events.begin(), events.end(), log.begin(), log.end());
  const auto at = static_cast<std::size_t>(e - events.begin());
  // Past the end, the last law counts.
  if (!expected.empty()) Law(expected[std::min(at, expected.size() - 1)].law);
  ExpectEvents(events, where);
}

// ---- Random: splitmix64 (Steele, Lea, Flood 2014) ----

std::uint64_t Random::Next() {
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

int Random::Between(int low, int high) {
  return low + static_cast<int>(Next() % static_cast<std::uint64_t>(high - low + 1));
}

// ---- Probe ----

namespace {
constexpr std::uint64_t kAlive = 0x616c697665212121;
constexpr std::uint64_t kMovedFrom = 0x6d6f766564212121;
constexpr std::uint64_t kDead = 0x6465616421212121;
int living = 0;
}  // namespace

Probe::Probe(std::string name) : name_(std::move(name)), state_(kAlive) { ++living; }

Probe::Probe(Probe&& other) noexcept : name_(std::move(other.name_)), state_(other.state_) {
  other.state_ = kMovedFrom;
}

Probe::~Probe() {
  if (state_ == kMovedFrom) return;
  if (state_ != kAlive) Miss("A frame was destroyed a second time.");
  state_ = kDead;
  --living;
  Event("the frame of " + name_ + " is destroyed");
}

const std::string& Probe::name() const {
  if (state_ != kAlive) Miss("A frame is used that was destroyed.");
  return name_;
}

int Probe::Living() { return living; }

}  // namespace grader
