"""What a student does: start, reset, watch, hint, submit."""

import io
import json
import re
import shutil
import subprocess
import tarfile
import time

import build
from course import WORK, LabError, find_lab, read_sources, relative
from grade import announce, grade, save, show

MOST_SUBMITTED = 4 << 20


def started(lab):
    """The work folder of a lab, or a sentence that says that there is none."""
    if not lab.work.is_dir():
        raise LabError(f"lab {lab.number} was not started; start it with: userland/labs/lab start {lab.number}")
    return lab.work


def start(lab, from_mine=False):
    if lab.work.exists():
        raise LabError(f"lab {lab.number} was already started, in {relative(lab.work)}; nothing was changed "
                       f"(userland/labs/lab reset {lab.number}{' --from-mine' if from_mine and lab.continues else ''} begins anew)")
    mine = files_of_before(lab) if from_mine else None
    WORK.mkdir(parents=True, exist_ok=True)
    shutil.copytree(lab.start, lab.work)
    conflicts = bring(lab, mine) if mine else []
    build.write_project(lab, lab.work)
    print(f"Lab {lab.number}: {lab.title}\n")
    print(f"  handout  {relative(lab.home / 'README.md')}")
    print(f"  files    {relative(lab.work)}")
    print(f"  grade    userland/labs/lab grade {lab.number}")
    for name in conflicts:
        print(f"  {name}: yours and the starting point's changes meet; look for <<<<<<< in it.")
    before = find_lab(lab.number - 1) if mine else None
    if mine and read_sources(mine) == read_sources(before.start):
        print(f"  {relative(mine)} is as it was given to you: what lab {before.number} asks for is still missing here.")


def files_of_before(lab):
    """Where the student's own files of the lab before are; or a sentence that says why they are of no use."""
    if not lab.continues:
        raise LabError(f"lab {lab.number} does not build on the lab before: start it without --from-mine")
    mine = started(find_lab(lab.number - 1))
    if shutil.which("git") is None:
        raise LabError("--from-mine merges with git, which is not here; on Debian: apt-get install git")
    return mine


def bring(lab, mine):
    """Merges the student's own files of the lab before into the starting point: what is new there is
    what it has more than the solution of the lab before. Returns the files in which the two meet."""
    before = find_lab(lab.number - 1)
    base = next((folder for folder in (lab.home / "base", before.staff / "solution") if folder.is_dir()), None)
    conflicts = []
    for name, content in read_sources(mine).items():
        target = lab.work / name
        left_behind = name in before.files and not target.exists()
        if name in lab.given or left_behind:
            continue
        if base is None or not target.exists() or not (base / name).exists():
            target.write_bytes(content)
            continue
        target.write_bytes(content)
        merged = subprocess.run(["git", "merge-file", "-L", "yours", "-L", "lab before", "-L", "starting point",
                                 str(target), str(base / name), str(lab.start / name)], check=False)
        if merged.returncode != 0:
            conflicts.append(name)
    return conflicts


def reset(lab, from_mine=False):
    folder = started(lab)
    if from_mine:
        files_of_before(lab)
    number = 1
    while (old := folder.with_name(f"{folder.name}.old-{number}")).exists():
        number += 1
    folder.rename(old)
    print(f"Your files are in {relative(old)} now.")
    start(lab, from_mine)


def watch(lab):
    """Grades on each save, until Ctrl-C."""
    folder = started(lab)
    before = None
    try:
        while True:
            sources = read_sources(folder)
            if sources != before:
                before = sources
                print("\033[2J\033[H", end="")
                announce(lab)
                show(grade(lab, sources, relative(folder)))
                print("\n  Waiting for the next save (Ctrl-C ends it).", flush=True)
            time.sleep(0.3)
    except KeyboardInterrupt:
        print()
        return 0


def hint(lab, level, step=None):
    """Prints one level of the hints: `### Level 1` under each `## Step 1: ...`, or under one of them."""
    path = lab.home / "hints.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LabError(f"lab {lab.number} has no hints") from error
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    if step is not None:
        sections = [section for section in sections if section.startswith(f"Step {step}:")]
        if not sections:
            raise LabError(f"lab {lab.number} has no step {step}")
    print(f"Lab {lab.number}: {lab.title}: hints of level {level}")
    for section in sections:
        title, _, body = section.partition("\n")
        levels = re.split(r"^### Level (\d)\n", body, flags=re.MULTILINE)
        for number, words in zip(levels[1::2], levels[2::2]):
            if int(number) == level:
                print(f"\n{title}\n{words.strip()}")
    if level < 3:
        only = f" --step {step}" if step is not None else ""
        print(f"\nMore: userland/labs/lab hint {lab.number} {level + 1}{only}")


def submit(lab):
    """Packs the sources, and what the grader says of them, into one file."""
    folder = started(lab)
    sources = read_sources(folder)
    announce(lab)
    results = grade(lab, sources, relative(folder))
    show(results)
    target = WORK / f"{lab.name}.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        for name, content in [*sources.items(), ("results.json", json.dumps(results, indent=1).encode())]:
            info = tarfile.TarInfo(f"{lab.name}/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    print(f"\nHand in this file: {relative(target)}")


def read_submission(lab, path):
    """The sources in a file that was handed in, or in a folder."""
    if path.is_dir():
        return read_sources(path)
    sources = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                folder, _, name = member.name.rpartition("/")
                if folder != lab.name or not member.isfile() or member.size > MOST_SUBMITTED:
                    continue
                if re.fullmatch(r"\w[\w-]*\.(h|cc)", name) and name != "play.cc":
                    sources[name] = archive.extractfile(member).read()
    except (OSError, tarfile.TarError) as error:
        raise LabError(f"{path} is no submission: {error}") from error
    if not sources:
        raise LabError(f"{path} has no files of lab {lab.number}")
    return sources


def save_results(results, path):
    try:
        save(results, path)
    except OSError as error:
        raise LabError(f"the results cannot be written: {error}") from error
