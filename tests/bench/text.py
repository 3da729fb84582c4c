"""Peers of wk-text: the text of files, by the library named first."""
import csv
import json
import sys


def markitdown(names):
    from markitdown import MarkItDown
    reader = MarkItDown()
    for name in names:
        yield reader.convert(name).text_content


def docx2txt(names):
    import docx2txt as library
    for name in names:
        yield library.process(name)


def trafilatura(names):
    import trafilatura as library
    for name in names:
        with open(name, "rb") as file:
            yield library.extract(file.read()) or ""


def csv_rows(names):
    for name in names:
        with open(name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield "\n".join(f"{k}: {v}" for k, v in row.items() if v)


def main():
    peer = sys.argv[1]
    if len(sys.argv) == 2:
        __import__(peer)
        return
    for text in globals()[peer](sys.argv[2:]):
        print(json.dumps({"text": text}, ensure_ascii=False))


main()
