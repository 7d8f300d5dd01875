// The programs that the shell of lab 8 starts in its tests, and the task in which it runs.
#ifndef CORIX_TESTS_LABS_08_WORLD_H_
#define CORIX_TESTS_LABS_08_WORLD_H_

#include <string>
#include <vector>

#include "grader.h"
#include "kernel/kernel.h"
#include "shell.h"

namespace lab {

using corix::Co;
using corix::Kernel;
using corix::Process;
using corix::Tid;
using grader::Check;
using grader::Event;
using grader::Expected;
using grader::ExpectEqual;
using grader::ExpectEvents;
using grader::ExpectEventsByLaw;
using grader::Law;
using grader::Miss;
using mini::MiniShell;

// What there is; each tells what it does.
//   exit N            ends with N
//   throw             ends by an exception
//   nap WHO SECONDS   begins, sleeps, ends
//   emit N            writes N bytes
//   pass              hands on what it reads
//   count             reads to the end: "count: N"
//   head N            reads N bytes, and no more
//   yes               writes until nobody reads
//   parent WHO N      starts a child of its own that naps, in its first turn, and naps itself
//   halt WHO          stops itself; then goes on, and ends with 5
//   halt-all WHO      stops its process group
const mini::Programs& Programs();

// A session. Lines for the shell: "$ LINE" is told, and then "-> STATUS". But "?" asks for the jobs,
// and "@N" lets N seconds pass.
using Session = std::vector<std::string>;

// What is left when the session is over.
struct Left {
  std::size_t zombies = 0;
  std::size_t descriptors = 0;
};

// Runs a session in a kernel of its own, to its end. A line takes a millisecond. If it comes to a
// standstill, `law` is broken.
Left RunSession(const Session& session, const char* law);

}  // namespace lab

#endif  // CORIX_TESTS_LABS_08_WORLD_H_
