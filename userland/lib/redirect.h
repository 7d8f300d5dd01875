// userland/lib/redirect.h: giving a process other descriptors than those of its parent.
#ifndef CORIX_USERLAND_LIB_REDIRECT_H_
#define CORIX_USERLAND_LIB_REDIRECT_H_

#include "kernel/api/co.h"
#include "kernel/api/fd.h"
#include "syscalls/file.h"

namespace corix {

// Runs a process with these files as its descriptors 0 and 1; one that is not open leaves the
// descriptor as it is. They belong to the new process: when it ends, or never starts, they are
// closed, so that those at the other end of a pipe learn of it. To be spawned, not called: the
// caller's own descriptors would stay changed.
//
//   PipeEnds pipe = co_yield Pipe();
//   co_yield NewTask("yes", WithDescriptors(File(), std::move(pipe.writer), Yes()));
//   co_yield NewTask("head", WithDescriptors(std::move(pipe.reader), File(), Head()));
Co<int> WithDescriptors(File in, File out, Co<int> body);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_REDIRECT_H_
