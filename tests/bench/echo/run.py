#!/usr/bin/env python3
"""Compares TCP echo servers: what an echo costs each of them in processor time.

Every run starts a server on one core and the load generator on another. The servers take turns
within each repetition, so that what disturbs the machine meets all of them. README.md says what the
columns mean.
"""

import argparse
import contextlib
import ctypes
import json
import os
import pathlib
import platform
import re
import resource
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SERVERS = ("epoll", "corix", "asio", "uv", "threads", "asyncio")
PR_SET_PDEATHSIG = 1
PATIENCE = 10  # seconds that a process may take to start, or to end


class RunFailed(Exception):
    """A server or the load generator failed; the text says how."""


# ---- Processes ----


def prepare_child(core, death_signal):
    """Returns what a child does before exec: it takes its core, and will not outlive the driver."""
    libc = ctypes.CDLL(None)

    def prepare():
        libc.prctl(PR_SET_PDEATHSIG, death_signal)
        os.sched_setaffinity(0, {core})

    return prepare


def end(process, pid=None):
    """Ends a child; or its own child `pid`, with which it ends too."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid or process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE)
    if process.poll() is None:
        process.kill()
        process.wait()


def child_of(process):
    """The one child of a child, or None if either is gone."""
    try:
        text = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    except OSError:
        return None
    return int(text.split()[0]) if text.split() else None


@contextlib.contextmanager
def started_server(command, core, strace_output=None):
    """A server and its port: (process, port). It is gone when the context ends."""
    traced = strace_output is not None
    if traced:
        command = ["strace", "-f", "-c", "-I2", "-o", strace_output, "--", *command]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        # In its own session, a server does not get the Ctrl-C that is meant for the driver. And
        # strace ends what it traces when it is terminated (which -I2 permits), not when killed.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, start_new_session=True,
            preexec_fn=prepare_child(core, signal.SIGTERM if traced else signal.SIGKILL))
        try:
            yield process, wait_for_port(process, out, errors)
        finally:
            end(process, child_of(process) if traced else None)


def wait_for_port(process, out, errors):
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        ended = process.poll() is not None
        out.seek(0)
        match = re.search(r"^listening on 127\.0\.0\.1:(\d+)\n", out.read(), re.MULTILINE)
        if match and not ended:
            return int(match[1])
        if ended:
            break
        time.sleep(0.005)
    errors.seek(0)
    raise RunFailed(f"the server did not come up: {errors.read().strip() or process.poll()}")


def run_load(options, port, arguments):
    """The load generator's report."""
    command = [options.load, "--port", str(port), *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
        preexec_fn=prepare_child(options.load_core, signal.SIGKILL))
    try:
        out, errors = process.communicate()
    finally:
        end(process)
    if process.returncode != 0:
        raise RunFailed(errors.strip() or f"the load generator ended with {process.returncode}")
    return json.loads(out)


# ---- The comparison ----


def server_commands(options):
    """The commands of the servers asked for, in order; those not built are skipped."""
    programs = {name: [str(options.build / f"echo_{name}"), "--port", "0"] for name in SERVERS}
    programs["corix"] = [options.corix, "-c", "echo-server --port 0"] if options.corix else None
    programs["asyncio"] = [sys.executable, str(HERE / "asyncio_server.py"), "--port", "0"]
    commands = {}
    for name in options.servers:
        if programs[name] is None:
            print(f"{name} is skipped: no --corix")
        elif shutil.which(programs[name][0]) is None:
            print(f"{name} is skipped: there is no program {programs[name][0]}")
        else:
            commands[name] = programs[name]
    return commands


def measure(options, command, size):
    warmup = max(4 * size, options.warmup)
    length = (["--messages", str(options.messages)] if options.messages
              else ["--seconds", str(options.seconds)])
    with started_server(command, options.server_core) as (server, port):
        return run_load(options, port, ["--connections", str(size), "--size", str(options.bytes),
                                        "--warmup", str(warmup), "--server-pid", str(server.pid),
                                        *length])


def compare(options, commands):
    """All runs, as {size: {server: [report or None, by repetition]}}."""
    runs = {size: {name: [] for name in commands} for size in options.sizes}
    for size in options.sizes:
        for repetition in range(options.repetitions):
            names = list(commands)
            first = repetition % len(names)
            for name in names[first:] + names[:first]:
                try:
                    report = measure(options, commands[name], size)
                    cost = f"{report['server_cpu_us_per_echo']:8.3f} us"
                except RunFailed as failure:
                    report, cost = None, f"FAILED: {failure}"
                runs[size][name].append(report)
                print(f"{size:5} connections, repetition {repetition + 1}, {name:8} {cost}",
                      flush=True)
    return runs


COST = "server_cpu_us_per_echo"


def median(reports, key):
    return statistics.median(report[key] for report in reports)


def print_table(runs):
    print(f"\n{'connections':>11} {'server':8} {'us/echo':>8} {'low':>8} {'high':>8} {'ratio':>6} "
          f"{'paired':>6} {'busy':>5} {'echoes/s':>9} {'p50 us':>9} {'p99 us':>9}  runs")
    for size, by_server in runs.items():
        yardstick = by_server.get("epoll", [])
        good_yardstick = [report for report in yardstick if report]
        for name, reports in by_server.items():
            good = [report for report in reports if report]
            if not good:
                print(f"{size:11} {name:8} {'all runs failed':>26}")
                continue
            costs = [report[COST] for report in good]
            paired = [report[COST] / other[COST] for report, other in zip(reports, yardstick)
                      if report and other]
            ratio = (f"{statistics.median(costs) / median(good_yardstick, COST):6.2f}"
                     if good_yardstick else f"{'':6}")
            paired = f"{statistics.median(paired):6.2f}" if paired else f"{'':6}"
            busy = statistics.median(report[COST] * report["per_second"] / 1e6 for report in good)
            print(f"{size:11} {name:8} {statistics.median(costs):8.3f} {min(costs):8.3f} "
                  f"{max(costs):8.3f} {ratio} {paired} {busy:5.0%} "
                  f"{median(good, 'per_second'):9.0f} {median(good, 'p50_us'):9.1f} "
                  f"{median(good, 'p99_us'):9.1f}  "
                  f"{len(good)}/{len(reports)}")


# ---- System calls ----


def parse_strace(path):
    """{name: calls} of the summary that strace -c wrote."""
    calls = {}
    for line in pathlib.Path(path).read_text().splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[3].isdigit() and fields[-1] != "total":
            calls[fields[-1]] = int(fields[3])
    return calls


def traced_calls(options, command, size, messages):
    """(calls, echoes) of a server's whole life under strace; without `messages`, it only starts."""
    with tempfile.NamedTemporaryFile() as file:
        echoes = 0
        with started_server(command, options.server_core, file.name) as (_, port):
            if messages:
                report = run_load(options, port, ["--connections", str(size), "--size",
                                                  str(options.bytes), "--messages", str(messages)])
                echoes = report["checked"]
        return parse_strace(file.name), echoes


def count_calls(options, command, size):
    """{name: (calls per echo, calls per connection)}.

    Three lives of the server are compared: one without a client, one with all connections and few
    echoes, and one with more echoes.
    """
    start, _ = traced_calls(options, command, size, 0)
    few, few_echoes = traced_calls(options, command, size, 1)
    many, many_echoes = traced_calls(options, command, size, max(5 * size, 5000))
    result = {}
    for name in start | few | many:
        per_echo = (many.get(name, 0) - few.get(name, 0)) / (many_echoes - few_echoes)
        rest = few.get(name, 0) - start.get(name, 0) - per_echo * few_echoes
        result[name] = (per_echo, rest / size)
    return result


def print_calls(options, commands):
    failed = False
    for size in options.sizes:
        for name, command in commands.items():
            print(f"\n{name}, {size} connections")
            try:
                calls = count_calls(options, command, size)
            except RunFailed as failure:
                print(f"  FAILED: {failure}")
                failed = True
                continue
            print(f"  {'system call':20} {'per echo':>9} {'per connection':>15}")
            for call, (per_echo, per_connection) in sorted(calls.items(), key=lambda kv: -kv[1][0]):
                if abs(per_echo) >= 0.0005 or abs(per_connection) >= 0.05:
                    print(f"  {call:20} {per_echo:9.3f} {per_connection:15.2f}")
            print(f"  {'together':20} {sum(pair[0] for pair in calls.values()):9.3f} "
                  f"{sum(pair[1] for pair in calls.values()):15.2f}")
            ctl = calls.get("epoll_ctl", (0, 0))
            print(f"  epoll_ctl: {ctl[1]:.2f} per connection, {ctl[0]:.4f} per echo")
    return failed


# ---- The command ----


def numbers(text):
    return [int(word) for word in text.split(",")]


def words(text):
    return text.split(",")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, metavar="DIR",
                        help="where the programs echo_* are")
    parser.add_argument("--corix", metavar="PATH", help="the program corix")
    parser.add_argument("--servers", type=words, metavar="NAME,...",
                        help=",".join(SERVERS) + "; with --strace: epoll,corix")
    parser.add_argument("--sizes", type=numbers, default=[1, 100, 1000, 9000], metavar="N,...",
                        help="numbers of connections (1,100,1000,9000)")
    parser.add_argument("--repetitions", type=int, default=5, metavar="N")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--seconds", type=float, default=2.0, help="of the measured part (2)")
    length.add_argument("--messages", type=int, help="of the measured part, instead")
    parser.add_argument("--warmup", type=int, default=5000, metavar="N",
                        help="echoes before the measured part; at least 4 a connection (5000)")
    parser.add_argument("--bytes", type=int, default=64, help="of a message (64)")
    parser.add_argument("--server-core", type=int, default=0, metavar="N")
    parser.add_argument("--load-core", type=int, default=1, metavar="N")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write all reports there")
    parser.add_argument("--strace", action="store_true",
                        help="count the system calls of the servers, instead of their time")
    options = parser.parse_args()
    options.servers = options.servers or (["epoll", "corix"] if options.strace else list(SERVERS))
    for name in set(options.servers) - set(SERVERS):
        parser.error(f"there is no server {name}")
    for core in (options.server_core, options.load_core):
        if core not in os.sched_getaffinity(0):
            parser.error(f"there is no core {core}")
    options.build = options.build.resolve()
    options.load = str(options.build / "echo_load")
    if shutil.which(options.load) is None:
        parser.error(f"there is no program {options.load}")
    if options.strace and shutil.which("strace") is None:
        parser.error("strace is not installed")
    return options


def raise_file_limit(most_connections):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if most_connections + 100 > hard:
        print(f"{most_connections} connections are too many for {hard} open files (ulimit -Hn)")


def main():
    options = parse_options()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    raise_file_limit(max(options.sizes))
    print("$", shlex.join(sys.argv))
    print(f"Linux {platform.release()}, {os.cpu_count()} cores, "
          f"load average {os.getloadavg()[0]:.2f}")
    commands = server_commands(options)
    if not commands:
        sys.exit("no server is left")
    if options.strace:
        sys.exit(1 if print_calls(options, commands) else 0)
    runs = compare(options, commands)
    print_table(runs)
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1) + "\n")
    failed = any(None in reports for by_server in runs.values() for reports in by_server.values())
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
