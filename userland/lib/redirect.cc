#include "userland/lib/redirect.h"

#include <utility>

#include "syscalls/dup2.h"

namespace corix {

Co<int> WithDescriptors(File in, File out, Co<int> body) {
  if (in.is_open()) (void)CallNow(Dup2(in, kStdin));
  if (out.is_open()) (void)CallNow(Dup2(out, kStdout));
  // The descriptors 0 and 1 hold them now.
  in.Close();
  out.Close();
  co_return co_await std::move(body);
}

}  // namespace corix
