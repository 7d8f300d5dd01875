// expect: CallNow is for system calls that never sleep
#include "syscalls/table.h"
void Wrong() { corix::CallNow(corix::Sleep(absl::Seconds(1))); }
