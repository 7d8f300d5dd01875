// The main program of a lab's tests: runs one of them.

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "grader.h"
#include "report.h"

namespace grader {
namespace {

using Body = void (*)();
std::map<std::string, Body>& Tests() {
  static std::map<std::string, Body>& tests = *new std::map<std::string, Body>;
  return tests;
}

std::uint64_t seed = 1;

void Run(Body body) {
  try {
    body();
  } catch (...) {
    internal::TellException();
    internal::TellCircumstances(true);
    internal::End(1);
  }
  internal::Tell("done", "");
  internal::End(0);
}

}  // namespace

Registration::Registration(const char* name, void (*body)()) { Tests()[name] = body; }

Random::Random() : Random(seed) {}

}  // namespace grader

int main(int argc, char** argv) {
  using namespace grader;
  const std::string usage = "usage: tests --list | NAME [SEED]\n";
  if (argc < 2) {
    std::fputs(usage.c_str(), stderr);
    return 2;
  }
  const std::string name = argv[1];
  if (name == "--list") {
    for (const auto& [test, body] : Tests()) std::puts(test.c_str());
    return 0;
  }
  const auto test = Tests().find(name);
  if (test == Tests().end()) {
    std::fprintf(stderr, "no test %s\n%s", name.c_str(), usage.c_str());
    return 2;
  }
  if (argc > 2) seed = std::strtoull(argv[2], nullptr, 10);
  // No core files.
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  internal::WatchForEnds();
  internal::Tell("begin", "");
  Run(test->second);
}
