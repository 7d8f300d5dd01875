#include "userland/bin/programs.h"

namespace corix {

Co<int> TrueMain(Args /*args*/) { co_return 0; }

}  // namespace corix
