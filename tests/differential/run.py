#!/usr/bin/env python3
"""The differential test: random programs do the same in dash and in corix.

    tests/differential/run.py --corix build/release/shell/corix [--programs 2000] [--seed 1] [--dash dash]
    tests/differential/run.py --corix build/release/shell/corix --scripts tests/scripts

Compared are standard output and status. A program in which they differ is shrunk, and printed with its seed; the status is
1 then.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

from generate import SIMPLEST, Generator, Node

BATCH = 40
MARK = "=====8<===== "


def prepare(folder):
    os.makedirs(os.path.join(folder, "d"))
    for name in ["f1", "f2", "g1", "a.txt", "b.txt", ".hidden", "d/one", "d/two"]:
        with open(os.path.join(folder, name), "w") as file:
            file.write(name + "\n")


class Shells:
    def __init__(self, dash, corix, folder):
        self.shells = {"dash": dash, "corix": corix}
        self.folder = folder

    def run(self, name, texts, seconds):
        """What each program prints, with its status; None in place of those that were not reached."""
        base = os.path.join(self.folder, name)
        shutil.rmtree(base, ignore_errors=True)
        driver = ""
        for i, text in enumerate(texts):
            prepare(os.path.join(base, str(i)))
            with open(os.path.join(base, "%d.sh" % i), "w") as file:
                file.write(text)
            driver += "(cd ./%d && . ../%d.sh)\nprintf '\\n%s%%s\\n' $?\n" % (i, i, MARK)
        path = os.path.join(base, "driver.sh")
        with open(path, "w") as file:
            file.write(driver)
        environment = {"PATH": os.environ["PATH"], "HOME": "/home/nobody", "LC_ALL": "C"}
        try:
            out = subprocess.run([self.shells[name], path], cwd=base, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, timeout=seconds, env=environment).stdout
        except subprocess.TimeoutExpired as expired:
            out = (expired.stdout or b"") + b"\n(timeout)"
        results = out.decode("utf-8", "backslashreplace").split("\n" + MARK)
        # Behind the mark stands the status; behind that, what the next program printed.
        answers, begin = [], results[0]
        for part in results[1:]:
            status, _, rest = part.partition("\n")
            answers.append(begin + "\nstatus " + status)
            begin = rest
        if len(answers) < len(texts):
            answers.append(begin + "\nno end")
        return answers + [None] * (len(texts) - len(answers))

    def differ(self, texts, seconds=20):
        """Which of the programs do not the same."""
        dash, corix = self.run("dash", texts, seconds), self.run("corix", texts, seconds)
        return [i for i in range(len(texts)) if dash[i] != corix[i] or dash[i] is None]


def simpler(node):
    """Trees that are a little smaller: a part of one kind in place of the whole, or nothing."""
    simplest = SIMPLEST.get(node.kind)
    if simplest is not None and node.render() != simplest and (node.children or node.text != simplest):
        yield Node(node.kind, simplest)
    for child in node.children:
        if child.kind == node.kind:
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
    shrinks = True
    while shrinks:
        shrinks = False
        candidates = [t for t in simpler(tree) if t.size() < tree.size() or len(t.render()) < len(tree.render())]
        candidates.sort(key=lambda t: len(t.render()))
        for begin in range(0, len(candidates), BATCH):
            some = candidates[begin:begin + BATCH]
            # Alone, since one that never ends would hide the others.
            found = [i for i in shells.differ([t.render() for t in some]) if shells.differ([some[i].render()], 5)]
            if found:
                tree, shrinks = some[found[0]], True
                break
    return tree


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
                print("%s:\n  dash: %r\n  corix: %r" % (name, results["dash"], results["corix"]))
    print("%d of %d scripts do the same in both" % (len(names) - different, len(names)))
    return 1 if different else 0


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
    if args.scripts:
        return compare_scripts(args)
    shown = 0
    with tempfile.TemporaryDirectory(prefix="corix_differential_") as folder:
        shells = Shells(args.dash, os.path.abspath(args.corix), folder)
        for begin in range(args.seed, args.seed + args.programs, BATCH):
            seeds = range(begin, min(begin + BATCH, args.seed + args.programs))
            trees = [Generator(seed).program() for seed in seeds]
            for i in shells.differ([tree.render() for tree in trees]):
                if not shells.differ([trees[i].render()], 5):
                    continue
                tree = shrink(trees[i], shells)
                text = tree.render()
                print("seed %d:\n%s" % (seeds[i], "".join("    " + line + "\n" for line in text.splitlines())), end="")
                for name in ("dash", "corix"):
                    print("  %s: %r" % (name, shells.run(name, [text], 5)[0]))
                shown += 1
                if shown >= args.most:
                    return 1
    if shown == 0:
        print("seeds %d to %d: %d programs do the same in both" % (args.seed, args.seed + args.programs - 1, args.programs))
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main())
