// syscalls/table.h: the one registration of every system call.
//
// A call's number is its place in this list, counted from 1. New calls go to the end, so that
// numbers stay.
#ifndef CORIX_SYSCALLS_TABLE_H_
#define CORIX_SYSCALLS_TABLE_H_

#include <array>
#include <string>

#include "kernel/system_call.h"
#include "syscalls/accept.h"
#include "syscalls/adopt_host_descriptor.h"
#include "syscalls/audit.h"
#include "syscalls/block_signals.h"
#include "syscalls/cancel.h"
#include "syscalls/catch_signals.h"
#include "syscalls/change_directory.h"
#include "syscalls/check_access.h"
#include "syscalls/close.h"
#include "syscalls/connect.h"
#include "syscalls/control_terminal.h"
#include "syscalls/dup.h"
#include "syscalls/dup2.h"
#include "syscalls/dup_to_host.h"
#include "syscalls/enter_scope.h"
#include "syscalls/enter_terminal.h"
#include "syscalls/exit.h"
#include "syscalls/file_status.h"
#include "syscalls/get_directory.h"
#include "syscalls/get_group.h"
#include "syscalls/get_parent.h"
#include "syscalls/get_tid.h"
#include "syscalls/get_variables.h"
#include "syscalls/ignore_signals.h"
#include "syscalls/kill_task.h"
#include "syscalls/leave_terminal.h"
#include "syscalls/list_directory.h"
#include "syscalls/list_tasks.h"
#include "syscalls/listen.h"
#include "syscalls/local_address.h"
#include "syscalls/make_directory.h"
#include "syscalls/make_link.h"
#include "syscalls/new_task.h"
#include "syscalls/now.h"
#include "syscalls/open.h"
#include "syscalls/open_group.h"
#include "syscalls/open_tap.h"
#include "syscalls/peer_address.h"
#include "syscalls/pipe.h"
#include "syscalls/read.h"
#include "syscalls/read_link.h"
#include "syscalls/read_trace.h"
#include "syscalls/receive.h"
#include "syscalls/remove_directory.h"
#include "syscalls/remove_file.h"
#include "syscalls/rename.h"
#include "syscalls/run_blocking.h"
#include "syscalls/seek.h"
#include "syscalls/send.h"
#include "syscalls/send_signal.h"
#include "syscalls/set_alarm.h"
#include "syscalls/set_foreground.h"
#include "syscalls/set_group.h"
#include "syscalls/set_name.h"
#include "syscalls/set_permissions.h"
#include "syscalls/set_times.h"
#include "syscalls/set_umask.h"
#include "syscalls/set_variable.h"
#include "syscalls/shutdown.h"
#include "syscalls/signal_group.h"
#include "syscalls/signal_host.h"
#include "syscalls/sleep.h"
#include "syscalls/sleep_on.h"
#include "syscalls/spend_time.h"
#include "syscalls/start_host.h"
#include "syscalls/start_trace.h"
#include "syscalls/stop_trace.h"
#include "syscalls/take_signal.h"
#include "syscalls/take_tapped.h"
#include "syscalls/terminal_size.h"
#include "syscalls/uptime.h"
#include "syscalls/wait_any_child.h"
#include "syscalls/wait_group.h"
#include "syscalls/wait_host.h"
#include "syscalls/wait_io.h"
#include "syscalls/wait_signal.h"
#include "syscalls/wait_task.h"
#include "syscalls/wake_up.h"
#include "syscalls/write.h"
#include "syscalls/write_terminal.h"
#include "syscalls/yield.h"

namespace corix {

template <typename... Calls>
struct SyscallList {};

using SyscallTable = SyscallList<
    GetTid, NewTask, KillTask, WaitTask, WaitIO, GetParent, WaitAnyChild, Exit, Yield, Sleep, Now,
    Read, Write, ListTasks, SetName, AdoptHostDescriptor, Close, Open, Pipe, Dup, Dup2, Seek,
    Listen, Accept, Connect, Shutdown, LocalAddress, PeerAddress, DupToHost,
    RunBlocking<void (*)()>, StartHost, WaitHost, SignalHost, ChangeDirectory, GetDirectory,
    SetUmask, GetVariables, SetVariable, Cancel, EnterScope, OpenGroup, WaitGroup, SleepOn, WakeUp,
    Send, Receive, SpendTime, SendSignal, SignalGroup, CatchSignals, IgnoreSignals, BlockSignals,
    TakeSignal, WaitSignal, SetAlarm, SetGroup, GetGroup, FileStatus, ListDirectory, MakeDirectory,
    RemoveFile, RemoveDirectory, Rename, MakeLink, ReadLink, SetPermissions, SetTimes, CheckAccess,
    TerminalSize, Uptime, SetForeground, EnterTerminal, LeaveTerminal, WriteTerminal,
    ControlTerminal, OpenTap, TakeTapped, Audit, StartTrace, StopTrace, ReadTrace>;

// One line of the table, as help, strace and the manual page see it.
struct SyscallEntry {
  int number;
  const SyscallDoc* doc;
  bool never_sleeps;  // can be made with CallNow
  bool can_be_refused;
};

namespace internal {

template <typename... Calls>
constexpr std::array<SyscallEntry, sizeof...(Calls)> MakeEntries(SyscallList<Calls...> /*table*/) {
  int number = 0;
  return {SyscallEntry{++number, &Calls::kDoc, Calls::kNeverSleeps, Calls::kCanBeRefused}...};
}

}  // namespace internal

inline constexpr auto kSyscalls = internal::MakeEntries(SyscallTable());

// The manual of all calls, as it stands in syscalls/README.md.
std::string SyscallManual();

}  // namespace corix

#endif  // CORIX_SYSCALLS_TABLE_H_
