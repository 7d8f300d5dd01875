"""Runs one test in a process of its own, and tells how it ended.

The test is passed only if it says so over its socket, with a word that is new for each run. Whatever it
prints is read and mostly thrown away. What never ends is ended here: by the processor's time, by the
wall clock, by the memory that it really uses, or by how much it prints.
"""

import ctypes
import os
import re
import resource
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

from course import BUILD, ROOT
from processes import Watched, end_group

KEEP_OUTPUT = 4096
ADDR_NO_RANDOMIZE = 0x0040000
MOST_RECORD = 4 << 20
LAST_WORDS_SECONDS = 10


@dataclass
class Ended:
    """How a process ended: raw material for a verdict."""

    status: int = 0
    stopped: str = ""  # why the grader ended it: time, wall, memory or output
    record: dict = field(default_factory=dict)  # what it said over its socket: key to list of values
    output: str = ""  # the end of what it printed
    sanitizer: str = ""  # the sanitizers' report
    seconds: float = 0.0


def environment(limits, folder, channel):
    log = f"log_path={folder}/report"
    return os.environ | {
        "LAB_CHANNEL": str(channel),
        "LAB_CPU_SECONDS": str(limits["cpu_seconds"]),
        "ASAN_OPTIONS": f"{log}:detect_leaks=0:handle_abort=1:exitcode=97:detect_stack_use_after_return=0"
                        ":allocator_may_return_null=1:color=never:abort_on_error=0",
        "UBSAN_OPTIONS": f"{log}:print_stacktrace=1",
    }


def resident_mb(pid):
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize() >> 20
    except (OSError, IndexError, ValueError):
        return 0


class Guard:
    """Watches one process: reads what it says, and stops it if it goes too far."""

    def __init__(self, process, channel, nonce, limits):
        self.process = process
        self.nonce = nonce
        self.limits = limits
        self.printed = 0
        self.tail = b""
        self.said = b""
        self.stopped = ""
        self.began = time.monotonic()
        self.give_up = self.began + limits["wall_seconds"]
        self.pidfd = os.pidfd_open(process.pid)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.pidfd, selectors.EVENT_READ)
        for file, reader in ((process.stdout, self.read_output), (channel, self.read_channel)):
            os.set_blocking(file.fileno(), False)
            self.selector.register(file, selectors.EVENT_READ, reader)

    def watch(self):
        """Returns when the process has ended."""
        ended = False
        while not ended:
            for key, _ in self.selector.select(0.02):
                if key.data is None:
                    ended = True
                elif not key.data(key.fileobj):
                    self.selector.unregister(key.fileobj)
            now = time.monotonic()
            if now > self.give_up:
                if self.stopped:
                    self.process.kill()
                else:
                    self.stop("wall")
            elif not self.stopped and resident_mb(self.process.pid) > self.limits["rss_mb"]:
                self.stop("memory")
        # (Before its number is given back: what it has started ends with it.)
        end_group(self.process)
        self.drain()
        self.selector.close()
        os.close(self.pidfd)
        self.process.wait()

    def stop(self, why):
        """Asks the process for its last words, and gives it a moment for them."""
        self.stopped = why
        self.give_up = time.monotonic() + LAST_WORDS_SECONDS
        self.process.send_signal(signal.SIGUSR2)

    def drain(self):
        for key in list(self.selector.get_map().values()):
            # (It may have left children behind that go on printing.)
            for _ in range(64):
                if key.data is None or not key.data(key.fileobj):
                    break

    @staticmethod
    def read_some(file):
        try:
            return os.read(file.fileno(), 1 << 16)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def read_output(self, file):
        data = self.read_some(file)
        if data is None or not data:
            return data is None and self.process.poll() is None
        self.printed += len(data)
        self.tail = (self.tail + data)[-KEEP_OUTPUT:]
        if self.printed > self.limits["output_mb"] << 20 and not self.stopped:
            self.stop("output")
        return True

    def read_channel(self, file):
        data = self.read_some(file)
        if data is None or not data:
            return data is None and self.process.poll() is None
        if len(self.said) < MOST_RECORD:
            self.said += data
        return True

    def record(self):
        """What was said with the right word in front. All else on the socket is noise."""
        record = {}
        for line in self.said.decode(errors="replace").splitlines():
            word, _, rest = line.partition(" ")
            if word == self.nonce:
                key, _, value = rest.partition(" ")
                value = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
                record.setdefault(key, []).append(value)
        return record


def forgo_random_addresses():
    """The sanitizers of g++ 12 sometimes find no room where the host makes addresses more random than with 28 bits, as
    newer kernels do. So they are not random in what we start, if the host lets us."""
    try:
        ctypes.CDLL(None).personality(ADDR_NO_RANDOMIZE)
    except (OSError, AttributeError):
        pass


def run_test(program, name, seed, limits):
    """Runs a test. If the host does not let the program come to its beginning, tries again."""
    for _ in range(3):
        ended = run_once(program, name, seed, limits)
        if "begin" in ended.record or ended.stopped:
            break
    return ended


def run_once(program, name, seed, limits):
    (BUILD / "run").mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(dir=BUILD / "run")
    ours, theirs = socket.socketpair()
    try:
        nonce = secrets.token_hex(16)
        with ours:
            with theirs:
                ours.sendall(nonce.encode())
                process = subprocess.Popen(
                    [program, name, str(seed)], cwd=ROOT, env=environment(limits, folder, theirs.fileno()),
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    pass_fds=[theirs.fileno()], start_new_session=True)
            with process.stdout, Watched(process):
                try:
                    guard = Guard(process, ours, nonce, limits)
                    guard.watch()
                finally:
                    if process.returncode is None:
                        end_group(process)
                        process.wait()
        ended = Ended(process.returncode, guard.stopped, guard.record(), printable(guard.tail))
        ended.sanitizer = read_reports(folder)
        ended.seconds = time.monotonic() - guard.began
        if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL) and not ended.stopped:
            ended.stopped = "time"
        if "cpu" in ended.record:
            ended.stopped = "time"
        return ended
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_reports(folder):
    text = ""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        with open(entry.path, errors="replace", encoding="utf-8") as file:
            text += file.read(1 << 16)
    return text


def printable(data):
    text = data.decode(errors="replace")
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)
