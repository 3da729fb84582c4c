"""The peer: str.find for evidence, a regular expression for numbers."""
import json
import re
import sys

NUMBER = re.compile(r"\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿]+")
SPACE = re.compile(r"\s+")

with open(sys.argv[1], encoding="utf-8") as f:
    for line in f:
        record = json.loads(line)
        text = SPACE.sub("", record["text"])
        start = text.find(SPACE.sub("", record["evidence"]))
        if start >= 0:
            record["references"] = [{"source": record["source"],
                                     "start": record["start"] + start}]
        has = set(NUMBER.findall(text))
        missing = [n for n in NUMBER.findall(record["answer"])
                   if n not in has]
        if missing:
            record["unsupported"] = missing
        if missing or start < 0:
            record["state"] = "ungrounded"
        print(json.dumps(record, ensure_ascii=False))
