#include "poller.h"

#include <sys/epoll.h>
#include <unistd.h>

namespace mini {}  // namespace mini
