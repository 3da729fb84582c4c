"""Main text of web pages: recall and precision, beside trafilatura's.

usage: main_text.py BIN DIR

DIR is tests/ of trafilatura's repository: evaldata.json names pages in cache/
and eval/, and snippets that their main text must ("with") and must not
("without") hold.  Markdown is taken off before snippets are looked for.
"""
import json
import os
import re
import subprocess
import sys
import time

try:
    import trafilatura
except ImportError:
    trafilatura = None

MARKS = re.compile(r"^\|( --- \|)+$|^\s*(#+|-|\d+\.) |```|\|", re.MULTILINE)


def plain(text):
    text = MARKS.sub(" ", text.replace("\\|", " ")).replace("\u00ad", "")
    return " ".join(text.split())


def ours(paths):
    run = subprocess.run([sys.argv[1] + "/wk-text", "--", *paths],
                         stdout=subprocess.PIPE, check=False)
    for line in run.stdout.decode().split("\n")[:-1]:
        yield json.loads(line).get("text", "")


def theirs(paths):
    for path in paths:
        with open(path, "rb") as f:
            yield trafilatura.extract(f.read(), include_comments=False) or ""


def report(name, texts, pages):
    start, right, missing, wrong = time.monotonic(), 0, 0, 0
    for text, page in zip(list(texts), pages):
        text = plain(text)
        found = sum(plain(s) in text for s in page["with"])
        right += found
        missing += len(page["with"]) - found
        wrong += sum(plain(s) in text for s in page["without"])
    print(f"{name}: recall {right / (right + missing):.4f}, "
          f"precision {right / (right + wrong):.4f}, "
          f"{time.monotonic() - start:.1f} s")


def main():
    top = sys.argv[2]
    with open(os.path.join(top, "evaldata.json"), encoding="utf-8") as f:
        pages = list(json.load(f).values())
    paths = []
    for page in pages:
        cached = os.path.join(top, "cache", page["file"])
        paths.append(cached if os.path.exists(cached) else
                     os.path.join(top, "eval", page["file"]))
    print(f"{len(pages)} pages, "
          f"{sum(map(os.path.getsize, paths)) / 1e6:.0f} MB")
    report("wk-text", ours(paths), pages)
    if trafilatura is None:
        print("trafilatura: not here")
    else:
        report("trafilatura " + trafilatura.__version__, theirs(paths), pages)


main()
