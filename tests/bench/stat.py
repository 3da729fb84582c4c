"""What wk-stat counts of rows or records, in Python: how many, the lengths of
their texts, exact duplicates, how questions begin, and some marks of answers.
"""
import collections
import json
import re
import statistics
import sys

MARKS = re.compile("总之|综上|总而言之|资料|材料|作为一个AI|如果您还有|好的，|\\[\\d+\\]|\\*\\*")


def texts(record):
    for message in record.get("messages", ()):
        yield message["role"], message["content"]
    for field in ("text", "question", "answer"):
        if field in record:
            yield field, record[field]


lengths = collections.defaultdict(list)
begins, marks, rows = (collections.Counter() for _ in range(3))
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        found = list(texts(json.loads(line)))
        rows[hash(tuple(found))] += 1
        for kind, text in found:
            lengths[kind].append(len(text))
            if kind in ("user", "question"):
                begins[text[:2]] += 1
            if kind in ("assistant", "answer"):
                marks.update(set(MARKS.findall(text)))
print(json.dumps({
    "records": rows.total(), "same": rows.total() - len(rows),
    "begins": begins.most_common(10), "marks": marks.most_common(10),
    "characters": {k: [statistics.fmean(v), *statistics.quantiles(v, n=4),
                       max(v)] for k, v in lengths.items()}},
    ensure_ascii=False))
