// userland/lib/accounts.h: the names of users and groups.
#ifndef CORIX_USERLAND_LIB_ACCOUNTS_H_
#define CORIX_USERLAND_LIB_ACCOUNTS_H_

#include <cstdint>
#include <map>
#include <string>

#include "kernel/api/co.h"

namespace corix {

// From a file in the format of /etc/passwd or /etc/group. (Accounts that the host knows from a
// directory service have only their numbers here: to ask for them may take long.)
using AccountNames = std::map<std::uint32_t, std::string>;

// Empty if the file cannot be read. Sleeps.
Co<AccountNames> ReadAccounts(std::string path);

// The name, or the number.
std::string NameOf(const AccountNames& names, std::uint32_t id);

}  // namespace corix

#endif  // CORIX_USERLAND_LIB_ACCOUNTS_H_
