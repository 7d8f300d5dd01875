#include "userland/bin/programs.h"

namespace corix {

Co<int> FalseMain(Args /*args*/) { co_return 1; }

}  // namespace corix
