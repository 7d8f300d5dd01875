// The allocator of the tests: `operator new` in front of malloc, which the address sanitizer
// guards. It numbers each block, and keeps a list of those that live.

#include <cstdlib>
#include <new>

#include "grader.h"
#include "report.h"

extern "C" std::size_t __asan_get_alloc_stack(void* memory, void** pcs, std::size_t size,
                                              int* thread);

namespace grader {
namespace {

struct Block {
  Block* previous;
  Block* next;
  std::uint64_t number;
  std::uint64_t unused;  // so that what follows is aligned as malloc would
};
static_assert(sizeof(Block) % __STDCPP_DEFAULT_NEW_ALIGNMENT__ == 0);

Block living = {&living, &living, 0, 0};
std::uint64_t allocations = 0;
int uncounted = 0;

void* Allocate(std::size_t size) {
  void* memory = std::malloc(sizeof(Block) + size);
  if (memory == nullptr) Miss("There is no memory left.");
  Block* block = new (memory) Block{living.previous, &living, uncounted > 0 ? 0 : ++allocations, 0};
  block->previous->next = block;
  living.previous = block;
  return block + 1;
}

void Deallocate(void* memory) noexcept {
  if (memory == nullptr) return;
  Block* block = static_cast<Block*>(memory) - 1;
  // If it was freed before, the sanitizer ends the process here, and tells where.
  block->previous->next = block->next;
  block->next->previous = block->previous;
  std::free(block);
}

}  // namespace

internal::Uncounted::Uncounted() { ++uncounted; }
internal::Uncounted::~Uncounted() { --uncounted; }

std::uint64_t Allocations() { return allocations; }

LeakCheck::LeakCheck() : first_(allocations) {}

void LeakCheck::ExpectNone(const char* what, Where where) const {
  const std::uint64_t last = allocations;
  int leaked = 0;
  const Block* oldest = nullptr;
  for (const Block* block = living.next; block != &living; block = block->next) {
    if (block->number <= first_ || block->number > last) continue;
    if (oldest == nullptr) oldest = block;
    ++leaked;
  }
  if (leaked == 0) return;
  internal::Tell("miss", std::string(what) + " " + std::to_string(leaked) +
                             (leaked == 1 ? " block was" : " blocks were") +
                             " allocated and never freed. The first was allocated here:");
  void* pcs[64];
  int thread = 0;
  const std::size_t count = __asan_get_alloc_stack(const_cast<Block*>(oldest), pcs, 64, &thread);
  for (std::size_t i = 0; i < count; ++i) internal::TellPlace(static_cast<char*>(pcs[i]) - 1);
  internal::Tell("leak", "");
  internal::Tell("where", std::string(where.file_name()) + ':' + std::to_string(where.line()));
  internal::TellCircumstances();
  internal::End(1);
}

}  // namespace grader

void* operator new(std::size_t size) { return grader::Allocate(size); }
void* operator new[](std::size_t size) { return grader::Allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return grader::Allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return grader::Allocate(size);
}
void operator delete(void* memory) noexcept { grader::Deallocate(memory); }
void operator delete[](void* memory) noexcept { grader::Deallocate(memory); }
void operator delete(void* memory, std::size_t) noexcept { grader::Deallocate(memory); }
void operator delete[](void* memory, std::size_t) noexcept { grader::Deallocate(memory); }
