#include "kernel.h"

namespace mini {

Tid Kernel::Spawn(Task) {
  return 0;  // Step 1.
}

bool Kernel::Step() {
  return false;  // Step 2.
}

void Kernel::Run() {
  // Step 2.
}

}  // namespace mini
