// userland/bin/run_words.h: running the words of a command: a program of ours, or of the host.
#ifndef CORIX_USERLAND_BIN_RUN_WORDS_H_
#define CORIX_USERLAND_BIN_RUN_WORDS_H_

#include <string>

#include "kernel/api/co.h"
#include "userland/bin/programs.h"

namespace corix {

// In the caller's own task. Answers the exit code; 127: there is no such program, and 126: it
// cannot be started, both of which `caller` says in a line on standard error. Sleeps.
Co<int> RunWords(std::string caller, Args words);

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_RUN_WORDS_H_
