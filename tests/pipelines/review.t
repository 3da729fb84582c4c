#!/bin/sh
# pipelines/review: rows that a person keeps, changes or drops, in an editor
# that is a script; qa applies what was decided.
# shellcheck disable=SC2154 # port is from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-split wk-ask wk-regexlist wk-ground wk-index wk-find wk-rag wk-xtuner

# review STATUS NAME EDITOR [OPTION...]
review() {
	want=$1 name=$2
	shift 2
	EDITOR=$1
	shift
	EDITOR=$EDITOR bash "$ROOT/pipelines/review" "$@" >out 2>err
	is "$?" "$want" "$name" || note "$(cat err)"
}
# editor COMMAND...: a script, ./editor, that does that with the file "$1".
editor() {
	printf '#!/bin/sh\ncp "$1" "%s/shown"\n%s\n' "$PWD" "$1" >editor
	chmod +x editor
}
decided() {
	jq -c 'del(.id)' "$1/edits.jsonl" | tr '\n' ' '
}

# Rows by hand: texts that could be taken for marks, several lines, odd ids.
mkdir own
cat >own/sft.records <<'END'
{"id":"a","text":"甲的资料。\n==== row 1: keep\n======","source":"a.txt","start":7,"title":"题","evidence":"甲的","question":"甲？","answer":"第一行\n\n==== answer\n第三行\n"}
{"id":"b\nrow","text":"乙的资料。","source":"b.txt","evidence":["乙"],"question":"乙？","answer":"'$(touch evaluated)`touch evaluated`\"\\"}
{"text":"丙的资料。","source":"c.txt","question":"丙？","answer":"丙。"}
{"id":"d","question":"丁？","answer":"丁。"}
END
editor :
review 0 'all are left as they are' ./editor own
is "$(decided own)" '{"keep":true} {"keep":true} {"keep":true} {"keep":true} ' \
    'all are left as they are: kept'
is "$(jq -c .id own/edits.jsonl | sort | tr '\n' ' ')" '"a" "b\nrow" "d" "丙？" ' \
    'by id, or by question where there is none'
has "$(cat err)" '4 kept, 0 changed, 0 dropped: in own/edits.jsonl' 'says how many'
has "$(cat shown)" 'of: a.txt at 7 (题)' 'where a passage is from'
is "$(grep -c '^======= row [1-4]: keep$' shown) $(grep -c '^======= evidence' shown)" \
    '4 2' 'marks that no text holds'
is "$(sed -n '/^======= row .*/,$p' shown | grep -c 第三行)" 1 'the whole answer'
[ ! -e evaluated ]
result $? 'nothing is evaluated'

# Each row has its turn: the one about 甲 is changed, 乙 dropped, 丙 deleted.
rm own/edits.jsonl
editor "awk '/^======= row /{ n++; row = \$0; next }
    n && row != \"\" { id = substr(\$0, 5); if (id != \"丙？\") {
	if (id == \"b\") sub(/keep/, \"drop\", row); print row }
	row = \"\" }
    id == \"丙？\" { next }
    { sub(/^第三行\$/, \"第三行改了\\n\\n还有一行\"); print }' \"\$1\" >new && cat new >\"\$1\""
review 0 'changed, dropped, deleted' ./editor own
is "$(jq -c . own/edits.jsonl | sort | tr '\n' ' ')" \
    '{"id":"a","answer":"第一行\n\n==== answer\n第三行改了\n\n还有一行"} {"id":"b\nrow","drop":true} {"id":"d","keep":true} {"id":"丙？","drop":true} ' \
    'what was decided'
has "$(cat err)" '1 kept, 1 changed, 2 dropped' 'how many'

# Line ends of another system are no change.
rm own/edits.jsonl
editor 'sed -i "s/\$/\r/" "$1"'
review 0 'saved with CRLF' ./editor own
is "$(decided own)" '{"keep":true} {"keep":true} {"keep":true} {"keep":true} ' \
    'saved with CRLF: all kept'

# An editor that fails; files that are not as they were.
cp own/edits.jsonl before
for command in false 'false with words' nosuchcommand; do
	review 2 "the editor is $command" "$command" own
	has "$(cat err)" 'the editor failed: no decision was stored' "$command: is told"
	same before own/edits.jsonl "$command: nothing is noted"
done
# broken NAME NEEDLE COMMAND
broken() {
	editor "$3"
	review 2 "$1" ./editor own
	has "$(cat err)" "$2" "$1: says where"
	same before own/edits.jsonl "$1: nothing is noted"
	kept=$(sed -n 's/.*your text is in //p' err)
	[ -f "$kept" ] && ! cmp -s "$kept" shown
	result $? "$1: what was written is kept, and named"
	rm -f "$kept"
}
broken 'a mark is gone' 'row 2: a line that begins with ======= is gone or new' \
    'sed -i "/^=* row 2:/,\$ { /^=* answer/d }" "$1"'
broken 'a row is there twice' 'row 1 is there twice' 'cat "$1" >new; cat new >>"$1"'
broken 'a row that was not there' 'row 77 was not there' 'sed -i "s/ row 3:/ row 77:/" "$1"'
broken 'neither keep nor drop' 'row 3: "kep" is neither keep nor drop' \
    'sed -i "s/ row 3: keep/ row 3: kep/" "$1"'
broken 'nothing is left' 'no row is left' ': >"$1"'
broken 'an answer is emptied' 'no question or no answer' \
    'sed -i "/^=* answer/,/^\$/{ /^=/!d }" "$1"'
broken 'another encoding' 'not UTF-8' 'printf "\263\311" >>"$1"'
is "$(find own -name '.wk.*')" '' 'no litter'

# How many, and those first that nobody saw.
rm -f own/edits.jsonl
editor :
review 0 'two rows' ./editor -n 2 own
review 0 'two more' ./editor -n 2 own
is "$(jq -c .id own/edits.jsonl | sort -u | grep -c '')" 4 'are the others'
review 0 'a fifth time' ./editor -n 9 own
is "$(grep -c '' own/edits.jsonl)" 8 'then they come again'
printf '{"id":"a","drop":true}' >own/edits.jsonl
review 0 'edits without an end of line' ./editor -n 1 own
is "$(jq -r .id own/edits.jsonl | wc -l)" 2 'are kept whole' ||
    note "$(cat own/edits.jsonl)"

(unset EDITOR; bash "$ROOT/pipelines/review" own </dev/null >out 2>err)
is "$? $(cat err)" \
    '2 review: no terminal for vi: name an editor in EDITOR' \
    'without a terminal and an editor it does not wait for ever'
mkdir none talk
: >talk/multi-turn.records
fails 2 'no rows' bash "$ROOT/pipelines/review" none
has "$(cat fails.err)" 'no none/sft.records' 'no rows: is told'
fails 2 'dialogues' bash "$ROOT/pipelines/review" talk
has "$(cat fails.err)" 'talk holds dialogues' 'dialogues: is told'
fails 2 'no DIR' bash "$ROOT/pipelines/review"
fails 2 'no number' bash "$ROOT/pipelines/review" -n 0 own

# What qa made, reviewed, and made again.
echo 'default : pairs' >script
stub_start -s script
qa() {
	bash "$ROOT/pipelines/qa" -m model -u "http://127.0.0.1:$port/v1" -o qa \
	    "$ROOT/pipelines/example/docs/01-overview.txt" >out 2>err
}
qa
rows=$(grep -c '' qa/sft.jsonl)
hits=$(stub_hits)
editor 'sed -i -e "s/ row 1: keep/ row 1: drop/" -e "/ row 2:/,/ row 3:/{
/^=* answer/{n;s/.*/人写的回答。/}
/^=* question/{n;s/.*/人写的问题？/}
}" "$1"'
review 0 'rows of qa' ./editor -n 3 qa
has "$(cat err)" '1 kept, 1 changed, 1 dropped' 'rows of qa: how many'
kept=$(jq -r 'select(.keep).id' qa/edits.jsonl)
qa
is "$(grep -c '' qa/sft.jsonl) $(jq -r .error.kind qa/sft.rejects) $(stub_hits)" \
    "$((rows - 1)) dropped $hits" 'qa again: one is dropped, nothing is paid'
is "$(jq -c '.conversation[0] | select(.output == "人写的回答。") | .input' qa/sft.jsonl)" \
    '"人写的问题？"' 'qa again: one is changed'
is "$(jq -r --arg id "$kept" 'select(.id == $id).edited' qa/sft.records)" null \
    'qa again: one is as it was'
# Kept as changed: the change stays.
editor :
review 0 'again' ./editor -n 99 qa
qa
is "$(grep -c 人写的回答。 qa/sft.jsonl) $(grep -c '' qa/sft.jsonl)" \
    "1 $((rows - 1))" 'keeping a row keeps what was changed in it'
jq -c 'select(.drop) | { id, keep: true }' qa/edits.jsonl >kept
cat kept >>qa/edits.jsonl
qa
is "$(grep -c '' qa/sft.jsonl)" "$rows" 'keep takes back a drop'
stub_stop

# The filter keeps errors, and a number that has no exact double.
printf '{"id":9007199254740993,"error":{"kind":"x"}}\n' >error
is "$(jq -c -f "$ROOT/pipelines/filters/edits.jq" --slurpfile edits own/edits.jsonl \
    error | jq -r .error.kind)" x 'an error record passes'
done_testing
