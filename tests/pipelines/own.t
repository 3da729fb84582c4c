#!/bin/sh
# filters/own.jq: a record's own passage is its first hit.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need jq
own() {
	jq -c --unbuffered -f "$ROOT/pipelines/filters/own.jq"
}
# hits TEXT START HIT...: the hits that come out, each TEXT@SOURCE:START=SCORE.
hits() {
	text=$1 start=$2
	shift 2
	printf '%s\n' "$@" | jq -sc --arg t "$text" --argjson s "$start" \
	    '{question: "q", text: $t, source: "a", start: $s, hits: .}' |
	    own | jq -r '[.hits[] | "\(.text)@\(.source):\(.start)=\(.score)"] |
	    join(" ")'
}

one='{"text":"other","source":"b","score":0.9,"start":0}'
is "$(hits 0123456789 100 "$one" \
    '{"text":"0123456789","source":"a","score":0.7,"start":100}')" \
    '0123456789@a:100=0.7 other@b:0=0.9' \
    'the hit that it is goes first and keeps its score'
is "$(hits 0123456789 100 "$one")" '0123456789@a:100=1 other@b:0=0.9' \
    'without such a hit it is added, with a score of 1'
is "$(printf '%s\n' '{"text":"t","source":"a","hits":[]}' | own)" \
    '{"text":"t","source":"a","hits":[{"text":"t","source":"a","score":1}]}' \
    'among no hits, and without a start'
is "$(hits 0123456789 100 '{"text":"56789abcde","source":"a","score":0.8,"start":105}' \
    '{"text":"6789abcdef","source":"a","score":0.6,"start":106}' \
    '{"text":"56789abcde","source":"c","score":0.5,"start":105}')" \
    '0123456789@a:100=0.8 6789abcdef@a:106=0.6 56789abcde@c:105=0.5' \
    'a hit that shares half goes; one that shares less, or of another source, stays'
is "$(hits 345 103 '{"text":"0123456789","source":"z","score":0.4}')" \
    '345@a:103=0.4' 'a hit that holds its text goes'

cat >in <<'END2'
{"text":"t","hits":[{"text":"u"}],"error":{"stage":"x","kind":"k"},"id":"1"}
{"question":"q","hits":[{"text":"u","score":0.5}]}
{"question":"q","text":"t","state":"unrelated"}
{"text":" \n","hits":[]}
{"text":7,"hits":[]}
{"text":"t","hits":null}
END2
own <in >out
same out in 'an error, and a record without text or hits, pass as they came'
is "$(echo '{"id":"9007199254740993","text":"t","hits":[]}' | own | jq -r .id)" \
    9007199254740993 'an id of 2^53 + 1 is kept, a string'
is "$(printf '%s\n' '{"text":"t","hits":[]}' | own | own)" \
    "$(printf '%s\n' '{"text":"t","hits":[]}' | own)" 'twice is once'
case $(jq --version) in
jq-1.[0-6]*) skip 1 'this jq writes large numbers anew' ;;
*) has "$(echo '{"id":9007199254740993,"text":"t","hits":[]}' | own)" \
    '"id":9007199254740993' 'and so is a number' ;;
esac
done_testing
