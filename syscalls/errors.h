// syscalls/errors.h: refusals that several calls share.
#ifndef CORIX_SYSCALLS_ERRORS_H_
#define CORIX_SYSCALLS_ERRORS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/fd.h"
#include "kernel/api/tid.h"
#include "kernel/host_file.h"
#include "kernel/host_process.h"
#include "kernel/kernel.h"
#include "kernel/path.h"

namespace corix {

inline absl::Status NoSuchTask(Tid tid) {
  return absl::NotFoundError(absl::StrCat("no task ", static_cast<int>(tid)));
}

inline absl::Status Uncatchable(const char* what) {
  return absl::InvalidArgumentError(absl::StrCat("KILL and STOP cannot be ", what));
}

// A call that has slept on the descriptor finds it closed meanwhile.
inline absl::Status NoSuchDescriptor(const Kernel& kernel, Fd fd) {
  if (kernel.restarting()) {
    return absl::CancelledError(absl::StrCat("descriptor ", static_cast<int>(fd), " was closed"));
  }
  return absl::NotFoundError(absl::StrCat("no descriptor ", static_cast<int>(fd)));
}

// The host would cut a name short there, and take it for another one.
inline bool HasZeroByte(std::string_view name) { return name.find('\0') != name.npos; }
inline absl::Status ZeroByte() {
  return absl::InvalidArgumentError("a name has no zero byte in it");
}

// What is made or changed has to be the host's: the kernel's own files can only be read.
inline absl::StatusOr<Place> LocateToChange(const Task& caller, const std::string& path) {
  if (HasZeroByte(path)) return ZeroByte();
  Place place = Locate(caller.environment(), path);
  if (place.of_kernel)
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": the kernel's files can only be read"));
  return place;
}

// The socket of the host behind a descriptor.
inline absl::StatusOr<HostFile*> FindSocket(const Kernel& kernel, const Task& caller, Fd fd) {
  OpenFile* const file = kernel.FindFile(caller, fd);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd);
  HostFile* const socket = file->AsHostFile();
  if (socket != nullptr && socket->is_socket()) return socket;
  return absl::InvalidArgumentError(
      absl::StrCat("descriptor ", static_cast<int>(fd), " is a ", file->Describe(), ", no socket"));
}

// The program of the host for which a descriptor stands.
inline absl::StatusOr<HostProcess*> FindProcess(const Kernel& kernel, const Task& caller, Fd fd) {
  OpenFile* const file = kernel.FindFile(caller, fd);
  if (file == nullptr) return NoSuchDescriptor(kernel, fd);
  if (HostProcess* const process = file->AsHostProcess(); process != nullptr) return process;
  return absl::InvalidArgumentError(absl::StrCat("descriptor ", static_cast<int>(fd), " is a ",
                                                 file->Describe(), ", no host process"));
}

}  // namespace corix

#endif  // CORIX_SYSCALLS_ERRORS_H_
