// kernel/api/output.h: what a process prints.
//
// Printing is not a trap: nobody else runs. What the running task prints in a turn is kept, and
// delivered to its descriptor at its next trap, before the trap's handler runs. If the descriptor
// has no room, the task sleeps at that trap until all is delivered. Outside any task, text goes
// straight to the host's descriptor.
#ifndef CORIX_KERNEL_API_OUTPUT_H_
#define CORIX_KERNEL_API_OUTPUT_H_

#include <string_view>

#include "kernel/api/fd.h"

namespace corix {

// `fd` is kStdout or kStderr.
void PrintTo(Fd fd, std::string_view text);

}  // namespace corix

#endif  // CORIX_KERNEL_API_OUTPUT_H_
