#!/bin/sh
# wk-batch when batches end badly, files lie, and the server answers strangely.
# shellcheck disable=SC2154 # variables of stub.sh and batch.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need wk-batch wk-ask wk-rag jq

# asked: requests that the journal lacks.
asked() {
	ask --read-journal journal --requests >requests
	wc -l <requests
}

# again: sends what the journal lacks.
again() {
	asked >/dev/null
	wk-batch send "$@" state <requests >out 2>err
	status=$?
}

# calls: how many chats were sent by themselves.
calls() {
	stub_hits '"path":"/v1/chat/completions"'
}

# whole: every record answered from the journal, in order, without a call.
whole() {
	before=$(calls)
	ask --read-journal journal >replayed 2>/dev/null
	echo "$? $(jq -r '.question | ltrimstr("q ")' replayed | tr '\n' ' ')$((
	    $(calls) - before))"
}
all='0 1 2 3 4 5 6 0'

# Batches that end early: what was done is kept, the rest goes next.
for end in expired cancelled EXPIRED; do
	serve "path=/batches n=1-2 : end=$end"
	questions 6
	send
	finish
	is "$status $(wc -l <journal) $(asked)" '1 3 3' \
	    "$end: half is kept, half is left"
	has "$(cat err)" ', 3 not tried' "$end: and told"
	again
	is "$status $(stat batched)" '0 6' "$end: the next send takes the rest"
	finish
	is "$status $(whole) $(stat batched_again)" "0 $all 0" \
	    "$end: all is there, and nothing was done twice"
done
serve 'path=/batches n=1-2 : end=failed'
questions 6
send
finish
is "$status $(wc -l <journal) $(stat batched)" '1 0 0' 'failed: no replies'
has "$(cat err)" 'Enqueued token limit reached' 'failed: the reason is told'
again
finish
is "$status $(whole)" "0 $all" 'failed: the next one has all'

# Words of other servers.
serve 'path=/batches : wait=IN_QUEUE end=COMPLETED'
questions 6
send
fetch
is "$status $(wc -c <journal)" '75 0' 'IN_QUEUE waits'
finish
is "$status $(whole)" "0 $all" 'COMPLETED has ended'
serve 'path=/batches : wait=pondering'
questions 2
send
poll
is "$status $(jq -r .status out)" '75 pondering' 'an unknown word waits'

# A server that refuses to tell of one batch still tells of the others.
serve 'path=/batches/batch_1 : status=400'
questions 6
send --max-lines 2
poll
poll
is "$status $(grep -c . out)" '2 2' 'poll: a batch that is refused stops no other'
has "$(cat err)" '1 of 3 batches failed' 'poll: how many were'
fetch
is "$status $(wc -l <journal)" '2 4' 'fetch: it stops no other, either'
has "$(cat err)" '1 of 3 batches failed' 'fetch: how many were'

# SiliconFlow: an object in data, and URLs of files.
serve 'path=/v1/files : wrapped' 'path=/batches : wrapped links'
questions 6
export WK_API_KEY=secret
send
finish
is "$status $(whole)" "0 $all" 'wrapped replies, files by their URL'
is "$(grep '"path":"/x/files' "$stub_log" | jq -c .authorization | sort -u)" \
    null 'a URL is not shown the key'
unset WK_API_KEY

# Lines in any order, twice, and of strangers; counts that lie.
serve 'path=/batches : shuffle twice strangers lies'
questions 6
send
finish
is "$status $(wc -l <journal) $(whole)" "1 6 $all" \
    'in any order, twice: six entries'
has "$(cat err)" 'a request that was not sent' 'an unknown result is reported'
is "$(grep -c '"key":"0000000000' journal)" 0 'and never written'
has "$(cat err)" '1 line of results left out' 'and a line that is not JSON'

# All failed: no output file; an error file with status 0, or a reason.
serve 'path=/batches n=1-2 : broken lies'
questions 6
send
finish
is "$status $(wc -l <journal) $(asked)" '1 0 6' \
    'counts say completed, every line says status 0'
has "$(cat err)" '6 requests failed' 'the lines are believed'
again
finish
is "$status $(whole)" "0 $all" 'and are sent again'
serve
questions 3 FAIL
send
finish
is "$status $(wc -l <journal)" '1 0' 'no output file'
has "$(cat err)" 'it has FAIL in it' 'the reason is the one in the body'
has "$(cat err)" '3 requests refused, and not' 'refused requests are counted'
again
is "$status $(stub_hits '"path":"/v1/batches",.*input')" '1 1' \
    'refused ones are not sent again'
again -R
is "$status $(stub_hits '"path":"/v1/batches",.*input')" '0 2' 'but with -R'
serve 'path=/batches : broken'
questions 2
for n in 1 2 3 4; do
	again
	finish
done
is "$(stub_hits '"path":"/v1/batches",.*input')" 3 \
    'a request that always fails is retried twice'

# Files that are not there.
serve 'path=/batches : gone'
questions 6
send
finish
is "$status $(whole)" "0 $all" 'an error file that is a 404'
serve 'path=/content try=1 : status=404'
questions 6
send
finish
is "$status $(wc -c <journal)" '75 0' 'an output file that is a 404: not empty'
has "$(cat err)" 'give-up' 'and what to do is told'
again
is "$status $(stat batched)" '0 6' 'its requests are not sent again'
fetch
is "$status $(whole) $(stat batched)" "0 $all 6" 'later it is there'
serve 'path=/content : status=410'
questions 6
send
finish --give-up
is "$status $(asked) $(wc -c <journal)" '1 6 0' '--give-up: gone is empty'

# Downloads that are cut off.
for fault in cut=200 cut-chunked=200 'cut=900 chunked' 'close cut=200' reset; do
	serve "path=/content try=1 : $fault"
	questions 6
	send
	finish
	is "$status $(wc -c <journal) $(grep -c fetched state)" '75 0 0' \
	    "$fault: a cut file is not taken for whole"
	fetch
	is "$status $(whole)" "0 $all" "$fault: it is fetched again"
done
serve
questions 6
send
poll
poll
line=$(stub_get /v1/files/file-2/content | head -n 2 | wc -c)
serve_again "path=/content try=1 : close cut=$line"
send
finish
is "$status $(grep -c fetched state)" '75 0' \
    'cut between two lines, without a length'
fetch
is "$status $(wc -l <journal) $(whole)" "0 6 $all" 'it is fetched again'

# A file that holds no result is none: its requests are not sent again.
echo '<html>Bad gateway</html>' >page
jq -n '[{"custom_id":"x"}]' >array
for file in page array; do
	serve "path=/content try=1 : body=@$file"
	questions 6
	send
	finish
	is "$status $(wc -c <journal) $(grep -c fetched state)" '75 0 0' \
	    "$file: a file without a result is not taken"
	has "$(cat err)" 'no result in it' "$file: and told"
	fetch
	is "$status $(whole)" "0 $all" "$file: it is fetched again"
done
serve 'path=/content : body=@page'
questions 6
send
finish --give-up
is "$status $(asked)" '1 6' '--give-up takes it for empty'

# sent N WHY: sends again and again: N batches are made, then WHY is told.
sent() {
	for n in 1 2 3 4; do
		again
		finish
		cat err >>errs
	done
	is "$(stub_hits '"path":"/v1/batches",.*input')" "$1" "$3"
	has "$(cat errs)" "$2" "$3: and why"
	rm errs
}
: >nothing
serve 'path=/content : body=@nothing'
questions 2
sent 3 'no line of it' 'complete, without a line: retried twice'
failed() {
	jq -n --arg code "$1" '{ id: "b", status: "failed", errors: { data: [
	    { code: $code, message: "a reason" }] } }' >failed
	serve 'path=/batches/ : body=@failed'
	questions 2
}
failed model_not_found
sent 3 'a reason' 'a batch that is refused: retried twice'
failed token_limit_exceeded
sent 4 'a reason' 'a limit of tokens: tried until it passes'
failed billing_hard_limit_reached
again
finish
is "$status" 3 'no money: a person must act'

# A batch that the server does not have stops no other.
serve 'path=/batches/batch_1 : status=404'
questions 2
ask --requests >requests
wk-ask -m other -p '{{question}}' --requests in >>requests
wk-batch send state <requests 2>err
finish
is "$status $(wc -l <journal)" '75 2' 'a batch that is gone: the other is fetched'
has "$(cat err)" 'batch batch_1: the server does not have it' 'and it is named'
poll
is "$status" 75 'poll says the same'
fetch --give-up
is "$status $(asked) $(tail -n 1 state | jq -r .fetched)" '1 2 gone' \
    '--give-up: its requests are free'

# An id may hold any character.
echo '{"id":"b/1=+?"}' >id
serve 'path=/batches n=2 : body=@id'
questions 2
send
poll
is "$status $(stub_hits '"path":"/v1/batches/b%2F1%3D%2B%3F"')" '75 1' \
    'an id with odd characters is escaped in a path'

# Uploads that are cut off, refused, unanswered.
serve 'path=/files n=1 : fewer'
questions 6
send
is "$status $(stub_hits '"path":"/v1/batches"')" '75 0' \
    'half of an upload: no batch'
send
finish
is "$status $(whole) $(stat batched)" "0 $all 6" 'it is uploaded again'
serve 'path=/files n=1 : reset' 'path=/files n=2 : status=503'
questions 6
send
is "$status" 75 'an upload without a reply'
send
is "$status" 75 'an upload that is refused for now'
send
finish
is "$status $(whole) $(stat batched) $(grep -c '"dropped"' state)" \
    "0 $all 6 2" 'it is uploaded again'
serve 'path=/files : status=401'
questions 2
send
is "$status $(grep -c '"dropped"' state)" '3 1' 'a key that is refused'
has "$(cat err)" "http://127.0.0.1:$port/v1/files" 'where is told'

# A batch of which it is not known whether it was made.
serve 'path=/batches n=2 : cut=5'
questions 6
send
is "$status $(stat batched)" '75 6' 'the reply to its making is cut'
has "$(cat err)" 'not known whether' 'and told'
fetch
is "$status" 75 'fetch says to send'
send
is "$status $(stat batched) $(stat batched_again)" '0 6 0' \
    'the list has it: it is not made again'
finish
is "$status $(whole)" "0 $all" 'and fetched'
serve 'path=/batches n=2 : cut=5 late=2'
questions 6
send
send
is "$status $(stat batched)" '75 6' 'a list that lacks it is not believed yet'
has "$(cat err)" '--settle' 'how long is told'
send
is "$status $(stat batched)" '75 6' 'nor when asked again'
send
is "$status $(stat batched)" '0 6' 'then the list has it'
for list in '{}' '{"data":{}}' '{"code":20000,"data":null}' \
    '{"data":[{"id":"b"}],"has_more":true}' '{"data":[{"input_file_id":"file-1"}]}'
do
	echo "$list" >list
	serve 'path=/batches n=2 : cut=5' 'path=/batches : body=@list'
	questions 6
	send
	send --settle 0
	is "$status $(stub_hits '"path":"/v1/batches",.*input')" '2 1' \
	    "a list that leaves it open: $list"
done
for list in '{"object":"list","data":null}' '{"data":[],"has_more":true}'; do
	echo "$list" >list
	serve 'path=/batches n=2 : status=500' 'path=/batches n=3 : body=@list'
	questions 6
	send
	send --settle 0
	is "$status $(stat batched)" '0 6' "an empty list: $list"
done
serve 'path=/batches n=2 : cut=5 wrapped' 'path=/batches : wrapped'
questions 6
send
send --settle 0
is "$status $(stat batched)" '0 6' 'a list in data has it'
serve 'path=/batches n=2 : status=500'
questions 6
send
sed 's/"start":[0-9]*/"start":99999999999/' state >ahead
mv ahead state
chmod 600 state
send
is "$status $(stat batched)" '75 0' 'a clock that was set back: it waits anew'
serve 'path=/batches n=2 : status=500'
questions 6
send
is "$status $(stat batched)" '75 0' 'a batch that may have been made'
send --settle 0
is "$status $(stat batched)" '0 6' '--settle 0: the list is believed'
serve 'path=/batches n=2 : status=500' 'path=/batches n=3 : status=404'
questions 6
send
send
is "$status $(stat batched)" '2 0' 'no list: a person looks'
has "$(cat err)" '--again' 'and says so'
send --again
is "$status $(stat batched)" '0 6' '--again makes it'
serve 'path=/batches n=2 : status=429' 'path=/batches n=3 : status=402'
questions 6
send
is "$status" 75 'too many batches for now'
send
is "$status $(stub_hits '"path":"/v1/files"')" '3 1' \
    'no money; the file stays uploaded'
send
is "$status $(stat batched) $(stub_hits '"path":"/v1/files"')" '0 6 1' \
    'it is made of the same file'

# Replies that are none are not kept, and those that are billed are.
serve
questions 6
send
poll
poll
stub_get /v1/files/file-2/content >lines
key() {
	sed -n "$1p" lines | jq -r .custom_id
}
# shellcheck disable=SC2016
{
	sed -n 1p lines | jq -c '.response.body = {}'
	sed -n 2p lines | jq -c '.response.body = {"error":
	    {"message":"slow down","code":"rate_limit_exceeded"}}'
	sed -n 3p lines | jq -c '.response.body.choices[0] |=
	    (.message.content = "" | .finish_reason = "content_filter")'
	sed -n 4p lines | jq -c '.response.body |= tojson'
	sed -n 5p lines | jq -c '.response.status_code = ("200", null)'
	sed -n 6p lines | sed 's/Answer to/bad \\ud83d end/'
} >results
serve_again 'path=/content : body=@results'
ask --requests >requests
wk-batch send state <requests 2>/dev/null
finish
is "$status $(jq -r .key journal | sort)" "1 $(for n in 3 4 5 6; do
	key $n; done | sort)" 'what is no reply is not kept'
ask --read-journal journal --requests >requests
is "$(jq -r .key requests | sort)" "$(for n in 1 2; do key $n; done | sort)" \
    'it is sent again'
is "$(grep -c "$(key 3)" journal) $(jq -c --arg k "$(key 6)" \
    'select(.key == $k) | .reply.repaired' journal)" '1 1' \
    'a filtered one was billed; half a surrogate is mended'

# What cannot be written is told, and not counted.
serve
questions 6
send
fetch
has "$(cat err)" 'not ended yet: 1 of 1 batch;' 'fetch before the end'
if [ -c /dev/full ]; then
	wk-batch poll state >/dev/full 2>err
	is "$? $(cat err)" '2 wk-batch: stdout: No space left on device' \
	    'poll on a full disk'
	wk-batch fetch state >/dev/full 2>err
	is "$? $(cat err)" '2 wk-batch: the journal: No space left on device' \
	    'fetch on a full disk'
else
	skip 2 'no /dev/full'
fi

# A journal is locked, its torn end cut, its entries not written twice.
serve
questions 6
send
finish
cp journal whole
fetch --all
is "$status $(cmp journal whole && echo same)" '0 same' \
    '--all writes nothing twice'
head -c 700 whole >journal
fetch --all
is "$status $(sort journal | jq -c '[.key, .reply]' | sort)" "0 $(
	jq -c '[.key, .reply]' whole | sort)" 'a torn end is cut off'
rm journal
wk-batch fetch --all -J journal state >out 2>err
is "$? $(wc -c <out) $(wc -l <journal)" '0 0 6' '-J writes a journal'
is "$(wk-batch fetch --all state 2>/dev/null | wc -l)" 6 'and a pipe has it'
echo 'my own notes' >notes
wk-batch fetch --all state >>notes 2>err
is "$? $(cat notes)" '2 my own notes' 'another file is left as it is'
if command -v flock >/dev/null; then
	flock journal wk-batch fetch --all -J journal state 2>err
	is $? 2 'a journal in use is refused'
	has "$(cat err)" 'another process' 'and told'
	flock state wk-batch poll state >out 2>err
	is $? 75 'a STATE in use: again later'
else
	skip 3 'no flock'
fi

# What is no STATE, no request, and not for this server.
cp journal other
wk-batch poll other >out 2>err
is "$? $(cmp journal other && echo same)" '2 same' 'a journal is no STATE'
printf '{"batch":1,"file":"x' >>state
poll
is "$status $(tail -c 1 state | od -An -c | tr -d ' ')" '0 \n' \
    'a torn end of STATE is cut off'
echo '{"batch":1,"new":1}' >>state
poll
has "$status $(cat err)" '2 wk-batch: state:9: not a line of wk-batch' \
    'a line that is not known'
rm state
fails 2 'a STATE that is not there' wk-batch fetch state
fails 2 'a STATE without a name' wk-batch send - /dev/null
for line in '{"key":"x","url":"u","body":{}}' 'text' '[]' \
    '{"question":"q","error":{"kind":"x"}}'; do
	echo "$line" | wk-batch send state >out 2>err
	is "$? $(wc -c <out)" '2 0' "no request: $line"
done
ask --requests >requests
WK_BASE_URL=http://127.0.0.1:9/v1 fails 2 'requests for another server' \
    wk-batch send state requests
has "$(cat fails.err)" '-u URL' 'and how to name it'
(unset WK_BASE_URL; WK_API_KEY=k wk-batch send state requests >out 2>err)
is $? 2 'the requests do not say where the key goes'
jq -c '.body.stream = true' requests | wk-batch send state >out 2>err
is $? 2 'a stream is refused'
fails 2 'no --stream for a batch' wk-ask --requests --stream in
fails 2 'no -H for a batch' wk-rag --requests -H "$u" in
fails 2 'no -x for a batch' wk-rag --requests -x in
done_testing
