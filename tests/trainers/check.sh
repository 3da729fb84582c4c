#!/bin/sh
# make check-trainers: the trainers' own code reads rows of every format that
# wk-xtuner writes, and rows that it does not.  What --check --template says of
# a row has to be what becomes of it: where it is silent, each answer and each
# thought stands in what is trained.  No torch and no model is needed.
# Checkouts: WK_XTUNER, WK_LLAMA_FACTORY, WK_SWIFT.  PYTHON has pydantic (for
# XTuner) and datasets (for ms-swift).
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

# run NAME VARIABLE CHECKOUT MODULE...
run() {
	name=$1 variable=$2 checkout=$3
	shift 3
	if [ -z "$checkout" ]; then
		echo "$name: skipped: $variable names no checkout"
		return
	fi
	case $checkout in
	/*) ;;
	*) checkout=$ROOT/$checkout ;;
	esac
	for module; do
		"$PYTHON" -c "import $module" 2>/dev/null || {
			echo "$name: skipped: $PYTHON has no $module"
			return
		}
	done
	echo "$name: $checkout"
	"$PYTHON" "$here/$name.py" rows "$checkout" >out 2>err || bad=1
	grep -v '^ok' out
	[ "$(grep -c '^1\.\.' out)" -eq 1 ] || { cat err; bad=1; }
}
bad=0
run xtuner WK_XTUNER "${WK_XTUNER-}" pydantic
run llama_factory WK_LLAMA_FACTORY "${WK_LLAMA_FACTORY-}" typing_extensions
run swift WK_SWIFT "${WK_SWIFT-}" datasets numpy packaging
exit $bad
