#include "kernel/cpu_sampler.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

#include "kernel/api/cpu.h"
#include "kernel/task.h"

namespace corix {
namespace {

// The timer of this thread, for the handler to ask how many expiries one signal stands for.
constinit thread_local timer_t sampled_timer = nullptr;
constinit thread_local bool sampling = false;

}  // namespace

void CpuSampler::Sample(int /*signal*/) {
  if (!sampling || cpu.task == nullptr) return;
  const int missed = timer_getoverrun(sampled_timer);
  cpu.task->cpu_milliseconds_ += 1U + static_cast<unsigned>(missed > 0 ? missed : 0);
}

bool CpuSampler::InstallHandler() {
  struct sigaction current;
  if (sigaction(SIGPROF, nullptr, &current) != 0) return false;
  if (current.sa_handler == &CpuSampler::Sample) return true;
  if (current.sa_handler != SIG_DFL) return false;
  struct sigaction ours = {};
  ours.sa_handler = &CpuSampler::Sample;
  ours.sa_flags = SA_RESTART;
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
  sampled_timer = timer_;
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
