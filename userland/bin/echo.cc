#include "absl/strings/str_join.h"
#include "userland/bin/programs.h"
#include "userland/lib/print.h"

namespace corix {

Co<int> EchoMain(Args args) {
  args.erase(args.begin());
  Print("%s\n", absl::StrJoin(args, " "));
  co_return 0;
}

}  // namespace corix
