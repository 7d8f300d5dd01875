// kernel/api/frame.h: one activation of a coroutine, as the kernel sees it.
//
// The frames of a task form its call stack: the kernel holds the innermost, and each knows its
// caller. A frame is destroyed by whoever holds it: a Co that was never started, the call that
// takes its result, or, if the task dies, the kernel, which pops them one by one.
#ifndef CORIX_KERNEL_API_FRAME_H_
#define CORIX_KERNEL_API_FRAME_H_

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <source_location>

#include "kernel/api/block_pool.h"

namespace corix {

// The first part of every coroutine's promise.
struct Frame {
  Frame* caller = nullptr;
  // Where it stands: at its last trap or call; before the first, at its beginning.
  std::source_location where;

  // Runs the coroutine until it traps, calls or returns.
  void Resume() { Handle().resume(); }
  void Destroy() { Handle().destroy(); }

  // How many bytes it takes up.
  std::size_t Bytes() const {
    return BlockPool::BytesOf(
        std::coroutine_handle<Frame>::from_promise(const_cast<Frame&>(*this)).address());
  }

  static void* operator new(std::size_t bytes) {
    ++live;
    return BlockPool::Allocate(bytes);
  }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    --live;
    BlockPool::Free(block, bytes);
  }

  // How many frames this host thread has made and not yet destroyed.
  inline static constinit thread_local std::int64_t live = 0;

 private:
  // A promise begins with its Frame and is aligned to at most 16 bytes, so that a handle made from
  // the Frame is the handle of the coroutine: both compilers put every such promise at the same
  // distance from the frame's start.
  std::coroutine_handle<Frame> Handle() {
    return std::coroutine_handle<Frame>::from_promise(*this);
  }
};

// Destroys a frame at the end of a scope.
class FrameOwner {
 public:
  explicit FrameOwner(Frame* frame) : frame_(frame) {}
  ~FrameOwner() { frame_->Destroy(); }
  FrameOwner(const FrameOwner&) = delete;
  FrameOwner& operator=(const FrameOwner&) = delete;

 private:
  Frame* const frame_;
};

}  // namespace corix

#endif  // CORIX_KERNEL_API_FRAME_H_
