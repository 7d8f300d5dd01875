"""Builds the tests of a lab together with somebody's sources.

Objects are kept in build/labs/cache under a name that is made of all that went into them. So a second
build takes no time, and two builds never disturb each other.
"""

import fcntl
import functools
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from course import BUILD, GRADER, ROOT, LabError, relative
from processes import Watched, each, end_group

CXX = shlex.split(os.environ.get("CXX", "g++"))
# (Not optimised: a place is where it is said to be, the debugger shows each variable, and it compiles faster.)
FLAGS = ["-std=c++20", "-O0", "-g", "-fno-omit-frame-pointer", "-Wall", "-Wextra"]
# The standard library looks after its iterators too: parts of it the sanitizers cannot see into. (Not in a lab that links
# Corix, whose containers are others.)
CHECKED = ["-D_GLIBCXX_DEBUG"]
# g++ 12 warns of frames that it optimised itself (GCC bug 105562).
if "clang" not in " ".join(CXX):
    FLAGS.append("-Wno-maybe-uninitialized")
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize=object-size", "-fno-sanitize-recover=all"]
CORIX = "build/asan"
ROOMS = ["userland", "syscalls", "kernel"]
CACHE = BUILD / "cache"
MOST_CACHED = 1500
COMPILE_SECONDS = 120  # of the processor's time, for each file
WAIT_SECONDS = 1800  # for it, on the wall clock, however busy the machine


class DoesNotCompile(Exception):
    """The sources are at fault. `text` is what the compiler says, `place` the first place it names."""

    def __init__(self, message, text="", place=""):
        super().__init__(message)
        self.text = text
        self.place = place


def compiler(lab):
    """The preset `asan` is g++'s, and one program has room for one compiler's sanitizers."""
    return ["g++"] if "corix" in lab.links else CXX


def compile_flags(lab):
    """How a source of a lab is compiled; `lab start` writes this into compile_commands.json too."""
    return [*FLAGS, *(["-I."] if "corix" in lab.links else CHECKED), *SANITIZE]


def link_flags(lab):
    return [*(corix_libraries() if "corix" in lab.links else []), *SANITIZE]


@functools.cache
def corix_libraries():
    """Builds the libraries of Corix with the preset `asan`, and says how to link them."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "corix.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time
        if not (ROOT / CORIX / "build.ninja").exists():
            run_shown(["cmake", "--preset", "asan"])
        run_shown(["cmake", "--build", CORIX, "--target", "corix_userland"])
    return [*(f"{CORIX}/libcorix_{room}.a" for room in ROOMS), *absl_libraries(), "-lre2", "-lpthread"]


def run_shown(command):
    """Builds a part of Corix. That may take minutes the first time, so it tells how far it is."""
    told = 0.0
    lines = []
    try:
        run = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    except FileNotFoundError as error:
        raise LabError(f"there is no {command[0]}, with which Corix itself is built: see README.md") from error
    with run:
        for line in run.stdout:
            lines.append(line)
            step = re.match(r"\[(\d+)/(\d+)\] Building", line)
            if step and time.monotonic() - told > 2:
                told = time.monotonic()
                sys.stderr.write(f"Corix itself is being built first, once: {step[1]} of {step[2]}\n")
    if run.returncode != 0:
        raise LabError("Corix itself could not be built:\n" + "".join(lines)[-3000:])


@functools.cache
def corix_inputs():
    """What a source may include of Corix."""
    rooms = ("kernel", "syscalls", "userland/lib")
    return digest(*(path.read_bytes() for room in rooms for path in sorted((ROOT / room).rglob("*.h"))))


def absl_libraries():
    names = ["status", "statusor", "strings", "str_format", "time", "btree"]
    packages = [f"absl_{name}" for name in names]
    run = subprocess.run(["pkg-config", "--libs", *packages], capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return run.stdout.split()
    # Without pkg-config: all of Abseil's static libraries, in whatever order the linker needs.
    folders = [Path("/usr/lib"), *Path("/usr/lib").glob("*-linux-gnu")]
    found = sorted(str(path) for folder in folders for path in folder.glob("libabsl_*.a"))
    return ["-Wl,--start-group", *found, "-Wl,--end-group"]


def digest(*parts):
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part if isinstance(part, bytes) else str(part).encode())
        sha.update(b"\0")
    return sha.hexdigest()[:24]


def headers(folder):
    return [part for path in sorted(folder.glob("*.h")) for part in (path.name, path.read_bytes())]


class Builder:
    """Builds one lab with one set of sources. `shown` is the folder that places are told in."""

    def __init__(self, lab, sources, shown):
        self.lab = lab
        self.sources = dict(sources)
        for name in lab.given:
            self.sources[name] = (lab.start / name).read_bytes()
        self.shown = shown
        self.cxx = compiler(lab)
        self.flags = compile_flags(lab)
        parts = [part for name in sorted(self.sources) for part in (name, self.sources[name])]
        self.stage = BUILD / "stage" / digest(shown, *parts)

    def build(self):
        """Returns the path of the program."""
        missing = [name for name in self.lab.files if name not in self.sources]
        if missing:
            raise DoesNotCompile(f"{missing[0]} is missing in {self.shown}.")
        self.write_stage()
        CACHE.mkdir(parents=True, exist_ok=True)
        libraries = link_flags(self.lab)
        # (The student's first: what does not compile is told soonest.)
        jobs = [(self.compile_student, name) for name in sorted(self.sources) if name.endswith(".cc")]
        jobs += [(self.compile_test, path) for path in self.lab.test_sources()]
        jobs += [(self.compile_grader, path) for path in sorted(GRADER.glob("*.cc"))]
        objects = each(lambda job: job[0](job[1]), jobs)
        return self.link(objects, libraries)

    def write_stage(self):
        """The sources as they are graded: a copy, with the files that are given as they were given."""
        if self.stage.is_dir():
            os.utime(self.stage)
            return
        temporary = self.stage.with_name(f"{self.stage.name}.{os.getpid()}.{id(self)}")
        temporary.mkdir(parents=True)
        for name, content in self.sources.items():
            (temporary / name).write_bytes(content)
        try:
            temporary.rename(self.stage)
        except OSError:  # another build was first
            shutil.rmtree(temporary)

    def named(self, text):
        """The student's files that a text names, and those that they name, with what is in them: all that it can include.
        (A name that stands there for another reason costs no more than the time to compile.)"""
        found, unread = set(), [text]
        while unread:
            text = unread.pop()
            new = {name for name in self.sources if name not in found and name.encode() in text}
            found |= new
            unread += [self.sources[name] for name in sorted(new)]
        return [part for name in sorted(found) for part in (name, self.sources[name])]

    def compile_student(self, name):
        inputs = [self.shown, name, self.sources[name], *self.named(self.sources[name])]
        return self.compile(self.stage / name, inputs, includes=[])

    def compile_test(self, path):
        own = [path.read_bytes(), *headers(self.lab.staff), *headers(GRADER)]
        text = b"\n".join(part for part in own if isinstance(part, bytes))
        inputs = [self.shown, path.name, *own, *self.named(text)]
        return self.compile(path, inputs, includes=[f"-iquote{relative(GRADER)}", f"-iquote{relative(self.stage)}"])

    def compile_grader(self, path):
        return self.compile(path, [path.name, path.read_bytes(), *headers(GRADER)], includes=[])

    def compile(self, source, inputs, includes):
        # (What the compiler warns of is shown by `make play` and by editors; here it would hide its errors.)
        flags = [*self.flags, "-w", *includes, f"-ffile-prefix-map={relative(self.stage)}={self.shown}"]
        corix = [corix_inputs()] if "corix" in self.lab.links else []
        key = digest(*self.cxx, *self.flags, *corix, *self.lab.withholds, *inputs)
        target = CACHE / f"{key}.o"
        if target.exists():
            os.utime(target)
            return target
        temporary = target.with_suffix(f".{os.getpid()}.{id(self)}.o")
        included = temporary.with_suffix(".d")
        command = [*self.cxx, *flags, "-MMD", "-MF", str(included), "-c", relative(source), "-o", str(temporary)]
        try:
            self.run_compiler(command, f"{source.name} does not compile.", source)
            if source.parent == self.stage:
                self.check_included(source, included.read_text())
            os.replace(temporary, target)
        finally:
            included.unlink(missing_ok=True)
            temporary.unlink(missing_ok=True)
        return target

    def check_included(self, source, rule):
        """Refuses what the lab is to be done without. `rule` is the compiler's, for make."""
        paths = {relative(ROOT / path) for path in rule.replace("\\\n", " ").split()[1:]}
        for header in self.lab.withholds:
            if header not in paths:
                continue
            place = ""
            for name in sorted(self.sources):
                for number, line in enumerate(self.sources[name].decode(errors="replace").splitlines(), 1):
                    if re.search(rf"#\s*include\s.*{re.escape(header)}", line):
                        place = f"{self.shown}/{name}:{number}"
            raise DoesNotCompile(f"{source.name} uses {header} of Corix, which does what this lab asks you to write. "
                                 "(Compare when you have all points.)", "", place)

    def link(self, objects, flags):
        wrap = [f"-Wl,--wrap={name}" for name in self.lab.wraps]
        archives = [(ROOT / flag).read_bytes() for flag in flags if flag.startswith("build/")]
        target = CACHE / digest("program", *self.cxx, *flags, *archives, *wrap, *(path.name for path in objects))
        if target.exists():
            os.utime(target)
            return target
        temporary = target.with_suffix(f".{os.getpid()}.{id(self)}")
        command = [*self.cxx, *map(str, objects), *wrap, *flags, "-o", str(temporary)]
        self.run_compiler(command, "It compiles, but cannot be linked.", None)
        os.replace(temporary, target)
        return target

    def run_compiler(self, command, message, source):
        if shutil.which(command[0]) is None:
            raise LabError(f"there is no compiler {command[0]}; on Debian: apt-get install g++")
        limited = ["sh", "-c", f'ulimit -t {COMPILE_SECONDS}; exec "$@"', "sh", *command]
        compiler = subprocess.Popen(limited, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                    stderr=subprocess.STDOUT, start_new_session=True, env=os.environ | {"LC_ALL": "C"})
        with Watched(compiler):
            try:
                output, _ = compiler.communicate(timeout=WAIT_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise LabError("the compiler does not come to an end; is this machine very busy?") from error
            finally:
                if compiler.poll() is None:
                    end_group(compiler)
                    compiler.communicate()
        if compiler.returncode == 0:
            return
        text = output.decode(errors="replace")
        if "CPU time limit" in text:
            raise DoesNotCompile(f"{message} The compiler was ended after {COMPILE_SECONDS} s of the processor's time.")
        text = text.replace(str(self.stage), self.shown).replace(relative(self.stage), self.shown)
        place = find_place(text, self.shown)
        unwritten = re.search(r"undefined reference to `([^']*)'", text)
        if source is None and unwritten:
            message += f" {unwritten[1]} is declared and used, and written nowhere, or with other parameters."
        if source is not None and source.parent == self.lab.staff:
            message = f"Your files do not have what {relative(source)} uses, or in another form."
            if place.partition(": ")[2]:
                message = f"Your files do not compile where {relative(source)} uses them."
        raise DoesNotCompile(message, shorten(text), place.partition(": ")[0])


def find_place(text, folder):
    """The first place in a folder where the compiler found an error; else from where it came to one, which is told
    last; else the first that it names. Of an error itself, with ": error" behind it."""
    own = rf"{re.escape(folder)}/[^:\s]+:\d+"
    errors = re.findall(rf"^({own})(?::\d+)?(: (?:fatal )?error)", text, re.MULTILINE)
    if errors:
        return errors[0][0] + ": error"
    first, _, _ = text.partition("\n\n")
    came_from = re.findall(rf"({own})(?::\d+)?:\s+required from", first) or re.findall(own, text)
    return came_from[-1 if "required from" in first else 0] if came_from else ""


def shorten(text, most=24):
    """The compiler's first words, which matter most: those from the first error on."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((i for i, line in enumerate(lines) if re.search(r"\b(error|undefined reference)\b", line)), 0)
    while first > 0 and re.search(r":\s+(required|In |in )|^In file", lines[first - 1]):
        first -= 1  # with how it came to it
    lines = lines[first:]
    if len(lines) > most:
        lines = [*lines[:most], f"... and {len(lines) - most} more lines"]
    return "\n".join(line[:240] for line in lines)


def prune():
    """Throws away what has not been used for longest, if there is much."""
    for folder, most in ((CACHE, MOST_CACHED), (BUILD / "stage", MOST_CACHED // 4)):
        if not folder.is_dir():
            continue
        entries = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in entries[most:]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def write_project(lab, folder):
    """Makes a work folder something that an IDE, make and gdb understand."""
    sources = sorted(path.name for path in folder.glob("*.cc"))
    flags = [*compile_flags(lab), f"-iquote{folder}"]
    if "corix" in lab.links:
        flags = [flag if flag != "-I." else f"-I{ROOT}" for flag in flags]
    commands = [{"directory": str(folder), "file": name,
                 "arguments": [*compiler(lab), *flags, "-c", name]} for name in sources]
    (folder / "compile_commands.json").write_text(json.dumps(commands, indent=1) + "\n")
    (folder / "Makefile").write_text(corix_makefile() if "corix" in lab.links else MAKEFILE)


MAKEFILE = """\
# `make play` builds play.cc with your files and runs it; `make gdb` runs it in the debugger.
# (The grader does not use this file.)
CXX ?= g++
CXXFLAGS = -std=c++20 -O0 -g -Wall -Wextra -fno-omit-frame-pointer -D_GLIBCXX_DEBUG -fsanitize=address,undefined
SOURCES = $(wildcard *.cc)
HEADERS = $(wildcard *.h)

play: program
\tASAN_OPTIONS=detect_leaks=0 ./program

gdb: program
\tASAN_OPTIONS=detect_leaks=0 gdb --args ./program

program: $(SOURCES) $(HEADERS)
\t$(CXX) $(CXXFLAGS) $(SOURCES) -o $@

.PHONY: play gdb
"""


def corix_makefile():
    """The same for a lab on Corix."""
    build = f"cd $(ROOT) && {{ test -e {CORIX}/build.ninja || cmake --preset asan; }} && " \
            f"cmake --build {CORIX} --target corix_userland"
    libraries = " ".join([*(f"$(ROOT)/{CORIX}/libcorix_{room}.a" for room in ROOMS), *absl_libraries(), "-lre2",
                          "-lpthread"])
    flags = " ".join([*FLAGS, *SANITIZE, "-I$(ROOT)"])
    text = re.sub(r"^CXXFLAGS = .*$", f"ROOT = {ROOT}\nCXXFLAGS = {flags}\nLIBRARIES = {libraries}", MAKEFILE,
                  flags=re.MULTILINE)
    text = text.replace("$(HEADERS)\n", "$(HEADERS) | corix\n")
    text = text.replace("$(SOURCES) -o", "$(SOURCES) $(LIBRARIES) -o")
    return text.replace(".PHONY: play gdb", f"corix:\n\t{build}\n\n.PHONY: play gdb corix")
