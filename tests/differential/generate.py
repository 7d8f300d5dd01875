"""Random valid programs of the shell's grammar, the same for the same seed.

A program is a tree of Node, so that it can be shrunk: each node is a text with holes for its children, and each kind of
child has simpler ones to try in its place. Each program ends: `for` has few words, `while` counts by a variable that
nothing else changes, and a function, whose number no other one has, calls only functions of lower numbers.
"""
import random


class Node:
    """A text with a hole, "\\0", for each child. `kind` says in which places it may stand."""

    def __init__(self, kind, text, *children):
        self.kind, self.text, self.children = kind, text, list(children)

    def render(self):
        parts = self.text.split("\0")
        out = parts[0]
        for child, part in zip(self.children, parts[1:]):
            text = child.render()
            # "$((" begins arithmetic.
            out += (" " if out.endswith("$(") and text.startswith("(") else "") + text + part
        return out

    def size(self):
        return 1 + sum(child.size() for child in self.children)


SIMPLEST = {"list": "true\n", "command": "true", "negated": "true", "word": "a", "quoted": "", "pattern": "*", "sum": "1"}

# As cat does, but in the shell itself: where cat would read, dash expands in cat's process, so that an error does not end the shell.
LINES = "while read -r line; do printf '%s\\n' \"$line\"; done"

VARIABLES = ["x", "y", "z", "v"]
LITERALS = ["a", "b", "foo", "bar.c", "a.b.c", "x=1", "0", "7", "12", "-n", "a,b", "/tmp", "..", "%d", "=", "{", "}a", "a#b",
            "if", "done", "aXbXc"]
QUOTED = ["", "a b", " lead", "trail ", "a  b", "*", "?", "[a]", "$x", "a:b:c", "x;y", "~", "#", "&", "(", "'", "a\\\\b", "}"]
PATTERNS = ["*", "?", "a*", "*b", "*.c", "[ab]*", "[!a]*", "[a-c]?", "foo", "\"*\"", "a\\*", "*[0-9]", "??", "*.*", "$x", "\"$y\"", "'a b'", ""]
GLOBS = ["*", "f*", "*.txt", "f?", "[fg]1", "d/*", "*/*", ".h*", "no*such", "\"f\"*", "f\\*", "[!f]*", "d/"]
# (No letter that is an argument by itself: which of the empty fields of an unquoted $* stay, POSIX leaves open.)
IFS_VALUES = ["", ":", " ", ",", ": ", "X", "\t"]


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.functions = 0
        self.counters = 0
        self.files = 0
        self.in_options = 0  # how many (set -e; ...) are around
        self.in_background = 0
        self.in_here = 0
        # While it is not 0, two parts of what is being made run at the same time, and neither may write files.
        self.at_once = 0
        # With set -u, an unset variable in a here-document is an error of expansion, and the end of the shell (POSIX,
        # 2.8.1); dash takes it for one of redirection, and goes on. So a program has the one or the other.
        self.nounset = self.r.random() < 0.3

    def pick(self, *choices):
        """Of (weight, function) pairs."""
        return self.r.choices([c[1] for c in choices], [c[0] for c in choices])[0]

    def program(self):
        return self.list(4, self.r.randint(2, 6))

    # ---- Lists and commands ----

    def list(self, depth, count=None):
        count = count or self.r.randint(1, 3)
        items = [self.and_or(depth) for _ in range(count)]
        ends = ["\n"] * 12 + ["\n\n", " # it's $(a comment\n", "\n\t \n", " \\\n\n"]
        return Node("list", "".join("\0" + self.r.choice(ends) for _ in items), *items)

    def and_or(self, depth):
        make = self.pick((8, self.pipeline), (2, self.two), (1, self.background))
        return make(depth)

    def two(self, depth):
        text, parts = "\0", [self.pipeline(depth)]
        for _ in range(self.r.choice([1, 1, 1, 2, 3])):
            text += self.r.choice([" && \0", " || \0", " &&\n\0", "||\0"])
            parts.append(self.pipeline(depth))
        return Node("command", text, *parts)

    def background(self, depth):
        # (Whether set -e counts there if somebody asks for the status of all, shells answer in different ways; likewise
        # within it.)
        if self.in_options:
            return self.pipeline(depth)
        # (In braces: a member of a pipeline would not wait for a job of the shell's.)
        forms = ["{ { \0; } & wait $!; }", "{ { \0; } & wait $! || printf '%s\\n' $?; }"]
        if not self.at_once:
            self.files += 1
            forms.append("{ { \0; } >bg%d & wait; cat bg%d; }" % (self.files, self.files))
        self.in_background += 1
        node = Node("command", self.r.choice(forms), self.pipeline(depth - 1))
        self.in_background -= 1
        return node

    def pipeline(self, depth):
        make = self.pick((9, self.command), (1, lambda d: Node("negated", "! \0", self.command(d))),
                         (2, self.pipe))
        return make(depth)

    def pipe(self, depth):
        filters = ["cat", "sort", "tail -n 1", "wc -l", "head -n 1", "tr a-m n-z", "{ read -r v; printf '[%s]\\n' \"$v\"; }",
                   "while read -r v w; do printf '<%s>' \"$v\" \"$w\"; done"]
        if depth > 1 and self.r.random() < 0.4:
            form = self.r.choice(["\0 | while read -r x y; do\n\0done", "\0 | { cat >/dev/null; \0}", "\0 | { read -r x; cat; \0}"])
            self.at_once += 1
            sides = self.command(depth - 1), self.list(depth - 1)
            self.at_once -= 1
            return Node("command", form, *sides)
        # (Who is ended by the signal PIPE may have written a file before, or not.)
        self.at_once += 1
        node = Node("command", "\0 | " + self.r.choice(["", "cat | ", "sort -r | "]) + self.r.choice(filters), self.command(depth - 1))
        self.at_once -= 1
        return node

    def command(self, depth):
        if depth <= 0:
            return self.simple(0)
        make = self.pick((20, self.simple), (3, self.if_), (3, self.for_), (2, self.while_), (3, self.case), (1, self.group),
                         (3, self.subshell), (3, self.function), (2, self.here), (2, self.here_quoted), (2, self.redirected),
                         (2, self.loop_exit), (2, self.options), (1, self.while_read), (1, self.ends_subshell))
        return make(depth)

    def simple(self, depth):
        make = self.pick((10, self.print), (5, self.assign), (2, self.status), (2, self.test), (2, self.set), (1, self.shift),
                         (1, self.eval), (1, self.read), (1, self.call), (1, self.unset), (1, self.to_file), (1, self.temporary),
                         (1, self.ifs), (1, self.export), (1, self.trap), (1, self.glob), (1, self.missing), (1, self.exit),
                         (1, self.format), (1, self.descriptor), (1, self.directory), (1, self.number_test))
        return make(depth)

    def print(self, depth):
        words = [self.word(depth) for _ in range(self.r.randint(1, 3))]
        return Node("command", "printf '%s\\n'" + " \0" * len(words), *words)

    def assign(self, depth):
        return Node("command", self.r.choice(VARIABLES) + "=\0", self.word(depth))

    def status(self, depth):
        return Node("command", self.r.choice(["true", "false", ":", "printf '%s\\n' $?", "printf '%s\\n' $?", "printf '%s\\n' \"$#\"",
                                              "(exit 3)", "$(false)", ">/dev/null", "printf '%s\\n' \"$-\" | cat >/dev/null"]))

    def test(self, depth):
        op = self.r.choice(["=", "!="])
        form = self.r.choice(["[ \"\0\" " + op + " \"\0\" ]", "test -n \"\0\" && test \"a\0\" != a", "[ -z \"\0\" ] && printf '%s\\n' \"\0\""])
        return Node("command", form, self.quoted(depth), self.quoted(depth))

    def set(self, depth):
        words = [self.word(depth) for _ in range(self.r.randint(0, 3))]
        return Node("command", "set --" + " \0" * len(words), *words)

    def shift(self, depth):
        return Node("command", self.r.choice(["[ $# -gt 0 ] && shift", "[ $# -gt 1 ] && shift 2", "shift 0"]))

    def eval(self, depth):
        return Node("command", self.r.choice(["eval 'x=$y'", "eval \"printf '%s\\\\n' \\$x\"", "eval 'set -- a b'; printf '%s\\n' $2",
                                              "eval :", "eval 'for q in 1 2; do printf %s\\\\n $q; done'"]))

    def read(self, depth):
        names = self.r.choice(["x", "x y", "x y z"])
        raw = self.r.choice(["", "-r "])
        line = self.r.choice(["a b c d", "  lead", "a:b:c", "a\\ b c", "", "one", ":x:", "a , b", "a  b  "])
        return Node("command", "{ read %s%s <<'E'\n%s\nE\nprintf '<%%s>\\n' \"$x\" \"$y\" $?; }" % (raw, names, line))

    def call(self, depth):
        if self.functions == 0 or self.at_once:
            return self.print(depth)
        return Node("command", "f%d \0" % self.r.randint(1, self.functions), self.word(depth))

    def unset(self, depth):
        return Node("command", "unset " + self.r.choice(VARIABLES + ["IFS"]))

    def to_file(self, depth):
        if self.at_once:
            return self.print(depth)
        op = self.r.choice([">", ">>", ">|"])
        name = self.r.choice(["f1", "g1", "d/n", "new"])
        return Node("command", "printf '%s\\n' \0 " + op + name + "; cat " + name, self.word(depth))

    def temporary(self, depth):
        forms = ["x=\0 true; printf '%s\\n' \"$x\"", "x=\0 eval 'printf \"%s\\n\" \"$x\"'", "x=\0 : ; printf '%s\\n' \"$x\"",
                 "x=\0 env | grep '^x='"]
        if not self.nounset:
            forms.append("{ IFS=: read x y <<E\n\0\nE\nprintf '%s\\n' \"$x\" \"$y\"; }")
        self.in_here += 1
        word = self.word(depth)
        self.in_here -= 1
        return Node("command", self.r.choice(forms), word)

    def ifs(self, depth):
        return Node("command", "IFS='%s'" % self.r.choice(IFS_VALUES))

    def export(self, depth):
        return Node("command", self.r.choice(["export x=\0; env | grep '^x='", "export y; y=\0; env | grep -c '^y='",
                                              "(readonly z=\0; z=2; printf no)"]), self.word(depth))

    def trap(self, depth):
        return Node("command", "(trap 'printf \"%s\\n\" bye $?' EXIT; \0)", self.status(depth))

    def glob(self, depth):
        return Node("command", "printf '%s\\n' " + self.r.choice(GLOBS))

    def missing(self, depth):
        return Node("command", self.r.choice(["nosuchcommand \0; printf '%s\\n' $?", "cat <nosuchfile; printf '%s\\n' $?",
                                              "command -v true; : \0; printf '%s\\n' $?", "cd /nosuch; printf '%s\\n' $?",
                                              "{ :; } <nosuchfile \0; printf '%s\\n' $?"][:4]), self.pick((1, lambda: Node("word", "a")))())

    def exit(self, depth):
        return Node("command", self.r.choice(["(exit \0)", "(return 4)", "exit \0", "return \0"][:2]), Node("word", str(self.r.randint(0, 255))))

    def format(self, depth):
        form = self.r.choice(["%d", "%5d|", "%-5d|", "%05d", "%x", "%o", "%X", "%i", "%+d", "% d"])
        if self.r.random() < 0.5:
            numbers = [self.r.choice(["0", "7", "-1", "42", "0x1f", "010", "$#", "$((6 * 7))", "'\"a'"]) for _ in range(self.r.randint(0, 3))]
            return Node("command", "printf '%s\\n' %s" % (form, " ".join(numbers)))
        form = self.r.choice(["%s", "%5s|", "%-5s|", "%.2s", "%s-%s", "<%s>", "%c", "%b", "%%%s", "a%sb\\tc"])
        return Node("command", "printf '%s\\n' \0 \0" % form, self.word(depth), self.word(depth))

    def descriptor(self, depth):
        if self.at_once:
            return self.print(depth)
        return Node("command", self.r.choice(
            ["exec 3<f1; read -r x <&3; exec 3<&-; printf '%s\\n' \"$x\" \0", "{ printf '%s\\n' \0 >&3; } 3>&1", "(exec >new; printf '%s\\n' \0); cat new",
             "{ printf '%s\\n' a; printf e >&2; } 2>&1 >/dev/null; : \0", "printf '%s\\n' \0 >&-; printf '%s\\n' $?", "(exec 4>new; printf '%s\\n' \0 >&4); cat new",
             "{ cat <&4; } 4<f2; printf '%s\\n' \0", "printf '%s\\n' \0 >f1 2>&1 </dev/null; cat f1", "x=$(printf '%s\\n' \0 3>&1 >&2 2>&3); printf '%s\\n' \"$x\""]),
            self.word(depth))

    def directory(self, depth):
        return Node("command", self.r.choice(
            ["(cd d && printf '%s\\n' * \0)", "{ cd d; printf '%s\\n' * \0; cd ..; }", "(cd d; printf '%s\\n' \0 \"${PWD##*/}\")", "printf '%s\\n' ~ ~/a \0 a~", "x=~:\0:~/b; printf '%s\\n' \"$x\"",
             "for x in f* \0 *.txt; do printf '%s\\n' \"$x\"; done", "x=*; printf '%s\\n' $x \"$x\" \0", "x='[fg]1'; printf '%s\\n' $x \"$x\" \0"]),
            Node("word", self.r.choice(["a", "\"b c\"", "$#", "''"])))

    def number_test(self, depth):
        op = self.r.choice(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"])
        return Node("command", self.r.choice(
            ["[ $(( \0 )) %s $(( \0 )) ]" % op, "test $(( \0 )) %s 1 -a $(( \0 )) -ne 2" % op, "[ ! -e nosuch -a -f f1 ] && [ $(( \0 )) %s $(( \0 )) ]" % op,
             "[ -d d -o -s nosuch ] || [ $(( \0 )) %s $(( \0 )) ]" % op, "if [ $(( \0 )) %s $(( \0 )) ]; then printf y; else printf n; fi" % op,
             "[ \\( $(( \0 )) %s 1 \\) -o ! $(( \0 )) -eq 0 ]; printf '%%s\\n' $?" % op]), self.expression(1), self.expression(1))

    def if_(self, depth):
        form = self.r.choice(["if \0; then\n\0fi", "if \0; then\n\0else\n\0fi", "if \0; then\n\0elif false; then :; else\n\0fi",
                              "if \0\nthen \0elif printf '%s\\n' $?\nthen\n\0fi"])
        return Node("command", form, self.pipeline(depth - 1), self.list(depth - 1), self.list(depth - 1))

    def for_(self, depth):
        if self.r.random() < 0.2:
            return Node("command", "for x do\n\0done", self.list(depth - 1))
        words = [self.word(depth - 1) for _ in range(self.r.randint(0, 3))]
        return Node("command", "for %s in" % self.r.choice(VARIABLES) + " \0" * len(words) + "; do\n\0done", *words, self.list(depth - 1))

    def while_(self, depth):
        self.counters += 1
        name = "c%d" % self.counters
        form = self.r.choice(["while [ $N -lt L ]; do", "until [ $N -ge L ]; do"])
        form = form.replace("N", name).replace("L", str(self.r.randint(1, 3)))
        return Node("command", "%s=0; %s %s=$((%s+1))\n\0done" % (name, form, name, name), self.list(depth - 1))

    def case(self, depth):
        count = self.r.randint(1, 3)
        children, text = [self.word(depth - 1)], "case \0 in\n"
        for _ in range(count):
            text += self.r.choice(["\0)\n\0;;\n", "(\0)\n\0;;\n", "\0|q)\n\0;;\n"])
            children += [Node("pattern", self.r.choice(PATTERNS) or "''"), self.list(depth - 1, 1)]
        return Node("command", text + "esac", *children)

    def group(self, depth):
        return Node("command", "{\n\0}", self.list(depth - 1))

    def subshell(self, depth):
        return Node("command", "(\n\0)", self.list(depth - 1))

    def function(self, depth):
        # (Functions that are defined in the body have their numbers first.)
        body = self.list(depth - 1)
        extra = self.r.choice(["", "local x\n", "local x=5\n", "return 3\n", "local y x=$1\n", "[ $# -gt 1 ] && return\n"])
        self.functions += 1
        position = ("%s\0" if extra.startswith("local") else "\0%s") % extra
        form = self.r.choice(["{\n%s}", "{\n%s}", "(\n%s)", "{\n%s[ $? -eq 0 ]\n} >/dev/null", "if true; then\n%s\nfi", "for i in 1 2; do\n%s\ndone"])
        call = self.r.choice(["f%d \0", "f%d \0", "x=1 f%d \0; printf '%%s\\n' \"$x\"", "f%d \0 && printf yes", "y=$(f%d \0); printf '%%s\\n' $? \"$y\"",
                              "unset -f f1; f%d \0", "command -v f%d; : \0"])
        return Node("command", "f%d() %s\n%s" % (self.functions, form % position, call % self.functions), body, self.word(depth - 1))

    def here(self, depth):
        if self.nounset:
            return self.here_quoted(depth)
        self.in_here += 1
        lines = self.quoted(depth - 1), self.quoted(depth - 1)
        self.in_here -= 1
        return Node("command", "{ %s <<E\n\0 and \0\nE\n}" % LINES, *lines)

    def here_quoted(self, depth):
        forms = ["{ cat <<'E'\n$x `a` \\\\ $(b)\nE\n}", "{ cat <<E\n\\$x \\\\ \\a \"q\"\nE\n}"]
        if not self.nounset:
            forms.append("{ %s <<-E\n\ta $x\n\t\tb\n\tE\n}" % LINES)
        return Node("command", self.r.choice(forms))

    def redirected(self, depth):
        # (Not "( ) >&2", and no "( )" at the end: dash 0.5.12 forgets redirections there, as in { { (a); } >/dev/null; } >b.)
        if self.at_once:
            return self.group(depth)
        streams = self.r.choice([">out; cat out", "2>/dev/null", "3>&1 >/dev/null", ">&2", "</dev/null"])
        return Node("command", "{\n\0[ $? -eq 0 ]\n} " + streams, self.list(depth - 1))

    def loop_exit(self, depth):
        how = self.r.choice(["break", "continue", "break 2", "continue 2"])
        test = self.r.choice(["[ \"$x\" = a ]", "true", "[ \"$q\" = 2 ]"])
        return Node("command", "for q in 1 2 3; do\n%s && %s\n\0done; printf '%%s\\n' \"$q\"" % (test, how), self.list(depth - 1, 1))

    def options(self, depth):
        if self.in_background:
            return self.subshell(depth)
        self.in_options += 1
        body = self.list(depth - 1)
        self.in_options -= 1
        return Node("command", "(set %s\n\0printf '%%s\\n' end)" % self.r.choice(["-u", "-eu"] if self.nounset else ["-e", "-f", "-ef"]), body)

    def while_read(self, depth):
        lines = self.r.choice(["a b c\nfoo\n", "a\\ b\n\n", " x  y \nlast", "1:2:3\n,4\n", ""])
        return Node("command", "while read -r x y; do\n\0done <<'E'\n%s\nE\nprintf '%%s\\n' $?" % lines, self.list(depth - 1))

    def ends_subshell(self, depth):
        """What ends a shell, in one of its own."""
        how = self.r.choice(["${nothing?gone}", "${nothing:?}", "shift 99", "eval 'if'", "readonly r; r=1", "set -e; false", "exit",
                             "return 3", "exit 4 | true; exit", "command shift 99", "break", "continue", "trap 'exit 5' EXIT",
                             "command eval 'for'", "unset r; readonly r=2; unset r", "set -o nosuch", ": <nosuchfile", "true <nosuchfile",
                             "export 1=2", "eval 'exit 6'", "trap 'printf \"%s\\n\" \"$?\"' EXIT; exit 7", "exec true", "exec >/dev/null"])
        return Node("command", "(\n\0: %s\n\0); printf '%%s\\n' $?" % how if how[0] == "$" else "(\n\0%s\n\0); printf '%%s\\n' $?" % how,
                    self.list(depth - 1, 1), self.list(depth - 1, 1))

    # ---- Words ----

    def word(self, depth):
        make = self.pick((6, lambda d: Node("word", self.r.choice(LITERALS))), (5, lambda d: Node("word", "\"\0\"", self.quoted(d))),
                         (2, lambda d: Node("word", "'" + self.r.choice(QUOTED).replace("'", "") + "'")), (6, self.parameter),
                         (2, lambda d: Node("word", "\0\0", self.word(d - 1), self.word(d - 1))), (2, self.sum), (2, self.substitution),
                         (1, lambda d: Node("word", self.r.choice(["\\*", "\\$x", "a\\ b", "\\\\\\\\", "~nosuch"]))))
        if depth <= 0:
            return Node("word", self.r.choice(["a", "$x", "\"$y\"", "b", "$#"]))
        return make(depth)

    def quoted(self, depth):
        """What stands between double quotes, or in a here-document."""
        if depth <= 0:
            return Node("quoted", self.r.choice(["a", "$x", "b c", ""]))
        make = self.pick((4, lambda d: Node("quoted", self.r.choice(["a b", "", "x", "*", "a:b", "'", "~", "#"]))), (6, self.parameter),
                         (2, lambda d: Node("quoted", "\0-\0", self.quoted(d - 1), self.quoted(d - 1))), (2, self.sum), (2, self.substitution))
        node = make(depth)
        node.kind = "quoted"
        return node

    def parameter(self, depth):
        name = self.r.choice(VARIABLES + ["1", "2", "x", "y"])
        simple = ["$" + name, "${%s}" % name, "${#%s}" % name, "$#", "$*", "$@", "$?", "\"$@\"", "\"$*\""]
        if depth <= 1 or self.r.random() < 0.5:
            return Node("word", self.r.choice(simple[:7]))
        op = self.r.choice([":-", "-", ":+", "+", "#", "##", "%", "%%"] + ([":=", "="] if name in VARIABLES else []))
        if op in ("#", "##", "%", "%%"):
            # (In a here-document, dash does not heed the quotes of a pattern.)
            patterns = [p for p in PATTERNS if not (self.in_here and ('"' in p or "'" in p))]
            return Node("word", "${%s%s\0}" % (name, op), Node("pattern", self.r.choice(patterns)))
        return Node("word", "${%s%s\0}" % (name, op), self.operand(depth - 1))

    def operand(self, depth):
        return Node("quoted", self.r.choice(["a", "", "a b", "$x", "*", "$(printf %s o)", "$((1+1))", "${y:-z}", "\"q r\""]))

    def sum(self, depth):
        return Node("word", "$((\0))", self.expression(depth))

    def expression(self, depth):
        if depth <= 0 or self.r.random() < 0.3:
            return Node("sum", self.r.choice(["1", "2", "7", "0", "-3", "010", "0x1f", "n", "m", "(4)", "9223372036854775807"]))
        op = self.r.choice(["+", "-", "*", "/", "%", "<<", ">>", "<", "<=", ">", ">=", "==", "!=", "&", "^", "|", "&&", "||", "?"])
        left, right = self.expression(depth - 1), self.expression(depth - 1)
        if op == "?":
            return Node("sum", "(\0 ? \0 : \0)", left, right, self.expression(0))
        if op in ("/", "%"):
            return Node("sum", "\0 %s (\0 | 1)" % op, Node("sum", self.r.choice(["7", "-7", "100", "n"])), Node("sum", self.r.choice(["1", "2", "-4", "n"])))
        if op in ("<<", ">>"):
            return Node("sum", "(\0) %s %d" % (op, self.r.randint(0, 40)), left)
        if self.r.random() < 0.15:
            return Node("sum", "(%s %s \0)" % (self.r.choice(["n", "m"]), self.r.choice(["=", "+=", "-=", "*=", "|=", "^="])), left)
        return Node("sum", self.r.choice(["\0 %s \0", "(\0 %s \0)", "!\0 %s \0", "~(\0) %s -\0"]) % op, left, right)

    def substitution(self, depth):
        return Node("word", "$(\0)", self.pick((3, self.print), (1, self.command))(min(depth - 1, 2)))
