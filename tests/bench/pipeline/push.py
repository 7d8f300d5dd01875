"""The log pipeline of the seeds in Python: generators that are sent lines. Usage: push.py FILE"""

import sys

ADDRESSES = ("83.149.9.216", "93.114.45.13", "207.241.237.101")


def started(make):
    def start(*args):
        sink = make(*args)
        next(sink)
        return sink

    return start


@started
def broadcast(targets):
    try:
        while True:
            line = yield
            for target in targets:
                target.send(line)
    except GeneratorExit:
        for target in targets:
            target.close()


@started
def pick(address, target):
    prefix = address + " "
    try:
        while True:
            line = yield
            if line.startswith(prefix):
                target.send(address)
    except GeneratorExit:
        target.close()


@started
def count(result):
    while True:
        result[(yield)] += 1


def main():
    result = dict.fromkeys(ADDRESSES, 0)
    counter = count(result)
    flow = broadcast([pick(address, counter) for address in ADDRESSES])
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        for line in log:
            flow.send(line)
    flow.close()
    for address, times in result.items():
        print(f"{address}: {times}")


main()
