#!/bin/sh
# wk-web: what no document answers is looked for on the web.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-web
unset SERPER_URL

# run SCRIPT [OPTION...]: wk-web on the file `in`, against a stub begun anew
# with those lines for a script.  Leaves $status, $hits, and out, err, log.
run() {
	printf '%s\n' "$1" >script
	shift
	stub_start -s script
	wk-web -u "http://127.0.0.1:$port" --retry-delay 0.01 "$@" in >out 2>err
	status=$?
	hits=$(stub_hits)
	cp "$stub_log" log
	stub_stop
}

# one [OPTION...]: the same for the reply in the file `reply`.
one() {
	run 'default: body=@reply' "$@"
}

# sent: the body of the first request.
sent() {
	head -n 1 log | jq -c .body
}

# kinds: what became of each record: its state, the kind of its error, or
# how many hits it has.
kinds() {
	jq -r '.error.kind // .state // (.hits | if . then length else "-" end)' out | tr '\n' ' ' |
	    sed 's/ $//'
}

# Which records.
cat >in <<'END'
{"question":"plain"}
{"question":"null","state":null}
{"question":"done","state":"success","answer":"A"}
{"question":"unknown","state":"unknown","hits":[{"text":"old"}]}
{"question":"none","state":"no_search_result","z":1.50,"rag":{"key":"k"}}
{"question":"poor","state":"bad_answer","answer":"half","references":[],"origin":"local"}
{"question":"bad","state":"unknown","error":{"stage":"x","kind":"k","message":"m"}}
{"question":7,"state":"unknown"}
{"question":" \n","state":"unknown"}
{"state":"unknown"}
no record
{"question":"end","state":"unrelated","go":true}
END
run '' -n 2
is "$status $hits" '1 4' 'those are searched for that a search may help'
is "$(sed -n '1,3p;7p' out)" "$(sed -n '1,3p;7p' in)" \
    'others, and those with an error, pass byte for byte'
is "$(kinds)" '- - success 2 2 2 k no_question no_question no_question bad_record 2' \
    'what becomes of them' || cat out
is "$(sed -n '8,11p' out | jq -r .error.stage | sort -u)" wk-web \
    'the errors are its own'
is "$(sed -n 4p out | jq -c 'keys_unsorted')" '["question","hits"]' \
    'hits are replaced, the state is taken away'
is "$(sed -n 5p out | cut -c1-34)" '{"question":"none","z":1.50,"hits"' \
    'what is unknown stays'
is "$(sed -n 6p out | jq -c 'keys_unsorted')" '["question","hits"]' \
    'nothing is left of an answer that did not hold'
is "$(sed -n 12p out | jq -c '.hits[0] | keys_unsorted')" \
    '["text","source","score","url"]' 'the fields of a hit'
is "$(jq -r .path log | sort -u)" /search 'it asks /search'
is "$(sent)" '{"q":"unknown","gl":"us","hl":"en","num":2}' 'and says this'

run '' -w go
is "$status $hits" '1 1' '-w: only where that is true'
grep -v record in >in.all
mv in.all in
run '' --all
is "$hits $(kinds)" '6 10 10 success 10 10 10 k no_question no_question no_question 10' \
    '--all: those without a state, too'
wk-web -u 127.0.0.1:1 -R --retries 0 in >out 2>err
is "$(kinds)" '- - success unreachable unreachable unreachable k no_question no_question no_question unreachable' \
    'no server there'
mv out in
run '' -R
is "$status $hits" '1 4' '-R tries again what failed here'
is "$(sed -n 7p out | jq -r .error.kind)" k 'and nothing else'

# A state that closes a gate.
for state in success not_a_question unsafe ungrounded truncated duplicate \
    nothing_to_ask my-own-word '' Unknown; do
	echo "{\"question\":\"q\",\"state\":\"$state\"}"
done >in
echo '{"question":"q","state":["unknown"]}' >>in
run '' --all
is "$status $hits" '0 0' 'a state that closes a gate is not searched for'
same in out 'and passes byte for byte'
printf '%s\n' '{"question":"q","answer":"a"}' '{"question":"r","answer":null}' >in
run '' --all
is "$hits $(kinds)" '1 - 10' '--all: without a state, if there is no answer'

# What is asked.
printf '%s\n' '{"question":"first?","asked":" 悟空\n是谁 ","state":"unknown"}' >in
run ''
is "$(sent)" '{"q":"first?","gl":"us","hl":"en","num":10}' 'an English question'
run '' -f asked
is "$(sent)" '{"q":"悟空 是谁","gl":"cn","hl":"zh-cn","num":10}' \
    'a Chinese one, in another field'
run '' -f asked --lang en
is "$(sent)" '{"q":"悟空 是谁","gl":"us","hl":"en","num":10}' '--lang en'
run '' --lang zh -n 25 --recent m
is "$(sent)" '{"q":"first?","gl":"cn","hl":"zh-cn","num":25,"tbs":"qdr:m"}' \
    '--lang zh, -n, --recent'
is "$(kinds)" 25 'as many results'
for recent in d w y; do
	run '' --lang auto --recent $recent
	is "$(sent | jq -r .tbs)" "qdr:$recent" "--recent $recent"
done
awk 'BEGIN { printf "{\"state\":\"unknown\",\"question\":\""
    for (i = 0; i < 3000; i++) printf "问"; print "\"}" }' >in
run ''
is "$status $(sent | jq '.q | length')" '0 2048' 'a long question is cut'
has "$(cat err)" '1 question longer than 2048' 'which it says'
run '' --dry-run
is "$hits $(cat out)" \
    '0 {"calls":1,"journalled":0,"requests":1,"prompt_tokens":0}' '--dry-run'
printf 'one\ntwo\n' >in
run '' --lines -n 1
is "$status $(jq -r '[.question, .hits[0].text] | join(":")' out | tr '\n' ' ')" \
    '0 one:Result 1: one Snippet 1 about one two:Result 1: two Snippet 1 about two ' \
    '--lines: each line is a question'

# What is found.
echo '{"question":"q","state":"unknown","hits":[1]}' >in
cat >reply <<'END'
{"searchParameters":{"q":"q & a","type":"search"},
"answerBox":{"title":"Box","answer":"42"},
"knowledgeGraph":{"title":"Sun","type":"Star","description":"It&#39;s hot.",
"descriptionLink":"https://d.example.com/sun","attributes":{"Age":"4.6 Ga"}},
"organic":[
{"title":"One","link":"https://www.example.com/1","snippet":"First.","date":"May 1","position":1},
{"title":"Two","link":"https://badexample.com/2","snippet":"Second.","position":2},
{"title":"Three","snippet":"Third.","sitelinks":[{"title":"s","link":"https://s.example.org/3"}],"position":3},
{"title":"Again","link":"https://badexample.com/2#x","snippet":"Other.","position":4},
{"title":"No link","snippet":"Lost.","position":5},
{"title":"No snippet","link":"https://example.com/6","position":6}],
"peopleAlsoAsk":[{"question":"Others?","snippet":"Not this.","title":"t","link":"https://example.com/7"}],
"credits":1}
END
one
is "$(jq -r '.hits[] | [.score, .url] | join(" ")' out)" \
    '1 https://www.google.com/search?q=q%20%26%20a
0.909 https://d.example.com/sun
0.833 https://www.example.com/1
0.769 https://badexample.com/2
0.714 https://s.example.org/3' 'the box, the graph and the results, in order'
is "$(jq -c '.hits | map(.text)' out)" \
    '["Box\n42","Sun (Star)\nIt'"'"'s hot.\nAge: 4.6 Ga","One (May 1)\nFirst.","Two\nSecond.","Three\nThird."]' \
    'their texts'
is "$(jq -c '.hits | map(.source)' out)" '["Box","Sun","One","Two","Three"]' \
    'their sources'
one --site example.com
is "$(jq -r '.hits[].source' out | tr '\n' ' ')" 'Sun One Box Two Three ' \
    '--site: hits from there and below come first'
is "$(jq -r '.hits[0].score' out)" 1 'the score goes with the place'
one --site badexample.com --site EXAMPLE.org
is "$(jq -r '.hits[].source' out | tr '\n' ' ')" 'Two Three Box Sun One ' \
    'several, in any case'
one --not-site example.com
is "$(jq -r '.hits[].source' out | tr '\n' ' ')" 'Box Two Three ' \
    '--not-site: those from there are left out'
one --not-site com --not-site example.org
is "$status $(cat out)" '0 {"question":"q","state":"no_search_result"}' \
    'none is left: no_search_result'
one --site com --not-site google.com --not-site badexample.com
is "$(jq -r '.hits[].source' out | tr '\n' ' ')" 'Sun One Three ' \
    'both at once'
run 'default: serper-empty'
is "$status $(cat out)" '0 {"question":"q","state":"no_search_result"}' \
    'nothing found is no failure'

# Faults.
fault() {
	run "$2"
	is "$status $hits $(kinds)" "$3" "$1"
}
fault 'a 503 passes' 'try=1: status=503' '0 2 10'
fault 'so does too many' 'try=1: status=429' '0 2 10'
fault 'a page of HTML' 'default: html' '1 3 bad_reply'
fault 'a reply cut short' 'default: cut=30' '1 3 truncated_body'
fault 'damaged JSON' 'default: body="{\"organic\":[}"' '1 3 bad_reply'
fault 'JSON of another form' 'default: body="{\"choices\":[]}"' '1 3 bad_reply'
fault 'results of another form' 'default: body="{\"organic\":7}"' \
    '1 3 bad_reply'
fault 'a message in a 200' 'default: body="{\"message\":\"Oops\"}"' \
    '1 6 server_error'
fault 'a message that names its status' \
    'default: body="{\"message\":\"Unauthorized.\",\"statusCode\":403}"' \
    '3 1 forbidden'
fault 'a key that is refused' \
    'default: status=403 body="{\"message\":\"Unauthorized.\",\"statusCode\":403}"' \
    '3 1 forbidden'
has "$(cat err)" Unauthorized 'says why'
fault 'no credits' \
    'default: status=400 body="{\"message\":\"Not enough credits\",\"statusCode\":400}"' \
    '3 1 no_balance'
fault 'another 400 is the fault of the request' \
    'default: status=400 body="{\"message\":\"Bad query\"}"' '2 1 bad_request'
fault 'a redirect is not followed' \
    'default: redirect=http://127.0.0.1:9/search' '2 1 redirected'
fault 'bad characters are borne' \
    'default: body="{\"organic\":[{\"link\":\"http://a.b\",\"snippet\":\"x\xff\\ud800\"}]}"' \
    '0 1 1'

# Paid once.
# again [OPTION...]: like run, but against the same stub.
again() {
	before=$(stub_hits)
	wk-web -u "http://127.0.0.1:$port" --retry-delay 0.01 "$@" in >out 2>err
	status=$?
	hits=$(($(stub_hits) - before))
}
seq 1 30 | sed 's/.*/{"question":"number &","state":"unknown"}/' >in
stub_start
again -J journal -j 4
is "$status $hits" '0 30' 'a journal'
mv out first
again -J journal -j 4
is "$status $hits" '0 0' 'with it a second run asks nothing'
same out first 'and gives the same bytes'
again -J journal --site example.org --not-site x.org
is "$hits" 0 'sites make no other search'
again -J journal -n 11
is "$hits" 30 'more results do'
again --read-journal journal
is "$hits" 0 'a journal may be read only'
same out first 'to the same end'
stub_stop
printf 'n=7: status=403\n' >script
stub_start -s script
again -J refused -j 1
is "$status $(jq -r '.error.kind // "ok"' out | sort | uniq -c |
    tr -s ' \n' ' ')" '3  1 forbidden 6 ok 23 stopped ' \
    'a run that stops passes the rest on'
mv in all
mv out in
again -J refused -R
is "$status $hits" '0 24' 'and goes on where it stopped'
same out first 'to the same bytes'
stub_stop
mv all in
run 'rate=.2 try=1: status=500' -j 8
is "$status" 0 'faults on the way'
same out first 'make no difference'
seq 1 9 | sed 's/.*/{"question":"same","state":"unknown"}/' >in
run ''
is "$status $hits" '0 1' 'equal questions share one search'

# The key.
key=canary-0123456789abcdef
mkdir left
echo '{"question":"q","state":"unknown"}' >in
(umask 077 && echo "$key" >key)
printf '{"message":"no, %s","statusCode":403}' "$key" >reply
run 'default: status=403 body=@reply' -v --progress --key-file key -J left/j
is "$status $(jq -r '[.x_api_key, .head] | join(" ")' log |
    grep -ci -e "$key" -e "authorization: ")" '3 2' \
    'a key in a file goes as X-API-KEY'
mv out err left
stub_start
SERPER_API_KEY=$key wk-web -v -u "http://127.0.0.1:$port" -J left/j2 in \
    >left/out2 2>left/err2
is "$? $(stub_hits "$key")" '0 0' 'SERPER_API_KEY goes to no other server'
has "$(cat left/err2)" 'is not sent to' 'which -v tells'
SERPER_API_KEY=$key SERPER_URL=http://127.0.0.1:$port/search/ wk-web -v \
    --progress -J left/j3 -L left/limit in >left/out3 2>left/err3
is "$? $(stub_hits "$key")" '0 1' 'but to the one that SERPER_URL names'
is "$(jq -r .path "$stub_log" | sort -u)" /search 'with its path or without'
stub_stop
SERPER_API_KEY=$key wk-web -u https://127.0.0.1.example.com in \
    >left/out4 2>left/err4
is $? 2 'it is not sent to another host'
SERPER_API_KEY=$key wk-web -u http://google.serper.dev in \
    >left/out5 2>left/err5
is $? 2 'and not sent unencrypted'
fails 2 'no key, no search' wk-web in
has "$(cat fails.err)" SERPER_API_KEY 'it says what to set'
is "$(grep -rl "$key" left)" '' 'it is nowhere else'

# Local first, then the web.
mkdir docs
echo '水底沉着九口古钟。她撑一条乌篷船。' >docs/a.txt
wk-split docs | wk-index kb.db >/dev/null 2>&1
printf '{"question":"%s"}\n' 水底沉着几口古钟？ 光合作用是什么？ 没有结果？ >in
if command -v wk-find >/dev/null && [ -f kb.db ]; then
	printf 'body~没有: serper-empty\n' >script
	stub_start -s script
	wk-find -k kb.db in | wk-rag -x |
	    wk-web -n 3 -u "http://127.0.0.1:$port" | wk-rag -x >out
	is "$(jq -r '[.state, .origin] | join(" ")' out)" 'success local
success web
no_search_result ' 'local first, then the web, then none'
	is "$(stub_hits)" 2 'what is answered is not searched for'
	is "$(jq -r '.references[0].url // "-"' out | tr '\n' ' ')" \
	    '- https://example.com/1 - ' 'the answer names its page'
	stub_stop
else
	skip 3 'no wk-find'
fi

for wrong in '-n 0' '-n 101' '-n x' '--lang fr' '--recent x' '--recent dd' \
    '--recent=' '--site=' '--site a,b' '--not-site *' '--nosuch' \
    '-u gopher://x' '-j 0'; do
	# shellcheck disable=SC2086
	fails 2 "wrong: $wrong" wk-web $wrong in
done
ok '-h prints the usage' sh -c 'wk-web -h | grep -q "usage: wk-web"'
ok '-V prints the version' sh -c 'wk-web -V | grep -q "^wk-web [0-9]"'
fails 2 'stdout that is full' \
    sh -c 'echo "{}" | wk-web -u 127.0.0.1:1 >/dev/full'
is "$(wk-web -u 127.0.0.1:1 </dev/null; echo $?)" 0 'no input, no output'
done_testing
