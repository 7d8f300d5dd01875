// syscalls/pipe.h
#ifndef CORIX_SYSCALLS_PIPE_H_
#define CORIX_SYSCALLS_PIPE_H_

#include <cstddef>
#include <tuple>

#include "kernel/pipe.h"
#include "kernel/system_call.h"
#include "syscalls/file.h"

namespace corix {

struct PipeEnds {
  File reader;
  File writer;
};

class Pipe final : public SystemCall<Pipe, PipeEnds> {
 public:
  static constexpr bool kNeverSleeps = true;
  static constexpr SyscallDoc kDoc = {
      .name = "Pipe",
      .params = "[capacity]",
      .summary =
          "Makes a pipe inside the kernel, of 64 KiB unless another capacity is given (1 byte to 1 "
          "MiB; others are brought into that range). A reader sees the end of the file when the "
          "last writing descriptor is gone; a writer gets ABORTED when the last reading one is. Up "
          "to 4,096 bytes (or the capacity, if that is less) are written together or not yet.",
      .answer = "PipeEnds",
      .errors = "",
  };
  explicit Pipe(std::size_t capacity = PipeEnd::kDefaultCapacity) : capacity_(capacity) {}
  auto args() const { return std::tie(capacity_); }
  Reply Handle(Kernel& kernel, Task& caller) noexcept override;

 private:
  std::size_t capacity_;
};

}  // namespace corix

#endif  // CORIX_SYSCALLS_PIPE_H_
