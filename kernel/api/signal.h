// kernel/api/signal.h: what can be sent to a task.
#ifndef CORIX_KERNEL_API_SIGNAL_H_
#define CORIX_KERNEL_API_SIGNAL_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace corix {

// With the numbers of POSIX, and of Linux where POSIX gives none.
enum class Signal : std::uint8_t {
  kNone = 0,
  kHup = 1,
  kInt = 2,
  kQuit = 3,
  kKill = 9,
  kUsr1 = 10,
  kUsr2 = 12,
  kPipe = 13,
  kAlrm = 14,
  kTerm = 15,
  kChld = 17,
  kCont = 18,
  kStop = 19,
  kTstp = 20,
  kTtin = 21,
  kTtou = 22,
};

// What becomes of a task that does nothing about a signal.
enum class SignalAction : std::uint8_t { kEnd, kStop, kContinue, kNothing };

constexpr SignalAction DefaultAction(Signal signal) {
  switch (signal) {
    case Signal::kNone:
    case Signal::kChld:
      return SignalAction::kNothing;
    case Signal::kCont:
      return SignalAction::kContinue;
    case Signal::kStop:
    case Signal::kTstp:
    case Signal::kTtin:
    case Signal::kTtou:
      return SignalAction::kStop;
    default:
      return SignalAction::kEnd;
  }
}

//   SignalSet(Signal::kInt, Signal::kTerm)
class SignalSet {
 public:
  constexpr SignalSet() = default;
  template <typename... Signals>
  constexpr explicit SignalSet(Signal first, Signals... others) {
    for (const Signal signal : {first, others...}) bits_ |= BitOf(signal);
  }

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Has(Signal signal) const { return (bits_ & BitOf(signal)) != 0; }
  constexpr void Add(Signal signal) { bits_ |= BitOf(signal); }
  constexpr void Remove(Signal signal) { bits_ &= ~BitOf(signal); }
  // The one with the lowest number; kNone: there is none.
  Signal First() const;

  friend constexpr SignalSet operator|(SignalSet a, SignalSet b) { return Of(a.bits_ | b.bits_); }
  friend constexpr SignalSet operator&(SignalSet a, SignalSet b) { return Of(a.bits_ & b.bits_); }
  // Those of a that are not in b.
  friend constexpr SignalSet operator-(SignalSet a, SignalSet b) { return Of(a.bits_ & ~b.bits_); }
  friend constexpr bool operator==(SignalSet a, SignalSet b) = default;

 private:
  static constexpr std::uint32_t BitOf(Signal signal) {
    return signal == Signal::kNone ? 0 : std::uint32_t{1} << static_cast<std::uint32_t>(signal);
  }
  static constexpr SignalSet Of(std::uint32_t bits) {
    SignalSet set;
    set.bits_ = bits;
    return set;
  }
  std::uint32_t bits_ = 0;
};

// Those that nobody can catch, ignore or block.
inline constexpr SignalSet kUncatchable(Signal::kKill, Signal::kStop);

// "TERM" for Signal::kTerm; "0" for none.
std::string_view NameOf(Signal signal);
// TERM, SIGTERM, in capitals or not, and 15 are the same. Nothing: there is no such signal.
std::optional<Signal> ParseSignal(std::string_view text);

}  // namespace corix

#endif  // CORIX_KERNEL_API_SIGNAL_H_
