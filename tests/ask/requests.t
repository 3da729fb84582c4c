#!/bin/sh
# --requests: what the journal lacks, for a program that sends it elsewhere.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-ask wk-rag wk-web jq
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"

# send FILE: sends each request as it stands, and makes a journal of the
# replies: {"key","at","reply"} a line.
send() {
	while IFS= read -r line; do
		printf '%s' "$line" | jq -c .body >body
		"$stub" -b -d @body -H 'Content-Type: application/json' \
		    -c "$(printf '%s' "$line" | jq -r .url)" >reply || return
		printf '%s' "$line" | jq -c --slurpfile reply reply \
		    '{key, at: "2026-11-27T12:00:00Z", reply: $reply[0]}'
	done <"$1" >made
	chmod 600 made
}
# exact WHAT COMMAND...: the requests that a command prints, sent by another
# program, make the journal that the same command replays without a call.
exact() {
	what=$1 before=$(stub_hits)
	shift
	"$@" --requests >requests 2>err
	is "$(stub_hits)" "$before" "$what: --requests sends nothing"
	is "$(jq -r .key requests | sort | uniq -d)" '' "$what: each key once"
	is "$(jq -c 'keys_unsorted' requests | sort -u)" \
	    '["key","url","body"]' "$what: key, url and body"
	send requests
	before=$(stub_hits)
	"$@" -J made >replayed 2>err
	is "$(stub_hits)" "$before" \
	    "$what: a journal of the replies is replayed without a call" ||
	    note "$(cat err)"
	"$@" -J sent >asked 2>err
	# The stub counts a body's bytes as tokens, blanks in it too.
	for file in replayed asked; do
		jq -c 'del(.ask.usage, .rag.usage)' "$file" >"$file.rest"
	done
	same replayed.rest asked.rest "$what: as if they had been asked for"
	is "$(jq -r .key sent | sort)" "$(jq -r .key requests | sort)" \
	    "$what: the keys are those that the journal would have"
	is "$("$@" --requests -J sent | wc -l)" 0 \
	    "$what: none is left that the journal holds"
	rm -f sent
}

stub_start
url=http://127.0.0.1:$port
cat >in <<'END2'
{"prompt":"one"}
{"prompt":"one"}
{"prompt":"zwei \"ü\"\n","id":9007199254740993}
{"prompt":"one","sample":2}
{"messages":[ {"role":"user", "content":"a chat"} ]}
{"prompt":"passed","error":{"stage":"x","kind":"k","message":"m"}}
END2
printf '{\n  "stop": [ "a",\n "b" ],\n  "n_probs": 1e0\n}\n' >extra
exact wk-ask wk-ask -m m -u "$url" -n 2 --seed 5 -t 0.70 --body extra -s Be. in
is "$(grep -c '' requests)" 8 'wk-ask: a line for each sample'
cat >hits <<'END2'
{"question":"谁？","hits":[{"text":"老李。","source":"b"},{"text":"马。","source":"c"},{"text":"雨。","source":"a"}]}
{"question":"谁？","hits":[{"text":"老李。","source":"b"},{"text":"雨。","source":"a"},{"text":"马。","source":"c"}]}
{"question":"谁？","sample":1,"hits":[{"text":"老李。","source":"b"}]}
{"question":"无","hits":[]}
END2
exact wk-rag wk-rag -m m -u "$url" hits
is "$(grep -c '' requests)" 2 'wk-rag: ranks behind the first are one request'
fails 2 'wk-rag -H: a HuixiangDou server has no batches' \
    wk-rag -H "$url" --requests hits
has "$(cat fails.err)" '-H and --requests cannot be used together' 'it says so'
printf '%s\n' '{"question":"天气","state":"unknown"}' \
    '{"question":"done","state":"success"}' >unknown
exact wk-web wk-web -u "$url" unknown
stub_stop

# The server need not be there, nor a key; none is shown.
export OPENAI_API_KEY=sk-canary WK_API_KEY=sk-canary
wk-ask -m m -u https://api.example.com --requests --key-file none in >out 2>err
is "$? $(grep -c '' out) $(cat out err | grep -c sk-canary)" '0 4 0' \
    'no server and no key are needed, and none is shown'
unset OPENAI_API_KEY WK_API_KEY
wk-web --requests unknown >out 2>err
is "$? $(jq -r .url out)" '0 https://google.serper.dev/search' \
    'nor Serper'"'"'s'

# Records that fail before the call.
printf '%s\n' '{"prompt":"good"}' '{"other":1}' 'no record' \
    '{"prompt":"x","sample":-1}' >in
wk-ask -m m -u "$url" --requests in >out 2>err
is "$? $(grep -c '' out)" '1 1' 'records that fail before a call: status 1'
has "$(cat err)" '3 records failed: 1 ' 'and they are counted'
[ ! -e journal ] && wk-ask -m m -u "$url" --requests -J journal -L limit in \
    >out 2>err
[ ! -e journal ] && [ ! -e limit ]
result $? 'no journal and no file of limits is made'
fails 2 'a full disk' sh -c \
    'wk-ask -m m -u "$0" --requests in >/dev/full' "$url"
fails 2 '--requests and --dry-run' wk-ask -m m -u "$url" --requests --dry-run in

# -R asks again what is bad, so that is printed.
stub_start
url=http://127.0.0.1:$port
echo '{"prompt":"empty"}' | wk-ask -m m -u "$url" -J bad >out 2>err
jq -c '.reply.choices[0].message.content = ""' bad >bad.2
chmod 600 bad.2
echo '{"prompt":"empty"}' >in
is "$(wk-ask -m m -u "$url" -J bad.2 --requests in | wc -l | tr -d ' ')$(
    wk-ask -m m -u "$url" -J bad.2 -R --requests in | wc -l | tr -d ' ')$(
    wk-ask -m m -u "$url" -J bad.2 -R --dry-run in | jq .requests)" 011 \
    'with -R what the journal holds is a request if it is bad'
stub_stop
done_testing
