"""Processes that are started several at a time, and that end when this one is interrupted."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

LOCK = threading.Lock()
RUNNING = set()
INTERRUPTED = threading.Event()


class Watched:
    """While a process is watched, an interrupt of this one ends it and its group (which is its own)."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        with LOCK:
            RUNNING.add(self.process)
        if INTERRUPTED.is_set():
            end_group(self.process)
        return self.process

    def __exit__(self, *_):
        with LOCK:
            RUNNING.discard(self.process)


def end_group(process):
    """Ends a process that was not waited for, and what it may have started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def end_all():
    INTERRUPTED.set()
    with LOCK:
        for process in RUNNING:
            if process.returncode is None:
                end_group(process)


def each(function, jobs):
    """The function's answers for all jobs, with as many threads as there are processors. The first exception ends it: what
    has not begun does not begin."""
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        return list(pool.map(function, jobs))
    except KeyboardInterrupt:
        end_all()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
