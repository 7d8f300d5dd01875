// userland/lib/generator.h: coroutines that hand out values, one at a time.
//
// A generator runs only while somebody asks it for an element, up to its next co_yield; between
// two elements it stands still, with its local variables. It hands out elements one by one, in
// their order, each once; what it never was asked for it never computes.
//
//   Generator<int> Squares(int n) {
//     for (int i = 0; i < n; ++i) co_yield i * i;
//     co_yield ElementsOf(Cubes(n));                 // all that another generator hands out
//   }
//   for (const int square : Squares(10) | std::views::take(3)) Print("%d\n", square);
//
// Elements are lent, as std::generator of C++23 does it: what is yielded stays where it is, in the
// generator's frame, until the next element is asked for. In a Generator<T> an element is a T&&, so
// that it can be moved out, also if it cannot be copied; hence an lvalue that is yielded is copied
// first. In a Generator<const T&> and a Generator<T&> nothing is ever copied.
//
// Delegation costs the same for every element, however deep it goes: the outermost frame, the root,
// knows the innermost, and resumes that one. Nothing is resumed from within: a generator that calls
// another, or returns, changes who is innermost, and the loop in Pull goes on with that one. The
// frames of a delegation belong to the root, which, if it dies early, destroys them innermost first
// by a loop. So a chain 100,000 deep needs no more of the host's stack than one. (Generators that
// ask one another by a loop of their own are nested calls, as functions are, and Generator objects
// that hold one another are nested objects.)
//
// A generator does not trap, and awaits nothing: see async_generator.h. It must not ask itself for
// an element, nor be destroyed by its own body. It needs no kernel.
#ifndef CORIX_USERLAND_LIB_GENERATOR_H_
#define CORIX_USERLAND_LIB_GENERATOR_H_

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

#include "kernel/api/co.h"

namespace corix {

template <typename T>
class Generator;

// What to delegate to: co_yield ElementsOf(Inner()) hands out all elements of another generator, or
// of any range. Lives in the co_yield expression only.
template <typename Range>
class ElementsOf {
 public:
  explicit ElementsOf(Range&& range) : range_(std::forward<Range>(range)) {}
  Range&& Get() { return std::forward<Range>(range_); }

 private:
  Range&& range_;
};

template <typename Range>
ElementsOf(Range&&) -> ElementsOf<Range>;

namespace internal {

// What does not depend on the type of the elements.
class GeneratorFrame {
 public:
  GeneratorFrame() = default;
  GeneratorFrame(const GeneratorFrame&) = delete;
  GeneratorFrame& operator=(const GeneratorFrame&) = delete;

  // Frames of generators come from where all frames come from and are counted with them: so the
  // kernel's check for leaks sees a generator that was forgotten.
  static void* operator new(std::size_t bytes) { return Frame::operator new(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    Frame::operator delete(block, bytes);
  }

  Lazily initial_suspend() const noexcept { return {}; }

  // The end: the frame that had called this one is innermost now; the root had been called by none.
  struct Return {
    GeneratorFrame& frame;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {
      frame.root_->innermost_ = frame.caller_;
      frame.root_->element_ = nullptr;
    }
    void await_resume() const noexcept {}
  };
  Return final_suspend() noexcept { return {*this}; }
  void return_void() const noexcept {}
  void unhandled_exception() noexcept { root_->exception_ = std::current_exception(); }

  template <typename Awaited>
  void await_transform(Awaited&&) {
    static_assert(kNever<Awaited>,
                  "A Generator hands out values and waits for nothing, so it cannot co_await. If "
                  "it has to call or to trap, write an AsyncGenerator.");
  }

  // For a root: goes on to the next element, if there is one.
  void Pull() {
    do {
      innermost_->Handle().resume();
    } while (element_ == nullptr && innermost_ != nullptr);
    if (innermost_ == nullptr && exception_ != nullptr) [[unlikely]]
      std::rethrow_exception(std::exchange(exception_, nullptr));
  }
  void PullFirst() {
    if (!std::exchange(started_, true)) Pull();
  }
  bool at_end() const { return element_ == nullptr; }
  void* element() const { return element_; }

  // For a root: destroys it, and all that it delegates to.
  void DestroyAll() noexcept {
    GeneratorFrame* frame = innermost_ == nullptr ? this : innermost_;
    while (frame != nullptr) {
      GeneratorFrame* const caller = frame->caller_;
      frame->Handle().destroy();
      frame = caller;
    }
  }

 protected:
  ~GeneratorFrame() = default;

  // What the root lends now. (clang's analyzer does not see that a promise is constructed.)
  void*& Lent() noexcept {
    return root_->element_;  // NOLINT(clang-analyzer-core.uninitialized.UndefReturn)
  }

 private:
  template <typename T>
  friend class Delegation;

  // A promise begins with this, and is aligned to at most 16 bytes: see the note in frame.h.
  std::coroutine_handle<GeneratorFrame> Handle() {
    return std::coroutine_handle<GeneratorFrame>::from_promise(*this);
  }

  // Puts another root, and what it delegates to, on top of this frame.
  void Call(GeneratorFrame& callee) noexcept {
    // One that was asked for elements already goes on where it stands.
    for (GeneratorFrame* frame = callee.innermost_; frame != nullptr; frame = frame->caller_)
      frame->root_ = root_;
    callee.caller_ = this;
    root_->innermost_ = callee.innermost_;
    root_->element_ = callee.element_;
  }

  GeneratorFrame* root_ = this;
  GeneratorFrame* caller_ = nullptr;
  // In a root:
  GeneratorFrame* innermost_ = this;  // nullptr at the end
  void* element_ = nullptr;           // what is lent now; nullptr before the first and at the end
  std::exception_ptr exception_;
  bool started_ = false;
};

// co_yield ElementsOf(generator). From the call to the return the callee belongs to the root.
template <typename T>
class Delegation {
 public:
  Delegation(GeneratorFrame& caller, Generator<T> callee)
      : caller_(caller), callee_(std::move(callee).Release()) {}
  bool await_ready() const noexcept { return callee_ == nullptr || callee_->innermost_ == nullptr; }
  void await_suspend(std::coroutine_handle<>) const noexcept { caller_.Call(*callee_); }
  void await_resume() const {
    if (callee_ == nullptr) return;
    const Owner owner(*callee_);
    std::exception_ptr& exception = caller_.root_->exception_;
    if (exception != nullptr) [[unlikely]]
      std::rethrow_exception(std::exchange(exception, nullptr));
  }

 private:
  struct Owner {
    explicit Owner(GeneratorFrame& f) : frame(f) {}
    ~Owner() { frame.Handle().destroy(); }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;
    GeneratorFrame& frame;
  };

  GeneratorFrame& caller_;
  GeneratorFrame* const callee_;
};

// Lends a copy, which lives in the frame until the next element is asked for.
template <typename Value>
class LendCopy {
 public:
  template <typename From>
  LendCopy(const From& from, void*& lent) : copy_(from), lent_(lent) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) noexcept { lent_ = std::addressof(copy_); }
  void await_resume() const noexcept {}

 private:
  Value copy_;
  void*& lent_;
};

template <typename T>
class GeneratorPromise;

}  // namespace internal

template <typename T>
class [[nodiscard("a generator does nothing until it is asked for an element")]] Generator {
  static_assert(!std::is_void_v<T>);

 public:
  using promise_type = internal::GeneratorPromise<T>;
  using Value = std::remove_cvref_t<T>;
  using Reference = T&&;  // T itself if that is a reference

  class Iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;

    Reference operator*() const {
      return static_cast<Reference>(*static_cast<std::add_pointer_t<T>>(root_->element()));
    }
    Iterator& operator++() {
      root_->Pull();
      return *this;
    }
    void operator++(int) { root_->Pull(); }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) {
      return it.root_ == nullptr || it.root_->at_end();
    }

   private:
    friend Generator;
    explicit Iterator(internal::GeneratorFrame* root) : root_(root) {}
    internal::GeneratorFrame* root_;
  };

  Generator(Generator&& other) noexcept : root_(std::exchange(other.root_, nullptr)) {}
  Generator& operator=(Generator&& other) noexcept {
    Generator old(std::move(*this));
    root_ = std::exchange(other.root_, nullptr);
    return *this;
  }
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;
  ~Generator() {
    if (root_ != nullptr) root_->DestroyAll();
  }

  // Runs to the first element; later, begin() is where the generator stands. An exception that
  // leaves the body comes out of here or of ++, and is the end. One that was moved from is empty.
  Iterator begin() {
    if (root_ != nullptr) root_->PullFirst();
    return Iterator(root_);
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  friend promise_type;
  friend class internal::Delegation<T>;
  explicit Generator(internal::GeneratorFrame* root) : root_(root) {}
  internal::GeneratorFrame* Release() && { return std::exchange(root_, nullptr); }

  internal::GeneratorFrame* root_;
};

namespace internal {

template <typename T>
inline constexpr bool kIsGenerator = false;
template <typename T>
inline constexpr bool kIsGenerator<Generator<T>> = true;

template <typename T>
class GeneratorPromise final : public GeneratorFrame {
  using Reference = typename Generator<T>::Reference;

 public:
  Generator<T> get_return_object() { return Generator<T>(this); }

  std::suspend_always yield_value(Reference element) noexcept {
    Lent() = const_cast<void*>(static_cast<const void*>(std::addressof(element)));
    return {};
  }
  auto yield_value(const std::remove_reference_t<T>& element)
    requires(std::is_rvalue_reference_v<Reference> &&
             std::constructible_from<std::remove_cvref_t<T>, const std::remove_reference_t<T>&>)
  {
    return LendCopy<std::remove_cvref_t<T>>(element, Lent());
  }

  template <typename Range>
  auto yield_value(ElementsOf<Range> elements) {
    using Delegate = std::remove_cvref_t<Range>;
    if constexpr (std::same_as<Range, Generator<T>>) {
      return Delegation<T>(*this, elements.Get());
    } else if constexpr (kIsGenerator<Delegate> && std::is_lvalue_reference_v<Range>) {
      static_assert(kNever<Range>,
                    "A generator runs once, and the delegation uses it up: write co_yield "
                    "ElementsOf(std::move(generator)).");
    } else {
      return Delegation<T>(*this, Walk<Range>(elements.Get()));
    }
  }

  template <Trappable Call>
  void yield_value(Call&&) {
    static_assert(kNever<Call>,
                  "A Generator hands out values and does not trap. If it has to, write an "
                  "AsyncGenerator.");
  }

 private:
  // Hands out the elements of a range, which lives in the frame of whoever delegates to it.
  template <typename Range>
  static Generator<T> Walk(Range&& range) {
    for (auto&& element : range) co_yield static_cast<decltype(element)>(element);
  }
};

}  // namespace internal

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_GENERATOR_H_
