#include "syscalls/seek.h"

#include <cstdio>

#include "kernel/kernel.h"
#include "syscalls/errors.h"

namespace corix {

Reply Seek::Handle(Kernel& kernel, Task& caller) noexcept {
  OpenFile* const file = kernel.FindFile(caller, fd_);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd_);
  const int whence = from_ == SeekFrom::kStart  ? SEEK_SET
                     : from_ == SeekFrom::kHere ? SEEK_CUR
                                                : SEEK_END;
  return Answer(file->Seek(offset_, whence));
}

}  // namespace corix
