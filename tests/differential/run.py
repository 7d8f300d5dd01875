#!/usr/bin/env python3
"""The differential test: random programs do the same in dash and in corix.

    tests/differential/run.py --corix build/release/shell/corix [--programs 2000] [--seed 1] [--dash dash]
    tests/differential/run.py --corix build/release/shell/corix --scripts tests/scripts

Compared are standard output and status. A program in which they differ is shrunk, and printed with its seed; the status is
1 then.
"""
import argparse
import concurrent.futures
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from generate import SIMPLEST, Generator, Node

# Programs that one process of a shell runs, one after the other.
BATCH = 40
MARK = b"\n=====8<===== "
# What a program may take before it counts as one that never ends. (They take milliseconds; the machine may be busy.)
SECONDS = 10
BYTES = 1 << 20
ENDLESS = "(it does not end)"
# Each program has files of its own; where they are in memory, all takes half the time.
MEMORY = "/dev/shm"
# What is spent on making a counterexample smaller, and how much of what it prints is shown.
SHRINK_SECONDS = 60
SHOWN_LINES, SHOWN_COLUMNS = 60, 160


def prepare(folder):
    os.makedirs(os.path.join(folder, "d"))
    for name in ["f1", "f2", "g1", "a.txt", "b.txt", ".hidden", "d/one", "d/two"]:
        with open(os.path.join(folder, name), "w") as file:
            file.write(name + "\n")


class Shells:
    def __init__(self, dash, corix, folder):
        self.shells = {"dash": dash, "corix": corix}
        self.folder = folder
        self.pool = concurrent.futures.ThreadPoolExecutor(len(self.shells))
        self.endless = []  # which programs, of those that differ() has seen last, ended in neither

    def run(self, name, texts, seconds=SECONDS, all_of_them=True):
        """What each program prints, with its status. (Or only up to the first that does not end.)"""
        answers = []
        while len(answers) < len(texts):
            done, ended = self.run_some(name, texts[len(answers):], seconds)
            answers += done
            if not ended:
                answers.append(ENDLESS)
                if not all_of_them:
                    break
        return answers

    def run_some(self, name, texts, seconds):
        """What they print, up to one that does not end; and whether all did."""
        base = os.path.join(self.folder, name)
        shutil.rmtree(base, ignore_errors=True)
        driver = ""
        for i, text in enumerate(texts):
            prepare(os.path.join(base, str(i)))
            with open(os.path.join(base, "%d.sh" % i), "w") as file:
                file.write(text)
            driver += "(cd ./%d && . ../%d.sh)\nprintf '\\n%s%%s\\n' $?\n" % (i, i, MARK.decode()[1:])
        path = os.path.join(base, "driver.sh")
        with open(path, "w") as file:
            file.write(driver)
        environment = {"PATH": os.environ["PATH"], "HOME": "/home/nobody", "LC_ALL": "C"}
        process = subprocess.Popen([self.shells[name], path], cwd=base, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        out, reached, begin, deadline = bytearray(), 0, 0, time.monotonic() + seconds
        ended = False
        while len(out) - begin < BYTES:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                break
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                ended = True
                break
            searched = max(begin, len(out) - len(MARK))
            out += piece
            marks = out.count(MARK, searched)
            if marks > 0:
                reached += marks
                begin = out.rindex(MARK) + 1
                deadline = time.monotonic() + seconds
        if not ended:
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
        # Behind a mark stands the status; behind that, what the next program printed.
        answers = []
        parts = bytes(out).decode("utf-8", "backslashreplace").split(MARK.decode())
        printed = parts[0]
        for part in parts[1:]:
            status, _, rest = part.partition("\n")
            answers.append(printed + "\nstatus " + status)
            printed = rest
        if ended and len(answers) < len(texts):
            answers.append(printed + "\nthe shell ended with " + str(process.returncode))
        return answers, ended

    def differ(self, texts, seconds=SECONDS, all_of_them=True):
        """Which of the programs do not the same."""
        names = list(self.shells)
        results = dict(zip(names, self.pool.map(lambda name: self.run(name, texts, seconds, all_of_them), names)))
        pairs = list(zip(results["dash"], results["corix"]))
        self.endless = [i for i, (dash, corix) in enumerate(pairs) if dash == corix == ENDLESS]
        return [i for i, (dash, corix) in enumerate(pairs) if dash != corix]


def simpler(node):
    """Trees that are a little smaller: a part of one kind in place of the whole, or nothing."""
    simplest = SIMPLEST.get(node.kind)
    if simplest is not None and node.render() != simplest and (node.children or node.text != simplest):
        yield Node(node.kind, simplest)
    for child in node.children:
        # (A command may stand wherever a negated one may, but not the other way round: ! !.)
        if child.kind == node.kind or node.kind == "negated":
            yield child
        for grandchild in child.children:
            if grandchild.kind == node.kind:
                yield grandchild
    if node.kind == "list" and len(node.children) > 1:
        for i in range(len(node.children)):
            rest = node.children[:i] + node.children[i + 1:]
            yield Node("list", "\0\n" * len(rest), *rest)
    for i, child in enumerate(node.children):
        for other in simpler(child):
            copy = Node(node.kind, node.text, *node.children)
            copy.children[i] = other
            yield copy


def shrink(tree, shells):
    """A smaller tree in which they differ too."""
    deadline = time.monotonic() + SHRINK_SECONDS
    shrinks = True
    while shrinks:
        shrinks = False
        candidates = [t for t in simpler(tree) if t.size() < tree.size() or len(t.render()) < len(tree.render())]
        candidates.sort(key=lambda t: len(t.render()))
        for begin in range(0, len(candidates), BATCH):
            if time.monotonic() > deadline:
                return tree
            some = candidates[begin:begin + BATCH]
            found = shells.differ([t.render() for t in some], 2, all_of_them=False)
            # (Once more, alone.)
            found = [i for i in found if shells.differ([some[i].render()], 5)]
            if found:
                tree, shrinks = some[found[0]], True
                break
    return tree


def indented(text, most=None):
    lines = text.split("\n")
    shown = lines[:most]
    out = "".join("    " + (line if most is None else line[:SHOWN_COLUMNS]) + "\n" for line in shown)
    if len(shown) < len(lines):
        out += "    ... (%d lines more)\n" % (len(lines) - len(shown))
    return out


def show(seed, tree, shells):
    text = tree.render()
    print("seed %d:\n%s" % (seed, indented(text.rstrip("\n"))), end="")
    for name in ("dash", "corix"):
        print("  %s:\n%s" % (name, indented(shells.run(name, [text], 5)[0], SHOWN_LINES)), end="")
    sys.stdout.flush()


def compare_scripts(args):
    names = sorted(name for name in os.listdir(args.scripts) if name.endswith(".sh"))
    different = 0
    with tempfile.TemporaryDirectory(prefix="corix_scripts_") as folder:
        for name in names:
            results = {}
            for shell, program in (("dash", args.dash), ("corix", os.path.abspath(args.corix))):
                work = os.path.join(folder, shell, name)
                os.makedirs(work)
                done = subprocess.run([program, os.path.abspath(os.path.join(args.scripts, name))], cwd=work, timeout=30,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                results[shell] = (done.stdout.decode("utf-8", "backslashreplace"), done.returncode, done.stderr.decode("utf-8", "replace"))
            if results["dash"][:2] != results["corix"][:2]:
                different += 1
                print("%s:" % name)
                for shell, (out, status, err) in results.items():
                    print("  %s:\n%s" % (shell, indented("%s\nstatus %d\n%s" % (out, status, err), SHOWN_LINES)), end="")
    print("%d of %d scripts do the same in both" % (len(names) - different, len(names)))
    return 1 if different else 0


def compare_programs(args):
    shown, endless = 0, []
    begun = time.monotonic()
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="corix_differential_", dir=memory) as folder:
        shells = Shells(args.dash, os.path.abspath(args.corix), folder)
        for begin in range(args.seed, args.seed + args.programs, BATCH):
            seeds = range(begin, min(begin + BATCH, args.seed + args.programs))
            trees = [Generator(seed).program() for seed in seeds]
            different = shells.differ([tree.render() for tree in trees])
            endless += [seeds[i] for i in shells.endless]
            for i in different:
                if not shells.differ([trees[i].render()]):
                    continue
                show(seeds[i], shrink(trees[i], shells), shells)
                shown += 1
                if shown >= args.most:
                    return 1
    seconds = time.monotonic() - begun
    if shown == 0:
        print("seeds %d to %d: %d programs do the same in both, in %.0f s, %.0f ms each" %
              (args.seed, args.seed + args.programs - 1, args.programs, seconds, 1000 * seconds / args.programs))
    for seed in endless:
        print("seed %d: it takes too long in both" % seed)
    return 1 if shown else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corix", required=True)
    parser.add_argument("--dash", default="dash")
    parser.add_argument("--programs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=3, help="counterexamples to be shown")
    parser.add_argument("--scripts", help="compare the scripts (*.sh) of this folder instead")
    parser.add_argument("--show", action="store_true", help="only print the program of the seed")
    args = parser.parse_args()
    if args.show:
        print(Generator(args.seed).program().render(), end="")
        return 0
    if shutil.which(args.dash) is None:
        print("differential test: there is no %s" % args.dash, file=sys.stderr)
        return 1
    return compare_scripts(args) if args.scripts else compare_programs(args)


if __name__ == "__main__":
    sys.exit(main())
