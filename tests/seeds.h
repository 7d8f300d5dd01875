// tests/seeds.h: how many random cases a property is tried with.
#ifndef CORIX_TESTS_SEEDS_H_
#define CORIX_TESTS_SEEDS_H_

namespace corix::testing {

// All of them; under the address sanitizer a fifth. (There they take fifteen times as long, and other
// faults are looked for.)
template <typename Number>
constexpr Number Seeds(Number all) {
#ifdef __SANITIZE_ADDRESS__
  return all / 5;
#else
  return all;
#endif
}

}  // namespace corix::testing

#endif  // CORIX_TESTS_SEEDS_H_
