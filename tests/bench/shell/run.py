"""Times the shell beside dash and bash: start to prompt, a keystroke, a loop, a pipeline.

Each figure is the median of some runs; beside it stands its ratio to the first peer's in the same run.
"""

import argparse
import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time

LOOP = "for i in $(seq 1 100000); do true; done"
WHILE = "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done"
PIPELINE = "yes | head -c 1G | wc -c"
ENOUGH = 20.0  # seconds; what takes longer is broken


class Terminal:
    """A program at a pseudo-terminal of its own."""

    def __init__(self, argv, home):
        environment = {"TERM": "xterm", "HOME": home, "PATH": "/usr/bin:/bin", "PS1": "$ "}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], argv, environment)
        self.seen = b""

    def wait_for(self, text):
        """Until it has printed this, behind what was waited for before."""
        deadline = time.monotonic() + ENOUGH
        while text not in self.seen:
            if not select.select([self.fd], [], [], deadline - time.monotonic())[0]:
                raise TimeoutError(f"waited for {text!r}, there came {self.seen[-200:]!r}")
            self.seen += os.read(self.fd, 65536)
        self.seen = self.seen.split(text, 1)[1]

    def type(self, text):
        os.write(self.fd, text)

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def start_to_prompt(argv, home):
    begin = time.perf_counter()
    terminal = Terminal(argv, home)
    terminal.wait_for(b"$ ")
    taken = time.perf_counter() - begin
    terminal.close()
    return taken


def keystrokes(argv, home, tasks):
    """The seconds from each key to its letter on the screen, with so many tasks asleep behind."""
    terminal = Terminal(argv, home)
    terminal.wait_for(b"$ ")
    if tasks > 0:
        terminal.type(f"for i in $(seq 1 {tasks}); do sleep 1000 & done; echo all'' there\r".encode())
        terminal.wait_for(b"all there")
        terminal.wait_for(b"$ ")
    taken = []
    # (Letters of which no command is made, so that no hint or colour comes between.)
    for i in range(200):
        letter = b"qzxj"[i % 4 : i % 4 + 1]
        begin = time.perf_counter()
        terminal.type(letter)
        terminal.wait_for(letter)
        taken.append(time.perf_counter() - begin)
    terminal.close()
    return statistics.median(taken)


def commands(argv, text):
    begin = time.perf_counter()
    subprocess.run(argv + ["-c", text], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corix", required=True)
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    corix = os.path.abspath(options.corix)
    with tempfile.TemporaryDirectory() as home:
        rows = [
            ("start to prompt, ms", 1e3, {
                "corix": lambda: start_to_prompt([corix], home),
                "dash": lambda: start_to_prompt(["/bin/dash", "-i"], home),
                "bash": lambda: start_to_prompt(["/bin/bash", "--norc", "-i"], home)}),
            ("a keystroke, us", 1e6, {
                "corix": lambda: keystrokes([corix], home, 0),
                "bash": lambda: keystrokes(["/bin/bash", "--norc", "-i"], home, 0)}),
            ("the same, 10,000 tasks asleep, us", 1e6, {
                "corix": lambda: keystrokes([corix], home, 10000)}),
            ("for loop, 100,000 true, s", 1, {
                "corix": lambda: commands([corix], LOOP), "dash": lambda: commands(["dash"], LOOP),
                "bash": lambda: commands(["bash"], LOOP)}),
            ("while loop to 100,000, s", 1, {
                "corix": lambda: commands([corix], WHILE), "dash": lambda: commands(["dash"], WHILE),
                "bash": lambda: commands(["bash"], WHILE)}),
            ("yes | head -c 1G | wc -c, s", 1, {
                "corix": lambda: commands([corix], PIPELINE), "dash": lambda: commands(["dash"], PIPELINE)}),
        ]
        for name, unit, shells in rows:
            figures = {}
            for _ in range(options.repetitions):
                for shell, run in shells.items():
                    figures.setdefault(shell, []).append(run())
            medians = {shell: statistics.median(times) for shell, times in figures.items()}
            text = "  ".join(f"{shell} {medians[shell] * unit:8.2f}" for shell in shells)
            peers = [shell for shell in shells if shell != "corix"]
            ratio = f"  ({medians['corix'] / medians[peers[0]]:.2f} x {peers[0]})" if peers else ""
            print(f"{name:36s}{text}{ratio}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
