#include "syscalls/pipe.h"

#include <algorithm>

#include "kernel/kernel.h"

namespace corix {

Reply Pipe::Handle(Kernel& kernel, Task& /*caller*/) noexcept {
  const std::size_t capacity = std::clamp<std::size_t>(capacity_, 1, PipeEnd::kMostCapacity);
  auto [reader, writer] = PipeEnd::MakePipe(kernel.poller(), capacity);
  PipeEnds ends;
  ends.reader = File(kernel.AddFile(std::move(reader)));
  ends.writer = File(kernel.AddFile(std::move(writer)));
  return Answer(std::move(ends));
}

}  // namespace corix
