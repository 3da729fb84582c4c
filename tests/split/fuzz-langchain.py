#!/usr/bin/env python3
"""Compares wk-split with langchain_text_splitters 0.2.2 on random texts.

    python3 tests/split/fuzz-langchain.py [-n TEXTS] [-s SEED] [PROGRAM]

To be run by hand where that package is installed (pip install
langchain-text-splitters==0.2.2).  Prints how many texts were compared and
how many came out differently, with the first differences; the exit status
is 1 if there are any.
"""
import argparse
import json
import logging
import os
import random
import re
import subprocess
import sys

from langchain_text_splitters import Language, RecursiveCharacterTextSplitter

logging.disable(logging.WARNING)

PER_SET = 100  # texts for each set of parameters

SPACES = (" \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2003\u200a"
          "\u2028\u2029\u202f\u205f\u3000")
ODD = "\u200b\u180e\ufeff\u0301\u200d\0\x01\x7f\"\\/\ue000\uffff"
WIDE = "😀👨𠮷🇨你好的天地玄黄"
MARKS = "。！？，、；：．.,!?;:”’」）…"

LITERALS = ["\n\n", "\n", " ", "。", " ，", ".", ",", "\u200b", "，", "、",
            "．", "a", "aa", "ab", "ba", "aba", "\u3000", "😀", "。\n", "\\",
            "\\n", "\"", "的", "x" * 20, "*", "(", "a|b", "\r\n", "\t"]
PATTERNS = ["\n\n", "\n", " ", "\n+", "[。！？]", "。|！|？", "a|b", "x*", "a*?",
            "(?=b)", "(?<=a)", r"\.", r"\d+", "a{2}", "^", "$", r"\Aa", "a+b?",
            "(?:ab)+", "[^a]", ".", "(?!a)", "b(?=a)", "(?<!a)b", "\\\\",
            "|a", "a|", "\n|x", "[\n\t]a?"]
SPACE_PATTERNS = [r"\s", r"\s+", r"\.\s|\!\s|\?\s", r"，|,\s", r"\S", r"\b"]

TUTORIAL = ["\n\n", "\n", " ", "。", " ，", ".", ",", "\u200b", "\uff0c",
            "\u3001", "\uff0e", "\u3002", ""]
CHINESE = ["\n\n", "\n", "。|！|？", r"\.\s|\!\s|\?\s", r"；|;\s", r"，|,\s"]


def random_text(rng, parameters):
    """One text of a nasty kind."""
    pools = [SPACES, ODD, WIDE, MARKS, "ab", "abcxyz019", "\n", " \n", "。，"]
    if parameters["plain_spaces"]:
        # PCRE2 and Python do not agree on these.
        pools = [re.sub("[\x1c-\x1f\u180e]", "", p) for p in pools]
    chosen = rng.sample(pools, rng.randint(1, 5))
    separators = [s for s in parameters["literal"] if s] or ["\n"]
    kind = rng.random()
    if kind < 0.02:
        return ""
    if kind < 0.04:
        return block_text(rng, separators)
    length = rng.choice([3, 10, 40, 120, 400]) if kind < 0.98 else 5000
    out = []
    for _ in range(rng.randint(1, length)):
        if rng.random() < 0.15:
            out.append(rng.choice(separators) * rng.choice([1, 1, 1, 2, 5]))
        elif rng.random() < 0.05:
            out.append(rng.choice(rng.choice(chosen)) * rng.randint(1, 30))
        else:
            out.append(rng.choice(rng.choice(chosen)))
    return "".join(out)


def block_text(rng, separators):
    """A long text with separators far in, around powers of two."""
    out = ""
    for _ in range(rng.randint(1, 3)):
        far = rng.choice([1 << 12, 1 << 15, 1 << 16])
        filler = rng.choice(["x", "天", "😀"])
        width = len(filler.encode())
        out += filler * max(0, far // width - rng.randint(0, 6))
        out += rng.choice(separators)
    return out + rng.choice(["", "a", "end"])


def written(rng, separator, regex):
    """A separator as an argument of -s."""
    out = separator if regex else separator.replace("\\", "\\\\")
    if rng.random() < 0.5:
        out = re.sub("[^\0-\x7f]", lambda m: json.dumps(m[0])[1:-1], out)
        out = out.replace("\n", "\\n").replace("\t", "\\t")
    return out


def random_parameters(rng):
    """What both splitters are told."""
    kind = rng.random()
    size = rng.choice([1, 2, 3, 5, 8, 13, 20, 33, 64, 100, 1024])
    p = {"size": size, "overlap": rng.choice(
        [0, 1, size // 8, size // 2, size - 1, size, rng.randint(0, size)]),
        "squeeze": False, "plain_spaces": False}
    p["overlap"] = min(p["overlap"], size)
    p["arguments"] = ["-c", str(size), "-o", str(p["overlap"])]
    if kind < 0.3:
        name, separators, regex, keep = rng.choice([
            ("tutorial", TUTORIAL, False, True),
            ("langchain", None, False, True),
            ("chinese", CHINESE, True, "end"),
            ("markdown", RecursiveCharacterTextSplitter
             .get_separators_for_language(Language.MARKDOWN), True, True)])
        p.update(separators=separators, regex=regex, keep=keep,
                 squeeze=name == "chinese")
        p["literal"] = ["\n\n", "\n", " ", "。", "，", "\n# ", "```\n", "!\x1f",
                        "\n---\n", ". "]
        p["arguments"] += ["-p", name]
        return p
    regex = kind > 0.65
    pool = PATTERNS if regex else LITERALS
    if regex and rng.random() < 0.4:
        pool = pool + SPACE_PATTERNS * 2
        p["plain_spaces"] = True
    separators = [rng.choice(pool) for _ in range(rng.randint(1, 6))]
    if rng.random() < 0.5:
        separators.insert(rng.randint(0, len(separators)), "")
    keep = rng.choice([False, "start", "end"])
    p.update(separators=separators, regex=regex, keep=keep)
    p["literal"] = ["a", "b", "。", "\n", "ab", "x"] if regex else separators
    for s in separators:
        p["arguments"] += ["-s", written(rng, s, regex)]
    p["arguments"] += ["-E"] * regex + [f"--keep={keep or 'none'}"]
    return p


def reference(p, texts):
    """What the package makes of the texts."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=p["size"], chunk_overlap=p["overlap"],
        separators=p["separators"], is_separator_regex=p["regex"],
        keep_separator=p["keep"])
    for text in texts:
        chunks = splitter.split_text(text)
        if p["squeeze"]:
            chunks = [re.sub("\n{2,}", "\n", c.strip())
                      for c in chunks if c.strip()]
        yield chunks


def ours(program, p, texts):
    """What wk-split makes of them, and whether `start` is right."""
    lines = "".join(json.dumps({"text": t, "id": i}) + "\n"
                    for i, t in enumerate(texts))
    run = subprocess.run([program, "--jsonl"] + p["arguments"],
                         input=lines.encode(), stdout=subprocess.PIPE,
                         check=False)
    if run.returncode != 0:
        sys.exit(f"status {run.returncode}: {p}")
    chunks = [[] for _ in texts]
    starts = [-1] * len(texts)
    for line in run.stdout.decode().split("\n")[:-1]:
        r = json.loads(line)
        i, c, start = r["id"], r["text"], r.get("start")
        if r["index"] != len(chunks[i]):
            sys.exit(f"index: {r} {p}")
        if start is not None:
            if texts[i][start:start + len(c)] != c or start < starts[i]:
                sys.exit(f"start: {r} {texts[i]!r} {p}")
            starts[i] = start
        elif p["keep"] and not p["squeeze"]:
            sys.exit(f"no start: {r} {texts[i]!r} {p}")
        chunks[i].append(c)
    return chunks


def main():
    """Reads the arguments, compares, tells."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", type=int, default=20000)
    parser.add_argument("-s", type=int, default=random.randrange(1 << 31))
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    parser.add_argument("program", nargs="?",
                        default=os.path.join(root, "bin", "wk-split"))
    args = parser.parse_args()
    rng = random.Random(args.s)
    done = chunks = differ = 0
    while done < args.n:
        p = random_parameters(rng)
        texts = [random_text(rng, p) for _ in range(PER_SET)]
        for text, want, got in zip(texts, reference(p, texts),
                                   ours(args.program, p, texts)):
            done += 1
            chunks += len(want)
            if want != got:
                differ += 1
                if differ <= 5:
                    print(f"{p['arguments']}\n text {text!r}\n"
                          f" want {want}\n got  {got}")
    print(f"seed {args.s}: {done} texts, {chunks} chunks, "
          f"{differ} differences")
    return differ > 0


if __name__ == "__main__":
    sys.exit(main())
