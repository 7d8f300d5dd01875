#!/usr/bin/env python3
"""What `lab` does for students and staff, tried in a clone for a class and in this one."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAB = ROOT / "userland" / "labs" / "lab"
FAULTS = []


def check(holds, what):
    if not holds:
        FAULTS.append(what)


def lab(*arguments, root=ROOT):
    run = subprocess.run([str(root / "userland" / "labs" / "lab"), *map(str, arguments)], capture_output=True, text=True,
                         check=False, timeout=300)
    return run.returncode, run.stdout, run.stderr


def expect(arguments, status, words, root=ROOT):
    got, out, err = lab(*arguments, root=root)
    name = " ".join(map(str, arguments))
    check(got == status, f"lab {name}: status {got}, and should be {status}\n{out}{err}")
    for word in words:
        check(word in out + err, f"lab {name}: says nothing of {word!r}:\n{out}{err}")
    if status == 2:
        check(len(err.strip().splitlines()) == 1 and not out, f"lab {name}: says more than one line:\n{out}{err}")
    return out


def check_words(root):
    """Each word has its help, and bad input is answered by one line."""
    words = ["list", "start", "grade", "watch", "hint", "reset", "submit", "verify", "export-class"]
    expect(["--help"], 0, words, root)
    for word in words:
        expect([word, "--help"], 0, ["usage: lab " + word, "exit status"], root)
    expect([], 2, ["COMMAND"], root)
    expect(["bake"], 2, ["bake"], root)
    expect(["start"], 2, ["N"], root)
    expect(["start", 99], 2, ["no lab 99"], root)
    expect(["grade", "x"], 2, ["no lab x"], root)
    expect(["hint", 1, 4], 2, ["4"], root)
    expect(["grade", 1], 2, ["not started", "lab start 1"], root)
    expect(["grade", 1, "--submission", "/nowhere"], 2, ["/nowhere"], root)
    expect(["start", 2, "--from-mine"], 2, ["lab 1 was not started"], root)


def check_student(root, folder):
    """The way of a student through the first two labs."""
    work = root / "userland" / "labs" / "work"
    expect(["list"], 0, ["1  A coroutine is a task", "2  Ready queue"], root)
    expect(["start", 1], 0, ["handout"], root)
    expect(["start", 1], 2, ["already started", "nothing was changed"], root)
    expect(["list"], 0, ["started"], root)
    for name in ("play.cc", "Makefile", "compile_commands.json"):
        check((work / "01-a-task" / name).is_file(), f"there is no {name} in the work folder")
    results = folder / "results.json"
    expect(["grade", 1, "--results", results], 1, ["MISS", "lab grade 1 --test"], root)
    graded = json.loads(results.read_text())
    check(graded["points"] == 0 and len(graded["tests"]) > 8, f"the results are {graded}")
    expect(["grade", 1, "--test", "nothing"], 2, ["no test nothing"], root)
    expect(["grade", 1, "--gdb"], 2, ["--test"], root)
    for level in (1, 2, 3):
        expect(["hint", 1, level], 0, ["Step 1", "Step 5"], root)

    expect(["hint", 1, 2, "--step", 3], 0, ["Step 3"], root)
    expect(["hint", 1, "--step", 9], 2, ["no step 9"], root)

    # Let the student know the solution.
    for path in (ROOT / "tests" / "labs" / "01-a-task" / "solution").iterdir():
        shutil.copy(path, work / "01-a-task")
    text = (work / "01-a-task" / "task.h").read_text()
    (work / "01-a-task" / "task.h").write_text(text.replace("// True once the body", "// Mine. True once the body"))
    expect(["grade", 1, "--seed", 7], 0, ["Points: 20 of 20"], root)
    # What is included through another file counts: nothing older is taken for it.
    mine = (work / "01-a-task" / "task.h").read_text()
    (work / "01-a-task" / "task.h").write_text(mine + '#include "more.h"\n')
    (work / "01-a-task" / "more.h").write_text("// Nothing yet.\n")
    expect(["grade", 1], 0, ["Points: 20 of 20"], root)
    (work / "01-a-task" / "more.h").write_text("#error Not so.\n")
    expect(["grade", 1], 1, ["more.h:1"], root)
    (work / "01-a-task" / "more.h").unlink()
    (work / "01-a-task" / "task.h").write_text(mine)
    expect(["submit", 1], 0, ["Hand in this file", "01-a-task.tar.gz"], root)
    expect(["start", 2, "--from-mine"], 0, ["handout"], root)
    check("// Mine." in (work / "02-ready-queue" / "task.h").read_text(), "--from-mine did not bring my file")
    check((work / "02-ready-queue" / "kernel.h").is_file(), "--from-mine has not what is new")
    expect(["grade", 2], 1, ["MISS"], root)
    expect(["reset", 2, "--from-mine"], 0, ["02-ready-queue.old-1"], root)
    check("// Mine." in (work / "02-ready-queue" / "task.h").read_text(), "reset --from-mine did not bring my file")
    expect(["reset", 1, "--from-mine"], 2, ["without --from-mine"], root)
    expect(["reset", 1], 0, ["01-a-task.old-1"], root)
    expect(["reset", 2, "--from-mine"], 0, ["as it was given to you"], root)
    check("// Mine." in (work / "01-a-task.old-1" / "task.h").read_text(), "reset has lost my file")
    expect(["grade", 1], 1, ["MISS"], root)
    return work / "01-a-task.tar.gz"


def started_by(pid):
    """The processes that a `lab` with this number has started and not ended: their files have its number."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f".{pid}." in path.read_text(errors="replace"):
                found.append(path.parent.name)
        except OSError:
            pass
    return found


def check_interrupt(folder):
    """Ctrl-C ends `lab grade` in the middle of a build, with the compilers that it has started."""
    work = folder / "mine"
    shutil.copytree(ROOT / "tests" / "labs" / "01-a-task" / "solution", work)
    (work / "say.h").write_text((work / "say.h").read_text() + f"// {time.time()}: it has to be compiled.\n")
    run = subprocess.Popen([str(LAB), "grade", "1", "--submission", str(work)], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not started_by(run.pid) and time.monotonic() < until:
        time.sleep(0.02)
    check(started_by(run.pid), "lab grade does not compile what it has not seen before")
    run.send_signal(signal.SIGINT)
    check(run.wait(timeout=60) == 130, f"after Ctrl-C lab grade ends with {run.returncode}")
    until = time.monotonic() + 5  # (Until the host has buried them.)
    while started_by(run.pid) and time.monotonic() < until:
        time.sleep(0.02)
    check(not started_by(run.pid), "after Ctrl-C compilers are left")


def check_class(folder):
    clone = folder / "class"
    expect(["export-class", clone, "--upto", 2], 0, ["labs 1 to 2"])
    expect(["export-class", clone], 2, ["exists"])
    names = [str(path.relative_to(clone)) for path in clone.rglob("*") if ".git/" not in str(path)]
    for word in ("mutants", "tests/labs/01-a-task/solution", "tests/labs/02-ready-queue/solution", "03-traps"):
        check(not any(word in name for name in names), f"the clone for a class has {word}")
    log = subprocess.run(["git", "log", "--oneline"], cwd=clone, capture_output=True, text=True, check=True).stdout
    check(len(log.splitlines()) == 1, "the clone for a class has a history")
    check_words(clone)
    handed_in = check_student(clone, folder)
    expect(["grade", 1, "--submission", handed_in], 0, ["Points: 20 of 20"])
    expect(["verify", "--quick"], 0, ["not in this clone"], clone)
    secret = folder / "secret"
    expect(["export-class", secret, "--withhold"], 0, ["no hidden tests"])
    check(not list(secret.glob("tests/labs/*/hidden_*")), "hidden tests were not withheld")
    expect(["start", 1], 0, ["handout"], secret)
    expect(["grade", 1, "--test", "starts_lazily"], 1, ["MISS"], secret)


def check_from_mine(folder):
    """Who builds on their own files, from lab to lab, has at each beginning what compiles."""
    clone = folder / "all"
    numbers = [int(path.name[:2]) for path in sorted((ROOT / "tests" / "labs").glob("[0-9][0-9]-*"))]
    expect(["export-class", clone, "--upto", numbers[-1]], 0, [f"labs 1 to {numbers[-1]}"])
    expect(["start", 1], 0, [], clone)
    for number in numbers[1:]:
        description = next((ROOT / "tests" / "labs").glob(f"{number:02}-*/lab.json"))
        if not json.loads(description.read_text()).get("continues", True):
            expect(["start", number, "--from-mine"], 2, ["without --from-mine"], clone)
            expect(["start", number], 0, ["handout"], clone)
            continue
        solution = next((ROOT / "tests" / "labs").glob(f"{number - 1:02}-*")) / "solution"
        for path in solution.iterdir():
            text = path.read_text()
            (clone / "userland" / "labs" / "work" / solution.parent.name / path.name).write_text(text + "// Mine.\n")
        out = expect(["start", number, "--from-mine"], 0, ["handout"], clone)
        check("<<<<<<<" not in out, f"lab {number}: a conflict, and nothing but a line at the end was changed:\n{out}")
        out = expect(["grade", number], 1, ["MISS"], clone)
        check("compile" not in out, f"lab {number} --from-mine does not compile:\n{out}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_interrupt(Path(folder))
        check_class(Path(folder))
        check_from_mine(Path(folder))
    for fault in FAULTS:
        print(f"FAULT  {fault}")
    print(f"lab, as students and staff use it: {len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
