#include "calls.h"

#include <utility>

#include "kernel.h"

namespace mini {

void Pause::Handle(Kernel&, Tid) {}

void GetTid::Handle(Kernel&, Tid) {}  // Step 2.

NewTask::NewTask(Task task) : task_(std::move(task)) {}

void NewTask::Handle(Kernel&, Tid) {}  // Step 2.

KillTask::KillTask(Tid target) : target_(target) {}

void KillTask::Handle(Kernel&, Tid) {}  // Step 4.

void Park::Handle(Kernel&, Tid) {}  // Step 3.

Unpark::Unpark(Tid target) : target_(target) {}

void Unpark::Handle(Kernel&, Tid) {}  // Step 3.

}  // namespace mini
