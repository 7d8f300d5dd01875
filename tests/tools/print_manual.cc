// Prints syscalls/README.md as the table says it should be.

#include <iostream>

#include "syscalls/table.h"

int main() { std::cout << corix::SyscallManual(); }
