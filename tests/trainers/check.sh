#!/bin/sh
# make check-trainers: the trainers' own code reads rows of every format that
# wk-xtuner writes, and rows that it does not.  What --check --template says of
# a row has to be what becomes of it: where it is silent, each answer and each
# thought stands in what is trained.  No torch and no model is needed.
# Checkouts: WK_XTUNER, WK_LLAMA_FACTORY, WK_SWIFT, WK_TRL, WK_EVALSCOPE; for
# the last two the directory in which pip installed them serves, too.  PYTHON
# has what their code imports: pydantic, typing_extensions (XTuner), datasets
# (ms-swift), transformers besides (TRL), all that evalscope wants.
set -u
. "$(dirname "$0")/../lib.sh"
need jq wk-xtuner
: "${PYTHON:=python3}"
case $PYTHON in
*/*) PYTHON=$(cd "$ROOT" && cd "$(dirname "$PYTHON")" && pwd)/${PYTHON##*/} ;;
esac
here=$ROOT/tests/trainers
WK_XTUNER_BIN=$B/wk-xtuner TMPDIR=$SCRATCH HF_HOME=$SCRATCH PYTHONPATH=$here
PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1
export WK_XTUNER_BIN TMPDIR HF_HOME PYTHONPATH PYTHONDONTWRITEBYTECODE \
    HF_HUB_OFFLINE
mkdir rows

# The records: the last with turns, the second without a thought.
cat >records.txt <<'EOF'
{"question":"谁撑船？","answer":"撑船的是摆渡女子闻苇，她二十二岁。",
"reasoning":"第二段说到摆渡女子。","text":"水底沉着九口古钟。"}
{"question":"How many bells?","answer":"Nine bells lie below the water.",
"text":"Nine bells\n\nlie there."}
{"turns":[{"input":"钟在哪里？","output":"九口古钟都沉在水底，看不见。",
"reasoning":"先找地点。"},{"input":"谁见过？","output":"老船工说他年轻时见过一次。",
"reasoning":"再找人物。"}],"text":"  渡口\t有\"雾\"。"}
EOF
jq -c . records.txt >records
jq -c '[.turns[]?.output, .answer] | map(strings)' records >answers
jq -c '[.turns[]?.reasoning, .reasoning] | map(strings)' records >thoughts

# expect NAME: its lines, of words that have to be trained, come from stdin.
expect() {
	jq -s --arg name "$1" '{($name): .}' >"expected.$1"
}
for format in legacy v1 openai swift alpaca sharegpt; do
	for how in drop inline thinking reasoning_content; do
		case $format/$how in
		v1/* | openai/* | */drop | */inline) ;;
		*) continue ;;
		esac
		name=$format.$how.jsonl
		wk-xtuner -s 角色 -o $format --reasoning $how records \
		    >"rows/$name" 2>err || cat err
		if [ $how = drop ]; then
			expect "$name" <answers
		else
			paste -d ' ' answers thoughts | jq -s -c '. as $a |
			    range(0; length; 2) | $a[.] + $a[. + 1]' |
			    expect "$name"
		fi
	done
	name=pretrain-$format.jsonl
	wk-xtuner -p -o $format records >"rows/$name" 2>err || cat err
	jq -c '[.text]' records | expect "$name"
done

# Preference rows; `shown` is the worse answer.
cat >pairs <<'EOF'
{"question":"谁撑船？","answer":"撑船的是摆渡女子闻苇。","rejected":"撑船的是老船工。"}
EOF
for form in alpaca sharegpt swift; do
	jq -c -L "$ROOT/pipelines/filters" --arg form $form \
	    -f "$ROOT/pipelines/filters/rows-dpo.jq" pairs \
	    >"rows/dpo-$form.jsonl"
	jq -c '{trained: [.answer], shown: [.rejected]}' pairs |
	    expect dpo-$form.jsonl
done

# Rows of other hands: each with the words to be trained and to be shown.
jq -c .row "$here/probes.jsonl" >rows/probes.jsonl
jq -c 'del(.row)' "$here/probes.jsonl" | expect probes.jsonl
jq -s add expected.* >rows/expected.json

# What wk-xtuner does not write, in read/READER/: expect_read READER/FILE takes
# from stdin, a line a row, what the reader has to make of it.
expect_read() {
	jq -s --arg name "$1" '{($name): .}' >"read.$(echo "$1" | tr / .)"
}
for reader in xtuner swift trl evalscope; do
	mkdir -p rows/read/$reader
done
filters=$ROOT/pipelines/filters
jq -c . "$here/answered.jsonl" >answered
asked='def asked: [["system", "角色"], ["user", .question]];'
jq -c --arg system 角色 -f "$filters/rows-dpo.jq" answered \
    >rows/read/trl/dpo.jsonl
jq -c "$asked"'{prompt: asked, chosen: .answer, rejected}' answered |
    expect_read trl/dpo.jsonl
for truth in evidence answer; do
	jq -c --arg system 角色 --arg truth $truth -f "$filters/rows-grpo.jq" \
	    answered >rows/read/trl/grpo-$truth.jsonl
	cp rows/read/trl/grpo-$truth.jsonl rows/read/xtuner
	jq -c --arg system 角色 --arg truth $truth --arg form swift \
	    -f "$filters/rows-grpo.jq" answered \
	    >rows/read/swift/grpo-$truth.jsonl
	for reader in trl xtuner swift; do
		jq -c --arg truth $truth --arg reader $reader "$asked"'{
		    prompt: asked, reward_model: .[$truth]} +
		    if $reader == "xtuner" then {} else
		    {truth: .[$truth]} end' answered |
		    expect_read $reader/grpo-$truth.jsonl
	done
done
jq -c --arg system 角色 -f "$filters/rows-evalscope.jq" answered \
    >rows/read/evalscope/qa.jsonl
jq -c "$asked"'{prompt: asked, truth: .answer, points: 1}' answered |
    expect_read evalscope/qa.jsonl
jq -cn -f "$filters/rows-mcq.jq" answered >rows/read/evalscope/mcq_val.jsonl
jq -c --slurpfile rows rows/read/evalscope/mcq_val.jsonl '.answer as $answer |
    ($rows[input_line_number - 1] | [.A, .B, .C, .D]) as $choices |
    {prompt: .question, choices: $choices, points: ($choices |
	map(if . == ($answer | gsub("\\s+"; " ") | gsub("^ | $"; ""))
	    then 1 else 0 end))}' answered |
    expect_read evalscope/mcq_val.jsonl
jq -s add read.* >rows/read/expected.json

# run NAME VARIABLE DIRECTORY: a checkout, or where the package is installed.
run() {
	name=$1 variable=$2 checkout=$3
	if [ -z "$checkout" ]; then
		echo "$name: skipped: $variable names no checkout"
		return
	fi
	case $checkout in
	/*) ;;
	*) checkout=$ROOT/$checkout ;;
	esac
	echo "$name: $checkout"
	status=0
	"$PYTHON" "$here/$name.py" rows "$checkout" >out 2>err || status=1
	# Another package than the trainer's own, at the beginning: no fault.
	lacks=$(sed -n "s/^ModuleNotFoundError: No module named '\\([^'.]*\\).*/\\1/p" \
	    err | tail -n 1)
	if [ ! -s out ] && [ -n "$lacks" ] && [ "$lacks" != "$4" ]; then
		echo "$name: skipped: $PYTHON has no $lacks"
		return
	fi
	grep -v '^ok' out
	[ "$(grep -c '^1\.\.' out)" -eq 1 ] || status=1
	if [ "$status" -eq 1 ]; then
		cat err
		bad=1
	fi
}
bad=0
run xtuner WK_XTUNER "${WK_XTUNER-}" xtuner
run llama_factory WK_LLAMA_FACTORY "${WK_LLAMA_FACTORY-}" llamafactory
run swift WK_SWIFT "${WK_SWIFT-}" swift
run trl WK_TRL "${WK_TRL-}" trl
run evalscope WK_EVALSCOPE "${WK_EVALSCOPE-}" evalscope
exit $bad
