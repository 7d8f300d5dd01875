// kernel/panic.h: what happens when the kernel itself is broken.
//
// A process cannot cause a panic: its mistakes are answered. A panic means that an invariant of the
// kernel does not hold, or that the host program misused the kernel's own interface; then nothing
// that the kernel goes on to do could be trusted, in release builds too.
#ifndef CORIX_KERNEL_PANIC_H_
#define CORIX_KERNEL_PANIC_H_

#include <string_view>

namespace corix {

// Prints the sentence and the tasks of the kernel that is running on this host thread, and aborts.
[[noreturn]] void Panic(std::string_view sentence) noexcept;

// States an invariant where it must hold.
inline void Invariant(bool holds, std::string_view sentence) noexcept {
  if (!holds) [[unlikely]]
    Panic(sentence);
}

}  // namespace corix

#endif  // CORIX_KERNEL_PANIC_H_
