// tests/bench/echo/message.h: what the load generator sends, and expects to come back.
//
// The bytes follow from the connection, the message's number on it, and their position: nothing has
// to be kept to check an echo. From 8 bytes on, no two messages are equal; shorter ones are as
// different as their length allows.
#ifndef CORIX_TESTS_BENCH_ECHO_MESSAGE_H_
#define CORIX_TESTS_BENCH_ECHO_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace corix::bench {

class Messages {
 public:
  // So many bytes are made at once, at most.
  static constexpr std::size_t kMost = 65536;

  // Bytes of message `number` (below 2^40) of `connection` (below 2^24), from position `from` on:
  // `size` of them, or kMost. Valid until the next call.
  std::string_view Bytes(std::uint64_t connection, std::uint64_t number, std::size_t from,
                         std::size_t size) {
    if (size > kMost) size = kMost;
    const std::uint64_t key = connection << 40U | number;
    const std::size_t first = from / 8;
    const std::size_t end = (from + size + 7) / 8;
    for (std::size_t word = first; word < end; ++word)
      words_[word - first] = Mix(key + word * kOdd);
    return {reinterpret_cast<const char*>(words_.data()) + from % 8, size};
  }

 private:
  static constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;

  // The finisher of SplitMix64 (Steele, Lea and Flood, 2014). It is one-to-one, so the first words
  // of two messages differ.
  static std::uint64_t Mix(std::uint64_t x) {
    x = (x ^ x >> 30U) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27U) * 0x94d049bb133111eb;
    return x ^ x >> 31U;
  }

  std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>(kMost / 8 + 2);
};

}  // namespace corix::bench

#endif  // CORIX_TESTS_BENCH_ECHO_MESSAGE_H_
