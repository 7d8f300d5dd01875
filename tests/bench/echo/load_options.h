// tests/bench/echo/load_options.h: how the load generator is called.
#ifndef CORIX_TESTS_BENCH_ECHO_LOAD_OPTIONS_H_
#define CORIX_TESTS_BENCH_ECHO_LOAD_OPTIONS_H_

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace corix::bench {

struct LoadOptions {
  sockaddr_in server = {};
  std::uint64_t connections = 1;
  // One of these two is 0.
  std::uint64_t messages = 0;
  double seconds = 0;
  std::uint64_t size = 64;
  std::uint64_t warmup = 0;
  double watchdog = 10;  // seconds
  bool greets = false;
  int server_pid = 0;  // 0: none
};

inline constexpr char kLoadUsage[] =
    R"(usage: echo_load --port N (--messages N | --seconds S) [OPTION...]

Puts load on an echo server, and checks every byte of every echo. Each connection has one message
in flight. Prints one line of JSON, or what is wrong with the server and exits with 1.

  --host ADDRESS      of the server (127.0.0.1)
  --port N
  --connections N     open all the time (1)
  --messages N        measure so many echoes, over all connections
  --seconds S         measure for so long
  --size N            bytes of a message (64)
  --warmup N          echoes before the measured part; each connection has one at least (0)
  --server-pid PID    measure the processor time of this process
  --greet             say "hello" on each connection first, and wait for "hello"
  --watchdog S        so long a connection may wait for the server (10)
)";

[[noreturn]] inline void RefuseOption(const char* name, const char* value) {
  std::fprintf(stderr, "echo_load: --%s: %s is not allowed\n", name, value);
  std::exit(2);
}

inline double DecimalOption(const char* name, const char* text) {
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  // Written so that "nan" fails too; a day is enough.
  if (end == text || *end != '\0' || !(value > 0 && value <= 86400)) RefuseOption(name, text);
  return value;
}

inline std::uint64_t WholeOption(const char* name, const char* text, std::uint64_t least,
                                 std::uint64_t most) {
  char* end = nullptr;
  const std::uint64_t value = std::strtoull(text, &end, 10);
  const bool is_number = *text >= '0' && *text <= '9' && *end == '\0';
  if (!is_number || value < least || value > most) RefuseOption(name, text);
  return value;
}

// Ends the program if the options are wrong.
inline LoadOptions ParseLoadOptions(int argc, char** argv) {
  enum Name {
    kHelp,
    kHost,
    kPort,
    kConnections,
    kMessages,
    kSeconds,
    kSize,
    kWarmup,
    kPid,
    kDog,
    kGreet
  };
  static constexpr option kNames[] = {
      {"help", no_argument, nullptr, kHelp},
      {"host", required_argument, nullptr, kHost},
      {"port", required_argument, nullptr, kPort},
      {"connections", required_argument, nullptr, kConnections},
      {"messages", required_argument, nullptr, kMessages},
      {"seconds", required_argument, nullptr, kSeconds},
      {"size", required_argument, nullptr, kSize},
      {"warmup", required_argument, nullptr, kWarmup},
      {"server-pid", required_argument, nullptr, kPid},
      {"watchdog", required_argument, nullptr, kDog},
      {"greet", no_argument, nullptr, kGreet},
      {nullptr, 0, nullptr, 0},
  };
  constexpr std::uint64_t kMany = std::uint64_t{1} << 39;  // leaves Messages some room
  LoadOptions options;
  options.server.sin_family = AF_INET;
  options.server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int index = 0;
  for (int found; (found = getopt_long(argc, argv, "", kNames, &index)) != -1;) {
    const char* const name = found == '?' ? "" : kNames[index].name;
    switch (found) {
      case kHelp:
        std::fputs(kLoadUsage, stdout);
        std::exit(0);
      case kHost:
        if (inet_pton(AF_INET, optarg, &options.server.sin_addr) != 1) RefuseOption(name, optarg);
        break;
      case kPort:
        options.server.sin_port =
            htons(static_cast<std::uint16_t>(WholeOption(name, optarg, 1, 65535)));
        break;
      case kConnections:
        options.connections = WholeOption(name, optarg, 1, 1'000'000);
        break;
      case kMessages:
        options.messages = WholeOption(name, optarg, 1, kMany);
        break;
      case kSeconds:
        options.seconds = DecimalOption(name, optarg);
        break;
      case kSize:
        options.size = WholeOption(name, optarg, 1, std::uint64_t{1} << 30);
        break;
      case kWarmup:
        options.warmup = WholeOption(name, optarg, 0, kMany);
        break;
      case kPid:
        options.server_pid = static_cast<int>(WholeOption(name, optarg, 1, 1U << 30));
        break;
      case kDog:
        options.watchdog = DecimalOption(name, optarg);
        break;
      case kGreet:
        options.greets = true;
        break;
      default:
        std::exit(2);
    }
  }
  const bool one_end = (options.messages == 0) != (options.seconds == 0);
  if (optind != argc || options.server.sin_port == 0 || !one_end) {
    std::fputs(kLoadUsage, stderr);
    std::exit(2);
  }
  return options;
}

}  // namespace corix::bench

#endif  // CORIX_TESTS_BENCH_ECHO_LOAD_OPTIONS_H_
