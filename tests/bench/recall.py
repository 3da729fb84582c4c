"""Words of office documents: how many of those that pandoc reads are found.

usage: recall.py BIN FILE...

Each DOCX, ODT or EPUB is read by pandoc, without its notes, and by wk-text; a
word is a run of letters and digits, or a Han character or kana.  Files of
which less than 0.98 is found are named, with words that are missing.
"""
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
FILTER = "function Note(n) return {} end\n"


def words(text):
    return collections.Counter(WORD.findall(text))


def pandoc(path, no_notes):
    run = subprocess.run(
        ["pandoc", "-t", "plain", "--wrap=none", "-L", no_notes, path],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return run.stdout.decode() if run.returncode == 0 else None


def ours(path):
    run = subprocess.run([sys.argv[1] + "/wk-text", "--", path],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=False)
    records = map(json.loads, run.stdout.decode().split("\n")[:-1])
    return "\n".join(r.get("text", "") for r in records)


def main():
    found, total, fails = {}, {}, collections.Counter()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as filter_file:
        filter_file.write(FILTER)
        filter_file.flush()
        for path in sys.argv[2:]:
            kind = os.path.splitext(path)[1][1:].lower()
            text = pandoc(path, filter_file.name)
            if text is None:
                fails[kind] += 1
                continue
            want, got = words(text), words(ours(path))
            n, hits = sum(want.values()), sum((want & got).values())
            found.setdefault(kind, []).append(hits)
            total.setdefault(kind, []).append(n)
            if n > 0 and hits < 0.98 * n:
                print(f"  {hits / n:.3f} {path}: without",
                      " ".join(list(want - got)[:6]))
    for kind, counts in sorted(total.items()):
        good = sum(h >= 0.98 * n for h, n in zip(found[kind], counts))
        print(f"{kind}: recall {sum(found[kind]) / max(sum(counts), 1):.4f} "
              f"of pandoc's words; {good} of {len(counts)} files at least "
              f"0.98; pandoc fails on {fails[kind]}")


main()
