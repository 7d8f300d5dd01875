"""From how a test ended to what the student reads: a verdict, the law, the place, and how to see it again."""

import re
import signal

from course import GRADER, relative

# The sanitizers' words, and ours.
FAULTS = [
    ("attempting double-free", "Memory was freed that had been freed before."),
    ("attempting free on address which was not malloc", "Something was freed that was never allocated."),
    ("heap-use-after-free", "Memory was used after it had been freed."),
    ("stack-use-after-scope", "A variable was used after the end of its block: a dangling reference."),
    ("stack-use-after-return", "A variable was used after its function had returned."),
    ("stack-overflow", "The stack overflowed: calls that never return, one inside the other."),
    ("heap-buffer-overflow", "Memory was used beyond the end of what was allocated."),
    ("stack-buffer-overflow", "An array on the stack was used beyond its end."),
    ("stack-buffer-underflow", "An array on the stack was used before its beginning."),
    ("global-buffer-overflow", "A global variable was used beyond its end."),
    ("alloc-dealloc-mismatch", "Memory was freed in another way than it was allocated."),
    ("new-delete-type-mismatch", "Memory was freed with another size than it was allocated."),
    ("ABRT", "The program was aborted: an assert, std::terminate, or an exception out of noexcept."),
    ("FPE", "A division by zero."),
    ("SEGV on unknown address 0x00000000", "A segmentation fault: a null pointer, or near it, was followed."),
    ("SEGV", "A segmentation fault: a pointer to nowhere was followed."),
    ("BUS", "A bus error: a pointer to nowhere was followed."),
    ("ILL", "The processor met what is no instruction: perhaps a function that ends without return."),
    ("allocation-size-too-big", "More memory was asked for than there can be."),
]
SIGNALS = {
    signal.SIGILL: "The processor met what is no instruction. Is there a co_yield or a co_await in the condition of an if "
                   "or a while? (g++ compiles that wrongly.)",
    signal.SIGPIPE: "The program died of SIGPIPE: it wrote to a connection whose other side is gone.",
}
STOPPED = {
    "time": "It did not end: after {cpu_seconds} s of the processor's time it was still busy. An endless loop? "
            "(This clock only guards against that.)",
    "wall": "It did not end: after {wall_seconds} s on the wall clock it was still there. It {busy}. "
            "(This clock only guards against that.)",
    "memory": "It used more than {rss_mb} MB of memory.",
    "output": "It printed more than {output_mb} MB.",
}


def judge(lab, test, ended, shown, seed):
    """Returns one test's verdict as plain data, as it stands in the results file."""
    whose = "" if shown == relative(lab.work) else f" --submission {shown}"
    verdict = {
        "name": test["name"], "points": 0, "max": test["points"], "verdict": "miss", "laws": test["laws"],
        "step": test["step"],
        "seconds": round(ended.seconds, 3),
        "replay": f"userland/labs/lab grade {lab.number} --test {test['name']} --seed {seed}{whose}",
    }
    record = ended.record
    stack = [frame for frame in map(parse_record_frame, record.get("stack", [])) if frame]
    if ended.stopped:
        verdict["verdict"] = "timeout" if ended.stopped in ("time", "wall") else ended.stopped
        used = int(record.get("used", ["0"])[0]) / 1000
        busy = "waited, or this machine is very busy" if used < 0.5 else f"was busy for {used:.1f} s of the processor's time"
        verdict["message"] = STOPPED[ended.stopped].format(busy=busy, **lab.limits)
    elif "done" in record and ended.status == 0 and not ended.sanitizer:
        return verdict | {"points": test["points"], "verdict": "pass"}
    elif "miss" in record:
        verdict["message"] = record["miss"][0]
        verdict["verdict"] = "leak" if "leak" in record else "miss"
    elif "thrown" in record:
        verdict["verdict"] = "exception"
        verdict["message"] = record["thrown"][0]
    elif "undefined" in record:
        verdict["verdict"] = "crash"
        verdict["message"] = f"Undefined behaviour: {record['undefined'][0]}."
    elif "signal" in record:
        verdict["verdict"] = "crash"
        verdict["message"] = name_signal(int(record["signal"][0]))
    elif ended.sanitizer:
        verdict["verdict"] = "crash"
        verdict["message"], stack, more = read_sanitizer(ended.sanitizer)
        verdict["message"] = read_library(ended.output) or verdict["message"]
        if "null pointer" in verdict["message"] and stack and stack[0]["function"].endswith("::resume"):
            verdict["message"] += " Or a coroutine was resumed that is at its end already."
        if stack and stack[0]["function"] == "Deallocate":  # our allocator's
            verdict["message"] = FAULTS[0][1]
        verdict["also"] = [f"{what}: {frame}" for what, frames in more
                           for frame in own_frames(frames, shown)[:1]]
    elif "exit" in record:
        verdict["verdict"] = "exit"
        verdict["message"] = "The program was ended by exit() in the middle of the test."
    elif ended.status < 0:
        verdict["verdict"] = "crash"
        verdict["message"] = name_signal(-ended.status)
    else:
        verdict["verdict"] = "exit"
        verdict["message"] = f"The program ended with status {ended.status} in the middle of the test."
    describe(verdict, lab, record, stack, shown)
    printed = [line for line in ended.output.strip().splitlines() if line not in ("", "AddressSanitizer:DEADLYSIGNAL")]
    if printed:
        verdict["printed"] = printed[-6:]
    return verdict


def name_signal(number):
    return SIGNALS.get(number, f"The program died of {signal.Signals(number).name}.")


def describe(verdict, lab, record, stack, shown):
    law = record.get("law", [""])[0]
    if law:
        verdict["law"] = law
        verdict["law_text"] = lab.laws.get(law, law)
    own = own_frames(stack, shown)
    if own:
        verdict["place"] = own[0]
        verdict["trace"] = own[:6]
    tests = own_frames(stack, relative(lab.staff))
    checked = record.get("where", [])
    if checked or tests:
        verdict["checked"] = (checked or tests)[0]
    if "departed" in record:
        verdict["departed"] = int(record["departed"][0])
        for key in ("expected", "actual"):
            verdict[key] = numbered(record.get(key, []))
    elif "last" in record:
        verdict["last"] = numbered(record["last"])


def numbered(lines):
    return {int(number): text for number, _, text in (line.partition(" ") for line in lines)}


# ---- Places ----

def clean_function(name):
    """mini::Say(std::string) [clone .actor] is mini::Say to whoever wrote it."""
    name = name.replace("(anonymous namespace)::", "")
    clone = re.match(r"(\w+(?:::\w+)*)\(.*\.Frame\*\)", name)
    if clone:
        return clone[1].split("::_Z")[0]
    return re.sub(r"\s*\[clone.*", "", name.split("(")[0]) if "operator()" not in name else "a lambda"


def parse_record_frame(line):
    parts = line.split("|")
    if len(parts) < 3 or not parts[1]:
        return None
    return {"function": clean_function(parts[0]), "file": parts[1], "line": parts[2]}


def own_frames(stack, folder):
    return [f"{frame['file']}:{frame['line']} in {frame['function']}" for frame in stack
            if frame["file"].startswith(folder + "/") and not frame["file"].startswith(relative(GRADER))]


def read_sanitizer(text):
    """Returns the fault in our words, where it happened, and where the memory came from and went."""
    message = "The address sanitizer ended the program."
    error = re.search(r"ERROR: AddressSanitizer: (.*)", text)
    for word, ours in FAULTS:
        if error and word in error[1]:
            message = ours
            break
    parts = re.split(r"^(freed by thread.*|previously allocated by thread.*|allocated by thread.*)$", text,
                     flags=re.MULTILINE)
    more = [("freed" if part.startswith("freed") else "allocated", parse_frames(parts[i + 1]))
            for i, part in enumerate(parts) if i % 2 == 1]
    return message, parse_frames(parts[0]), more


def read_library(printed):
    """What the standard library said before it aborted, if it did."""
    error = re.search(r"^Error: (.+?)\.$", printed, re.MULTILINE | re.DOTALL)
    if error:
        return f"The standard library found a mistake: {' '.join(error[1].split())}."
    return ""


def parse_frames(text):
    frames = []
    for match in re.finditer(r"^\s+#\d+ 0x\w+ in (.*?) (/?[\w./+-]+):(\d+)(?::\d+)?$", text, re.MULTILINE):
        frames.append({"function": clean_function(match[1]), "file": match[2], "line": match[3]})
    return frames


# ---- Words ----

def tell(verdict):
    """The verdict of a test that was not passed, as lines for a person."""
    lines = []

    def row(name, text):
        for i, line in enumerate(str(text).splitlines() or [""]):
            lines.append(f"        {name if i == 0 else '':<9} {line}")

    missed = verdict["verdict"] in ("miss", "leak")
    if "law_text" in verdict:
        # (Of a crash it is not said that it has to do with what was tested.)
        row("law" if missed else "tested", verdict["law_text"])
    row("what", verdict["message"])
    if "place" in verdict:
        # A test's own check was called by your code, which need not be the place of the fault.
        row("called by" if verdict["verdict"] == "miss" else "place", "\n".join(verdict["trace"][:4]))
    for also in verdict.get("also", []):
        row("", also)
    if "checked" in verdict:
        row("test", verdict["checked"])
    if "departed" in verdict:
        lines.extend(tell_departure(verdict))
    elif verdict.get("last"):
        row("events", "the last before it:")
        for number, text in verdict["last"].items():
            lines.append(f"        {number:>12}  {text}")
    if "printed" in verdict:
        row("printed", "\n".join(line[:200] for line in verdict["printed"]))
    row("again", verdict["replay"] + "     (--gdb: in the debugger)")
    return lines


def tell_again(verdict, same):
    """The same, if that was told of another test already."""
    return [f"        {'what':<9} {verdict['message']}", f"        {'place':<9} {verdict['place']}, as in {same}",
            f"        {'again':<9} {verdict['replay']}"]


def tell_departure(verdict):
    expected, actual = verdict["expected"], verdict["actual"]
    numbers = sorted(set(expected) | set(actual))
    # After the departure, the two runs have no more to do with each other.
    width = max([len("expected"), *(len(expected.get(n, "(the end)")) for n in numbers)])
    lines = [f"        {'events':<9}    {'expected':<{width}}   what happened"]
    for n in numbers:
        arrow = "->" if n == verdict["departed"] else "  "
        lines.append(f"        {arrow} {n:>6}    {expected.get(n, '(the end)'):<{width}}   {actual.get(n, '(the end)')}")
    return lines
