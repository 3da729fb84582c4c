#!/bin/sh
# The filters of the pipelines: each passes an error record on as it came, and
# keeps an id that no double can hold.
. "$(dirname "$0")/../lib.sh"
need jq
filters=$ROOT/pipelines/filters
big=9007199254740993	# 2^53 + 1

# A line for each filter: its name, the arguments that it needs, and how a
# record comes out: as a record; if it is chosen; as text that a person reads;
# folded, where an error is the end of something.
cat >table <<'END'
about-material record
agreement text -rn --argjson least 7
argument record
became text -r
begun record --arg subject s --arg seed 0 --argjson least 1 --argjson most 3
clean-en record
clean-zh record
clean record
cost text -rn --arg price 1,2 --argjson all 1 --argjson sampled 1
counted text -rn
decided text -n --arg mark == --argjson rows [] --arg before ==__row__1:__keep --arg after ==__row__1:__keep
deeper record --arg moves 1__ask
draw text -n --argjson edits [] --argjson most 2
edits record --argjson edits [{"id":"9007199254740993","question":"w"}]
failures text -rn
folded folded --argjson least 1 --argjson fewest 1
gate-open record --arg gate question --arg field question
gate-read record --arg gate question --arg state s --argjson least 5
given record --argjson fields {"subject":"s"}
judge-open record -n --arg model m --arg same no --arg lang zh --arg zh_rules r --arg zh p --arg en_rules r --arg en p
judged record --argjson grounded 7
language record --arg lang zh
leaning record
named record
own record
paid text -Rrn --arg before 0__0
pair record
paired record --argjson least 0.5
pairs text -rn
passage record --arg lang zh --argjson most 4 --arg types 1__a --arg styles 1__b
read record -nr --arg field question --rawfile lines /dev/stdin
refuse record --argjson share 0.5 --arg zh 1__no --arg en 1__no
reviewed chosen --slurpfile edits /dev/null
rewritten record
row record
rows-dpo chosen
rows-evalscope chosen
rows-grpo chosen
rows-mcq chosen -n
sample record -s --argjson n 1
scores record -n
show text -rn
shown record
surplus record --argjson share 0.35
surround record --arg prefix a --arg suffix b --arg subject c --arg to wk
tidy record
unanswerable chosen --argjson share 0.5
written text -rn --arg mark ==
END

# through FILTER: stdin through it, with its arguments; __ there is a blank.
through() {
	arguments=$(sed -n "s/^$1 [a-z]* *//p" table)
	set -f
	# shellcheck disable=SC2086 # words
	set -- "$1" $arguments
	set +f
	name=$1
	shift
	for argument; do
		shift
		set -- "$@" "$(printf '%s' "$argument" | sed 's/__/ /g')"
	done
	jq -c --unbuffered -f "$filters/$name.jq" "$@"
}

error='{"id":"9007199254740993","x":{"y":[1,2]},"question":"a?","hits":"no",'
error=$error'"more":true,"error":{"stage":"s","kind":"k","message":"m"}}'
record='{"id":"9007199254740993","question":"什么？","aspect":"a","text":"t"}'
# jq before 1.7 rewrites each number that it reads.
keeps=no
[ "$(echo $big | jq .)" != $big ] || keeps=yes
for path in "$filters"/*.jq; do
	filter=${path##*/}
	filter=${filter%.jq}
	kind=$(sed -n "s/^$filter \([a-z]*\).*/\1/p" table)
	[ -n "$kind" ]
	result $? "$filter has a row in the table" || continue
	case $(sed -n 1p "$path") in
	'# '[A-Z]*) result 0 "$filter says what it does" ;;
	*) result 1 "$filter says what it does" ;;
	esac
	if [ "$kind" = text ]; then
		printf '%s\n' "$error" "$record" | through "$filter" >got 2>err
		is "$? $(cat err)" '0 ' "$filter reads records and errors"
		continue
	fi
	printf '%s\n' "$error" | through "$filter" >got 2>err
	status=$?
	case $kind in
	record) is "$status $(cat got err)" "0 $error" \
	    "$filter passes an error record on" ;;
	folded) is "$status $(jq -c '[.id, .x, .error.kind]' got)" \
	    "0 [\"$big\",{\"y\":[1,2]},\"k\"]" "$filter keeps the error" ;;
	chosen) is "$status $(cat got err)" '0 ' "$filter chooses no error" ;;
	esac
	printf '%s\n' "$record" | through "$filter" >got 2>err
	status=$?
	jq -r .id got >ids
	[ "$kind" != chosen ] || echo $big >>ids
	is "$status $(sort -u ids)" "0 $big" "$filter keeps an id of 2^53 + 1"
	[ "$keeps$kind" = yesrecord ] || continue
	error_of=$(printf '%s\n' "$error" | sed "s/\"$big\"/$big/")
	printf '%s\n' "$error_of" | through "$filter" >got 2>err
	is "$(cat got)" "$error_of" "$filter keeps a number of 2^53 + 1"
done
is "$(printf '%s\n' '{"more":true,"want":2,"turns":[],"question":"q",'\
'"answer":"a","reasoning":" why\n"}' '{"more":true,"want":1,"turns":[],'\
'"question":"q","answer":"a","reasoning":" \n"}' \
    '{"more":true,"want":1,"turns":[],"question":"q","answer":"a"}' \
    '{"more":true,"want":2,"question":"q","state":"unknown","reasoning":"r",'\
'"turns":[{"input":"p","output":"b","reasoning":"s"}]}' |
    through folded | jq -c '[.turns, .reasoning]')" \
    '[[{"input":"q","output":"a","reasoning":" why\n"}],null]
[[{"input":"q","output":"a"}],null]
[[{"input":"q","output":"a"}],null]
[[{"input":"p","output":"b","reasoning":"s"}],"r"]' \
    'folded gives a turn the reasoning of its answer, and no blank one'
is "$(cut -d ' ' -f 1 table)" "$(cd "$filters" &&
    printf '%s\n' *.jq | sed 's/.jq$//')" \
    'each row is of a filter'

# Fields of all wrong types stop no filter.
jq -cn '{ id: "1", text: "文", source: "s", start: 0, question: "什么？", answer: "水。",
    hits: [{ text: "文", source: "s" }], references: [{ source: "s", start: 0 }],
    more: true, want: 2, turns: [], rejected: "x", mark: "keep",
    scores: { grounded: 9, support: 1 } } as $whole |
    ($whole | keys[], "evidence", "title", "heading", "before", "reasoning",
	"turn_hits", "turn_references", "state", "error", "ask", "rag", "aspect",
	"item", "choices", "refusal", "zh", "edited", "was", "unsupported", "gates",
	"wk_record", "wk_judge", "wk_said", "wk_call", "wk_asked", "wk_reply") as $key |
    (null, 5, "x", true, [], {}, [5], [null], [{}], [{ text: 5, start: "q" }],
	[{ input: 1, output: null }]) as $value |
    ($whole, ($whole | del(.turns))) + { ($key): $value }' >odd
is "$(while read -r filter kind _; do
	case $filter in read | paid | row) continue ;; esac	# read no records
	through "$filter" <odd >got 2>err # jq 1.6 may end with 0
	grep -v '^scores.jq: ' err | head -n 1
	case $kind in record | folded)
		[ "$(grep -c '' got)" -ge "$(grep -c '' odd)" ] ||
		    echo "$filter loses records" ;;
	esac
done <table)" '' 'a field of a wrong type stops no filter'

# An argument that is wrong is told once, for all records.
is "$(while read -r filter kind arguments; do
	case $kind:$arguments in text:* | *:-n* | *edits*) continue ;; *--argjson*) ;;
	*) continue ;; esac
	# shellcheck disable=SC2046 # words
	(set -f; set -- $(printf '%s' "$arguments" |
	    sed 's/--argjson \([a-z]*\) [^ ]*/--argjson \1 "x"/')
	printf '%s\n' "$record" "$record" |
	    jq -c -f "$filters/$filter.jq" "$@" >got 2>err
	echo "$filter $? $(grep -c "^$filter.jq: " err) $(wc -l <err | tr -d ' ')" |
	    grep -v ' 2 1 1$')
done <table)" '' 'a wrong argument is told once'
for wrong in 'language --arg lang x' 'gate-open --arg gate x --arg field q' \
    'rows-dpo --arg form x' 'rows-grpo --arg form x'; do
	# shellcheck disable=SC2086 # words
	set -- $wrong
	name=$1
	shift
	printf '%s\n' "$record" "$record" |
	    jq -c -f "$filters/$name.jq" "$@" >got 2>err
	is "$? $(wc -l <got | tr -d ' ') $(cut -c 1-20 err)" \
	    "2 0 $(printf '%s.jq: %s x: not ' "$name" "$2" | cut -c 1-20)" "$wrong"
done

# What a person gave.
lines() {
	jq -cnr --arg field question --rawfile lines /dev/stdin -f "$filters/read.jq"
}
is "$(printf '\357\273\277 a \r\n\n{b}\n' | lines)" '{"question":"a"}
{"question":"{b}"}' 'read: lines, without blanks, BOM and CR'
is "$(printf '\n{"x":9007199254740993,"question":"a"}\n' | lines)" \
    '{"x":9007199254740993,"question":"a"}' 'read: JSON lines as they are'
is "$(printf '{"a":1}\nb\n[1]\n{"a":1}{}\n' | lines | jq -r .error.kind |
    tr '\n' ' ')" 'null bad_record bad_record bad_record ' \
    'read: a line that is no record becomes one'
is "$(printf 'a\n\316\362\n' | lines | jq -c '[.question, .error.message]')" \
    '["a",null]
[null,"stdin:2: not UTF-8"]' 'read: so does one in GBK'
long=$(jq -nr '[range(3000) | "云泽"] | join("")')
is "$(printf '{"question":"%s"}\n' "$long" | lines | jq -r .question)" "$long" \
    'read: a long line keeps its characters'
printf ' \n' | lines >out 2>err
is "$? $(cat err)" '2 no questions in stdin' 'read: nothing is told'

# The passages that an asker is shown.
is "$(echo '{"hits":[{"text":"c","source":"b","start":9},{"text":"a","source":"a"},3],
    "state":"duplicate"}' | jq -cf "$filters/shown.jq")" \
    '{"state":"duplicate","wk_passages":"a\n\nc"}' \
    'shown: by source and start; a state that closes stays'
is "$(echo '{"aspect":"a","state":"unrelated"}' | jq -cf "$filters/shown.jq")" \
    '{"aspect":"a"}' 'shown: what is not found can be asked about all the same'
done_testing
