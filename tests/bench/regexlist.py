"""The peer: the list in a response as scripts look for it, JSON rows out."""
import ast
import json
import re
import sys

BRACKETS = re.compile(r"\[.*\]", re.DOTALL)
NUMBERED = re.compile(r"^\s*\d+\s*[.、):：]\s*(.+?)\s*$", re.MULTILINE)


def items(response):
    found = BRACKETS.search(response)
    for read in (ast.literal_eval, json.loads) if found else ():
        try:
            return [str(item).strip() for item in read(found.group())]
        except (ValueError, SyntaxError):
            pass
    return NUMBERED.findall(response)


with open(sys.argv[1], encoding="utf-8") as f:
    for line in f:
        record = json.loads(line)
        response = record.pop("response")
        record.get("ask", {}).pop("usage", None)
        for number, item in enumerate(dict.fromkeys(items(response)), 1):
            print(json.dumps({**record, "question": item, "item": number},
                             ensure_ascii=False))
