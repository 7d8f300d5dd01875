#include "kernel/api/block_pool.h"

#include <malloc.h>
#include <sys/mman.h>

#include <array>
#include <cstdlib>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace corix {
namespace {

constexpr std::size_t kChunk = std::size_t{64} * 1024;
constexpr std::size_t kFirstRegion = 4 * kChunk;
constexpr std::size_t kRegion = std::size_t{2} * 1024 * 1024;  // one huge page of the host

// Stands at the start of each chunk.
struct alignas(BlockPool::kGranule) ChunkHeader {
  std::size_t block_bytes;  // 0: a single block larger than any class follows
  std::size_t large_bytes;
};

ChunkHeader* HeaderOf(const void* block) {
  const auto address = reinterpret_cast<std::uintptr_t>(block);
  return reinterpret_cast<ChunkHeader*>(address & ~(kChunk - 1));
}

}  // namespace

// Where the free lists get more: chunks of this host thread that are not used up, then lists that
// ended threads left.
class BlockDepot {
 public:
  void* Refill(std::size_t size_class) {
    if (BlockPool::FreeBlock* left = TakeLegacy(size_class); left != nullptr) {
      BlockPool::free_lists_[size_class] = left->next;
      return left;
    }
    Span& span = spans_[size_class];
    const std::size_t bytes = size_class * BlockPool::kGranule;
    if (static_cast<std::size_t>(span.end - span.next) < bytes) {
      char* chunk = NewChunk();
      *reinterpret_cast<ChunkHeader*>(chunk) = {.block_bytes = bytes, .large_bytes = 0};
      span = {.next = chunk + sizeof(ChunkHeader), .end = chunk + kChunk};
    }
    void* block = span.next;
    span.next += bytes;
    return block;
  }

  ~BlockDepot() {
    const std::lock_guard lock(legacy_mutex_);
    for (std::size_t i = 0; i < BlockPool::kClasses; ++i) {
      if (BlockPool::free_lists_[i] != nullptr)
        legacy_[i].push_back(std::exchange(BlockPool::free_lists_[i], nullptr));
    }
  }

 private:
  struct Span {
    char* next = nullptr;
    char* end = nullptr;
  };

  char* NewChunk() {
    if (region_.next == region_.end) {
      const std::size_t bytes = had_region_ ? kRegion : kFirstRegion;
      auto* memory = static_cast<char*>(std::aligned_alloc(had_region_ ? kRegion : kChunk, bytes));
      if (memory == nullptr) throw std::bad_alloc();
      // A million tasks touch their frames in turn: with small pages that is a miss in the host's
      // TLB each time.
      if (had_region_) madvise(memory, bytes, MADV_HUGEPAGE);
      had_region_ = true;
      region_ = {.next = memory, .end = memory + bytes};
    }
    char* chunk = region_.next;
    region_.next += kChunk;
    return chunk;
  }

  static BlockPool::FreeBlock* TakeLegacy(std::size_t size_class) {
    const std::lock_guard lock(legacy_mutex_);
    std::vector<BlockPool::FreeBlock*>& lists = legacy_[size_class];
    if (lists.empty()) return nullptr;
    BlockPool::FreeBlock* const list = lists.back();
    lists.pop_back();
    return list;
  }

  std::array<Span, BlockPool::kClasses> spans_ = {};
  Span region_;
  bool had_region_ = false;

  inline static std::mutex legacy_mutex_;
  inline static std::array<std::vector<BlockPool::FreeBlock*>, BlockPool::kClasses> legacy_;
};

void* BlockPool::AllocateSlowly(std::size_t bytes) {
  if (CORIX_POOLED_BLOCKS == 0) {
    void* block = std::malloc(bytes);
    if (block == nullptr) throw std::bad_alloc();
    return block;
  }
  if (bytes > kLargestPooled) {
    const std::size_t whole = (bytes + sizeof(ChunkHeader) + kGranule - 1) / kGranule * kGranule;
    auto* memory =
        static_cast<char*>(std::aligned_alloc(kChunk, (whole + kChunk - 1) / kChunk * kChunk));
    if (memory == nullptr) throw std::bad_alloc();
    *reinterpret_cast<ChunkHeader*>(memory) = {.block_bytes = 0, .large_bytes = whole};
    return memory + sizeof(ChunkHeader);
  }
  static thread_local BlockDepot depot;
  return depot.Refill((bytes + kGranule - 1) / kGranule);
}

void BlockPool::FreeSlowly(void* block) noexcept {
  std::free(CORIX_POOLED_BLOCKS == 0 ? block : static_cast<void*>(HeaderOf(block)));
}

std::size_t BlockPool::BytesOf(const void* block) noexcept {
  if (CORIX_POOLED_BLOCKS == 0) return malloc_usable_size(const_cast<void*>(block));
  const ChunkHeader* header = HeaderOf(block);
  return header->block_bytes != 0 ? header->block_bytes : header->large_bytes;
}

}  // namespace corix
