// userland/bin/log_addresses.h: what the log pipelines of the seeds look for, and how they tell
// what they found.
#ifndef CORIX_USERLAND_BIN_LOG_ADDRESSES_H_
#define CORIX_USERLAND_BIN_LOG_ADDRESSES_H_

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "userland/lib/print.h"

namespace corix {

// A line of a web server's log begins with the address of the client, and a blank.
inline constexpr std::array<std::string_view, 3> kLogAddresses = {"83.149.9.216", "93.114.45.13",
                                                                  "207.241.237.101"};

inline bool ComesFrom(std::string_view address, std::string_view line) {
  return line.starts_with(address) && line.substr(address.size()).starts_with(' ');
}

// How often each address was seen.
using AddressCounts = std::map<std::string_view, std::int64_t>;

// "83.149.9.216: 23", a line for each of the addresses, in their order.
inline void PrintCounts(const AddressCounts& counts) {
  for (const std::string_view address : kLogAddresses) {
    const auto found = counts.find(address);
    Print("%s: %d\n", address, found == counts.end() ? 0 : found->second);
  }
}

}  // namespace corix

#endif  // CORIX_USERLAND_BIN_LOG_ADDRESSES_H_
