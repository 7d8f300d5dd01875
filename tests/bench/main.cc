// The main program of the benchmarks: Google Benchmark's, and a table of medians and ratios at the
// end.

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "tests/bench/bench.h"

namespace corix::bench {
namespace {

struct AimLine {
  std::string name;
  std::string baseline;
  double aim;
};

std::vector<AimLine>& Aims() {
  static std::vector<AimLine> aims;
  return aims;
}

class MedianReporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const auto items = run.counters.find("items");
      if (items == run.counters.end()) continue;
      const double seconds = run.cpu_accumulated_time / static_cast<double>(run.iterations);
      samples_[run.run_name.function_name + Arguments(run)].push_back(seconds /
                                                                      items->second.value * 1e9);
    }
  }

  void Finalize() override {
    ConsoleReporter::Finalize();
    std::printf("\n%-28s %10s   %-24s %10s %8s %8s\n", "median of each", "ns", "against", "ns",
                "ratio", "aim");
    for (const AimLine& line : Aims()) {
      const double ns = Median(line.name);
      if (ns == 0) continue;
      if (line.baseline.empty()) {
        std::printf("%-28s %10.2f   %-24s %10s %8s %5.0f ns\n", line.name.c_str(), ns, "", "", "",
                    line.aim);
        continue;
      }
      const double base = Median(line.baseline);
      if (base == 0) continue;
      std::printf("%-28s %10.2f   %-24s %10.2f %7.2fx %7.2fx\n", line.name.c_str(), ns,
                  line.baseline.c_str(), base, ns / base, line.aim);
    }
  }

 private:
  static std::string Arguments(const Run& run) {
    return run.run_name.args.empty() ? "" : "/" + run.run_name.args;
  }
  double Median(const std::string& name) {
    std::vector<double>& samples = samples_[name];
    if (samples.empty()) return 0;
    std::sort(samples.begin(), samples.end());
    return samples[samples.size() / 2];
  }
  std::map<std::string, std::vector<double>> samples_;
};

}  // namespace

bool Aim(std::string name, std::string baseline, double aim) {
  Aims().push_back({.name = std::move(name), .baseline = std::move(baseline), .aim = aim});
  return true;
}

}  // namespace corix::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  corix::bench::MedianReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}
