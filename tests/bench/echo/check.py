#!/usr/bin/env python3
"""Checks the tools of the echo benchmark.

The load generator has to notice every fault of a server; and the servers have to bear rude clients.
"""

import argparse
import contextlib
import json
import os
import re
import select
import shlex
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

CONNECTIONS = 20
SIZE = 64


class FaultyServer:
    """Echoes, but for one fault: mostly in its answer to message 9 of connection 7."""

    def __init__(self, fault):
        self.fault = fault
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        self.kept = None
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        for index in range(CONNECTIONS):
            if self.fault == "close at accept" and index == 7:
                self.listener.accept()[0].close()
            else:
                connection = self.listener.accept()[0]
                threading.Thread(target=self.serve, args=(connection, index), daemon=True).start()

    def serve(self, connection, index):
        if self.fault == "speak first" and index == 7:
            connection.sendall(b"welcome")
        nth = 0
        with contextlib.suppress(OSError):
            while True:
                message = connection.recv(SIZE, socket.MSG_WAITALL)
                if not message:
                    break
                if not self.answer(connection, index == 7 and nth == 9, message):
                    return
                nth += 1
            if self.fault == "never close":
                time.sleep(60)
        connection.close()

    def answer(self, connection, faulty, message):
        """False if the connection is left alone for ever."""
        if not faulty or self.fault in ("none", "never close"):
            connection.sendall(message)
        elif self.fault == "one bit":
            connection.sendall(message[:40] + bytes([message[40] ^ 4]) + message[41:])
        elif self.fault == "last message again":
            connection.sendall(self.kept)
        elif self.fault == "surplus byte":
            connection.sendall(message + b"x")
        elif self.fault == "close early":
            connection.sendall(message[:10])
            connection.shutdown(socket.SHUT_RDWR)
        elif self.fault == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        elif self.fault == "half an answer":
            connection.sendall(message[:32])
            time.sleep(60)
        elif self.fault == "silence":
            time.sleep(60)
            return False
        self.kept = message
        return True


FAULTS = {
    "none": None,
    "one bit": r"connection 7, message 9: byte 40 is 0x.., and not 0x..",
    "last message again": r"connection 7, message 9: byte \d+ is 0x.., and not 0x..",
    "surplus byte": r"connection 7, message \d+: (65 bytes came|byte 0 is)",
    "close early": r"connection 7 was closed by the server, in message 9: sent 64 bytes, got 10",
    "reset": r"connection 7 is lost, in message 9: Connection reset",
    "half an answer": r"nothing came on 1 connections .* sent 64 bytes, got 32",
    "silence": r"nothing came on 1 connections for 1 s; \d+ echoes are missing",
    "close at accept": r"connection 7 (was closed by the server|is lost), in message 0",
    "speak first": r"connection 7, message 0: (7 bytes came, but only 0|71 bytes came|byte 0 is)",
    "never close": r"20 connections were not closed",
}


def run_load(load, port, *options):
    command = [load, "--port", str(port), "--watchdog", "1", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def complain(what, run):
    print(f"FAILED {what}: status {run.returncode}\n  {run.stdout}  {run.stderr}")
    return 1


def check_load(load):
    """Returns the number of faults that went unnoticed."""
    failures = 0
    for fault, complaint in FAULTS.items():
        run = run_load(load, FaultyServer(fault).port, "--messages", "2000", f"--size={SIZE}",
                       f"--connections={CONNECTIONS}")
        if complaint is None:
            good = run.returncode == 0 and json.loads(run.stdout)["echoes"] == 2000
        else:
            good = run.returncode == 1 and run.stdout == "" and re.search(complaint, run.stderr)
        failures += 0 if good else complain(f"fault: {fault}", run)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    run = run_load(load, port, "--messages", "1")
    if run.returncode != 1 or "Connection refused" not in run.stderr:
        failures += complain("no server", run)
    return failures


@contextlib.contextmanager
def started(command):
    """The port of a server, which lives as long as the context."""
    with subprocess.Popen(shlex.split(command), stdout=subprocess.PIPE, text=True) as server:
        try:
            match = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", server.stdout.readline())
            yield int(match[1])
        finally:
            server.send_signal(signal.SIGKILL)


def flood(port):
    """A client that does not read blocks itself, but no other; then all comes back, and the end."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setblocking(False)
        sent = bytearray()
        while select.select([], [client], [], 0.5)[1]:
            part = os.urandom(50000)
            sent += part[: client.send(part)]
        with socket.create_connection(("127.0.0.1", port)) as other:
            other.settimeout(5)
            other.sendall(b"hello")
            assert other.recv(100) == b"hello"
        client.settimeout(5)
        client.shutdown(socket.SHUT_WR)
        got = bytearray()
        while part := client.recv(1 << 16):
            got += part
        assert got == sent, f"{len(got)} of {len(sent)} bytes came back"


def rude(port):
    """Clients that reset: when idle, with an echo unread, and with the server blocked."""
    for size in (0, 100, 10_000_000):
        for _ in range(20):
            client = socket.create_connection(("127.0.0.1", port))
            client.setblocking(False)
            left = size
            with contextlib.suppress(BlockingIOError):
                while left > 0:
                    left -= client.send(bytes(min(left, 100_000)))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()


def check_server(load, command):
    with started(command) as port:
        for attack in (flood, rude):
            attack(port)
        for size, messages in ((1, 2000), (512, 2000), (513, 2000), (1_000_000, 20)):
            run = run_load(load, port, f"--size={size}", f"--messages={messages}",
                           "--connections=10", "--watchdog=5")
            if run.returncode != 0:
                return complain(f"{command}: size {size}", run)
    return 0


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--load", required=True, help="the program echo_load")
    options.add_argument("servers", nargs="*", metavar="COMMAND",
                         help="a server, such as 'build/echo_epoll --port 0'")
    arguments = options.parse_args()
    failures = check_load(arguments.load)
    for command in arguments.servers:
        try:
            failures += check_server(arguments.load, command)
        except (AssertionError, OSError, TypeError) as error:
            print(f"FAILED {command}: {error!r}")
            failures += 1
    print(f"{failures} failures" if failures else "all is well")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
