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
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from course import BUILD, GRADER, ROOT, LabError, relative

CXX = shlex.split(os.environ.get("CXX", "g++"))
# (Not optimised: a place is where it is said to be, the debugger shows each variable, and it compiles faster.)
FLAGS = ["-std=c++20", "-O0", "-g", "-fno-omit-frame-pointer", "-Wall", "-Wextra"]
# g++ 12 warns of frames that it optimised itself (GCC bug 105562).
if "clang" not in " ".join(CXX):
    FLAGS.append("-Wno-maybe-uninitialized")
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize=object-size", "-fno-sanitize-recover=all"]
CACHE = BUILD / "cache"
MOST_CACHED = 1500
COMPILE_SECONDS = 120


class DoesNotCompile(Exception):
    """The sources are at fault. `text` is what the compiler says, `place` the first place it names."""

    def __init__(self, message, text="", place=""):
        super().__init__(message)
        self.text = text
        self.place = place


def compile_flags(lab):
    """How a source of a lab is compiled; `lab start` writes this into compile_commands.json too."""
    corix = ["-DNDEBUG", "-I."] if "corix" in lab.links else []  # as in the preset `release`
    return [*FLAGS, *corix, *(SANITIZE if lab.sanitize else [])]


def link_flags(lab):
    return [*(corix_libraries() if "corix" in lab.links else []), *(SANITIZE if lab.sanitize else [])]


@functools.cache
def corix_libraries():
    """Builds the libraries of Corix with the preset `release`, and says how to link them."""
    release = ROOT / "build" / "release"
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / "corix.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time
        if not (release / "build.ninja").exists():
            run_shown(["cmake", "--preset", "release"])
        run_shown(["cmake", "--build", "build/release", "--target", "corix_userland"])
    names = ["userland", "syscalls", "kernel"]
    return [*(f"build/release/libcorix_{name}.a" for name in names), *absl_libraries(), "-lre2", "-lpthread"]


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
        jobs = [(self.compile_student, name) for name in sorted(self.sources) if name.endswith(".cc")]
        jobs += [(self.compile_test, path) for path in self.lab.test_sources()]
        jobs += [(self.compile_grader, path) for path in sorted(GRADER.glob("*.cc"))]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = list(pool.map(lambda job: job[0](job[1]), jobs))
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

    def student_headers(self):
        return [part for name in sorted(self.sources) if name.endswith(".h")
                for part in (name, self.sources[name])]

    def compile_student(self, name):
        inputs = [self.shown, name, self.sources[name], *self.student_headers()]
        return self.compile(self.stage / name, inputs, includes=[])

    def compile_test(self, path):
        inputs = [self.shown, path.name, path.read_bytes(), *headers(self.lab.staff), *headers(GRADER),
                  *self.student_headers()]
        return self.compile(path, inputs, includes=[f"-iquote{relative(GRADER)}", f"-iquote{relative(self.stage)}"])

    def compile_grader(self, path):
        return self.compile(path, [path.name, path.read_bytes(), *headers(GRADER)], includes=[])

    def compile(self, source, inputs, includes):
        flags = [*self.flags, *includes, f"-ffile-prefix-map={relative(self.stage)}={self.shown}"]
        corix = [corix_inputs()] if "corix" in self.lab.links else []
        key = digest(*CXX, *self.flags, *corix, *inputs)
        target = CACHE / f"{key}.o"
        if target.exists():
            os.utime(target)
            return target
        temporary = target.with_suffix(f".{os.getpid()}.{id(self)}.o")
        command = [*CXX, *flags, "-c", relative(source), "-o", str(temporary)]
        self.run_compiler(command, f"{source.name} does not compile.", source)
        os.replace(temporary, target)
        return target

    def link(self, objects, flags):
        wrap = [f"-Wl,--wrap={name}" for name in self.lab.wraps]
        archives = [(ROOT / flag).read_bytes() for flag in flags if flag.startswith("build/")]
        target = CACHE / digest("program", *CXX, *flags, *archives, *wrap, *(path.name for path in objects))
        if target.exists():
            os.utime(target)
            return target
        temporary = target.with_suffix(f".{os.getpid()}.{id(self)}")
        command = [*CXX, *map(str, objects), *wrap, *flags, "-o", str(temporary)]
        self.run_compiler(command, "It compiles, but cannot be linked.", None)
        os.replace(temporary, target)
        return target

    def run_compiler(self, command, message, source):
        try:
            compiler = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True,
                                        env=os.environ | {"LC_ALL": "C"})
        except FileNotFoundError as error:
            raise LabError(f"there is no compiler {CXX[0]}; on Debian: apt-get install g++") from error
        try:
            output, _ = compiler.communicate(timeout=COMPILE_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise DoesNotCompile(f"The compiler took more than {COMPILE_SECONDS} s.") from error
        finally:
            if compiler.poll() is None:
                os.killpg(compiler.pid, signal.SIGKILL)
                compiler.communicate()
        if compiler.returncode == 0:
            return
        text = output.decode(errors="replace")
        text = text.replace(str(self.stage), self.shown).replace(relative(self.stage), self.shown)
        place = re.search(rf"{re.escape(self.shown)}/[^:\s]+:\d+", text)
        if source is not None and source.parent == self.lab.staff:
            message = f"Your files do not have what {relative(source)} uses, or in another form."
        raise DoesNotCompile(message, shorten(text), place.group(0) if place else "")


def shorten(text, most=24):
    """The compiler's first words, which matter most."""
    lines = [line for line in text.splitlines() if line.strip()]
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
                 "arguments": [*CXX, *flags, "-c", name]} for name in sources]
    (folder / "compile_commands.json").write_text(json.dumps(commands, indent=1) + "\n")
    (folder / "Makefile").write_text(corix_makefile() if "corix" in lab.links else MAKEFILE)


MAKEFILE = """\
# `make play` builds play.cc with your files and runs it; `make gdb` runs it in the debugger.
# (The grader does not use this file.)
CXX ?= g++
CXXFLAGS = -std=c++20 -O0 -g -Wall -Wextra -fno-omit-frame-pointer -fsanitize=address,undefined
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
    build = "cd $(ROOT) && { test -e build/release/build.ninja || cmake --preset release; } && " \
            "cmake --build build/release --target corix_userland"
    names = ["userland", "syscalls", "kernel"]
    libraries = " ".join([*(f"$(ROOT)/build/release/libcorix_{name}.a" for name in names), *absl_libraries(), "-lre2",
                          "-lpthread"])
    text = re.sub(r"^CXXFLAGS = .*$", f"ROOT = {ROOT}\nCXXFLAGS = {' '.join(FLAGS)} -I$(ROOT)\nLIBRARIES = {libraries}",
                  MAKEFILE, flags=re.MULTILINE)
    text = text.replace("ASAN_OPTIONS=detect_leaks=0 ", "").replace("$(HEADERS)\n", "$(HEADERS) | corix\n")
    text = text.replace("$(SOURCES) -o", "$(SOURCES) $(LIBRARIES) -o")
    return text.replace(".PHONY: play gdb", f"corix:\n\t{build}\n\n.PHONY: play gdb corix")
