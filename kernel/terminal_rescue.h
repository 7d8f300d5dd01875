// kernel/terminal_rescue.h: the terminal's modes are put back, whatever ends the process.
#ifndef CORIX_KERNEL_TERMINAL_RESCUE_H_
#define CORIX_KERNEL_TERMINAL_RESCUE_H_

namespace corix {

// Sets a terminal's modes for whoever wants each key as it is typed: no lines, no echo, no keys that
// send signals. From now on until RestoreTerminal, the modes of before come back when the process
// exits, or is ended by a signal. `doorbell`: an eventfd that is to be rung when the window changes,
// and when the process goes on after a stop. False (and errno): the host refuses, or (EBUSY) a
// terminal of this process is in such modes already.
bool MakeTerminalRaw(int host_fd, int doorbell);
// Sets the same modes once more: somebody may have changed them while the process was stopped.
void MakeTerminalRawAgain();
void RestoreTerminal();
// From any thread: Ctrl-C sends its signal all the same, until MakeTerminalRawAgain.
void LetTerminalInterrupt();
// From any thread, just before the process ends.
void RestoreTerminalAtEnd();

// A stack of their own for this thread's signal handlers, if it has none: one that has overflowed is no
// place for them.
void NeedSignalStack();

}  // namespace corix

#endif  // CORIX_KERNEL_TERMINAL_RESCUE_H_
