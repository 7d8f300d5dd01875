// shell/end_others.h: what comes after the shell's end.
#ifndef CORIX_SHELL_END_OTHERS_H_
#define CORIX_SHELL_END_OTHERS_H_

#include <set>
#include <string_view>

#include "kernel/api/co.h"
#include "kernel/api/tid.h"

namespace corix {

inline constexpr std::string_view kEndOthersName = "end";

// Sends HUP and CONT to all other tasks, but those that are left alone, and to the host programs of
// their groups; waits until they have ended; those that have not after two seconds of the host's time
// get KILL.
Process EndOthers(std::set<Tid> left_alone);

}  // namespace corix

#endif  // CORIX_SHELL_END_OTHERS_H_
