// tests/bench/echo/histogram.h: percentiles of any number of latencies in fixed memory.
//
// A log-linear histogram, as HdrHistogram has it: every power of two is divided into kSteps equal
// buckets, so a value is known to within one part in kSteps (0.8 %), and smaller ones exactly.
#ifndef CORIX_TESTS_BENCH_ECHO_HISTOGRAM_H_
#define CORIX_TESTS_BENCH_ECHO_HISTOGRAM_H_

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace corix::bench {

class Histogram {
 public:
  void Record(std::uint64_t value) {
    ++counts_[Bucket(value)];
    ++total_;
    max_ = std::max(max_, value);
  }

  // The smallest bound, as buckets go, which at least `share` (0..1) of the values do not exceed. 0
  // if there are none.
  std::uint64_t Percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= wanted && seen > 0) return std::min(UpperBound(i), max_);
    }
    return max_;
  }

  std::uint64_t max() const { return max_; }

 private:
  static constexpr int kStepBits = 7;
  static constexpr std::uint64_t kSteps = std::uint64_t{1} << kStepBits;

  // Values below 2 * kSteps have a bucket each; above, `shift` low bits are dropped, which leaves
  // kSteps..2 * kSteps - 1.
  static std::size_t Bucket(std::uint64_t value) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kStepBits - 1);
    return static_cast<std::size_t>(shift) * kSteps + (value >> shift);
  }

  static std::uint64_t UpperBound(std::size_t bucket) {
    if (bucket < 2 * kSteps) return bucket;
    const std::uint64_t shift = bucket / kSteps - 1;
    const std::uint64_t first = bucket - shift * kSteps;
    return ((first + 1) << shift) - 1;
  }

  std::vector<std::uint64_t> counts_ =
      std::vector<std::uint64_t>((64 - kStepBits + 1) * static_cast<std::size_t>(kSteps));
  std::uint64_t total_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace corix::bench

#endif  // CORIX_TESTS_BENCH_ECHO_HISTOGRAM_H_
