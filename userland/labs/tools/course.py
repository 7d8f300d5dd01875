"""What a lab is: its folders, and lab.json, which names its laws, tests and points."""

import json
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LABS = ROOT / "userland" / "labs"
WORK = LABS / "work"
STAFF = ROOT / "tests" / "labs"
GRADER = STAFF / "grader"
BUILD = ROOT / "build" / "labs"

# What a test may use, if its lab does not say otherwise. The processor's time and the wall clock only
# end what would never end: time limits proper are events and ticks, which the tests count.
LIMITS = {"cpu_seconds": 5, "wall_seconds": 30, "rss_mb": 512, "output_mb": 16}


class LabError(Exception):
    """Something that the user can mend, in one sentence."""


def relative(path):
    """A path as the user would type it in the root of the clone."""
    path = Path(os.path.abspath(path))
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)


class Lab:
    """One lab. `name` is that of its folders, such as 01-a-task."""

    def __init__(self, name):
        self.name = name
        self.number = int(name.split("-")[0])
        self.home = LABS / name
        self.staff = STAFF / name
        description = self.staff / "lab.json"
        try:
            text = json.loads(description.read_text())
        except (OSError, ValueError) as error:
            raise LabError(f"{relative(description)} cannot be read: {error}") from error
        self.title = text["title"]
        self.files = text["files"]
        self.given = text.get("given", [])
        self.links = text.get("links", [])  # "corix": the libraries of Corix
        self.withholds = text.get("withholds", [])  # headers of Corix without which it is to be done
        # Whether its starting point is a working version of the lab before.
        self.continues = text.get("continues", self.number > 1)
        self.wraps = text.get("wraps", [])  # host calls that the tests put a shim around
        self.limits = LIMITS | text.get("limits", {})
        self.laws = text["laws"]
        self.tests = text["tests"]
        # Tests that are withheld from a class are not there at all.
        sources = [path.read_text() for path in self.test_sources()]
        there = set(re.findall(r"LAB_TEST\((\w+)\)", "\n".join(sources)))
        self.withheld = [test for test in self.tests if test["name"] not in there]
        # (In the order of the steps: a student's work is done from the top.)
        self.tests = sorted((test for test in self.tests if test["name"] in there), key=lambda test: test["step"])

    @property
    def work(self):
        return WORK / self.name

    @property
    def start(self):
        return self.home / "start"

    @property
    def points(self):
        return sum(test["points"] for test in self.tests)

    def test_sources(self):
        return sorted(self.staff.glob("*.cc"))

    def test(self, name):
        for test in self.tests:
            if test["name"] == name:
                return test
        known = ", ".join(test["name"] for test in self.tests)
        raise LabError(f"lab {self.number} has no test {name}; its tests are {known}")

    def mutants(self):
        return sorted(path.parent for path in (self.staff / "mutants").glob("*/mutant.json"))


def all_labs():
    if not STAFF.is_dir():
        return []
    names = [path.parent.name for path in STAFF.glob("[0-9][0-9]-*/lab.json")]
    return [Lab(name) for name in sorted(names) if (LABS / name).is_dir()]


def find_lab(number):
    """The lab of a number, or of a folder's name."""
    labs = all_labs()
    for lab in labs:
        if str(number) in (str(lab.number), f"{lab.number:02}", lab.name):
            return lab
    known = ", ".join(str(lab.number) for lab in labs)
    raise LabError(f"there is no lab {number}; there are {known}")


def read_sources(folder):
    """The sources of a solution, as a map from name to bytes. play.cc is the student's toy."""
    sources = {}
    for path in sorted(Path(folder).iterdir()):
        if path.suffix in (".h", ".cc") and path.name != "play.cc" and path.is_file():
            sources[path.name] = path.read_bytes()
    return sources
