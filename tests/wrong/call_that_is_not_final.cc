// expect: A system call is final
#include "kernel/kernel.h"
class Open : public corix::SystemCall<Open, void> {
 public:
  static constexpr corix::SyscallDoc kDoc = {};
  Open() {}
  auto args() const { return std::tie(); }
  corix::Reply Handle(corix::Kernel&, corix::Task&) noexcept override { return Answer(); }
};
corix::Process Wrong() { co_yield Open(); }
