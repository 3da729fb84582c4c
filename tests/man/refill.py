#!/usr/bin/env python3
"""Breaks the lines of Chinese pages: refill.py man/zh_CN/PAGE...

In mdoc the end of a source line is a blank, and mandoc breaks an output line
nowhere else.  Chinese text has no blanks, so refill.py joins the lines of a
paragraph, finds where an output line of 78 columns is full, and ends the source
line there with \\p, which breaks the output line without a blank.  A mark is
glued to the macro before it (Ns) or after it (\\c).  Run twice, it changes
nothing; man.t looks at the result.
"""
import re
import sys
import unicodedata

LIMIT = 78
INLINE = set(
    "Nm Va Fl Ar Ql Xr Pa Cm Ev Ic Pq Pf Po Pc Sx Dq Li Em Sy Dv Fn No Ns Lk "
    "Er Vt Ft An Aq Bq Oo Oc Op Do Dc Qq".split())
BLOCKS = set("Sh Ss Pp It Bk Ek Dl Bd Ed Bl El Dd Dt Os Nd Rs Re".split())
QUOTED = re.compile(r"\b(?:Ql|Dq|Pq|Aq|Bq|Qq)\b")
APART = re.compile(r"\.(?:Pf|Po|Pc|Lk|Ql|Pq|Dq|Oo)\b")
CLOSE = "，。；：、？！）」』》〉”’…％"
OPEN = "（「『《〈“‘"
ESCAPES = [(r"\-", "-"), (r"\&", ""), (r"\(aq", "'"), (r"\(dq", '"'),
           (r"\e", "\\"), (r"\(ti", "~"), (r"\(ha", "^"), (r"\(ga", "`")]


def is_wide(c):
    return unicodedata.east_asian_width(c) in "WF"


def is_chinese(c):
    return is_wide(c) or c in "“”‘’…—"


def width(s):
    for escape, char in ESCAPES:
        s = s.replace(escape, char)
    return sum(2 if is_wide(c) else 1 for c in s)


def macro_width(line, name):
    """The columns of an inline macro; name is what .Nm stands for."""
    tokens = re.findall(r'"[^"]*"|\S+', line[1:])
    out, glued, flag, i = "", False, False, 0
    while i < len(tokens):
        word = tokens[i]
        i += 1
        if word == "Ns":
            glued = True
            continue
        if word in ("Fl",):
            flag = True
            continue
        if word == "Nm":
            word, flag = name, False
        elif word == "Xr":
            word = "%s(%s)" % tuple((tokens[i:] + [""])[:2])
            i += 2
        elif word in INLINE:
            flag = False
            continue
        word = ("-" if flag else "") + word.strip('"')
        if out and not glued and not re.match(r"^[.,;:)\]?!]$", word):
            out += " "
        out, glued = out + word, False
    return width(out) + (2 if QUOTED.search(line) else 0)


def pieces(word):
    """A word in parts between which a line may be broken."""
    parts = []
    for i, c in enumerate(word):
        before = word[i - 1]
        if i > 0 and (is_chinese(before) or is_chinese(c)) and \
                c not in CLOSE + "…—" and before not in OPEN + "\\":
            parts.append("")
        if not parts:
            parts.append("")
        parts[-1] += c
    return parts


def join(items):
    """Texts of adjoining lines joined: ('t', text) or ('m', macro line)."""
    done, glued = [], False
    for kind, text in items:
        if kind == "m":
            done.append(("M" if text.endswith("\\p") else "m",
                         re.sub(r"\\[pc]$", "", text)))
            glued = False
            continue
        broken = text.endswith("\\p")
        text = re.sub(r"\\[pc]$", "", text)
        if done and done[-1][0] == "M" and kind == "t":
            first = re.match(r"\S+", text).group(0)
            done[-1] = ("m", done[-1][1] + first)
            text = text[len(first):].lstrip()
            if not text:
                done[-1] = ("M" if broken else "m", done[-1][1])
                continue
            done.append(("t", text))
        elif done and done[-1][0] == "t" and kind == "t":
            last = done[-1][1].rstrip()
            close = glued or last[-1] in CLOSE + OPEN or text[0] in CLOSE or \
                is_chinese(last[-1]) and is_chinese(text[0])
            done[-1] = ("t", last + ("" if close else " ") + text)
        else:
            done.append(("t", text))
        glued = broken
    return [(kind.lower(), text) for kind, text in done]


def glue(items):
    """Marks glued to the macros that they belong to."""
    done, i = [], 0
    while i < len(items):
        kind, text = items[i]
        while kind == "m" and i + 1 < len(items):
            marked = text[-1] in CLOSE + OPEN
            next_kind, following = items[i + 1]
            if next_kind == "m":
                if not marked or APART.match(following):
                    break
                text += " Ns " + following[1:]
                i += 1
                continue
            if not marked and (following[0] not in CLOSE + OPEN or
                               following[0] in "“”‘’" or APART.match(text)):
                break
            first = re.match(r"\S+", following).group(0)
            text += ("" if marked else " Ns ") + first
            rest = following[len(first):].lstrip()
            if rest:
                items[i + 1] = ("t", rest)
                break
            i += 1
        done.append((kind, text))
        i += 1
    return done


class Filler:
    """Lays the items of a paragraph out in lines that begin at indent."""

    def __init__(self, indent, name):
        self.indent = self.column = indent
        self.name, self.lines = name, []

    def end(self, line):
        self.lines.append(line + "\\p")
        self.column = self.indent

    def macro(self, text, following):
        line = ""
        units = re.split(r"(?<=[^\x00-\x7f]) Ns (?=[A-Z][a-z] )", text[1:])
        for number, unit in enumerate(units):
            match = re.match(r"^(.*? Ns )(\S+)$", "." + unit)
            base, tail = match.groups() if match else ("." + unit, "")
            marks = max(1, len(tail) - len(tail.lstrip(CLOSE)))
            columns = macro_width(base + tail[:marks], self.name)
            lead = 1 if number == 0 and self.column > self.indent else 0
            if self.column > self.indent and \
                    self.column + lead + columns > LIMIT:
                if line:
                    self.end(line)
                line, lead, self.column = "", 0, self.indent
            line += (" Ns " + base[1:] if line else base) + tail[:marks]
            self.column += lead + columns
            for part in pieces(tail[marks:]) if tail[marks:] else []:
                if self.column + width(part) > LIMIT:
                    self.end(line)
                    line = ""
                line += part
                self.column += width(part)
            if line and line[0] != "." and number + 1 < len(units):
                self.lines.append(line + ("\\c" if line[-1] in CLOSE + OPEN
                                          else ""))
                line = ""
        if not line:
            return
        if following and following[0] == "m" and line[-1] in CLOSE + OPEN:
            if line[0] == ".":
                self.end(line)
                return
            line += "\\c"
        self.lines.append(line)

    def text(self, text, following):
        line = ""
        for word in text.split():
            parts = pieces(word)
            lead = 1 if self.column > self.indent else 0
            if lead and self.column + lead + width(parts[0]) > LIMIT:
                if line:
                    self.lines.append(line)
                line, lead, self.column = "", 0, self.indent
            elif line:
                line += " "
            self.column += lead
            for part in parts:
                if self.column + width(part) > LIMIT and line and \
                        self.column > self.indent:
                    self.end(line)
                    line = ""
                line += part
                self.column += width(part)
        if not line:
            return
        if following and following[0] == "m" and \
                line[-1] in CLOSE + OPEN and line[-1] not in "”’":
            first = following[1].split(" Ns ")[0]
            if self.column + macro_width(first, self.name) + 1 > LIMIT:
                self.end(line)
                return
            line += "\\c"
            self.column -= 1
        self.lines.append(line)


def fill(items, indent, name):
    items = glue(join(items))
    filler = Filler(indent, name)
    for (kind, text), following in zip(items, items[1:] + [None]):
        (filler.macro if kind == "m" else filler.text)(text, following)
    return ["\\&" + line if re.match(r"'|\.(?![A-Z])", line) else line
            for line in filler.lines]


def list_width(line):
    """By how much a .Bl line indents its items."""
    match = re.search(r'-width (?:"([^"]*)"|(\S+))', line)
    extra = 6 if "-offset" in line else 0
    if "-column" in line:
        return extra
    if match:
        tag = match.group(1) or match.group(2)
        return extra + (8 if tag == "Ds" else len(tag) + 2)
    return extra + (4 if "-bullet" in line else 5 if "-enum" in line else 0)


def split_macro(line):
    """A macro line; what follows Ns and has blanks becomes a text."""
    broken = line.endswith("\\p")
    head, ns, rest = re.sub(r"\\[pc]$", "", line).rpartition(" Ns ")
    words = rest.split(" ")
    if ns and len(words) > 1 and is_chinese(words[0][0]) and \
            not INLINE & set(words):
        return [("m", head + ns + words[0]),
                ("T", " ".join(words[1:]) + ("\\p" if broken else ""))]
    return [("m", line)]


def refill(source):
    name = next(l.split()[1] for l in source if l.startswith(".Nm "))
    out, items, lists, literal, section = [], [], [], False, ""

    def flush():
        out.extend(fill(items, 5 + sum(lists), name))
        items.clear()

    for line in source:
        macro = line[1:3] if line.startswith(".") else ""
        if literal:
            out.append(line)
            literal = macro != "Ed"
        elif macro in BLOCKS or line[:2] in (".\\", ".%") or not line:
            flush()
            out.append(line)
            literal = bool(re.match(r"\.Bd -(literal|unfilled)", line))
            if macro == "Sh":
                section = line[4:]
            elif macro == "Bl":
                lists.append(list_width(line))
            elif macro == "El":
                lists.pop()
        elif section in ("名称", "概要", "参见"):
            out.append(line)
        elif macro:
            items.extend(split_macro(
                re.sub(r" Ns No (?=[^\x00-\x7f])", " Ns ", line)))
        else:
            items.append(("t", line))
    flush()
    return out


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        page = file.read().splitlines()
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(refill(page)) + "\n")
