#!/usr/bin/env python3
"""Bad code gets a clear verdict, with the place, and never hangs the grader.

Each case is the solution of lab 1 with one fault, and says what the verdict of a test must be.
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "userland" / "labs" / "tools"))
sys.pycache_prefix = str(ROOT / "build" / "labs" / "python")

from course import find_lab, read_sources, relative  # noqa: E402
from grade import grade  # noqa: E402

# In say.cc, where each word is put. `say.cc:12`: the line on which the fault then stands.
SAY = "    out.push_back(word);\n"
INCLUDES = "#include <csignal>\n#include <cstdio>\n#include <cstdlib>\n#include <string>\n#include <unistd.h>\n"

# Name; what stands before Say (on one line) and in place of its push_back; the expected verdict, part of the
# message, and the place.
CASES = [
    ("endless loop", "", "for (volatile unsigned i = 0;; i = i + 1) {}", "timeout", "did not end", "in Say"),
    ("waits for ever", "", "for (;;) pause();", "timeout", "wall clock", "say.cc:12"),
    ("stack overflow", "static int Deep(volatile int n) { return n < 0 ? 0 : 1 + Deep(n + 1); }", "Deep(1);", "crash",
     "stack overflowed", "say.cc:7"),
    ("segfault", "", "*static_cast<volatile int*>(nullptr) = 1;", "crash", "null pointer", "say.cc:12"),
    ("wild pointer", "", "*reinterpret_cast<volatile char*>(0x123456789000) = 1;", "crash", "pointer to nowhere",
     "say.cc:12"),
    ("use after free", "", "int* p = new int(1); delete p; *static_cast<volatile int*>(p) = 2;", "crash",
     "after it had been freed", "say.cc:12"),
    ("freed twice", "", "int* p = new int(1); delete p; delete p;", "crash", "had been freed before", "say.cc:12"),
    ("beyond the end", "", "volatile char* p = new char[8]; p[times + 6] = 1;", "crash", "beyond the end", "say.cc:12"),
    ("no return", "static int None(int n) { if (n > 9) return 1; }", "out.push_back(std::to_string(None(1)));", "crash",
     "Undefined behaviour", "say.cc:7"),
    ("spoilt iterator", "", "auto end = out.begin(); out.push_back(word); out.push_back(*end);", "crash",
     "The standard library found a mistake: attempt to", "say.cc:12"),
    ("abort", "", "abort();", "crash", "aborted", "say.cc:12"),
    ("exit(0)", "", "exit(0);", "exit", "exit() in the middle", "say.cc:12"),
    ("_exit(0)", "", "_exit(0);", "exit", "exit() in the middle", "say.cc:12"),
    ("kills itself", "", "raise(SIGTERM);", "crash", "SIGTERM", "say.cc:12"),
    ("print flood", "", "for (int i = 0; i < 20'000'000; ++i) puts(\"a line of some fifty characters, again and again\");",
     "output", "printed more than 16 MB", "say.cc:12"),
    ("memory flood", "", "for (;;) out.push_back(std::string(10'000, 'x'));", "memory", "512 MB of memory", "say.cc:12"),
    ("claims success", "", "for (int fd = 0; fd < 64; ++fd) dprintf(fd, \"done \\npass\\n0 done\\n\"); _exit(0);", "exit",
     "in the middle", ""),
    ("leaves a child", "", "if (fork() == 0) { for (;;) puts(\"still here\"); } out.push_back(word);", "pass", "", ""),
]
FAULTS = []


def check(name, holds, what):
    if not holds:
        FAULTS.append(f"{name}: {what}")


def bad_sources(lab, before, instead):
    sources = read_sources(lab.staff / "solution")
    text = sources["say.cc"].decode()
    text = text.replace('#include "say.h"\n', '#include "say.h"\n' + INCLUDES)
    text = text.replace("\nnamespace mini {\n", f"{before}\nnamespace mini {{\n", 1)
    assert text.count(SAY) == 1
    sources["say.cc"] = text.replace(SAY, f"    {instead}\n").encode()
    return sources


def run_case(lab, case):
    name, before, instead, expected, message, place = case
    began = time.monotonic()
    results = grade(lab, bad_sources(lab, before, instead), "bad", tests=[lab.test("says"), lab.test("starts_lazily")])
    seconds = time.monotonic() - began
    if "build" in results:
        check(name, False, f"does not build: {results['build']}")
        return
    verdict, other = results["tests"]
    print(f"  {name:<18} {verdict['verdict']:<8} {verdict.get('place', ''):<34} {seconds:4.1f} s  {verdict.get('message', '')}",
          flush=True)
    check(name, verdict["verdict"] == expected, f"the verdict is {verdict}, and should be {expected}")
    check(name, message in verdict.get("message", ""), f"it says {verdict.get('message')!r}, and nothing of {message!r}")
    check(name, place in verdict.get("place", ""), f"the place is {verdict.get('place')!r}, and should be {place}")
    check(name, other["verdict"] == "pass", "a test was lost that has nothing to do with the fault")
    check(name, seconds < 120, "it took too long")


def check_builds(lab):
    good = read_sources(lab.staff / "solution")
    wrong = good | {"say.cc": good["say.cc"].replace(b"return turns;", b"return trns;")}
    results = grade(lab, wrong, "bad")
    check("does not compile", results["build"]["place"].startswith("bad/say.cc:"), results["build"])
    check("does not compile", "trns" in results["build"]["compiler"], results["build"])
    check("does not compile", results["points"] == 0 and results["max"] == lab.points, "points")
    missing = {name: content for name, content in good.items() if name != "say.cc"}
    check("missing file", "say.cc is missing" in grade(lab, missing, "bad")["build"]["message"], "message")
    other = good | {"task.h": good["task.h"].replace(b"bool done()", b"bool Done()")}
    check("another interface", "bad/" in grade(lab, other, "bad")["build"]["compiler"], "no place")
    # Templates are compiled where they are used: the place is the student's all the same, and not that of an #include.
    line = good["say.cc"].count(b"\n", 0, good["say.cc"].index(b"return turns;")) + 1
    deep = good | {"say.cc": good["say.cc"].replace(b"return turns;", b"return static_cast<int>(*std::vector<Task>(1).begin());")}
    build = grade(lab, deep, "bad")["build"]
    check("error in a template", build["place"] == f"bad/say.cc:{line}", build)
    unwritten = good | {"say.cc": good["say.cc"].replace(b"int RunToEnd(", b"int RunOn(")}
    check("not linked", "mini::RunToEnd" in grade(lab, unwritten, "bad")["build"]["message"], "message")


def check_endless(lab):
    """After two tests that do not end, the rest is not run."""
    sources = read_sources(lab.staff / "solution")
    sources["task.h"] = sources["task.h"].replace(b"    handle_.resume();", b"    for (;;) handle_.done();")
    verdicts = [verdict["verdict"] for verdict in grade(lab, sources, "bad")["tests"]]
    check("two time-outs", verdicts.count("timeout") >= 2, verdicts)
    check("two time-outs", "not run" in verdicts, verdicts)


def check_exception(lab):
    """Of what is thrown and not caught the place is told, and no events that came after it."""
    sources = read_sources(lab.staff / "solution")
    sources["say.cc"] = sources["say.cc"].replace(b"  return turns;", b"  throw std::vector<int>().at(2);")
    verdicts = grade(lab, sources, "bad")["tests"]
    missed = [verdict for verdict in verdicts if verdict["verdict"] != "pass"]
    check("exception", missed, verdicts)
    for verdict in missed:
        check("exception", verdict["verdict"] == "exception" and "std::out_of_range, " in verdict["message"], verdict)
        check("exception", verdict.get("place", "").endswith("in mini::RunToEnd"), verdict)
        check("exception", not any("destroyed" in event for event in verdict.get("last", {}).values()), verdict)


def check_leak(lab):
    sources = read_sources(lab.staff / "solution")
    sources["say.cc"] = sources["say.cc"].replace(b"  int turns = 0;", b"  static_cast<volatile int*>(new int[10])[0] = 1; int turns = 0;")
    verdicts = grade(lab, sources, "bad")["tests"]
    missed = [verdict for verdict in verdicts if verdict["verdict"] != "pass"]
    check("leak", [verdict["name"] for verdict in missed] == ["leaves_nothing"], missed)
    check("leak", "bad/say.cc:" in missed[0].get("place", ""), missed)


def check_borrowed(lab):
    """What a lab is about may not be taken from Corix, also not by way of another header."""
    good = read_sources(lab.staff / "solution")
    for name, line, header in [("mutex.cc", "#include <userland/lib/mutex.h>", "mutex.h"),
                               ("buffer.h", '#include "userland/lib/select.h"', "channel.h")]:
        wrong = good | {name: line.encode() + b"\n" + good[name]}
        build = grade(lab, wrong, "bad").get("build", {})
        check("borrowed", f"userland/lib/{header} of Corix" in build.get("message", ""), build)
        if header in line:
            check("borrowed", build.get("place") == f"bad/{name}:1", build)


def main():
    lab = find_lab(1)
    print(f"Bad code, in {relative(lab.staff / 'solution')}:")
    lab.limits = lab.limits | {"cpu_seconds": 2, "wall_seconds": 4}
    for case in CASES:
        run_case(lab, case)
    check_builds(lab)
    check_endless(lab)
    check_exception(lab)
    check_leak(lab)
    check_borrowed(find_lab(7))
    for fault in FAULTS:
        print(f"FAULT  {fault}")
    print(f"{len(FAULTS)} faults")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
