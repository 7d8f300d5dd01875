"""For staff: is the grader right? And a clone for a class."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import build
from course import ROOT, LabError, all_labs, read_sources, relative
from grade import grade
from processes import each
from run import run_test
from verdict import judge, tell

ALL_SEEDS = 100
QUICK_SEEDS = 5
START_PERCENT = 20


class Verifier:
    """Checks one lab: its starting point, its solution, and its mutants."""

    def __init__(self, lab, seeds):
        self.lab = lab
        self.seeds = seeds
        self.faults = []

    def fault(self, text):
        self.faults.append(f"lab {self.lab.number}: {text}")

    def verify(self):
        began = time.monotonic()
        self.check_description()
        complete = (self.lab.staff / "solution").is_dir()
        # A compiler that runs alone leaves processors idle: several things are tried at a time. The mutants come
        # last, since they share with the solution what is not mutated.
        start, *runs = each(lambda check: check(), [self.check_start] + [self.check_solution] * complete)
        if not complete:
            print(f"  lab {self.lab.number}: start {start}%; its solution and mutants are not in this clone",
                  flush=True)
            return self.faults
        mutants = self.lab.mutants()
        if len(mutants) < 3:
            self.fault(f"there are {len(mutants)} mutants, and should be three or more")
        each(self.check_mutant, mutants)
        print(f"  lab {self.lab.number}: start {start}%, solution {runs[0]} of {len(self.seeds)} runs "
              f"with all points, {len(mutants)} mutants; {len(self.faults)} faults, {time.monotonic() - began:.0f} s",
              flush=True)
        return self.faults

    def check_description(self):
        for test in self.lab.tests:
            for law in test["laws"]:
                if law not in self.lab.laws:
                    self.fault(f"test {test['name']} carries the law {law}, which lab.json does not have")
        carried = {law for test in self.lab.tests for law in test["laws"]}
        complete = (self.lab.staff / "solution").is_dir()
        for law in self.lab.laws if complete else []:
            if law not in carried:
                self.fault(f"no test carries the law {law}")
        for test in self.lab.withheld if complete else []:
            self.fault(f"test {test['name']} stands in lab.json, and in no file")
        for name in ("README.md", "hints.md"):
            if not (self.lab.home / name).is_file():
                self.fault(f"there is no {name}")
                return
        handout = (self.lab.home / "README.md").read_text()
        hints = (self.lab.home / "hints.md").read_text()
        for test in self.lab.tests:
            if f"`{test['name']}`" not in handout:
                self.fault(f"the handout does not name the test {test['name']}")
            if f"## Step {test['step']}:" not in hints:
                self.fault(f"there are no hints for step {test['step']}")
        if hints.count("\n## ") * 3 != hints.count("\n### Level "):
            self.fault("not every step has three levels of hints")

    def check_start(self):
        results = grade(self.lab, read_sources(self.lab.start), relative(self.lab.start))
        if "build" in results:
            self.fault("the starting point does not compile:\n" + results["build"]["compiler"])
        percent = 100 * results["points"] // results["max"]
        if percent >= START_PERCENT:
            self.fault(f"the starting point scores {percent}%, which is not under {START_PERCENT}%")
        return percent

    def check_solution(self):
        """Returns in how many runs of those with different seeds the solution has all points."""
        folder = self.lab.staff / "solution"
        failed = self.run(read_sources(folder), relative(folder), self.seeds)
        if failed is None:
            return 0
        for verdict, seed in first_of_each(failed):
            self.fault(f"the solution misses {verdict['name']} with seed {seed}:\n" + "\n".join(tell(verdict)))
        return len(self.seeds) - len({seed for _, seed in failed})

    def run(self, sources, shown, seeds):
        """Returns the misses as pairs of verdict and seed, or None if nothing could be run."""
        try:
            program = build.Builder(self.lab, sources, shown).build()
        except build.DoesNotCompile as error:
            self.fault(f"{shown}: {error}\n{error.text}")
            return None

        def run_one(job):
            test, seed = job
            return judge(self.lab, test, run_test(program, test["name"], seed, self.lab.limits), shown, seed), seed

        jobs = [(test, seed) for seed in seeds for test in self.lab.tests]
        verdicts = each(run_one, jobs)
        for verdict, seed in verdicts:
            if verdict.get("law") and verdict["law"] not in verdict["laws"]:
                self.fault(f"test {verdict['name']} tests the law {verdict['law']} and does not carry it (seed {seed})")
        return [(verdict, seed) for verdict, seed in verdicts if verdict["verdict"] != "pass"]

    def check_mutant(self, folder):
        """A mutant loses points where the laws are tested that it breaks, with each seed, and nowhere else."""
        mutant = json.loads((folder / "mutant.json").read_text())
        name = f"mutant {folder.name}"
        seeds = self.seeds[:max(2, len(self.seeds) // 20)]
        # (Told as the solution's, so that what they share is compiled once.)
        failed = self.run(self.mutate(mutant, name), relative(self.lab.staff / "solution"), seeds)
        if failed is None:
            return
        breaks = set(mutant["breaks"])
        for verdict, seed in first_of_each(failed):
            if not breaks & set(verdict["laws"]):
                self.fault(f"{name} loses points in {verdict['name']}, which carries none of its laws "
                           f"(seed {seed}):\n" + "\n".join(tell(verdict)))
        for law in sorted(breaks):
            blind = [seed for seed in seeds
                     if not any(its == seed and law in verdict["laws"] for verdict, its in failed)]
            if blind:
                self.fault(f"{name} breaks the law {law}, and loses no points for it (seed {blind[0]})")

    def mutate(self, mutant, name):
        sources = read_sources(self.lab.staff / "solution")
        for edit in mutant["edits"]:
            text = sources[edit["file"]].decode()
            if text.count(edit["old"]) != 1:
                self.fault(f"{name}: its old text is not found once in {edit['file']}: {edit['old']!r}")
            sources[edit["file"]] = text.replace(edit["old"], edit["new"]).encode()
        return sources


def first_of_each(failed):
    """The first miss of each test."""
    first = {}
    for verdict, seed in failed:
        first.setdefault(verdict["name"], (verdict, seed))
    return first.values()


def verify(labs, quick):
    """Returns the exit status."""
    seeds = list(range(1, (QUICK_SEEDS if quick else ALL_SEEDS) + 1))
    print(f"Seeds 1 to {seeds[-1]}.", flush=True)
    began = time.monotonic()
    faults = [fault for lab in labs for fault in Verifier(lab, seeds).verify()]
    build.prune()
    for fault in faults:
        print(f"\nFAULT  {fault}")
    print(f"\n{len(labs)} labs, {len(faults)} faults, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


# ---- A clone for a class ----

def left_out(path, upto, withhold):
    """True for what a student should not have."""
    parts = Path(path).parts
    if parts[:2] not in (("tests", "labs"), ("userland", "labs")) or len(parts) < 3:
        return False
    if parts[0] == "tests" and parts[2].endswith("_test.py"):
        return True
    if not parts[2][:2].isdigit():
        return False
    if int(parts[2][:2]) > upto:
        return True
    if parts[0] == "userland":
        return False
    return "solution" in parts or "mutants" in parts or (withhold and parts[-1].startswith("hidden_"))


def git(*arguments, folder):
    run = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise LabError(f"git {arguments[0]} failed: {run.stderr.strip()}")
    return run.stdout


def export_class(directory, upto, withhold):
    """Makes a repository of one commit: the history has what the files have not."""
    labs = [lab for lab in all_labs() if lab.number <= upto]
    if not labs:
        raise LabError(f"there is no lab up to {upto}")
    if directory.exists():
        raise LabError(f"{directory} exists; nothing was changed")
    paths = [path for path in git("ls-files", "-z", folder=ROOT).split("\0") if path]
    taken = [path for path in paths if not left_out(path, upto, withhold) and (ROOT / path).exists()]
    for path in taken:
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target, follow_symlinks=False)
    # From what `lab start --from-mine` merges. It says no more than the starting point that it belongs to.
    for before, lab in zip(labs, labs[1:]):
        if not lab.continues:
            continue
        shutil.copytree(before.staff / "solution", directory / "userland" / "labs" / lab.name / "base")
    git("init", "--quiet", "--initial-branch=main", folder=directory)
    git("add", "--all", folder=directory)
    git("-c", "user.name=Corix", "-c", "user.email=corix@localhost", "commit", "--quiet", "-m",
        f"Corix, with labs 1 to {labs[-1].number}", folder=directory)
    print(f"{directory}: {len(taken)} files, labs 1 to {labs[-1].number}; no solutions, no mutants"
          f"{', no hidden tests' if withhold else ''}.")
    return 0
