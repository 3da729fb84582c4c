#!/bin/sh
# A record whose state is "duplicate" passes every program untouched.
. "$(dirname "$0")/../lib.sh"

echo '{"text":"你好。再见。","source":"a"}' | wk-index kb >/dev/null || exit 1
cat >in <<'END'
{ "question":"谁？", "text":"一。二。", "prompt":"hi", "response":"['a']", "hits":[{"text":"一。","source":"a"}], "answer":null, "state" : "duplicate" }
{"question":"q","response":"['a']","prompt":"p","state":"d\u0075plicate","text":"x"}
END

# Port 9 answers nobody: a call would be an error.
u=http://127.0.0.1:9/v1
passes() {
	name=$1
	shift
	"$@" <in >out 2>err
	is "$? $(said err)" '0 ' "$name: status 0" && same in out "$name: untouched"
}
passes wk-split wk-split --jsonl -c 2 -o 0
passes wk-regexlist wk-regexlist
passes 'wk-rag -x' wk-rag -x
ask="-u $u --retries 0"
if command -v wk-ask >/dev/null; then
	# shellcheck disable=SC2086 # several words
	passes wk-ask wk-ask -m m $ask
	# shellcheck disable=SC2086
	passes 'wk-ask -R' wk-ask -R -m m -p '{{text}}' $ask
	# shellcheck disable=SC2086
	passes wk-rag wk-rag -m m $ask
	passes 'wk-rag -H' wk-rag -H "$u" --retries 0
	# shellcheck disable=SC2086
	passes wk-embed wk-embed -m m $ask
	# shellcheck disable=SC2086
	passes 'wk-embed -R' wk-embed -R -m m -f question $ask
	# shellcheck disable=SC2086
	passes wk-rerank wk-rerank -m m -t 0 $ask
	# shellcheck disable=SC2086
	passes 'wk-rerank -R' wk-rerank -R -m m -t 0 $ask
	SERPER_API_KEY=0123456789 SERPER_URL=http://127.0.0.1:9/
	export SERPER_API_KEY SERPER_URL
	passes wk-web wk-web --retries 0
	passes 'wk-web --all' wk-web --all --retries 0
	passes wk-page wk-page -c cache --retries 0
	passes 'wk-page -R --all' wk-page -c cache -R --all --retries 0
fi
if command -v wk-text >/dev/null; then
	passes 'wk-text --list' wk-text --list
fi
passes wk-find wk-find -k kb
passes wk-ground wk-ground
passes 'wk-ground -R' wk-ground -R
passes wk-dedup wk-dedup
wk-index kb --source b in >out 2>err
is "$? $(cat out err)" '0 ' 'wk-index leaves it out, and that is no failure'
wk-xtuner -r rej in >out 2>/dev/null
is "$? $(jq -r .error.kind rej | uniq) $(cat out)" '1 duplicate ' \
    'wk-xtuner rejects it'

done_testing
