#include "kernel/kernel.h"
#include "syscalls/table.h"
#include "userland/lib/print.h"

corix::Process Hello() { corix::Print("I am %d\n", int(co_yield corix::GetTid())); }

int main() {
  corix::Kernel kernel;
  kernel.Spawn(Hello());
  return kernel.Run().ok() ? 0 : 1;
}
