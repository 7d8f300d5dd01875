// tests/labs/grader/grader.h: what the tests of a lab are made of.
//
//   LAB_TEST(round_robin) {
//     Law("in-turn");
//     ... Event("A runs") ...
//     ExpectEvents({"A runs", "B runs", "A runs"});
//   }
//
// Each test is a process of its own. It is passed if it comes to its end and tells the grader so,
// with a word that only the grader and the harness know; so nothing that a student's code prints,
// and no way in which it may exit, can pass a test. The first miss ends the process, with a report:
// the law that was broken, and the events around the place where the run departed.
//
// What happened is told by the test's own task bodies, by what lives in their frames, and by the
// grader's allocator, clock and poller: never by the words of the code that is judged.
#ifndef CORIX_TESTS_LABS_GRADER_GRADER_H_
#define CORIX_TESTS_LABS_GRADER_GRADER_H_

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace grader {

using Where = std::source_location;

// ---- Tests ----

struct Registration {
  Registration(const char* name, void (*body)());
};

// The names of tests are those of lab.json.
#define LAB_TEST(name)                                                   \
  static void Test_##name();                                             \
  static const grader::Registration register_##name(#name, Test_##name); \
  static void Test_##name()

// ---- Luck, which is the same for the same seed ----

class Random {
 public:
  Random();  // by the seed of this run
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next();
  // One of low, low + 1, ... high.
  int Between(int low, int high);
  bool OneIn(int n) { return Between(1, n) == 1; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(Between(0, static_cast<int>(from.size()) - 1))];
  }
  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<std::size_t>(Between(0, static_cast<int>(i) - 1))]);
  }

 private:
  std::uint64_t state_;
};

// ---- Events ----

// Something happened. A run with more events than the limit has no end, and is a miss.
void Event(const std::string& what);
const std::vector<std::string>& Events();
void ForgetEvents();
void LimitEvents(std::size_t most);

// ---- Laws ----

// Names the law (of lab.json) that is tested from here on. It is what a miss, a crash or an endless
// loop is then said to have broken.
void Law(const char* law);

// Ends the test with a miss.
[[noreturn]] void Miss(const std::string& what, Where where = Where::current());

void Check(bool holds, const std::string& what, Where where = Where::current());

// Compares all events since the start (or since ForgetEvents) with those that should have happened.
void ExpectEvents(const std::vector<std::string>& expected, Where where = Where::current());

// What should happen, and the law that says so.
struct Expected {
  std::string event;
  const char* law;
};
void ExpectEventsByLaw(const std::vector<Expected>& expected, Where where = Where::current());

inline std::string Show(const std::string& text) { return '"' + text + '"'; }
inline std::string Show(const char* text) { return Show(std::string(text)); }
inline std::string Show(bool value) { return value ? "true" : "false"; }
template <typename T>
std::string Show(const T& value) {
  return std::to_string(value);
}

template <typename Actual, typename Expected>
void ExpectEqual(const Actual& actual, const Expected& expected, const std::string& what,
                 Where where = Where::current()) {
  if (actual == expected) return;
  Miss(what + ": expected " + Show(expected) + ", got " + Show(actual), where);
}

// ---- What lives in frames ----

// A parameter of a task's body. It tells when the frame in which it lives is destroyed, and misses
// if that happens twice.
class Probe {
 public:
  explicit Probe(std::string name);
  Probe(Probe&& other) noexcept;
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  ~Probe();

  // Fails if the frame was destroyed.
  const std::string& name() const;

  // How many probes live now.
  static int Living();

 private:
  std::string name_;
  std::uint64_t state_;
};

// ---- Memory ----

// Counts what `operator new` gave and did not get back since it was made. Only tests for leaks ask.
class LeakCheck {
 public:
  LeakCheck();
  void ExpectNone(const char* what, Where where = Where::current()) const;

 private:
  std::uint64_t first_;  // allocations are numbered
};

// How many blocks were allocated since the process began.
std::uint64_t Allocations();

}  // namespace grader

#endif  // CORIX_TESTS_LABS_GRADER_GRADER_H_
