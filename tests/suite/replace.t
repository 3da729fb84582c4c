#!/bin/sh
# Each stage can be fed from, and replaced by, a Python one-liner with the
# default json.dumps: ASCII escapes, ", " and ": " between things.
. "$(dirname "$0")/../lib.sh"
need python3
if ! python3 -c 'import json' 2>/dev/null; then
	echo '1..0 # SKIP no python3 with json'
	exit 0
fi

docs=$ROOT/pipelines/example/docs
questions=$ROOT/pipelines/example/questions.jsonl

# dumps CODE: a stage of ours that does CODE to each record r.
dumps() {
	python3 -c "import json, sys
for l in sys.stdin:
    r = json.loads(l)
    ${1:-pass}
    print(json.dumps(r))"
}

have() {
	[ -x "$B/$1" ]
}

# A re-writer between any two stages changes nothing in the end.
printf '%s\n' '{"question":"什么是“水榭”？😀","answer":"它是\t一座建在水边的\"小楼\"/亭子。"}' \
    '{"question":"q","answer":"no"}' '{"error":{"stage":"x","kind":"y"}}' >in
wk-xtuner -r rej in >want
dumps <in | wk-xtuner -r rej2 >got
same got want 'wk-xtuner, fed from Python'
dumps <rej >rej.p
dumps <rej2 >rej2.p
same rej2.p rej.p 'its rejects say the same'
for format in legacy v1 alpaca sharegpt; do
	wk-xtuner -o $format in 2>/dev/null | dumps >out
	ok "--check takes rows that Python wrote, $format" \
	    wk-xtuner --check out
done
sed 1q in | dumps 'r = {"conversation": [{"input": r.get("question", ""),
        "output": r.get("answer", "")}]}' >out
is "$(python3 -c 'import json, sys
for l in sys.stdin: print(json.dumps(json.loads(l), ensure_ascii=False,
    separators=(",", ":")))' <out)" "$(cat want)" \
    'wk-xtuner, replaced by Python'

if have wk-split && [ -d "$docs" ]; then
	wk-split "$docs" >chunks
	wk-xtuner -p chunks >want
	dumps <chunks | wk-xtuner -p >got
	same got want 'wk-split | Python | wk-xtuner -p'
	for f in "$docs"/*.txt; do
		iconv -f UTF-8 -t UTF-8 "$f" >/dev/null 2>&1 || continue
		python3 -c 'import json, sys
print(json.dumps({"body": open(sys.argv[1], encoding="utf-8").read(),
    "source": sys.argv[1], "id": "7", "more": [1.5, None]}))' "$f"
		printf '%s\n' "$f" >>names
	done >bodies
	wk-split --jsonl -f body bodies | dumps 'r = r["text"]' >got
	xargs wk-split <names | dumps 'r = r["text"]' >want
	same got want 'wk-split --jsonl, fed from Python'
	is "$(wk-split --jsonl -f body bodies | dumps \
	    'r = [r["id"], r["more"], r["source"] != ""]' | sort -u)" \
	    '["7", [1.5, null], true]' 'what it does not know travels on'
else
	skip 3 'no wk-split'
fi

if have wk-split && have wk-index && have wk-find; then
	wk-index a.db <chunks >added
	dumps <chunks | wk-index b.db >added
	head -n 10 "$questions" >asked
	wk-find -k a.db asked >hits
	wk-find -k b.db asked >hits.b
	same hits.b hits 'wk-index, fed from Python'
	dumps <asked | wk-find -k a.db | dumps >got
	dumps <hits >want
	same got want 'wk-find, fed from Python'
	python3 -c 'import json
for i, t in enumerate(open("'"$(sed -n 1p names)"'", encoding="utf-8")):
    if t.strip(): print(json.dumps({"text": t, "source": "doc", "index": i}))
' >chunks.py
	ok 'wk-split, replaced by Python' wk-index c.db chunks.py
	is "$(wk-find -k c.db asked | dumps 'r = "hits" in r or "state" in r' |
	    sort -u)" true 'is found in'
else
	skip 4 'no wk-index or wk-find'
fi

if have wk-rag && [ -f hits ]; then
	wk-rag -x hits | wk-xtuner -r rej >want
	dumps <hits | wk-rag -x | dumps | wk-xtuner -r rej2 >got
	same got want 'wk-find | Python | wk-rag -x | Python | wk-xtuner'
	ok 'there are rows' test -s want
	sed 1q asked | dumps 'r["hits"] = [{"text": "听芦工作室成立于二〇一六年三月四日，共有七个人。",
        "source": "mine", "score": 0.9}]' >mine
	is "$(wk-rag -x mine | dumps 'r = [r.get("state"), r.get("origin")]')" \
	    '["success", "local"]' 'wk-find, replaced by Python'
	dumps 'r.update(answer=r["hits"][0]["text"], state="success") \
        if r.get("hits") else r.update(state="unknown")' <hits >answers
	wk-xtuner -r rej answers >out
	is $(($(wc -l <out) + $(wc -l <rej))) "$(wc -l <hits)" \
	    'wk-rag, replaced by Python'
	ok 'gives rows' test -s out
else
	skip 5 'no wk-rag, or nothing found'
fi
done_testing
