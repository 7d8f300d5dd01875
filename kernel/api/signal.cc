#include "kernel/api/signal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "kernel/api/absl_view.h"

namespace corix {
namespace {

struct NamedSignal {
  Signal signal;
  std::string_view name;
};
constexpr std::array kNames = {
    NamedSignal{Signal::kNone, "0"},    NamedSignal{Signal::kHup, "HUP"},
    NamedSignal{Signal::kInt, "INT"},   NamedSignal{Signal::kQuit, "QUIT"},
    NamedSignal{Signal::kKill, "KILL"}, NamedSignal{Signal::kUsr1, "USR1"},
    NamedSignal{Signal::kUsr2, "USR2"}, NamedSignal{Signal::kPipe, "PIPE"},
    NamedSignal{Signal::kAlrm, "ALRM"}, NamedSignal{Signal::kTerm, "TERM"},
    NamedSignal{Signal::kChld, "CHLD"}, NamedSignal{Signal::kCont, "CONT"},
    NamedSignal{Signal::kStop, "STOP"}, NamedSignal{Signal::kTstp, "TSTP"},
    NamedSignal{Signal::kTtin, "TTIN"}, NamedSignal{Signal::kTtou, "TTOU"},
};

}  // namespace

Signal SignalSet::First() const {
  return bits_ == 0 ? Signal::kNone : static_cast<Signal>(std::countr_zero(bits_));
}

std::string_view NameOf(Signal signal) {
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(),
                   [&](const NamedSignal& known) { return known.signal == signal; });
  return found == kNames.end() ? "?" : found->name;
}

std::optional<Signal> ParseSignal(std::string_view text) {
  const std::string upper = absl::AsciiStrToUpper(AbslView(text));
  std::string_view name = upper;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  for (const NamedSignal& known : kNames) {
    if (name == known.name || text == absl::StrCat(static_cast<int>(known.signal)))
      return known.signal;
  }
  return std::nullopt;
}

}  // namespace corix
