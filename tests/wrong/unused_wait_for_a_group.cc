// expect: write co_yield group.Wait()
#include "userland/lib/task_group.h"
corix::Process Wrong(corix::TaskGroup* group) {
  group->Wait();
  co_return;
}
