#!/bin/sh
# wk-rag -H: a HuixiangDou server answers.
. "$(dirname "$0")/../lib.sh"
need wk-rag wk-ask	# wk-ask: the libraries for calls were there
. "$ROOT/tests/stub.sh"

# ask QUESTION...: wk-rag's records for questions, with a quick retry.
ask() {
	for question; do
		printf '{"question":"%s"}\n' "$question"
	done | wk-rag -H "$url" --retry-delay 0.01
}

# state SENTENCE: the state that a sentence of the server comes to.
state() {
	printf '{"question":"state %s"}' "$1" |
	    wk-rag -H "$url" --retry-delay 0.01 | jq -r '.state // .error.kind'
}

cat >script <<'END'
body~string : hxd-string content="Three bells [1] below.[2][3]"
body~controls : raw-controls
body~marks : content="Nine [1][2] bells, a[0] too【3】."
body~"no question" : hxd-state="query is not a question"
body~"no topic" : hxd-state="The question does not have a topic. Rephrase."
body~unrelated : hxd-state="Topics unrelated to the knowledge base. Ask again."
body~"no search" : hxd-state="No search result."
body~irrelevant : hxd-state="Irrelevant answer."
body~prohibited : hxd-state="Reply has a high relevance to prohibited topics."
body~"web fail" : hxd-state="Web search fail, please check network, TOKEN and quota"
body~steps : hxd-state="success" hxd-state="Irrelevant answer."
body~"no key one" : hxd-state="Irrelevant answer." hxd-state="Web search fail, x"
body~"no key two" : hxd-state="Reply has a high relevance to prohibited topics." hxd-state="Web search fail, x"
body~"empty once" try=1 : content=""
body~"bare nothing" : body="\"\""
body~"plain nothing" : content=""
body~"only references" : body="\"**References:**\\r\\n* one.md\\r\\n\\r\\n\""
body~"thinking" : content="<think>Hm [1].</think>\nNine.<|im_end|>"
body~"crlf" : body="\"**References:**\\r\\n* one.md\\r\\nOne.\\r\\nTwo.\""
body~crash : status=500 body="Internal Server Error"
body~html : html
body~twice try=1 : status=503
body~key : status=401
END
stub_start -s script
url=http://127.0.0.1:$port

out=$(ask first)
is "$(printf '%s' "$out" | jq -c '[.question,.answer,.origin,.state]')" \
    '["first","Answer to: first","huixiangdou","success"]' \
    'a question is answered'
is "$(printf '%s' "$out" | jq -c .references)" \
    '[{"source":"one.md"},{"source":"two.md"}]' \
    'with what the answer rests on'
is "$(printf '%s' "$out" | jq -r '.rag | keys_unsorted | join(" ")')" \
    'key state' 'and what is to be known of the call'
is "$(jq -c 'select(.n == 1) | .body' "$stub_log")" \
    '{"text":"first","image":""}' 'it sends text and an empty image'

for form in "127.0.0.1:$port" "$url/" "$url/huixiangdou_inference" \
    "$url/huixiangdou_inference/" "$url/huixiangdou_stream"; do
	is "$(echo "form $form" | wk-rag --lines -H "$form" | jq -r .state)" \
	    success "a URL as it is pasted: ${form#"$url"}"
done
is "$(stub_hits '"path":"/huixiangdou_inference"')" "$(stub_hits)" \
    'all of them go to /huixiangdou_inference'
fails 1 'no port is port 23333' \
    sh -c "echo q | wk-rag --lines -H 127.0.0.1 --retries 0"
has "$(cat fails.out)" 'port 23333' 'as the message says'

before=$(stub_hits)
is "$(echo streamed | wk-rag --lines -H "$url" --stream | jq -r .answer)" \
    'Answer to: streamed' 'a stream of growing replies: the last one counts'
is "$(stub_hits '"path":"/huixiangdou_stream"')" 1 \
    '--stream asks /huixiangdou_stream'
is "$(($(stub_hits) - before))" 1 'once'

is "$(ask 'a string' | jq -r .answer)" 'Three bells below.' \
    'a bare string with its list of references is an answer'
is "$(ask 'a string too' | jq -c .references)" \
    '[{"source":"one.md"},{"source":"two.md"}]' 'the list is its references'
is "$(ask 'some marks' | jq -r .answer)" 'Nine bells, a[0] too.' \
    'marks like [1] are taken out; what else has brackets stays'
is "$(ask 'raw controls' | jq -r .state)" success \
    'raw control characters in a string are borne'

is "$(state 'no question')" not_a_question 'state: not a question'
is "$(state 'no topic')" unrelated 'state: no topic'
is "$(state unrelated)" unrelated 'state: unrelated'
is "$(state 'no search')" no_search_result 'state: no search result'
is "$(state irrelevant)" bad_answer 'state: an irrelevant answer'
is "$(state prohibited)" unsafe 'state: prohibited topics'
is "$(state 'web fail')" server_failed \
    'a web search that failed is an error, not a state'
is "$(ask unrelated | jq -c 'has("answer"), has("origin")' | tr '\n' ' ')" \
    'false false ' 'without an answer there is none'

is "$(ask steps | jq -r .state)" bad_answer 'the last step decides'
is "$(echo steps | wk-rag --lines -H "$url" --last-success |
    jq -r '[.state, .answer] | join("|")')" 'success|Answer to: steps' \
    '--last-success: the last success does, as in the tutorial'

before=$(stub_hits)
out=$(ask crash)
is "$(printf '%s' "$out" | jq -r .error.kind)" server_error \
    'a 500 is an error'
has "$(printf '%s' "$out" | jq -r .error.message)" chat_in_group \
    'whose message names what it mostly comes from'
is "$(($(stub_hits) - before))" 3 'after few tries'
before=$(stub_hits)
is "$(ask html | jq -r .error.kind)" bad_reply 'a page of HTML is no reply'
is "$(($(stub_hits) - before))" 3 'after few tries, too'
is "$(ask twice | jq -r .state)" success 'a 503 passes'

is "$(state 'no key one') $(state 'no key two')" 'bad_answer unsafe' \
    'a search without a key leaves the verdict before it'
is "$(ask crlf | jq -c '[.answer, .references]')" \
    '["One.\nTwo.",[{"source":"one.md"}]]' 'CRLF becomes a newline'

is "$(ask thinking | jq -c '[.answer, .reasoning, .state]')" \
    '["Nine.","Hm.","success"]' 'thinking goes to reasoning, tokens and marks go'

# The server's model is down: 200, and no answer.
for kind in 'bare nothing' 'plain nothing' 'only references'; do
	before=$(stub_hits)
	is "$(ask "$kind" | jq -c '[.error.kind, .state, has("answer")]')" \
	    '["empty_reply",null,false]' "an empty answer is an error: $kind"
	is "$(($(stub_hits) - before))" 3 'after few tries'
done
is "$(ask 'empty once' | jq -r .answer)" 'Answer to: empty once' \
    'an empty answer is tried again in the run'
seq 1 20 | sed 's/.*/{"question":"only references &"}/' >down
fails 75 'when all answers are empty, the run stops' wk-rag -H "$url" -j 1 \
    --retry-delay 0.01 -J empty down
is "$(jq -r .error.kind fails.out | sort | uniq -c | tr -s ' ')" \
    ' 10 empty_reply
 10 stopped' 'after as many as --breaker says'
is "$(wc -c <empty | tr -d ' ')" 0 'and keeps none of them'

# An earlier release kept the empty answer.
echo '{"question":"empty kept"}' >kept
wk-rag -H "$url" -J old kept >out
jq -c '.reply.step[0].response = ""' old >old.empty
chmod 600 old.empty
before=$(stub_hits)
fails 1 'an empty answer in a journal' wk-rag -H "$url" -J old.empty kept
is "$(jq -r .error.kind fails.out) $(($(stub_hits) - before))" 'empty_reply 0' \
    'is replayed as that error, without a call'
is "$(wk-rag -H "$url" -J old.empty -R fails.out | jq -r .answer)" \
    'Answer to: empty kept' '-R asks again'
is "$(wk-rag -H "$url" -J old.empty kept | jq -r .state)" success \
    'and then the answer is kept'

# Paid once: five model calls hide behind each answer.
ask_all() {
	seq 1 20 | sed 's/.*/{"question":"number &"}/' |
	    wk-rag -H "$url" -J journal -j 4
}
ask_all >one
before=$(stub_hits)
ask_all >two
same one two 'with -J a second run gives the same bytes'
is "$(($(stub_hits) - before))" 0 'and asks nothing'
jq -c 'if .question == "number 7" then del(.state, .answer) | .sample = 2
    else . end' one | wk-rag -H "$url" -J journal >three
is "$(jq -c .rag.sample three | sort | uniq -c | tr -s ' ' | tr '\n' ';')$((
    $(stub_hits) - before))" ' 1 2; 19 null;1' \
    'a sample of its own is asked, and only that'

printf '%s\n' '{"question":"known","state":"unknown"}' \
    '{"question":"bad","error":{"stage":"x","kind":"k","message":"m"}}' \
    '{"text":"none"}' '{"question":7}' 'no record' >in
wk-rag -H "$url" in >out
is "$?" 1 'records that fail make the status 1'
is "$(head -n 2 out)" "$(head -n 2 in)" \
    'a state, and an error, pass byte for byte'
is "$(sed -n '3,5p' out | jq -r .error.kind | tr '\n' ' ')" \
    'no_question no_question bad_record ' 'what is no question is an error'

seq 1 5 | sed 's/.*/{"question":"&"}/' >five
sed 's/"2"/"key"/' five >refused
fails 3 'a refused key ends the run with 3' \
    wk-rag -H "$url" -j 1 refused
is "$(jq -r '.state // .error.kind' fails.out | tr '\n' ' ')" \
    'success unauthorized stopped stopped stopped ' \
    'what comes after is passed on, marked as stopped'
wk-rag -H "$url" -R fails.out >out 2>/dev/null
is "$(jq -r .state out | tr '\n' ' ')" 'success null success success success ' \
    '-R tries again what was stopped'

fails 2 'neither -x nor -H' wk-rag five
fails 2 'both -x and -H' wk-rag -x -H "$url" five
is "$(cat fails.err)" 'wk-rag: -x and -H cannot be used together' \
    'which is said'
fails 2 'no such scheme' wk-rag -H gopher://127.0.0.1 five
ok '-h tells of -H' sh -c 'wk-rag -h | grep -q -e "-H url"'
stub_stop
fails 1 'no server there' wk-rag -H "$url" --retries 0 five
is "$(jq -r .error.kind fails.out | sort -u)" unreachable 'is unreachable'
done_testing
