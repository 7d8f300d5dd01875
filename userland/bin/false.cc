#include "userland/bin/programs.h"

namespace corix {
namespace {

// Whatever the words are.
Co<int> False(Args /*args*/) { co_return 1; }

}  // namespace

extern const Program kFalse = {
    .name = "false", .params = "", .summary = "do nothing, and fail", .words = &False};

}  // namespace corix
