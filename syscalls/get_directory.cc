#include "syscalls/get_directory.h"

#include "kernel/kernel.h"

namespace corix {

Reply GetDirectory::Handle(Kernel& /*kernel*/, Task& caller) noexcept {
  return Answer(caller.environment().DirectoryPath());
}

}  // namespace corix
