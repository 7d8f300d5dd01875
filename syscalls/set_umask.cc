#include "syscalls/set_umask.h"

#include <fstream>
#include <optional>
#include <string>

#include "kernel/kernel.h"

namespace corix {

namespace {

// The host tells a process its mask only when it changes it, or in a file.
unsigned HostUmask() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    unsigned mask = 0;
    if (word == "Umask:" && status >> std::oct >> mask) return mask;
  }
  return 022;
}

}  // namespace

Reply SetUmask::Handle(Kernel& kernel, Task& caller) noexcept {
  std::optional<unsigned>& mask = kernel.OwnEnvironment(caller).umask;
  const unsigned before = mask.has_value() ? *mask : HostUmask();
  mask = mask_ & 0777U;
  return Answer(before);
}

}  // namespace corix
