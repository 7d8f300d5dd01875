"""Times the log pipelines of the seeds: ours in three ways, grep, and Python.

usage: run.py --corix PROGRAM [--log FILE] [--repetitions N]

Each is a process of its own, from its start to its end; of all but grep the start takes most. So
the time of one that does nothing is shown too. Without a log, one of 10,000 lines is made.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

ADDRESSES = ("83.149.9.216", "93.114.45.13", "207.241.237.101")


def make_log(path, lines):
    rng = random.Random(1)
    with open(path, "w", encoding="ascii") as log:
        for _ in range(lines):
            client = rng.choice(ADDRESSES) if rng.random() < 0.01 else f"10.0.{rng.randrange(256)}.{rng.randrange(256)}"
            log.write(f'{client} - - [17/May/2015:10:05:03 +0000] "GET /{"x" * rng.randrange(60)} HTTP/1.1" 200 '
                      f'{rng.randrange(100000)} "-" "{"a" * rng.randrange(120)}"\n')


def seconds_of(command):
    begin = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return time.perf_counter() - begin, done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corix", required=True)
    parser.add_argument("--log")
    parser.add_argument("--repetitions", type=int, default=21)
    options = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as folder:
        log = options.log
        if log is None:
            log = os.path.join(folder, "access.log")
            make_log(log, 10_000)
        ours = {way: [options.corix, "-c", f"{way} '{log}'"] for way in ("log-push", "log-channels", "log-threads")}
        commands = dict(ours)
        commands["corix -c true"] = [options.corix, "-c", "true"]
        commands["grep -c (one address)"] = ["grep", "-c", "^83\\.149\\.9\\.216 ", log]
        commands["python3 (as the seeds)"] = [sys.executable, os.path.join(here, "push.py"), log]
        commands["python3 -c pass"] = [sys.executable, "-c", "pass"]
        times = {name: [] for name in commands}
        answers = {}
        for _ in range(options.repetitions):
            for name, command in commands.items():
                took, done = seconds_of(command)
                times[name].append(took)
                answers[name] = done.stdout
        base = statistics.median(times["grep -c (one address)"])
        print(f"{'':24} {'ms':>8} {'low':>8} {'ratio':>7}")
        for name, taken in times.items():
            median = statistics.median(taken)
            print(f"{name:24} {median * 1e3:8.2f} {min(taken) * 1e3:8.2f} {median / base:7.2f}")
        expected = answers["python3 (as the seeds)"]
        wrong = [way for way in ours if answers[way] != expected]
        if wrong:
            sys.exit(f"not the same answer: {', '.join(wrong)}")
        print(expected.decode(), end="")


main()
