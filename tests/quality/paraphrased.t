#!/bin/sh
# The paraphrased questions of make quality: each has its evidence in the
# document, and shares no word with the sentence of it and those beside it.
. "$(dirname "$0")/../lib.sh"
need jq wk-text
questions=$ROOT/tests/quality/paraphrased.jsonl

# check FILE: what paraphrased.jq finds.
check() {
	jq -c --slurpfile texts texts \
	    -f "$ROOT/tests/quality/paraphrased.jq" "$1"
}
wk-text "$ROOT/pipelines/example/docs" >texts 2>err
check "$questions" >out
is "$(grep -c '' out)" 200 'there are 200 questions'
is "$(jq -c 'select(.fault) | [.question, .fault]' out)" '' \
    'the evidence of each stands once in its document'
is "$(jq -c 'select(.shared != []) | [.question, .shared]' out)" '' \
    'no question shares a word with the passage'
is "$(jq -r .question "$questions" | sort | uniq -d)" '' 'no question is twice there'

cat >bad <<'XX'
{"question":"Who is the landlord?","source":"13-making-of.txt","evidence":"he was sixty-six years old and alone"}
{"question":"How loud were the drying nets?","source":"13-making-of.txt","evidence":"the phone puzzle about drying nets"}
{"question":"Who ferries?","source":"13-making-of.txt","evidence":"The last thing to be finished was the ferry itself"}
{"question":"一轮涨落有几天？","source":"01-overview.txt","evidence":"一个完整的涨落周期需要9小时36分钟"}
{"question":"Why?","source":"13-making-of.txt","evidence":"it is not there"}
{"question":"Why?","source":"13-making-of.txt","evidence":"bell"}
XX
check bad >out
is "$(jq -sc 'map(.shared // .fault | if type == "array" then join(" ") else . end)' out)" \
    '["landl","dry net","fer","涨落","the evidence stands there 0 times","the evidence stands there 3 times"]' \
    'a shared word, another form of it, and evidence that is not there are named'
done_testing
