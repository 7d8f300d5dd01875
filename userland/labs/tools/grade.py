"""Grades one lab: builds it once, runs each test, and adds up."""

import json
import os
import sys

import build
from course import BUILD, LabError, relative
from processes import each
from run import run_test
from verdict import judge, tell, tell_again

MOST_TIMEOUTS = 2


def grade(lab, sources, shown, seed=1, tests=None):
    """Returns the results as plain data."""
    withheld = 0 if tests else sum(test["points"] for test in lab.withheld)
    tests = tests or lab.tests
    whose = "" if shown == relative(lab.work) else f" --submission {shown}"
    results = {"lab": lab.number, "whose": whose, "name": lab.name, "title": lab.title, "seed": seed, "graded": shown,
               "points": 0, "max": sum(test["points"] for test in tests), "withheld": withheld, "tests": []}
    try:
        program = build.Builder(lab, sources, shown).build()
    except build.DoesNotCompile as error:
        results["build"] = {"message": str(error), "place": error.place, "compiler": error.text}
        results["tests"] = [not_run(test, "not built") for test in tests]
        return results
    results["tests"] = run_all(lab, program, shown, seed, tests)
    results["points"] = sum(verdict["points"] for verdict in results["tests"])
    return results


def run_all(lab, program, shown, seed, tests):
    timeouts = []  # (append and len are atomic)

    def run_one(test):
        if len(timeouts) >= MOST_TIMEOUTS:
            return not_run(test, "not run")
        verdict = judge(lab, test, run_test(program, test["name"], seed, lab.limits), shown, seed)
        if verdict["verdict"] == "timeout":
            timeouts.append(test["name"])
        return verdict

    return each(run_one, tests)


def not_run(test, why):
    return {"name": test["name"], "points": 0, "max": test["points"], "verdict": why, "laws": test["laws"],
            "step": test["step"]}


def announce(lab):
    """Something is going on. (Only to a person: it is overwritten by what comes.)"""
    if sys.stdout.isatty():
        print(f"Lab {lab.number}: building and testing ...", end="\r", flush=True)


def show(results):
    """Prints the results for a person."""
    print(f"Lab {results['lab']}: {results['title']}   ({results['graded']}, seed {results['seed']})\n")
    if "build" in results:
        print(f"  {results['build']['message']}")
        if results["build"]["place"]:
            print(f"  place: {results['build']['place']}")
        if results["build"]["compiler"]:
            print("\n" + "\n".join("    " + line for line in results["build"]["compiler"].splitlines()) + "\n")
    told = {}  # what was missed where, by the first test of which that was told
    missed = [verdict["step"] for verdict in results["tests"] if verdict["verdict"] != "pass"]
    later = 0
    for verdict in results["tests"]:
        word = {"pass": "ok", "not run": "not run", "not built": "not run"}.get(verdict["verdict"], "MISS")
        print(f"  {word:<8}{verdict['points']}/{verdict['max']}  {verdict['name']}")
        if word == "MISS" and verdict["step"] > min(missed):
            later += 1
        elif word == "MISS":
            same = verdict["name"]
            if "place" in verdict and verdict["verdict"] in ("crash", "exception"):
                same = told.setdefault((verdict["message"], verdict["place"]), same)
            print("\n".join(tell(verdict) if same == verdict["name"] else tell_again(verdict, same)) + "\n")
    if any(verdict["verdict"] == "not run" for verdict in results["tests"]):
        print(f"\n  After {MOST_TIMEOUTS} tests that did not end, the rest was not run.")
    more = f" (the tests for {results['withheld']} more are not in this clone)" if results["withheld"] else ""
    print(f"\n  Points: {results['points']} of {results['max']}{more}")
    if missed and "build" not in results:
        print(f"  The first of what is missing belongs to step {min(missed)} of the handout. Stuck? "
              f"userland/labs/lab hint {results['lab']} 1 --step {min(missed)}")
    if later > 0:
        print(f"  {later} more belong{'s' if later == 1 else ''} to later steps; one is told in full by: "
              f"userland/labs/lab grade {results['lab']} --test NAME{results['whose']}")


def save(results, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
        file.write("\n")


def debug(lab, sources, shown, test, seed):
    """Becomes gdb, which stops where the test begins, where it misses, and where a sanitizer ends it."""
    program = build.Builder(lab, sources, shown).build()
    os.chdir(BUILD.parents[1])
    os.environ["ASAN_OPTIONS"] = "detect_leaks=0:handle_segv=0:handle_abort=0:abort_on_error=1"
    command = ["gdb", "-q", "-ex", f"break Test_{test['name']}", "-ex", "break grader::internal::End if status != 0",
               "-ex", "run", "--args", relative(program), test["name"], str(seed)]
    try:
        os.execvp("gdb", command)
    except FileNotFoundError:
        raise LabError("there is no gdb; on Debian: apt-get install gdb") from None
