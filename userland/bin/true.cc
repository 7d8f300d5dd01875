#include "userland/bin/programs.h"

namespace corix {
namespace {

// Whatever the words are.
Co<int> True(Args /*args*/) { co_return 0; }

}  // namespace

extern const Program kTrue = {
    .name = "true", .params = "", .summary = "do nothing, and succeed", .words = &True};

}  // namespace corix
