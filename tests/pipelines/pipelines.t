#!/bin/sh
# The pipelines, as a person runs them.
. "$(dirname "$0")/../lib.sh"
need bash
export PATH="$B:$PATH"
pretrain=$ROOT/pipelines/pretrain

mkdir docs
printf '第一章\n\n云泽有水。\n' >docs/a.txt
printf 'not text\000' >docs/b.txt
printf 'More.' >docs/c.txt

fails 1 'pretrain: a document that is no text' bash "$pretrain" -o p.jsonl docs
has "$(cat fails.err)" p.jsonl.rejects 'is told'
has "$(cat p.jsonl.rejects)" 'docs/b.txt: byte 9' 'with its name and byte'
is "$(cat p.jsonl)" '{"conversation":[{"input":"","output":"第一章\n\n云泽有水。"}]}
{"conversation":[{"input":"","output":"More."}]}' 'the others are rows'
rm docs/b.txt
ok 'pretrain again' bash "$pretrain" -o p.jsonl docs
is "$(grep -c '' p.jsonl)" 2 'replaces the file'
fails 1 'and its rejects' test -e p.jsonl.rejects

ok "the tutorial's words" bash "$pretrain" --root-path ./docs \
    --save-path ./t.jsonl --chunk-size 4 --chunk-overlap 0
is "$(grep -c "" t.jsonl)" 6 'cut as they say'
ok 'with =' bash "$pretrain" --root-path=docs --save-path=e.jsonl
same p.jsonl e.jsonl 'gives the same'
(cd docs && bash "$pretrain")
same p.jsonl docs/incremental_pretraining.jsonl 'without words: here'
cp p.jsonl old
fails 2 'no such document' bash "$pretrain" -o p.jsonl docs nowhere
same old p.jsonl 'leaves the file as it was'
mkdir void
fails 2 'documents without text' bash "$pretrain" -o p.jsonl void
same old p.jsonl 'likewise'
fails 2 'a size that is none' bash "$pretrain" -c x -o p.jsonl docs
same old p.jsonl 'likewise'
fails 2 'a directory that is not there' bash "$pretrain" -o no/p.jsonl docs
fails 2 'an unknown option' bash "$pretrain" --nonsense
ok 'names with blanks' sh -c "mkdir 'a b' && cp docs/a.txt 'a b/c d.txt' &&
    bash '$pretrain' -o 'x y.jsonl' 'a b' && test -s 'x y.jsonl'"
is "$(find . -name '.wk*' -o -name '*.work' -o -name .lock)" '' 'no litter'
SPLIT_FLAGS='-c 3 -o 0' XTUNER_FLAGS='-o sharegpt' bash "$pretrain" -o f.jsonl docs
is "$(jq -r '.conversations[-1].value' f.jsonl | head -n 1)" 第一章 'SPLIT_FLAGS and XTUNER_FLAGS'
ok 'env -i, with relative names' env -i PATH="$PATH" WK_BIN="$B" bash "$pretrain" \
    -o env.jsonl -- docs
same p.jsonl env.jsonl 'gives the same'

mkdir -p barred.work/.lock
fails 2 'a directory that cannot be written to' bash "$pretrain" -o barred docs
is "$(grep -c 'another run' fails.err)" 0 'is not said to be in use'

# Stages that read standard input.
for stage in answered clean judge refusals rows turn; do
	WK_MODEL=m fails 2 "$stage: a file is no input" \
	    bash "$ROOT/pipelines/$stage" records </dev/null
	is "$(cat fails.err)" "$stage: records: give it on standard input" \
	    'and it says so'
done
for n in 1 2 3 4 5 6 7 8 9; do
	echo "{\"question\":\"q\",\"answer\":\"$n\",\"source\":\"$n\"}"
done >records
printf '%s\n' 'a text' '{"text":"a"}' |
    bash "$ROOT/pipelines/rows" >rows 2>err
is "$? $(grep -cE -e ' -p |--lines|-r FILE' err) $(grep -cE \
    'wk pretrain makes rows|plain text.$|-o NAME keeps them' err)" '1 0 3' \
    'rows gives no hints on options that it does not have' || note "$(cat err)"
ok 'rows --holdout' bash "$ROOT/pipelines/rows" --min-answer 1 --holdout 0.5 \
    -o half <records
bash "$ROOT/pipelines/rows" --min-answer 1 --holdout 0.5 <records >rows 2>err
is "$? $([ -s half.holdout.jsonl ] && cmp rows half.jsonl && cat err)" \
    "0 wk-xtuner: $(grep -c '' half.holdout.jsonl) rows of $(grep -c '' \
    half.holdout.jsonl) passages held out: /dev/null" \
    'without -o, rows that are held out are left out'
is "$(bash "$ROOT/pipelines/rows" --holdout 0.5 </dev/null 2>&1)" '' \
    'nothing is told of no rows'

# shared.sh sets the variable of an option, whatever the option's name is.
cat >named <<'END'
usage() {
	for name in name letter arg line word words given listed status file; do
		echo "      --$name TEXT   a text"
	done
	echo '  -c, --config FILE  settings'
}
. "$1/pipelines/shared.sh"
options "${@:2}"
echo "$name $letter $arg $line $word $words $given $listed $status $file"
END
echo 'given=g' >named.conf
is "$(bash named "$ROOT" --name n --letter l --arg=a --line i --word w --words s \
    -c named.conf --listed d --status u --file f)" 'n l a i w s g d u f' \
    'the name of an option may be any word'
# Before the first build there is no bin; installed, it is three levels up.
mkdir -p fresh/pipelines prefix/share/wk/pipelines
for place in fresh/pipelines:../bin prefix/share/wk/pipelines:../../../bin; do
	cp "$ROOT/pipelines/shared.sh" "${place%:*}"
	found=$(WK_BIN='' bash -c '. "$1"; echo "${PATH%%:*}"' x "${place%:*}/shared.sh")
	is "${found#"$(cd "${place%:*}" && pwd)"}" "/${place#*:}" \
	    "$place is where programs are looked for"
done
[ "$(wc -l <"$ROOT/pipelines/shared.sh")" -le 80 ]
result $? 'shared.sh has 80 lines at most'

# Pipelines that make rows have the same options for it; no option has another
# letter, or another word for its value, elsewhere.
for path in "$ROOT"/pipelines/*; do
	[ -f "$path" ] || continue
	[ -x "$path" ] || continue	# not shared.sh
	bash "$path" -h | sed -nE \
	    "s/^ +(-(.), +)?--([a-z-]+)( ([^ ]+))?(  .*)?$/${path##*/} \\3 -\\2 \\5/p"
done >listed
while read -r pipeline options; do
	for option in $options; do
		grep -q "^$pipeline $option " listed || echo "$option"
	done >lacking
	is "$(cat lacking)" '' "$pipeline has the options of its kind"
done <<'END'
qa type-share judge role format min-answer reasoning holdout by lang prompts model url document config output most answers refusals
sft type-share judge role format min-answer reasoning holdout by lang prompts model url document config output subject aspects count longest questions kb huixiangdou web extract
multi-turn type-share judge role format min-answer reasoning holdout by lang prompts model url document config output subject aspects count longest questions kb huixiangdou web
nightly type-share judge role format min-answer reasoning holdout by lang prompts model url document config output most answers refusals subject aspects count longest questions web extract
answered kb huixiangdou web extract prefix suffix subject reasoning strict lang prompts model url config output
answer kb huixiangdou web extract prefix suffix subject lang prompts model url document config output questions
turn kb huixiangdou web reasoning min-answer lang prompts model url config output
rows role format min-answer reasoning holdout by config output
END
# nightly and pretrain have letters of their own: -n is --most, -c and -l sizes.
is "$(grep -vE '^(nightly (count|chunk-size|chunk-overlap)|pretrain chunk-)' listed |
    awk '{ if ($2 in of && of[$2] != $3) print; of[$2] = $3 }')" '' \
    'an option has one letter everywhere'
is "$(awk '$2 !~ /^(output|journal|rows)$/ { if ($2 in of && of[$2] != $4)
    print; of[$2] = $4 }' listed)" '' \
    'the value of an option has one name everywhere'
# -h is like --help of the programs: 80 columns, groups of options in one order.
for path in "$ROOT"/pipelines/*; do
	[ -f "$path" ] || continue
	[ -x "$path" ] || continue	# not shared.sh
	name=${path##*/}
	bash "$path" -h >help
	is "$(awk 'length($0) > 80' help)" '' "$name -h fits into 80 columns"
	is "$(head -n 1 help | cut -d ' ' -f 1,2)" "usage: $name" \
	    "$name -h begins with its usage"
	is "$(tail -n 1 help)" 'More: man wk-pipelines' "$name -h names the page"
	is "$(awk '
	    BEGIN {
		n = split("Input,Model,Limits,Journal,Output,General", order, ",")
		for (i = 1; i <= n; i++)
			rank[order[i]] = i
	    }
	    /^  +(-., )?--[a-z-]+( [^ ]+)?(  .*)?$/ {
		if (title == "")
			print "no group: " $0
	    }
	    /^[A-Z][a-z ]*:$/ {
		title = substr($0, 1, length($0) - 1)
		if (title in rank && rank[title] < last)
			print title
		if (!(title in rank) && last > 0 && title != "Variables")
			print title " is not first"
		if (title in rank)
			last = rank[title]
	    }
	    END { if (title == "") print "none" }' help)" '' \
	    "$name -h lists its options in groups, in the order of all"
done
# lines FILE: those besides its usage, comments and blank ones.
lines() {
	awk '/^usage\(\)/ { inside = 1 }
	    !inside && !/^[ \t]*(#.*)?$/ { n++ }
	    inside && /^}/ { inside = 0 }
	    END { print n + 0 }' "$1"
}
[ "$(lines "$ROOT/pipelines/shards.sh")" -le 60 ]
result $? 'shards.sh has 60 lines at most'
for path in "$ROOT"/pipelines/*; do
	[ -f "$path" ] || continue
	[ -x "$path" ] || continue	# not shared.sh
	most=60
	case ${path##*/} in
	nightly) most=90 ;;
	on-parallel | on-slurm) most=80 ;;
	esac
	n=$(lines "$path")
	[ "$n" -gt 5 ] && [ "$n" -le $most ]
	result $? "${path##*/} has at most $most lines besides its usage" ||
	    note "$n lines"
done

done_testing
