// kernel/host_pages.h: memory that comes straight from the host.
//
// For what is done when the process is about to end by a signal: the heap may be in any state then,
// and its lock taken. (mmap is not on POSIX's list of what a signal handler may call; at a Linux it
// is a bare system call.)
#ifndef CORIX_KERNEL_HOST_PAGES_H_
#define CORIX_KERNEL_HOST_PAGES_H_

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <vector>

namespace corix {

template <typename T>
struct PageAllocator {
  using value_type = T;
  PageAllocator() = default;
  template <typename U>
  explicit(false) PageAllocator(const PageAllocator<U>& /*other*/) {}

  // All zeros. What is never touched costs nothing.
  T* allocate(std::size_t count) {
    void* const pages = mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    return static_cast<T*>(pages);
  }
  void deallocate(T* pages, std::size_t count) noexcept { munmap(pages, count * sizeof(T)); }
  friend bool operator==(const PageAllocator& /*a*/, const PageAllocator& /*b*/) { return true; }
};

template <typename T>
using PageVector = std::vector<T, PageAllocator<T>>;

// So many objects, each all zeros at first. A place that is never touched costs nothing.
template <typename T>
class PageArray {
 public:
  PageArray() = default;
  ~PageArray() {
    if (objects_ != nullptr) PageAllocator<T>().deallocate(objects_, size_);
  }
  PageArray(const PageArray&) = delete;
  PageArray& operator=(const PageArray&) = delete;

  // Once.
  void Allocate(std::size_t size) {
    objects_ = PageAllocator<T>().allocate(size);
    size_ = size;
  }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t index) { return objects_[index]; }

 private:
  T* objects_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace corix

#endif  // CORIX_KERNEL_HOST_PAGES_H_
