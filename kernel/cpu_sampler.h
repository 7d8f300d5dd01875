// kernel/cpu_sampler.h: which task uses how much of the processor.
//
// To read a clock at each turn would cost more than the turn. Instead the host interrupts the
// kernel's thread after about each millisecond of processor time that it has used (timer_create on
// CLOCK_THREAD_CPUTIME_ID, SIGPROF), and the handler charges that time to the task that is running.
// An idle kernel is not interrupted.
#ifndef CORIX_KERNEL_CPU_SAMPLER_H_
#define CORIX_KERNEL_CPU_SAMPLER_H_

#include <csignal>
#include <ctime>

namespace corix {

// Samples the calling thread for as long as it exists. If the program has a SIGPROF handler of its
// own, as under a profiler, nothing is sampled, and every task's time stays 0.
class CpuSampler {
 public:
  explicit CpuSampler(bool wanted);
  ~CpuSampler();
  CpuSampler(const CpuSampler&) = delete;
  CpuSampler& operator=(const CpuSampler&) = delete;

 private:
  static void Sample(int signal, siginfo_t* info, void* context);
  static bool InstallHandler();

  bool armed_ = false;
  timer_t timer_ = {};
};

}  // namespace corix

#endif  // CORIX_KERNEL_CPU_SAMPLER_H_
