#!/bin/sh
# wk-dedup: which texts count as the same and which do not, what it says of
# them, other files, states, and what it costs in memory.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-dedup jq awk
here=$ROOT/tests/dedup

# Around the pairs of lines that begin with +, to try them in long texts, too.
zh='这是一段较长的文字，讲的是渡口小镇里发生的各种各样的故事，有人来有人走，春天的时候河水涨起来，大家就把船拉到岸上，等水退下去再放回河里，年年都是这样，孩子们在岸边长大，老人们在树下说话。\t镇上的茶馆傍晚才开门，掌柜的会讲旧时行船的故事，听的人围成一圈，灯光照着他们的脸，外面下着雨。'
en='The ferry leaves the harbour at dawn when the fog has lifted and the keeper of the lamp has rung the bell, and every boatman of the village knows the song that is sung while the ropes are cast off. Travellers sit on benches of oak and drink tea from clay cups. \t Those who miss it must wait for another day, which they spend in the tea house, and the old man tells stories of the flood.'

# pairs FILE WANT: for each pair of the file, a tab between, whether the second
# is marked.
pairs() {
	jq -Rc --arg zh "$zh" --arg en "$en" '
	    (ltrimstr("+") | split("\t")) as $pair |
	    {text: $pair[]}, (select(startswith("+")) |
	    (if $pair | add | explode | max > 11904 then $zh else $en end |
	    split("\\t")) as $long |
	    {text: ($long[0] + $pair[] + $long[1])})' "$here/$1" >all
	while read -r one && read -r two; do
		printf '%s\n' "$one" "$two" >in
		wk-dedup in
	done <all >out
	jq -r 'if .state then "duplicate" else "kept" end' out >states
	while read -r first && read -r second && read -r text <&3 &&
	    read -r other <&3; do
		is "$first $second" "kept $2" "$1: $text"
		[ "$second" = "$2" ] || note "$other"
	done <states 3<all
	is "$(wc -l <states | tr -d ' ')" "$(wc -l <all | tr -d ' ')" \
	    "$1: all were tried"
}
pairs differ.txt kept
ok 'pairs that differ in one fact' [ "$count" -gt 230 ]
pairs alike.txt duplicate

cat >in <<'END'
{"text":"灯塔高三十二米，塔身分成七层。","source":"a.txt","index":0,"big":12345678901234567890}
{"text":"灯塔高三十二米，塔身分成七层！","source":"b.txt","index":4,"id":"x"}
{"text":"灯塔高三十二米,塔身分成七層","state":"unrelated"}
{"text":"灯塔高三十二米,塔身分成七層","state":"success"}
{"text":"灯塔高三十二米,塔身分成七層","error":{"stage":"wk-text","kind":"x"}}
{"text":"……"}
{"text":"！"}
{"text":""}
END
wk-dedup in >out
is "$?" 0 'duplicates are no failure'
is "$(jq -c '[.state, .duplicate_of]' out | tr '\n' ' ')" \
    '[null,null] ["duplicate",{"source":"a.txt","index":0,"similarity":1}] ["unrelated",null] ["duplicate",{"source":"a.txt","index":0,"similarity":1}] [null,null] [null,null] [null,null] [null,null] ' \
    'what is marked, and as what; other states and errors pass'
is "$(sed -n '1p;3p;5,8p' out)" "$(sed -n '1p;3p;5,8p' in)" \
    'what is not marked passes byte for byte'

# Answers: of the same question, about other things.
cat >in <<'END'
{"question":"它建于哪一年？","answer":"1912年。"}
{"question":"它建于哪一年？","answer":"1872年。"}
{"question":"它建于哪一年","answer":"１９１２年"}
{"question":"它建于哪一年？"}
END
is "$(wk-dedup -f question in | jq -c '.duplicate_of' | tr '\n' ' ')" \
    'null null {"question":"它建于哪一年？","similarity":1} {"question":"它建于哪一年？","similarity":1} ' \
    'answers that differ keep a question'

# Many answers of one question: that which is the same is found, however many
# came between.
awk 'BEGIN {
	for (i = 0; i < 3000; i++)
		printf "{\"question\":\"请翻译下面的句子。\",\"answer\":\"word%d\"}\n", \
		    i % 1500
}' >in
for exact in '' --exact; do
	# shellcheck disable=SC2086
	is "$(wk-dedup $exact -f question in | jq -r '.state // empty' |
	    wc -l | tr -d ' ')" 1500 "a question with many answers $exact"
done

# Texts of one form, which differ in a name: they need not meet, so that the
# time does not grow with the square of their number.
awk 'BEGIN {
	srand(5)
	for (i = 0; i < 30000; i++) {
		name = ""
		for (k = 0; k < 3; k++)
			name = name sprintf("\\u%x", 19968 + int(rand() * 4000))
		printf "{\"text\":\"%s先生毕业于云泽大学，后来在渡口的一家公司任职，" \
		    "主要从事造船的工作，他热爱读书。\"}\n", name
	}
}' >in
# shellcheck disable=SC3045  # where there is no -t, the time has no limit
(ulimit -t 20 2>/dev/null; wk-dedup in >out)
is "$? $(wc -l <out | tr -d ' ') $(grep -c duplicate out)" '0 30000 0' \
    'thirty thousand texts of one form'

# The threshold, and --exact.
long='渡口的老人说，从前发大水的时候，船工们把绳子系在石柱上，一个接一个地把村里的人送到对岸，直到天亮才歇下来。没有一个人掉队，也没有一条船翻掉。'
jq -cn --arg s "$long" '{text: $s}, {text: ($s + "后来人们在那里立了一块石碑，碑上面刻着他们的名字，年年都有人去看，去的人还会带上一壶酒。")},
    {text: ($s + "大家都记得。")}, {text: ($s | gsub("，"; " "))}' >in
for case in '0.8 .,.,0.92,1' '0.7 .,.,0.92,1' '0.95 .,.,.,1' '1 .,.,.,1'; do
	is "$(wk-dedup -t "${case% *}" in | jq -r '(.duplicate_of.similarity // ".") |
	    if type == "number" then . * 100 | round / 100 else . end' | paste -sd, -)" "${case#* }" "-t ${case% *}"
done
# Each numeral makes a fact of a text that is long enough for its words to be
# compared by n-grams alone.
for n in 一 两 二 三 四 五 六 七 八 九 十 廿 卅 卌 二〇 二零 壹佰 贰佰 叁佰 肆佰 伍佰 \
    陆佰 柒佰 捌佰 玖佰 百分之七十 3 三千 五万 六亿; do
	printf '{"text":"%s这条路要走%s天。%s"}\n' "$long" "$n" "$long"
done >numerals
is "$(wk-dedup numerals | jq -r 'select(.state) | .text |
    capture("走(?<n>.*?)天").n' | paste -sd, -)" '二,二〇,二零,3' \
    'texts that differ in a numeral, however it is written'
is "$(wk-dedup --exact in | jq -r '.state // "."' | paste -sd, -)" \
    .,.,.,duplicate '--exact'
for share in 0.5 1.5 x; do
	is "$(wk-dedup -t $share in 2>&1)" \
	    "wk-dedup: -t $share: not a number from 0.7 to 1" "-t $share"
done
for option in -f -t -w --against --against-field; do
	fails 2 "an empty $option" wk-dedup "$option" '' in
done
fails 2 '-t and --exact' wk-dedup -t 0.9 --exact in
fails 2 '--contain alone' wk-dedup --contain in

# Other files: records and lines.
printf '{"q":"灯塔是哪一年建成的，由谁出资，一共花了多少钱？"}\n\n{"q":"x y z"}\n' >exam.jsonl
printf '守闸人每天清晨几点开门，傍晚又在几点关门？\n' >exam.txt
cat >in <<'END'
{"question":"请问灯塔是哪一年建成的，由谁出资，一共花了多少钱？"}
{"question":"守闸人每天清晨几点开门，傍晚又在几点关门？"}
{"question":"守闸人姓什么？"}
{"question":"守闸人姓什么"}
END
is "$(wk-dedup -f question --against exam.jsonl --against exam.txt \
    --against-field q in | jq -c '.duplicate_of' | tr '\n' ' ' | sed 's/0\.9[0-9]*/0.9/')" \
    '{"source":"exam.jsonl","line":1,"similarity":0.9} {"source":"exam.txt","line":1,"similarity":1} null {"question":"守闸人姓什么？","similarity":1} ' \
    '--against'
fails 2 '--against: a field that is not there' wk-dedup --against exam.jsonl in
has "$(cat fails.err)" 'exam.jsonl:1: no string in text' 'and which'
fails 2 '--against: no such file' wk-dedup --against gone in
# A file that would be compared with nothing, or as one long line, is refused.
printf '[{"q":"x y z"},\n{"q":"u"}]\n' >exam.json
fails 2 '--against: an array' wk-dedup --against exam.json in
has "$(cat fails.err)" "jq -c '.[]'" 'what makes lines of it'
printf '[1] a line of text\n[a]\n' >exam.json
wk-dedup --against exam.json -f question in >/dev/null 2>err
result $? '--against: text that begins with a bracket' || note "$(cat err)"
printf '\037\213\010\000\001\377\n' >exam.gz
fails 2 '--against: compressed' wk-dedup --against exam.gz in
has "$(cat fails.err)" 'gzip -dc' 'what unpacks it'
printf 'a\n\265\306\313\376\n' >exam.gbk
fails 2 '--against: another encoding' wk-dedup --against exam.gbk in
has "$(cat fails.err)" 'exam.gbk:2: not UTF-8; perhaps iconv -f GB18030' \
    'which line, and what converts it'
printf 'a\000b\000c\000d\000\n\000' >exam.utf16
fails 2 '--against: UTF-16' wk-dedup --against exam.utf16 in
cat >in <<'END'
{"text":"问答选编。一、灯塔是哪一年建成的，由谁出资，一共花了多少钱？答：大家凑的。二、渡口有几条船？答：六条。","n":1}
{"text":"这一段只说灯塔，说它是哪一年建成的，别的都没有说到，读的人要到别处去找。","n":2}
{"text":"x, y and z","n":3}
END
is "$(wk-dedup --contain --against exam.jsonl --against-field q in |
    jq -c '.duplicate_of' | tr '\n' ' ')" \
    '{"source":"exam.jsonl","line":1,"contained":1} null {"source":"exam.jsonl","line":3,"contained":1} ' \
    '--contain'

echo '{"text":1}' | wk-dedup >out 2>err
is "$? $(jq -r .error.kind out)" '1 bad_field' 'a text that is a number'
echo '{"a":1}' | wk-dedup >out 2>err
is "$? $(jq -r .error.kind out)" '1 missing_field' 'no text'
# shellcheck disable=SC2016
fails 2 'no directory for the temporary file' env TMPDIR=/nowhere wk-dedup in
has "$(cat fails.err)" TMPDIR 'says what to do'

# Chunks that are copies but for an edit in each hundred characters, among
# others: what is found, and the memory of what is kept.
awk 'BEGIN {
	srand(11)
	for (i = 0; i < 3000; i++) {
		text = ""
		for (k = 0; k < 300; k++)
			text = text sprintf("\\u%x", 19968 + int(rand() * 4000))
		printf "{\"text\":\"%s\",\"n\":%d}\n", text, i
		if (i % 3 > 0)
			continue
		for (k = 1 + int(rand() * 50); k <= 300; k += 100)
			text = substr(text, 1, 6 * k) "\\u4e2d" substr(text, 6 * k + 1)
		printf "{\"text\":\"%s\",\"of\":%d}\n", text, i
	}
}' >in
wk-dedup -v in >out 2>err
is "$(jq -s '[.[] | select(.of and .state != "duplicate")] | length' out)" 0 \
    'a thousand copies with three edits are all found'
is "$(jq -s '[.[] | select(.n and .state)] | length' out)" 0 'and nothing else'
bytes=$(sed -n 's/.*; \([0-9]*\) bytes of memory for \([0-9]*\) texts.*/\1/p' err)
[ "$bytes" -lt $((3000 * 256 + 2000000)) ]
result $? 'their memory' || note "$bytes bytes"
done_testing
