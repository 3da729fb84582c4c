#!/bin/sh
# wk: lists the programs and pipelines, and runs one, in the tree, installed,
# and through a symbolic link.
. "$(dirname "$0")/../lib.sh"
need wk-split wk-xtuner

mkdir -p tree/bin tree/share/wk/pipelines
cp "$ROOT/src/wk.sh" tree/bin/wk
chmod +x tree/bin/wk
ln -s "$B"/wk-* tree/bin/
cp -R "$ROOT"/pipelines/* tree/share/wk/pipelines/
wk=$SCRATCH/tree/bin/wk
"$wk" >out 2>err
is "$? $(cat err)" '0 ' 'without arguments: a list'
has "$(cat out)" "$(printf '  %-14s %s' split "$(wk-split -h | head -n 1)")" \
    'a program, and what it does'
for name in qa pretrain nightly; do
	has "$(cat out)" "$(printf '  %-14s ' "$name")" "the pipeline $name"
done
grep -q 'shared' out
is "$?" 1 'what is only sourced is not in the list'
is "$(grep -cvE '^($|usage: |[A-Z].*:$|  [a-z-]+ +[A-Z])' out)" 0 \
    'each has a line that says something'
is "$(awk 'length($0) > 80' out)" '' 'each line fits into 80 columns'
is "$(for path in "$ROOT"/pipelines/*; do
	[ ! -x "$path" ] || [ -d "$path" ] || sed -n '2{/[:.]/!p;}' "$path"
done)" '' \
    'each sentence ends on the line that is read'
for program in "$B"/wk-*; do
	name=${program##*/wk-}
	# batch hands what is meant for wk-batch to it: tests/batch/pipeline.t.
	[ ! -e "$ROOT/pipelines/$name" ] || [ "$name" = batch ]
	result $? "no pipeline is called as the program $name"
done
is "$("$wk" split -V)" "$(wk-split -V)" 'runs a program'
echo 一二三 >doc.txt
is "$("$wk" split doc.txt | "$wk" xtuner -p)" \
    "$(wk-split doc.txt | wk-xtuner -p)" 'in a pipe'
WK_BIN=$B "$wk" pretrain -o rows 'doc.txt' >out 2>err
is "$? $(grep -c '' rows)" '0 1' 'runs a pipeline, installed'
ln -s "$wk" link
is "$(cd / && "$SCRATCH/link" split -V)" "$(wk-split -V)" 'through a link'
fails 2 'a name that is none' "$wk" nonsense
is "$(cat fails.err)" "wk: no program or pipeline nonsense; 'wk' lists them" \
    'and what to do'
fails 2 'a path is no name' "$wk" ../../../../bin/true
fails 2 'an option is no name' "$wk" --nonsense
"$wk" split --nonsense 2>err
is "$?" 2 'the status is that of the program'
done_testing
