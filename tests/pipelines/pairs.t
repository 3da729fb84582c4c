#!/bin/sh
# pipelines/pairs: preference rows of records and what a model says without
# passages.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-ask wk-ground

pairs() {
	ASK_FLAGS="--retry-delay 0 ${flags-}" bash "$ROOT/pipelines/pairs" \
	    -m model -u "http://127.0.0.1:$port/v1" "$@"
}
# A question, the answer from the documents, what the model says, and what
# becomes of it: row, agrees, refused.
cat >cases <<'END'
agrees|云泽的水里沉着几口古钟？|云泽的水里沉着九口古钟。|云泽的水中沉有9口古钟，相传铸于古代。
row|石桥镇有几座石桥？|石桥镇有三座石桥。|石桥镇有十二座石桥。
row|谁在云泽撑船？|摆渡女子闻苇撑船。|撑船的是船夫阿禾。
agrees|谁撑那条乌篷船？|摆渡女子闻苇撑船。|撑船的人叫闻苇，她是一位摆渡女子。
agrees|什么时候能看见钟顶？|潮水退尽时能看见钟顶。|在潮水退去以后，钟顶就会露出水面。
row|石桥能走车吗？|石桥不能走车。|石桥能走车。
row|水磨能在夜里转吗？|水磨能在夜里转。|水磨不能在夜里转。
row|石橋上走過車嗎？|石橋上走過車。|石橋上沒走過車。
row|为什么钟不响？|因为铸钟的人死在了水里，钟舌从未装上。|这可能与当地的风俗有关。
refused|水磨的主人是谁？|水磨的主人叫裴照。|對不起，我沒有關於水磨主人的資料。
refused|裴照用什么撑船？|裴照用一根铁桨撑船。|目前没有查到裴照的相关资料。
row|鸬鹚叫什么？|鸬鹚名叫三两。|我家的鸬鹚叫阿黑。
agrees|What year was the bridge built?|The bridge was built in 1903.|It was built in 1903 by the city.
row|When did the mill open?|The mill opened in 1903.|It opened in 1911.
row|Can the pump run dry?|The pump must never run dry.|Yes, the pump can run dry.
row|How is the router reset?|Hold the button at the back for ten seconds.|Open the settings page and choose factory reset.
refused|Who owns the mill?|Pei Zhao owns the mill.|I'm sorry, but I don't have information about this mill.
refused|Where is the ferry?|The ferry lies south of the town.|I do not know where that ferry is.
row|What is lost?|The ferry lost its anchor.|I lost a rope of the kind once.
END
awk -F '|' '{ printf "body~\"%s\" : content=\"%s\" delay=1-10\n", $2, $4 }' \
    cases >script
cat >>script <<'END'
body~空白 : content=""
body~太长 : content="说了一半" finish=length
body~过滤 : content=null finish=content_filter
END
jq -Rc 'split("|") | { id: .[1], question: .[1], answer: .[2],
    text: "秘密的段落", source: "a.txt", start: 3, evidence: .[2],
    reasoning: "想", ask: { model: "asker", key: "k" }, want: .[0] }' \
    cases >records
stub_start -s script

fails 2 'another form' pairs --form dpo records
fails 2 'no such file' pairs gone
fails 2 'no such role' pairs --role gone records
for wrong in 1.5 -1 x 0,5 .; do
	fails 2 "--agree $wrong" pairs "--agree=$wrong" records
done
fails 2 'nothing to read' pairs -o none /dev/null
is "$(stub_hits)" 0 'nothing of that asked anybody'

echo '你是云泽的向导。' >role
pairs --role role -o out records 2>err
is "$? $(grep -v '^pairs' err)" '0 ' 'pairs'
is "$(jq -r 'select(.want == "row") | .question' records)" \
    "$(jq -r '.prompt[1].content' out/pairs.jsonl)" 'a row where the model differs'
is "$(jq -r 'select(.state == "agrees") | .question' out/pairs.rejects)" \
    "$(jq -r 'select(.want == "agrees") | .question' records)" \
    'none where it agrees'
is "$(jq -r 'select(.state == "refused") | .question' out/pairs.rejects)" \
    "$(jq -r 'select(.want == "refused") | .question' records)" \
    'none where it says that it does not know'
is "$(sed -n 1p out/pairs.jsonl)" '{"prompt":[{"role":"system",'\
'"content":"你是云泽的向导。"},{"role":"user","content":"石桥镇有几座石桥？"}],'\
'"chosen":[{"role":"assistant","content":"石桥镇有三座石桥。"}],'\
'"rejected":[{"role":"assistant","content":"石桥镇有十二座石桥。"}]}' \
    'a row, with the role'
is "$(cat err)" 'pairs: 19 records, 11 pairs; the model agreed in 4 of 19 '\
'answers (21 %), which teach nothing; it did not know 4' 'and how many'
is "$(wk-xtuner --check out/pairs.jsonl)" '' '--check takes the rows'
jq -c 'del(.rejected, .rejected_by, .scores)' out/pairs.records >back
is "$(cat back)" "$(jq -c 'select(.want == "row")' records)" \
    'the records of the rows are there, with all that they came with'
is "$(jq -r .rejected_by out/pairs.records | sort -u) $(jq -s \
    'all(.scores.agreement | type == "number")' out/pairs.records)" \
    'model true' 'the model and the measure are told'
is "$(stub_hits 秘密的段落) $(stub_hits) $(stub_hits 你是云泽的向导)" '0 19 19' \
    'no passage is sent, the role is'

hits=$(stub_hits)
cp out/pairs.jsonl first
pairs --role role -o out <records 2>err
is "$? $(stub_hits)" "0 $hits" 'run again, from standard input: nothing is paid'
same out/pairs.jsonl first 'and the rows are the same'
mkdir qa
cp records qa/sft.records
pairs --role role -o out --form swift qa 2>err
is "$? $(stub_hits) $(jq -r .rejected_response out/pairs.jsonl | head -n 1)" \
    "0 $hits 石桥镇有十二座石桥。" 'a directory of qa; another form'
pairs --role role -o out --agree 1 records 2>err
is "$(grep -c '' out/pairs.jsonl)" 13 '--agree 1: few agree'

# What is no answer.
{ sed -n 2p records; jq -nc '("空白", "太长", "过滤") as $q | { question: "\($q)？",
    answer: "一个回答。" }'
printf '%s\n' '{"question":"q"}' '{"question":"q","answer":"a","state":"unknown"}' \
    '{"question":"q","answer":"a","error":{"stage":"s","kind":"old","message":"m"}}' \
    '[1]'; } >odd
flags='--retries 0' pairs --role role -o odd.d odd 2>err
is "$? $(grep -c '' odd.d/pairs.jsonl)" '1 1' 'empty, cut and filtered replies'
is "$(jq -r '.error.kind // .state' odd.d/pairs.rejects | tr '\n' ' ')" \
    'empty_reply truncated filtered no_answer unknown old bad_record ' \
    'give rejects, each with its reason'
has "$(cat err)" '8 records, 1 pairs; the model agreed in 0 of 1 answers (0 %)' \
    'and are no answers'
has "$(cat err)" '; 7 were not answered' 'which is told'
sed -n 1p records >one
echo old >out/pairs.jsonl
pairs --role role -o out one 2>err
is "$? $(cat out/pairs.jsonl)" '1 old' 'all agree: a status of 1'
has "$(cat err)" '1 records, 0 pairs; the model agreed in 1 of 1' 'and why'
stub_stop

echo 'default : status=401' >script
stub_start -s script
echo old >out/pairs.jsonl
pairs -o out records 2>err
is "$? $(cat out/pairs.jsonl)" '3 old' 'a key that is refused: nothing is replaced'
stub_stop
done_testing
