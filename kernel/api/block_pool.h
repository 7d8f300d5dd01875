// kernel/api/block_pool.h: memory for frames and tasks.
//
// A process is born and dies in some ten nanoseconds, so its frame cannot come from the general
// heap. Blocks are sorted by size into classes of 16 bytes; each host thread keeps one free list
// for each class, and a freed block goes to the head of its list, where it is still warm. Memory
// comes in chunks of 64 KiB, aligned to their size, each for blocks of one class, so that the size
// of a block can be read off its address. Chunks are kept until the process ends. The scheme is
// Bonwick's slab allocator (USENIX Summer 1994), without its constructors.
//
// Under the address sanitizer every block comes from malloc, so that a frame used after its end is
// found.
#ifndef CORIX_KERNEL_API_BLOCK_POOL_H_
#define CORIX_KERNEL_API_BLOCK_POOL_H_

#include <cstddef>
#include <cstdint>

#if defined(__SANITIZE_ADDRESS__)
#define CORIX_POOLED_BLOCKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CORIX_POOLED_BLOCKS 0
#endif
#endif
#ifndef CORIX_POOLED_BLOCKS
#define CORIX_POOLED_BLOCKS 1
#endif

namespace corix {

class BlockPool {
 public:
  static constexpr std::size_t kGranule = 16;
  static constexpr std::size_t kLargestPooled =
      2048;  // bytes; a larger block comes from the general heap

  // At least `bytes` bytes, aligned to 16. Throws std::bad_alloc if the host has no more.
  static void* Allocate(std::size_t bytes);

  // `bytes` is what Allocate was asked for.
  static void Free(void* block, std::size_t bytes) noexcept;

  // How many bytes a block takes up, its rounding included.
  static std::size_t BytesOf(const void* block) noexcept;

 private:
  struct FreeBlock {
    FreeBlock* next;
  };
  static constexpr std::size_t kClasses = kLargestPooled / kGranule + 1;

  static void* AllocateSlowly(std::size_t bytes);
  static void FreeSlowly(void* block) noexcept;

  // The free lists of this host thread. A thread that ends gives its lists to the others, if
  // it ever took from a chunk.
  static constinit thread_local FreeBlock* free_lists_[kClasses];

  friend class BlockDepot;
};

inline constinit thread_local BlockPool::FreeBlock* BlockPool::free_lists_[kClasses] = {};

inline void* BlockPool::Allocate(std::size_t bytes) {
  const std::size_t size_class = (bytes + kGranule - 1) / kGranule;
  if (CORIX_POOLED_BLOCKS == 0 || bytes > kLargestPooled) [[unlikely]]
    return AllocateSlowly(bytes);
  FreeBlock* block = free_lists_[size_class];
  if (block == nullptr) [[unlikely]]
    return AllocateSlowly(bytes);
  free_lists_[size_class] = block->next;
  return block;
}

inline void BlockPool::Free(void* block, std::size_t bytes) noexcept {
  if (CORIX_POOLED_BLOCKS == 0 || bytes > kLargestPooled) [[unlikely]]
    return FreeSlowly(block);
  FreeBlock*& list = free_lists_[(bytes + kGranule - 1) / kGranule];
  auto* freed = static_cast<FreeBlock*>(block);
  freed->next = list;
  list = freed;
}

}  // namespace corix

#endif  // CORIX_KERNEL_API_BLOCK_POOL_H_
