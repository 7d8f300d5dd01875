// The laws of lab 8, with the luck of the seed.

#include <algorithm>

#include "world.h"

namespace lab {
namespace {

LAB_TEST(random_pipelines) {
  grader::Random random;
  for (int round = 0; round < 8; ++round) {
    grader::ForgetEvents();
    Session session;
    std::vector<Expected> expected;
    const auto add = [&](const std::string& line, const std::vector<std::string>& events,
                         int status) {
      session.push_back(line);
      expected.push_back({"$ " + line, "pipe"});
      for (const std::string& event : events) expected.push_back({event, "pipe"});
      expected.push_back({"-> " + std::to_string(status), "status"});
    };
    for (int i = 0; i < 3; ++i) {
      const std::string bytes = std::to_string(random.Between(0, 2) * random.Between(1, 70'000));
      std::string line = "emit " + bytes;
      for (int passes = random.Between(0, 4); passes > 0; --passes) line += " | pass";
      add(line + " | count", {"count: " + bytes, "emit: " + bytes}, 0);
    }
    std::string line = "yes";
    for (int passes = random.Between(0, 2); passes > 0; --passes) line += " | pass";
    add(line + " | head " + std::to_string(random.Between(1, 9000)),
        {"head has all", "yes: nobody reads"}, 0);
    std::string exits = "exit " + std::to_string(random.Between(0, 9));
    std::vector<std::string> events = {"exit"};
    for (int more = random.Between(0, 3); more > 0; --more) {
      exits += " | exit " + std::to_string(random.Between(0, 9));
      events.push_back("exit");
    }
    add(exits, events, exits.back() - '0');
    RunSession(session, "the-end");
    ExpectEventsByLaw(expected);
  }
}

// What should become of a session, of naps in the background.
class Model {
 public:
  void Start(const std::string& name, int seconds) {
    const std::string command = "nap " + name + " " + std::to_string(seconds);
    Line(command + " &");
    const int number = jobs_.empty() ? 1 : jobs_.back().number + 1;
    jobs_.push_back({number, name, command, now_ + 1000 * seconds});
    Expect(name + " begins", "background");
    Pause(1);
    Expect("-> 0", "background");
  }
  void Control(const std::string& what, int number) {
    Line(what + " " + std::to_string(number));
    const auto job = std::find_if(jobs_.begin(), jobs_.end(),
                                  [&](const Job& one) { return one.number == number; });
    const bool found = job != jobs_.end() && job->code < 0;
    if (found && what == "stop") job->stopped = true;
    if (found && what == "kill") job->code = 143;
    if (found && what != "stop") job->stopped = false;
    if (found && what == "fg") Pause(std::max(job->ends - now_, 0));
    if (found && what == "fg") jobs_.erase(job);
    Pause(1);
    Expect(found ? "-> 0" : "-> 1", what == "bg" || what == "fg" ? "continue" : "right-job");
  }
  void Wait(int seconds) {
    session_.push_back("@" + std::to_string(seconds));
    Pause(1000 * seconds);
  }
  void List() {
    session_.push_back("?");
    Expect("jobs: " + std::to_string(jobs_.size()), "table");
    for (const Job& job : jobs_) {
      const std::string state = job.code >= 0 ? "Done " + std::to_string(job.code)
                                : job.stopped ? "Stopped"
                                              : "Running";
      Expect("[" + std::to_string(job.number) + "] " + state + ": " + job.command, "table");
    }
    std::erase_if(jobs_, [](const Job& job) { return job.code >= 0; });
  }

  const Session& session() const { return session_; }
  const std::vector<Expected>& expected() const { return expected_; }

 private:
  struct Job {
    int number;
    std::string name;
    std::string command;
    int ends;  // in milliseconds, and a little later
    bool stopped = false;
    int code = -1;  // it has not ended
  };

  void Line(const std::string& line) {
    session_.push_back(line);
    Expect("$ " + line, "background");
  }
  void Expect(const std::string& event, const char* law) { expected_.push_back({event, law}); }
  // Time passes, and naps end: those that are not stopped, the earliest first. (One that goes on
  // only after it should have ended does so at once.)
  void Pause(int milliseconds) {
    const int until = now_ + milliseconds;
    std::vector<Job*> ending;
    for (Job& job : jobs_)
      if (job.code < 0 && !job.stopped && job.ends < until) ending.push_back(&job);
    std::stable_sort(ending.begin(), ending.end(), [this](const Job* a, const Job* b) {
      return std::max(a->ends, now_) < std::max(b->ends, now_);
    });
    for (Job* const job : ending) {
      job->code = 0;
      Expect(job->name + " ends", "continue");
    }
    now_ = until;
  }

  Session session_;
  std::vector<Expected> expected_;
  std::vector<Job> jobs_;
  int now_ = 0;
};

LAB_TEST(random_jobs) {
  grader::Random random;
  for (int round = 0; round < 10; ++round) {
    grader::ForgetEvents();
    Model model;
    for (int i = 0; i < 25; ++i) {
      const int number = random.Between(1, 6);
      switch (random.Between(1, 8)) {
        case 1:
        case 2:
        case 3:
          model.Start(std::string(1, static_cast<char>('A' + i)), random.Between(2, 9));
          break;
        case 4:
          model.Control("stop", number);
          break;
        case 5:
          model.Control("bg", number);
          break;
        case 6:
          model.Control("kill", number);
          break;
        case 7:
          model.Wait(random.Between(1, 3));
          break;
        default:
          model.List();
      }
    }
    model.List();
    RunSession(model.session(), "continue");
    ExpectEventsByLaw(model.expected());
  }
}

LAB_TEST(leaves_nothing) {
  const Left left = RunSession({"emit 10 | pass | count", "yes | head 10", "exit 3 | exit 4 &",
                                "nap A 1 | nap B 2 &", "@5", "nothing | count", "?", "exit 0"},
                               "no-leak");
  Law("no-leak");
  Check(std::count(grader::Events().begin(), grader::Events().end(), "B ends") == 1,
        "Not all programs have run.");
  ExpectEqual(left.zombies, std::size_t{0}, "tasks that have ended and were not reaped");
  ExpectEqual(left.descriptors, std::size_t{0}, "ends of pipes that are still open");
}

}  // namespace
}  // namespace lab
