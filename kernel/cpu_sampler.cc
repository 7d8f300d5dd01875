#include "kernel/cpu_sampler.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

#include "kernel/api/cpu.h"
#include "kernel/kernel.h"

namespace corix {
namespace {

constinit thread_local bool sampling = false;

}  // namespace

void CpuSampler::Sample(int /*signal*/, siginfo_t* info, void* /*context*/) {
  if (!sampling || cpu.kernel == nullptr) return;
  // (So whoever wants to know roughly what time it is need not ask the host.)
  (void)cpu.kernel->clock().Now();
  if (cpu.task == nullptr) return;
  // One signal may stand for several expiries: the host looks at this timer in its own ticks.
  const int missed = info->si_overrun;
  cpu.task->cpu_milliseconds_ += 1U + static_cast<unsigned>(missed > 0 ? missed : 0);
}

bool CpuSampler::InstallHandler() {
  struct sigaction current;
  if (sigaction(SIGPROF, nullptr, &current) != 0) return false;
  const bool is_ours =
      (current.sa_flags & SA_SIGINFO) != 0 && current.sa_sigaction == &CpuSampler::Sample;
  if (is_ours) return true;
  if ((current.sa_flags & SA_SIGINFO) != 0 || current.sa_handler != SIG_DFL) return false;
  struct sigaction ours = {};
  ours.sa_sigaction = &CpuSampler::Sample;
  ours.sa_flags = SA_RESTART | SA_SIGINFO;
  sigemptyset(&ours.sa_mask);
  return sigaction(SIGPROF, &ours, nullptr) == 0;
}

CpuSampler::CpuSampler(bool wanted) {
  if (!wanted || sampling || !InstallHandler()) return;
  sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = gettid();
  if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) != 0) return;
  sampling = true;
  armed_ = true;
  constexpr timespec kMillisecond{.tv_sec = 0, .tv_nsec = 1'000'000};
  const itimerspec period{.it_interval = kMillisecond, .it_value = kMillisecond};
  timer_settime(timer_, 0, &period, nullptr);
}

CpuSampler::~CpuSampler() {
  if (!armed_) return;
  sampling = false;
  timer_delete(timer_);
}

}  // namespace corix
