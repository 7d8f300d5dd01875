// The laws of lab 8, each by itself.

#include "world.h"

namespace lab {
namespace {

// ---- One command ----

LAB_TEST(one_command) {
  Law("status");
  RunSession({"exit 3", "exit 0", "throw", "", "nap A 2", "| exit", "exit 4"}, "status");
  ExpectEvents({"$ exit 3", "exit",     "-> 3", "$ exit 0", "exit",      "-> 0",     "$ throw",
                "throws",   "-> 134",   "$ ",   "-> 0",     "$ nap A 2", "A begins", "A ends",
                "-> 0",     "$ | exit", "-> 2", "$ exit 4", "exit",      "-> 4"});
}

LAB_TEST(no_such_program) {
  Law("status");
  RunSession({"exitt 3", "exit 3"}, "status");
  ExpectEvents({"$ exitt 3", "-> 127", "$ exit 3", "exit", "-> 3"});
}

// ---- Pipelines ----

LAB_TEST(pipeline) {
  RunSession({"emit 100 | count", "emit 10 | pass | pass | count", "exit 3 | exit 4"}, "the-end");
  ExpectEventsByLaw({{"$ emit 100 | count", "pipe"},
                     {"count: 100", "pipe"},
                     {"emit: 100", "pipe"},
                     {"-> 0", "status"},
                     {"$ emit 10 | pass | pass | count", "pipe"},
                     {"count: 10", "pipe"},
                     {"emit: 10", "pipe"},
                     {"-> 0", "status"},
                     {"$ exit 3 | exit 4", "pipe"},
                     {"exit", "pipe"},
                     {"exit", "pipe"},
                     {"-> 4", "status"}});
}

LAB_TEST(more_than_fits) {
  RunSession({"emit 300000 | pass | count"}, "the-end");
  ExpectEventsByLaw({{"$ emit 300000 | pass | count", "pipe"},
                     {"count: 300000", "pipe"},
                     {"emit: 300000", "pipe"},
                     {"-> 0", "status"}});
}

LAB_TEST(nobody_reads) {
  RunSession({"yes | head 5000", "exit 0"}, "nobody-reads");
  ExpectEventsByLaw({{"$ yes | head 5000", "pipe"},
                     {"head has all", "pipe"},
                     {"yes: nobody reads", "nobody-reads"},
                     {"-> 0", "status"},
                     {"$ exit 0", "status"},
                     {"exit", "status"},
                     {"-> 0", "status"}});
}

// ---- Background, and the table ----

LAB_TEST(background) {
  RunSession({"nap A 5 &", "nap B 2", "?", "@9", "?", "?"}, "background");
  ExpectEventsByLaw({{"$ nap A 5 &", "background"},
                     {"A begins", "background"},
                     {"-> 0", "background"},
                     {"$ nap B 2", "background"},
                     {"B begins", "background"},
                     {"B ends", "background"},
                     {"-> 0", "status"},
                     {"jobs: 1", "table"},
                     {"[1] Running: nap A 5", "table"},
                     {"A ends", "background"},
                     {"jobs: 1", "table"},
                     {"[1] Done 0: nap A 5", "table"},
                     {"jobs: 0", "table"}});
}

// These have ended before the shell has its next turn.
LAB_TEST(ended_at_once) {
  RunSession({"exit 3 &", "exit 4 | exit 5 &", "exit 6", "?", "?"}, "ended-at-once");
  ExpectEventsByLaw({{"$ exit 3 &", "background"},
                     {"exit", "background"},
                     {"-> 0", "background"},
                     {"$ exit 4 | exit 5 &", "background"},
                     {"exit", "background"},
                     {"exit", "background"},
                     {"-> 0", "background"},
                     {"$ exit 6", "background"},
                     {"exit", "background"},
                     {"-> 6", "status"},
                     {"jobs: 2", "table"},
                     {"[1] Done 3: exit 3", "ended-at-once"},
                     {"[2] Done 5: exit 4 | exit 5", "ended-at-once"},
                     {"jobs: 0", "table"}});
}

// The first have ended long before the last is begun, also if each takes its time to begin.
LAB_TEST(ended_in_between) {
  const std::string nine =
      "exit 1 | exit 2 | exit 3 | exit 4 | exit 5 | exit 6 | exit 7 | exit 8 | exit 9";
  RunSession({nine + " &", nine, "?", "?"}, "ended-at-once");
  std::vector<Expected> expected;
  for (const std::string& text : {nine + " &", nine}) {
    expected.push_back({"$ " + text, "background"});
    for (int i = 0; i < 9; ++i) expected.push_back({"exit", "background"});
    expected.push_back({text == nine ? "-> 9" : "-> 0", "status"});
  }
  expected.push_back({"jobs: 1", "ended-at-once"});
  expected.push_back({"[1] Done 9: " + nine, "ended-at-once"});
  expected.push_back({"jobs: 0", "ended-at-once"});
  ExpectEventsByLaw(expected);
}

LAB_TEST(numbers) {
  RunSession(
      {"nap A 2 &", "nap B 9 &", "nap C 3 &", "@4", "?", "nap D 1 &", "@9", "?", "nap E 1 &", "?"},
      "background");
  std::vector<Expected> expected;
  for (const char* name : {"A 2", "B 9", "C 3"}) {
    expected.push_back({std::string("$ nap ") + name + " &", "background"});
    expected.push_back({std::string(1, name[0]) + " begins", "background"});
    expected.push_back({"-> 0", "background"});
  }
  for (const Expected& one : std::vector<Expected>{{"A ends", "background"},
                                                   {"C ends", "background"},
                                                   {"jobs: 3", "table"},
                                                   {"[1] Done 0: nap A 2", "table"},
                                                   {"[2] Running: nap B 9", "table"},
                                                   {"[3] Done 0: nap C 3", "table"},
                                                   {"$ nap D 1 &", "background"},
                                                   {"D begins", "background"},
                                                   {"-> 0", "background"},
                                                   {"D ends", "background"},
                                                   {"B ends", "background"},
                                                   {"jobs: 2", "table"},
                                                   {"[2] Done 0: nap B 9", "table"},
                                                   {"[3] Done 0: nap D 1", "numbers"},
                                                   {"$ nap E 1 &", "background"},
                                                   {"E begins", "background"},
                                                   {"-> 0", "background"},
                                                   {"jobs: 1", "table"},
                                                   {"[1] Running: nap E 1", "numbers"}})
    expected.push_back(one);
  ExpectEventsByLaw(expected);
}

// ---- Signals ----

// Job 1 has left the table when job 2 is to be killed.
LAB_TEST(kills_the_right_one) {
  RunSession({"nap A 1 &", "nap B 5 &", "nap C 5 &", "@2", "?", "kill 2", "@1", "?", "kill 1",
              "kill 7", "kill", "@9", "?"},
             "background");
  ExpectEventsByLaw({{"$ nap A 1 &", "background"},
                     {"A begins", "background"},
                     {"-> 0", "background"},
                     {"$ nap B 5 &", "background"},
                     {"B begins", "background"},
                     {"-> 0", "background"},
                     {"$ nap C 5 &", "background"},
                     {"C begins", "background"},
                     {"-> 0", "background"},
                     {"A ends", "background"},
                     {"jobs: 3", "table"},
                     {"[1] Done 0: nap A 1", "table"},
                     {"[2] Running: nap B 5", "table"},
                     {"[3] Running: nap C 5", "table"},
                     {"$ kill 2", "right-job"},
                     {"-> 0", "right-job"},
                     {"jobs: 2", "right-job"},
                     {"[2] Done 143: nap B 5", "right-job"},
                     {"[3] Running: nap C 5", "right-job"},
                     {"$ kill 1", "right-job"},
                     {"-> 1", "right-job"},
                     {"$ kill 7", "right-job"},
                     {"-> 1", "right-job"},
                     {"$ kill", "right-job"},
                     {"-> 1", "right-job"},
                     {"C ends", "right-job"},
                     {"jobs: 1", "table"},
                     {"[3] Done 0: nap C 5", "table"}});
}

// A signal reaches all members, and what they have started.
LAB_TEST(kills_the_whole_job) {
  RunSession({"parent A 5 | nap B 5 &", "parent C 5 &", "@1", "kill 1", "@1", "?", "@9", "?"},
             "background");
  ExpectEventsByLaw({{"$ parent A 5 | nap B 5 &", "background"},
                     {"A begins", "background"},
                     {"A's child begins", "background"},
                     {"B begins", "background"},
                     {"-> 0", "background"},
                     {"$ parent C 5 &", "background"},
                     {"C begins", "background"},
                     {"C's child begins", "background"},
                     {"-> 0", "background"},
                     {"$ kill 1", "whole-job"},
                     {"-> 0", "whole-job"},
                     {"jobs: 2", "table"},
                     {"[1] Done 143: parent A 5 | nap B 5", "whole-job"},
                     {"[2] Running: parent C 5", "right-job"},
                     {"C's child ends", "whole-job"},
                     {"C ends", "whole-job"},
                     {"jobs: 1", "table"},
                     {"[2] Done 0: parent C 5", "table"}});
}

// ---- Stop and continue ----

LAB_TEST(stopped_in_front) {
  RunSession({"halt A", "?", "fg 1", "?", "fg 1"}, "stop");
  ExpectEventsByLaw({{"$ halt A", "stop"},
                     {"A stops", "stop"},
                     {"-> 147", "stop"},
                     {"jobs: 1", "stop"},
                     {"[1] Stopped: halt A", "stop"},
                     {"$ fg 1", "continue"},
                     {"A goes on", "continue"},
                     {"-> 5", "continue"},
                     {"jobs: 0", "table"},
                     {"$ fg 1", "table"},
                     {"-> 1", "table"}});
}

LAB_TEST(stopped_behind) {
  RunSession({"nap A 9 &", "stop 1", "?", "@5", "?", "bg 1", "?", "@9", "?"}, "stop");
  ExpectEventsByLaw({{"$ nap A 9 &", "background"},
                     {"A begins", "background"},
                     {"-> 0", "background"},
                     {"$ stop 1", "stop"},
                     {"-> 0", "stop"},
                     {"jobs: 1", "stop"},
                     {"[1] Stopped: nap A 9", "stop"},
                     {"jobs: 1", "stop"},
                     {"[1] Stopped: nap A 9", "stop"},
                     {"$ bg 1", "continue"},
                     {"-> 0", "continue"},
                     {"jobs: 1", "continue"},
                     {"[1] Running: nap A 9", "continue"},
                     {"A ends", "continue"},
                     {"jobs: 1", "table"},
                     {"[1] Done 0: nap A 9", "table"}});
}

LAB_TEST(stopped_together) {
  RunSession({"halt A | nap B 9 &", "@1", "?", "kill 1", "@1", "?", "halt-all C | pass | count",
              "?", "bg 1", "@1", "?"},
             "stop");
  ExpectEventsByLaw({{"$ halt A | nap B 9 &", "background"},
                     {"A stops", "background"},
                     {"B begins", "background"},
                     {"-> 0", "background"},
                     {"jobs: 1", "stop"},
                     {"[1] Running: halt A | nap B 9", "stop"},
                     {"$ kill 1", "right-job"},
                     {"-> 0", "right-job"},
                     {"jobs: 1", "table"},
                     {"[1] Done 143: halt A | nap B 9", "continue"},
                     {"$ halt-all C | pass | count", "stop"},
                     {"C stops all", "stop"},
                     {"-> 147", "stop"},
                     {"jobs: 1", "stop"},
                     {"[1] Stopped: halt-all C | pass | count", "stop"},
                     {"$ bg 1", "continue"},
                     {"C goes on", "continue"},
                     {"count: 0", "the-end"},
                     {"-> 0", "continue"},
                     {"jobs: 1", "table"},
                     {"[1] Done 0: halt-all C | pass | count", "status"}});
}

}  // namespace
}  // namespace lab
