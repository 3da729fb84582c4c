#!/bin/sh
# The prompts of the pipelines: their fields, schemas and weights.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need wk-ask sha256sum
prompts=$ROOT/pipelines/prompts
export WK_MODEL=model

# sorted WORD...: each once, in one line.
sorted() {
	printf '%s\n' "$@" | sort -u | tr '\n' ' '
}

# fields FILE...: the fields of templates, but not fence, which is wk-ask's.
fields() {
	# shellcheck disable=SC2046 # words
	sorted $(cat "$@" | grep -o '{{[^}|]*' | tr -d '{ ' | grep -vx fence)
}

# ask FIELD...: both turns, as JSON, of a record whose fields say their names.
ask() {
	jq -cn '[$ARGS.positional[] | { key: ., value: "<\(.)>" }] |
	    from_entries' --args "$@" >record
	# shellcheck disable=SC2086 # options
	dry=$(wk-ask --dry-run -u "http://127.0.0.1:$port/v1" $options record 2>err |
	    jq -c '[.calls, .requests]')
	: >"$stub_log"
	# shellcheck disable=SC2086 # options
	wk-ask -u "http://127.0.0.1:$port/v1" $options record >out 2>err
	turns=$(jq -c .body.messages "$stub_log")
}

# asks WHAT FIELD...: that request is whole, and these fields are in it.
asks() {
	what=$1
	shift
	is "$dry" '[1,1]' "$what: --dry-run counts a request"
	is "$(printf '%s' "$turns" | jq -c 'map(.role)')" '["system","user"]' \
	    "$what: the rules and the data"
	for field; do
		has "$turns" "<$field>" "$what: its $field is sent"
	done
	case $turns in
	*'{{'*) result 1 "$what: no place is left open" ;;
	*) result 0 "$what: no place is left open" ;;
	esac
}

# ends_in FIELD: the last lines are a fence, that field, the fence again.
ends_in() {
	printf '%s' "$turns" | jq -e --arg last "<$1>" '.[1].content |
	    split("\n")[-3:] | .[0] != "" and .[0] == .[2] and .[1] == $last'
}

# prompt NAME MUST MAY LAST: the prompts of that name in both languages, the
# fields that a record must have and may have, and the field that comes last.
prompt() {
	kind=$1 must=$2 may=$3 last=$4
	for lang in zh en; do
		what="$kind.$lang"
		system=$prompts/$kind.system.$lang.txt
		user=$prompts/$kind.$lang.txt
		options="-S $system -P $user"
		# the question itself is the turn of the user
		[ -e "$user" ] || options="-S $system -f question" user=
		# shellcheck disable=SC2086 # words
		is "$(fields "$system" $user; [ -n "$user" ] || sorted question)" \
		    "$(sorted $must $may; [ -n "$user" ] || sorted question)" \
		    "$what: its fields"
		[ -n "$user" ] || must="$must question"
		# shellcheck disable=SC2086 # words
		ask $must $may
		# shellcheck disable=SC2086 # words
		asks "$what" $must $may
		[ -z "$last" ] || ok "$what: $last comes last, in a fence" \
		    ends_in "$last"
		# shellcheck disable=SC2086 # words
		ask $must
		# shellcheck disable=SC2086 # words
		asks "$what without what may be absent" $must
		for field in $must; do
			# shellcheck disable=SC2046,SC2086 # words
			ask $(printf '%s\n' $must | grep -vx "$field")
			is "$(jq -r .error.kind out)" "$([ "$field" = question ] &&
			    [ -z "$user" ] && echo no_prompt ||
			    echo missing_field)" "$what: no $field is an error"
		done
		must=$2
	done
}

# rules NAME...: the rules are the same for each record, and ask for JSON.
rules() {
	for kind; do
		for lang in zh en; do
			file=$prompts/$kind.system.$lang.txt
			is "$(fields "$file")" "$(sorted '')" \
			    "$kind.system.$lang: no field in the rules"
			[ "$kind" = rewrite ] ||
			    has "$(cat "$file")" JSON "$kind.$lang asks for JSON"
		done
	done
}

stub_start
about='title heading before types count longest'
prompt pairs text "$about style" text
prompt passage text "$about" text
prompt unanswerable text 'title count longest' text
prompt questions 'subject aspect' 'count longest wk_passages' wk_passages
prompt followup wk_text 'subject wk_passages move longest' wk_text
prompt rewrite 'wk_text question' '' question
prompt judge 'wk_text wk_dialogue' 'title heading before' wk_dialogue
prompt self 'name author' 'purpose count angle' ''
prompt self-answer 'name author' purpose ''
rules judge pairs passage unanswerable questions followup rewrite self

# A record that has the passage only.
options="-S $prompts/pairs.system.zh.txt -P $prompts/pairs.zh.txt"
ask text
has "$turns" '最多 4 对' 'a record without count: the default'
has "$turns" '不超过 60 个字' 'and without longest'
has "$turns" '优先的类型：原因、' 'and without types'

# Schemas.
# strict SCHEMA: each object lists all its properties, and has no others.
strict() {
	jq -e '.type == "object" and ([.. | objects |
	    select(.type == "object") | .additionalProperties == false and
	    (.properties | keys) == (.required | sort)] | all)' "$1"
}
for schema in judge pairs questions strings; do
	file=$prompts/$schema.schema.json
	ok "$schema.schema.json is strict" strict "$file"
	: >"$stub_log"
	echo '{"prompt":"JSON"}' | wk-ask -u "http://127.0.0.1:$port/v1" \
	    --schema "$file" >out
	is "$(jq -Sc .body.response_format.json_schema.schema "$stub_log")" \
	    "$(jq -Sc . "$file")" 'a request holds it'
done
is "$(find "$prompts" -name '*.schema.json' | grep -c '')" 4 'all of them'
stub_stop

# example NAME LANG: the first list that the rules show.
example() {
	grep '^{' "$prompts/$1.system.$2.txt" | head -n 1
}
for lang in zh en; do
	is "$(example judge $lang | jq -c keys)" \
	    "$(jq -c '.required | sort' "$prompts/judge.schema.json")" \
	    "judge.$lang shows its schema"
	is "$(example pairs $lang | jq -c '.pairs[0] | keys')" \
	    "$(jq -c '.. | .required? // empty | select(length > 1) | sort' \
		"$prompts/pairs.schema.json")" "pairs.$lang shows its schema"
	for kind in passage unanswerable; do
		is "$(example $kind $lang | jq -c '.questions[0] | keys')" \
		    '["question","type"]' "$kind.$lang shows its schema"
	done
	for kind in questions followup self; do
		is "$(example $kind $lang | jq -r '.questions[0] | type')" \
		    string "$kind.$lang shows its schema"
	done
done

# Lines with weights.
# weighed FILE: each line is a weight, a blank and a text; no text twice.
weighed() {
	[ "$(grep -c -E '^[1-9][0-9]* [^ ].*[^ ]$' "$1")" -eq \
	    "$(grep -c '' "$1")" ] && [ -s "$1" ] &&
	    [ -z "$(cut -d ' ' -f 2- "$1" | sort | uniq -d)" ]
}
# share FILE: the largest share of the weight, in a hundred.
share() {
	awk '{ all += $1; if ($1 > most) most = $1 }
	    END { printf "%d\n", 100 * most / all + 0.999 }' "$1"
}
for lang in zh en; do
	for kind in types styles moves refusals; do
		ok "$kind.$lang: weights and texts" \
		    weighed "$prompts/$kind.$lang.txt"
		is "$(awk '{ print $1 }' "$prompts/$kind.$lang.txt")" \
		    "$(awk '{ print $1 }' "$prompts/$kind.zh.txt")" \
		    "$kind: the same weights in $lang"
	done
	share=$(share "$prompts/types.$lang.txt")
	[ "$share" -le 35 ]
	result $? "types.$lang: no type over 35 %" || note "$share %"
	is "$(grep -c '' "$prompts/refusals.$lang.txt")" 12 "a dozen refusals, $lang"
	is "$(sort "$prompts/angles.$lang.txt" | uniq -d; grep -c '^$' \
	    "$prompts/angles.$lang.txt")" 0 "angles.$lang: each once, none blank"
	# What a drawn type is called, the rules explain.
	while read -r _ type; do
		for kind in pairs passage; do
			has "$(cat "$prompts/$kind.system.$lang.txt")" \
			    "$type" "$kind.$lang knows $type"
		done
	done <"$prompts/types.$lang.txt"
done
is "$(grep -c '' <"$prompts/angles.zh.txt")" \
    "$(grep -c '' <"$prompts/angles.en.txt")" 'as many angles'
is "$(sort -rn "$prompts/types.zh.txt" | head -n 2 | grep -c 原因)" 1 \
    'reasons are among the commonest'

# Each file has its twin.
is "$(cd "$prompts" && find . -name '*.zh.txt' | sed 's/zh\.txt$//' | sort)" \
    "$(cd "$prompts" && find . -name '*.en.txt' | sed 's/en\.txt$//' | sort)" \
    'each file is there in both languages'

# The prompts of 0.1: journals hold replies to these very words.
(cd "$prompts/v0" && sha256sum ./*.txt | sed 's| \./| |') >got
cat >want <<'END'
103849e6d315eeb006efe39100207c64ac9154c259deb277efeef65a1f664dd9  followup.en.txt
ade18b7994a37e472fc0dbb2f5d672a91b0bb19c5cc22235171091b14365eec8  followup.zh.txt
e2de6863834ec7993ca1dd8ffe2e207a666a4742286807890327868bfe17c9d5  passage.en.txt
555e1738393f57e3594e4253808d216351fbbe97207c9211c6d307b4dd6727e8  passage.zh.txt
5f134f67d752bbe08b5c5a353f97d06ebb00744c68553c1c830d5970b1fe8179  questions.en.txt
2fb69dd73c31c7eee84e92f9f4f00457ec8246be7aa30271907f255b9575450d  questions.system.en.txt
33d4cfdf2b720a6745e2924ef0d777a0d2dcd9c4469b28b6e25ad283af3623c8  questions.system.zh.txt
4367847fa2d0c1225f6c91ee627823fce943b178fc9495032cbe55c359eb03af  questions.zh.txt
a95f5ef4f63b8e3c6dde8916f429c18da716bf80a2548cdc4cedb7108a60601a  rewrite.en.txt
9eed00c5582262aacf6fcb0987428864ec048f45cd30076bc1657c4160f37f26  rewrite.zh.txt
c2409ebabffd07211b9e00fde241f040ac9dcc9001055cdac16a47ab110bd4e5  self-answer.en.txt
9c5785ab2b2b80dbb66eb21f460e1f53777faf7f850eb7a46f11402a373c9848  self-answer.zh.txt
06b0c8e1f791b3295c14757122f7bfb99c7ed6732f4b52c5e6cc3688bb6dfafc  self.en.txt
f58bbbd7c1bed60cd5da97ec768f569917d07fbccd36728d75f3809abbc647af  self.zh.txt
END
same want got 'v0 is what 0.1 had'

# An installation has all directories of the pipelines.
(cd "$ROOT" && DESTDIR=$SCRATCH/root BINDIR=/bin MANDIR=/man DATADIR=/wk \
    BASHDIR=/bash ZSHDIR=/zsh FISHDIR=/fish PROGRAMS="$B/wk-split" \
    sh src/install.sh)
is "$(cd root/wk/pipelines && find . -type f -path './*/*' |
    sort)" "$(cd "$ROOT/pipelines" && find . -type f -path './*/*' | sort)" \
    'make install takes prompts, v0, filters and the example along'
done_testing
