#!/bin/sh
# make pictures: those of README.md.  A terminal session, as SVG, is typed
# here, without a model.  The report page, as PNG, is of rows that the stub
# server makes of the example's documents, and seen by chromium.
# shellcheck disable=SC2154 # port is from stub.sh
set -eu
. "$(dirname "$0")/../pipelines/pipeline.sh"
need bash wk-split wk-text wk-index wk-find wk-rag wk-xtuner
out=$ROOT/man/pictures
mkdir -p "$out"
cp -R "$ROOT/pipelines/example/docs" docs
export PATH="$B:$PATH"

cat >typed <<'END'
wk-text docs | wk-split --jsonl | wk-xtuner -p >pretrain.jsonl
wc -l <pretrain.jsonl
wk kb -o kb.db docs
echo 标准版的售价是多少？ >questions
wk-find --lines -k kb.db questions | wk-rag -x >answers.jsonl
jq -r .answer answers.jsonl
jq -r '.references[0] | .source, .start' answers.jsonl
wk-xtuner answers.jsonl
END
# Lines of 84 columns; a Chinese character takes two.
folded() {
	perl -CS -ne 'my $n = 0; for (split //) {
		my $w = ord > 0x2e80 ? 2 : 1;
		if ($n + $w > 84) { print "\n"; $n = 0 }
		$n = $_ eq "\n" ? 0 : $n + $w; print }'
}
while IFS= read -r command; do
	echo "\$ $command"
	sh -c "$command" 2>&1 </dev/null | folded
done <typed >session
awk -v title='Documents to rows, typed in a terminal' \
    -f "$ROOT/tests/pictures/session.awk" session >"$out/session.svg"
echo "$out/session.svg"

command -v chromium >/dev/null || {
	echo 'no chromium: no picture of the report'
	exit 0
}
need gnuplot
echo 'default : reader' >script
stub_start -t 3000 -s script
bash "$ROOT/pipelines/qa" -o data -m stub -u "http://127.0.0.1:$port/v1" docs \
    >said 2>&1 </dev/null || [ $? -le 1 ]
bash "$ROOT/pipelines/report" --title 'Yunze Xing' data
chromium --headless --no-sandbox --hide-scrollbars --window-size=1000,1400 \
    --screenshot=report.png "file://$PWD/data/report.html" >said 2>&1
cp report.png "$out/report.png"
echo "$out/report.png"
