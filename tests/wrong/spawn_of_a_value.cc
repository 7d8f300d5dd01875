// expect: Only a Process or a Co<int> can be spawned
#include <string>

#include "syscalls/table.h"
corix::Co<std::string> Foo() { co_return "x"; }
corix::Process Wrong() { co_yield corix::NewTask(Foo()); }
