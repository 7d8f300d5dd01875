"""Clients of the server programs, by Python's socket module: clients.py NAME PORT. Prints ok."""

import os
import socket
import sys
import threading

name, port = sys.argv[1], int(sys.argv[2])


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def receive_all(connection):
    return b"".join(iter(lambda: connection.recv(65536), b""))


def check(what, expected):
    if what != expected:
        sys.exit(f"{name}: {what[:100]!r} instead of {expected[:100]!r}")


def echo(greeting=b""):
    with connect() as client:
        data = os.urandom(300_000)
        sender = threading.Thread(
            target=lambda: (client.sendall(greeting + data), client.shutdown(socket.SHUT_WR)))
        sender.start()
        check(receive_all(client), greeting + data)
        sender.join()


def hello():
    with connect() as client:
        client.sendall(b"GET / HTTP/1.0\n")
        client.sendall(b"\n")
        check(receive_all(client), b"Hello GET / HTTP/1.0")


def enter(guest, guest_name):
    check(guest.recv(100), b"your name? ")
    guest.sendall(guest_name)


def chat():
    with connect() as ann:
        enter(ann, b"ann\n")
        with connect() as bob:
            enter(bob, b"bob\n")
            heard = ann.makefile("rb")
            check(heard.readline(), b"* bob has come\n")
            bob.sendall(b"hello\n")
            check(heard.readline(), b"bob: hello\n")


{"hello-server": hello, "chat-server": chat,
 "handshake-server": lambda: echo(b"hello\n")}.get(name, echo)()
print("ok")
