// A stackful coroutine, as a goroutine is one: a function that runs on a stack of its own, and
// whose switches save a few registers.

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "userland/bin/weigh_host.h"

#if defined(__x86_64__)
// Saves what a function has to leave as it was (System V ABI for AMD64, 3.2.1) on its stack, and
// goes on with another one: rdi says where to put the old stack pointer, rsi is the new one. (A ret
// in place of the jump would always be mispredicted: it does not go back to where the call came
// from.)
asm(R"(
.pushsection .text
.globl corix_switch_stack
.hidden corix_switch_stack
.type corix_switch_stack, @function
corix_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmpq *%rcx
.size corix_switch_stack, .-corix_switch_stack
.popsection
)");
extern "C" void corix_switch_stack(void** from, void* to);
#endif

namespace corix {
namespace {

constexpr std::size_t kStackBytes = std::size_t{64} * 1024;
constexpr int kRounds = 20'000;

// Memory for a stack. Below it is a page that nobody may touch.
class Stack {
 public:
  Stack() : guard_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    void* const memory = mmap(nullptr, guard_ + kStackBytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return;
    memory_ = static_cast<char*>(memory);
    mprotect(memory_, guard_, PROT_NONE);
  }
  ~Stack() {
    if (memory_ != nullptr) munmap(memory_, guard_ + kStackBytes);
  }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  bool ok() const { return memory_ != nullptr; }
  char* begin() const { return memory_ + guard_; }
  char* end() const { return begin() + kStackBytes; }

 private:
  std::size_t guard_;
  char* memory_ = nullptr;
};

// What one switch takes, if `rounds` makes two of them in each of its rounds: the best of some
// tries, since in the others somebody else was at work on this machine.
template <typename Rounds>
double SwitchTime(Rounds rounds) {
  constexpr int kTries = 5;
  auto least = std::chrono::duration<double, std::nano>::max();
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const auto begin = std::chrono::steady_clock::now();
    rounds();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    least = std::min(least, took);
  }
  return least.count() / (2.0 * kRounds);
}

// Two contexts of glibc: whoever measures, and the one with its own stack. A function on such a
// stack takes no pointers, so it finds them here.
thread_local ucontext_t portable_main;
thread_local ucontext_t portable_other;

void RunPortably() {
  for (;;) swapcontext(&portable_other, &portable_main);
}

double MeasurePortably(const Stack& stack) {
  getcontext(&portable_other);
  portable_other.uc_stack.ss_sp = stack.begin();
  portable_other.uc_stack.ss_size = kStackBytes;
  portable_other.uc_link = nullptr;
  makecontext(&portable_other, &RunPortably, 0);
  return SwitchTime([] {
    for (int round = 0; round < kRounds; ++round) swapcontext(&portable_main, &portable_other);
  });
}

#if defined(__x86_64__)

thread_local void* lean_main = nullptr;
thread_local void* lean_other = nullptr;

void RunLeanly() {
  for (;;) corix_switch_stack(&lean_other, lean_main);
}

// The stack as a switch would have left it in front of the function's first instruction: six
// registers, and where to return to. (There the stack pointer is 8 more than a multiple of 16.)
double MeasureLeanly(const Stack& stack) {
  constexpr int kRegisters = 6;
  auto* const top = reinterpret_cast<std::uintptr_t*>(stack.end()) - 2;
  *top = reinterpret_cast<std::uintptr_t>(&RunLeanly);
  lean_other = top - kRegisters;
  return SwitchTime([] {
    for (int round = 0; round < kRounds; ++round) corix_switch_stack(&lean_main, lean_other);
  });
}

#endif

}  // namespace

absl::StatusOr<StackfulWeight> WeighStackful() {
  const Stack stack;
  const Stack second;
  if (!stack.ok() || !second.ok())
    return absl::ResourceExhaustedError("the host gives us no memory for a stack");
  StackfulWeight weight;
  weight.portable_ns = MeasurePortably(stack);
#if defined(__x86_64__)
  weight.switch_ns = MeasureLeanly(second);
  weight.touched = TouchedBytes(second.begin(), kStackBytes);
#else
  weight.switch_ns = weight.portable_ns;
  weight.touched = TouchedBytes(stack.begin(), kStackBytes);
#endif
  weight.reserved = kStackBytes;
  return weight;
}

}  // namespace corix
