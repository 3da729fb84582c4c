#!/bin/sh
# wk-find: hits, unrelated, the threshold, what passes untouched, --calibrate.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-index wk-find wk-split wk-xtuner

cat >in <<'EOF'
{"text":"闻苇在浮市买下一盏生锈的灯笼。","source":"a.txt","start":0}
{"text":"裴照的铁桨重四十二斤，是师父闵老闸留下的。","source":"a.txt","start":16}
{"text":"The blue flood mark is three metres above the floor.","source":"b.txt"}
{"text":"石门堰有七道闸。","source":"c.txt","url":"https://example.org/c"}
EOF
wk-index kb.db in >out || exit 1

# ask QUESTION [OPTION...]: the record that comes out.
ask() {
	question=$1
	shift
	printf '%s\n' "$question" | wk-find -k kb.db --lines "$@"
}

is "$(ask 铁桨有多重 -n 1 -t 0.2 | sed 's/"score":[0-9.]*/"score":S/')" \
    '{"question":"铁桨有多重","hits":[{"text":"裴照的铁桨重四十二斤，是师父闵老闸留下的。","source":"a.txt","score":S,"start":16}]}' \
    'a hit: text, source, score, start'
is "$(ask 石门堰有几道闸 -n 1 | sed 's/.*"score":[0-9.]*//')" \
    ',"url":"https://example.org/c"}]}' 'and url, if there is one'
is "$(ask '光合作用需要什么？')" \
    '{"question":"光合作用需要什么？","state":"unrelated"}' unrelated
is "$(ask 'How high is the BLUE flood-mark?' -n 1 |
    grep -c '"source":"b.txt","score":0\.[5-9]\|score":1')" 1 English
is "$(ask 裴照的鐵槳 -n 1)" "$(ask 裴照的铁桨 -n 1 | sed s/铁桨/鐵槳/)" \
    'traditional and simplified are one'
is "$(ask ＴＨＥ　ＢＬＵＥ -n 1 | grep -c b.txt)" 1 'full-width letters'
is "$(ask 闸 -t 0 | grep -o '"source"' | wc -l | tr -d ' ')" 2 \
    'one character'
is "$(ask 闵老闸 -n 1 -t 1 | grep -o '"score":[0-9.]*')" '"score":1.0000' \
    'all of the question covered: 1'

# The threshold.
is "$(ask 石门堰的闸门是谁修的 -t 1)" \
    '{"question":"石门堰的闸门是谁修的","state":"unrelated"}' '-t 1'
is "$(ask 石门堰的闸门是谁修的 -t 0 | grep -c hits)" 1 '-t 0'
score=$(ask 石门堰的闸门是谁修的 -t 0 -n 1 | grep -o '0\.[0-9]*')
is "$(ask 石门堰的闸门是谁修的 -n 1 -t "$score" | grep -c hits)" 1 \
    'the score that was printed passes'
is "$(ask 石门堰的闸门是谁修的 -n 1 -t "${score}1" | grep -c hits)" 1 \
    'in the digits that are printed'
is "$(ask 石门堰的闸门是谁修的 -n 1 -t 0.999 | grep -c unrelated)" 1 'not less'
is "$(ask 石门堰的闸门是谁修的 --threshold 1)" \
    "$(ask 石门堰的闸门是谁修的 -t 1)" '--threshold is -t'
is "$(ask 石门堰的闸门是谁修的 --throttle 1)" \
    "$(ask 石门堰的闸门是谁修的 -t 1)" 'and so is its old name, --throttle'
is "$(wk-find --help | grep -c throttle)" 0 'which --help does not advertise'
is "$(LC_ALL=de_DE.UTF-8 ask 铁桨 -t 0.5 -n 1)" "$(ask 铁桨 -t 0.5 -n 1)" \
    'a locale changes nothing'

# What is a question, and what passes.
cat >q <<'EOF'
{"n":1.0,"question":"铁桨有多重","x":[ 1 ],"hits":[],"y":12345678901234567890}
{"question":"光合作用","hits":[{"text":"of an older question"}],"z":1}
{"question":"铁桨","state":"unrelated","hits":7}
{"question":"铁桨","state":null}
{"question":"铁桨","error":{"stage":"x","kind":"y"}}
{"no":"question"}
{"question":7}
not json
EOF
fails 1 'some records fail' wk-find -k kb.db -n 1 -t 0.1 q
sed 's/"hits":\[{"text".*}\]/"hits":H/' fails.out >got
is "$(sed -n 1p got)" \
    '{"n":1.0,"question":"铁桨有多重","x":[ 1 ],"hits":H,"y":12345678901234567890}' \
    'hits are set where they stand, the rest is as it came'
is "$(sed -n 2p got)" '{"question":"光合作用","z":1,"state":"unrelated"}' \
    'old hits go when nothing is found'
is "$(sed -n 3p got)" "$(sed -n 3p q)" 'a state closes the gate'
is "$(sed -n 4p got | grep -c '"hits":H')" 1 'null is no state'
is "$(sed -n 5p got)" "$(sed -n 5p q)" 'an error passes'
is "$(sed -n 6p got)" \
    '{"no":"question","error":{"stage":"wk-find","kind":"no_question","message":"no text in question"}}' \
    'no question'
has "$(sed -n 7p got)" '"kind":"no_question"' 'a question that is no string'
has "$(sed -n 8p got)" '"kind":"bad_record"' 'a line that is no record'
is "$(wc -l <got | tr -d ' ')" 8 'one out for each in'
is "$(sed -n 6p fails.out | sed s/no\"/question\"/ |
    wk-find -k kb.db -R -t 0 | grep -c error)" 0 '-R tries again'
is "$(echo '{"q":"铁桨","question":"光合作用"}' |
    wk-find -k kb.db -f q -t 0.1 | grep -c hits)" 1 '-f'
is "$(printf '%s\n' '{"question":"铁桨","go":true}' \
    '{"question":"铁桨","go":1}' | wk-find -k kb.db -w go | grep -c hits)" 1 \
    '-w'

# Odd questions are questions.
printf '%s\n' '"' '铁桨"' 'C++' 'foo-bar' 'AND' 'NOT (' 'b:x' 'NEAR(a b)' '*' \
    '^铁桨' "'; DROP TABLE chunks; --" '😀🎉' '？' '%s%n' 'a\b' >odd
ok 'odd questions' wk-find -k kb.db --lines odd
is "$(wc -l <ok.out | tr -d ' ')" 15 'each gives a record'
awk 'BEGIN { for (i = 0; i < 10000; i++) printf "%s", i % 2 ? "铁" : "桨";
	print "" }' >long
ok '10,000 characters' wk-find -k kb.db --lines -t 0 long
has "$(cat ok.out)" a.txt 'and are answered'
printf '{"question":""}\n{"question":"\\u0000铁桨\\u0000"}\n' >odd
is "$(wk-find -k kb.db -n 1 odd | grep -c '"state":"unrelated"\|铁桨重')" 2 \
    'the empty question, and one with NULs'
printf '\377\376 \n' | wk-find -k kb.db --lines >got
is "$? $(grep -c bad_record got)" '1 1' 'bytes that are not UTF-8'
: >empty
is "$(wk-find -k kb.db empty; echo $?)" 0 'no questions'
printf '\357\273\277{"question":"铁桨"}\r\n{"question":"闸"}' >q
is "$(wk-find -k kb.db -t 0 q | grep -c hits)" 2 'BOM, CRLF, no newline'

# Two runs, two orders of the input: the same bytes.
E=$ROOT/pipelines/example
wk-split -c 768 -o 32 "$E/docs" 2>err | wk-index example.db >out
wk-find -k example.db "$E/questions.jsonl" >one
wk-find -k example.db "$E/questions.jsonl" >two
same two one 'the same bytes each time'
sed '1!G; h; $!d' "$E/questions.jsonl" | wk-find -k example.db |
    sed '1!G; h; $!d' >two
same two one 'an earlier question does not matter'

# The example: what the documents hold is found, what not is unrelated.
ok 'most questions of the example have hits' \
    test "$(grep -c '"hits"' one)" -ge 25
is "$(wk-find -k example.db "$E/unrelated.jsonl" | grep -c unrelated)" \
    "$(wc -l <"$E/unrelated.jsonl" | tr -d ' ')" 'unrelated ones have none'

# In English, too: each phrase around each question, in one run.
cat >phrases <<'EOF'
|Please answer in one sentence.
|In one sentence, please.
|No more than two sentences, please.
|Thank you so much for your time!
|Use at most fifty words.
|Keep it short, thx!!!
|Reply only with the answer.
|Explain it like I am five.
|Any help is appreciated, it is urgent.
|Write the answer as a list of three points.
|Does anyone here know?
Okay, one more thing:|
Do you happen to know:|
Could you please tell me:|
I was wondering:|
Just out of curiosity:|
Tell me in your own words:|
As an expert, answer this:|
Hello there, hope you are well.|Best regards, Tom
I have been stuck on this for hours.|Thanks in advance
Good evening everybody, I am new here.|Have a nice day
EOF
around() { # QUESTION...: records of each with each phrase
	printf '%s\n' "$@" | jq -cR --rawfile phrases phrases '. as $q |
	    $phrases | split("\n")[:-1][] | split("|") |
	    { question: "\(.[0]) \($q) \(.[1])" }'
}
around 'How high above the floor is the blue line?' \
    'Who refused to sign for the bells?' 'How many servers were under water?' \
    'Where do I put the salt?' 'Which root has red bark?' \
    'What happens with an empty joint?' >english
is "$(wk-find -k example.db english | jq -r 'select(.state).question')" '' \
    'phrases around English questions: none is refused'
around 'Who wrote the opera Carmen?' 'What is the capital of Mongolia?' \
    'How do vaccines protect people?' 'Who painted Guernica?' \
    'When was the printing press invented?' 'How is ethanol distilled?' >english
wk-find -k example.db english >got
ok 'of English questions about something else, two of a hundred have hits' \
    test "$(grep -c '"hits"' got)" -le 3

# What is said around a question does not make it unrelated, before or behind
# it or both, nor does it make an unrelated one related.
grep -v '馒头\|火星\|Ireland' "$E/questions.jsonl" >asked
plain=$(wk-find -k example.db asked | grep -c '"hits"')
while read -r before behind; do
	sed "s/:\"\(.*\)\"/:\"${before#-}\1${behind#-}\"/" asked |
	    wk-find -k example.db >got
	ok "$before … $behind: as many have hits, but for three" \
	    test "$(grep -c '"hits"' got)" -ge $((plain - 3))
	is "$(sed "s/:\"\(.*\)\"/:\"${before#-}\1${behind#-}\"/" \
	    "$E/unrelated.jsonl" | wk-find -k example.db |
	    grep -c '"hits"')" 0 'unrelated ones have none'
done <<'EOF'
你好，请问一下，我想了解一下这个问题： 谢谢！麻烦详细说明一下。
- 请用一句话回答。
老师，有件事想跟您请教： -
- 不用太长，三五句就好，感谢。
上次忘了问您， 方便的话回个信，多谢多谢！
您好，想請教一下， 麻煩您了，感恩！
- 可以的話請說明得詳細一點，謝謝。
Hello,could_you_please_tell_me: Thank_you_very_much!
- Please_answer_briefly.
EOF

# Small bases: one subject, whose name each chunk has; copies; one chunk.
n=0
while read -r text; do
	echo "{\"text\":\"$text\",\"source\":\"$((n += 1))\"}"
done >birds <<'EOF'
青鸾是云泽东岸的修船匠，五十岁，左手缺一根手指。
青鸾小时候住在渡口，跟着父亲学会了看风向。
青鸾从不在夜里开工，她说灯下的木纹会骗人。
那年春天青鸾修好了沉钟楼的大门，没有收钱。
青鸾的工具箱里有一把铜凿，是师父留给她的。
青鸾养了一只瘸腿的鹭鸶，名叫阿灰。
青鸾与裴照吵过一架，因为一块老桐木。
青鸾最怕打雷，一打雷就躲进船舱。
青鸾每月初三到集市上买桐油和麻丝。
青鸾的女儿在浮市开了一家茶铺。
青鸾收过两个徒弟，一个走了，一个还在。
青鸾晚年把手艺写成了一本册子，共四十页。
EOF
wk-index birds.db birds >out || exit 1
answers() {	# answers BASE QUESTION...: how many have hits
	base=$1
	shift
	printf '%s\n' "$@" | wk-find -k "$base" --lines | grep -c '"hits"'
}
is "$(answers birds.db 青鸾修好了什么？ 青鸾养了什么鸟？ 青鸾的女儿在哪里开茶铺？ \
    青鸾怕什么？ '你好，请问青鸾每月初三买什么？谢谢！' 青鸾)" 6 \
    'questions about the one subject of a base have hits'
is "$(answers birds.db 光合作用需要什么？ 番茄炒蛋要放多少盐？ 谁发明了电灯？ \
    '今天好困，昨天加班到很晚，周末想去爬山，有没有人一起' 谢谢 \
    'How do I reset my password?')" 0 'others have none'
for i in 1 2 3 4; do sed "s/\"source\":\"/&$i-/" birds; done |
    wk-index copies.db >out
is "$(answers copies.db 青鸾修好了什么？ 那年春天青鸾修好了沉钟楼的大门 \
    青鸾养了什么鸟？) $(answers copies.db 光合作用需要什么？ \
    番茄炒蛋要放多少盐？)" '3 0' 'four copies of everything: as one'
sed -n 4p birds | wk-index single.db >out
is "$(answers single.db 青鸾修好了什么？ 大门是谁修好的？ 沉钟楼) $(answers \
    single.db 光合作用需要什么？ 番茄炒蛋要放多少盐？ 谁发明了电灯？)" '3 0' \
    'a base of one chunk'
sed -n 4p birds | sed 's/"source":"4"/"source":"5"/; s/大门/窗户/' |
    cat - birds | wk-index two.db >out
has "$(echo 沉钟楼的窗户是谁修好的？ | wk-find -k two.db -n 1 --lines)" 窗户 \
    'the best is first'

# What a question asks for need not stand in the passage by name.
scored() {	# scored BASE QUESTION: the score of its first hit
	echo "$2" | wk-find -k "$1" -n 1 -t 0 --lines |
	    sed 's/.*"score":\([0-9.]*\).*/\1/'
}
for asked in 什么颜色 何种特征 哪个种类; do
	score=$(scored birds.db "青鸾的铜凿是${asked}的？")
	ok "$asked may be missing: $score, 0.75" \
	    awk "BEGIN { exit !($score >= 0.75) }"
done

# What passages of many sources have, each another part, proves little.
n=0
for words in 局长的办公室在二楼 退休的船工有茶喝 出版过三期小报 收藏着一册诗集 \
    雨季里停航 冬天发放棉衣; do
	n=$((n + 1))
	echo "{\"text\":\"云泽渡口管理局$words。\",\"source\":\"$n\"}"
done | wk-index offices.db >out
score=$(scored offices.db 云泽渡口管理局的局长退休后出版了什么诗集？)
ok "six that have a part each score little: $score, 0.46" \
    awk "BEGIN { exit !($score <= 0.46) }"
is "$(answers offices.db 云泽渡口管理局在冬天发放什么？ \
    云泽渡口管理局收藏着什么？)" 2 'one that has all is found'

# Words around a question do not choose the passage.
{
	echo '{"text":"渡口的鹭鸶叫阿灰，它住在那条旧船的船尾，白天睡觉。","source":"own"}'
	echo '{"text":"请各位同学写出理由，再交给老师。","source":"other"}'
	cat birds
} | wk-index around.db >out
has "$(echo '老师您好，鹭鸶住在哪里？请写出理由。' |
    wk-find -k around.db -n 1 --lines)" '"source":"own"' \
    'words around a question do not choose the passage'

# Accents, and letters beside digits.
echo '{"text":"Café Müller 有一块 RTX4090D 显卡","source":"p"}' |
    wk-index forms.db >out
is "$(answers forms.db 'cafe muller' CAFÉ 'RTX 4090D' rtx4090d '4090 显卡')" 5 \
    'accents, letters and digits are found however they are written'

# Chatter of a group, some of it long and in the words of the documents, has
# lower scores than questions.
cat >chatter <<'EOF'
哈哈哈笑死我了
有人一起玩吗
这游戏卡得要命，显卡是老的，开最低画质也才二十几帧
昨天通宵打完了，结局看哭了，朋友说我矫情
水流那一段我死了十几次，气得把手柄摔了，又花三百买了个新的
求一个存档，我的被云同步覆盖了
音乐是真好听，循环了一下午，上班都在哼
听说下个月要出补丁，希望别再闪退了
我觉得剧情前面挺好后面有点赶，可能是预算不够吧，不过瑕不掩瑜
船上的老人好可怜，我妈路过看见了也说可怜
早上好各位
收到，谢谢
周末打折的时候买的，史低，感觉血赚
有没有大佬发个攻略，我卡在那个桥那里出不去，转了一个小时
主播昨天说他二周目只用了六个小时，弹幕都说他是机器人
EOF
best=$(sed 's/.*/{"question":"&"}/' chatter |
    cat >chatter.jsonl; wk-find -k example.db --calibrate asked chatter.jsonl)
note "$best"
ok 'questions are told from chatter, F1 0.85' \
    awk "BEGIN { exit !($(echo "$best" | sed 's/.*"f1":\([0-9.]*\).*/\1/') >= 0.85) }"

# --neighbours: 0 1 2 overlap, 3 begins where 2 ends, 4 a newline later; 5 is
# not there; then others of another source, without starts.
cat >near <<'EOF'
{"text":"甲乙丙丁戊","source":"n","index":0,"start":10}
{"text":"丁戊己庚辛","source":"n","index":1,"start":13}
{"text":"辛壬癸子丑","source":"n","index":2,"start":17}
{"text":"寅卯辰巳午","source":"n","index":3,"start":22}
{"text":"未申酉戌亥","source":"n","index":4,"start":28,"url":"http://n/4"}
{"text":"金木水火土","source":"n","index":6,"start":40}
{"text":"red fox","source":"m"}
{"text":"blue owl","source":"m"}
{"text":"last crow","source":"m"}
EOF
wk-index near.db near >out || exit 1
near() {	# near QUESTION N [OPTION...]: its hits, scores left out
	question=$1 n=$2
	shift 2
	printf '%s\n' "$question" | wk-find -k near.db --lines -t 0 \
	    --neighbours "$n" "$@" | sed 's/.*"hits"://
	    s/,"score":[0-9.]*//g; s/}$//'
}
is "$(near 己庚 0)" '[{"text":"丁戊己庚辛","source":"n","start":13}]' \
    '--neighbours 0: the chunk alone'
is "$(near 己庚 1)" '[{"text":"甲乙丙丁戊己庚辛壬癸子丑","source":"n","start":10}]' \
    '--neighbours 1: those beside it; what overlaps is there once'
is "$(near 甲乙 1)" '[{"text":"甲乙丙丁戊己庚辛","source":"n","start":10}]' \
    'the first has one neighbour'
is "$(near 卯辰 1)" \
    '[{"text":"辛壬癸子丑寅卯辰巳午\n未申酉戌亥","source":"n","start":17}]' \
    'a newline stands where something lay between'
is "$(near 申酉 1)" \
    '[{"text":"寅卯辰巳午\n未申酉戌亥","source":"n","start":22,"url":"http://n/4"}]' \
    'a chunk that is missing ends it; the url stays'
is "$(near 水火 9)" '[{"text":"金木水火土","source":"n","start":40}]' \
    'before it, too'
is "$(near owl 1)" '[{"text":"red fox\nblue owl\nlast crow","source":"m"}]' \
    'chunks without index are neighbours as they came'
is "$(near 'fox crow' 1)" \
    '[{"text":"red fox\nblue owl\nlast crow","source":"m"}]' \
    'hits that come to share a chunk are one'
is "$(near '甲乙 申酉' 1 | grep -o '"source"' | wc -l | tr -d ' ')" 2 \
    'those that do not are two'
is "$(near '甲乙 巳午' 1 | grep -o '"source"' | wc -l | tr -d ' ')" 2 \
    'nor those that only touch'
is "$(near '甲乙 巳午' 2)" \
    '[{"text":"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午\n未申酉戌亥","source":"n","start":10}]' \
    'until they share one'
is "$(echo '甲乙丙 辛壬' | wk-find -k near.db --lines -t 0 --neighbours 2 |
    grep -o '"score":[0-9.]*')" "$(echo '甲乙丙 辛壬' |
    wk-find -k near.db --lines -t 0 | grep -o '"score":[0-9.]*' | sort -r |
    sed q)" 'the score is the higher one'
sed '1!G; h; $!d' near | wk-index back.db >out
is "$(echo 己庚 | wk-find -k back.db --lines -t 0 --neighbours 1)" \
    "$(echo 己庚 | wk-find -k near.db --lines -t 0 --neighbours 1)" \
    'whatever the order in which they were added'
sed '2s/13/14/; 3s/17/9/' near | wk-index odd.db >out
is "$(echo 己庚 | wk-find -k odd.db --lines -t 0 --neighbours 1 |
    sed 's/.*"text":"\([^"]*\)".*/\1/')" '甲乙丙丁戊\n丁戊己庚辛\n辛壬癸子丑' \
    'starts that do not fit the texts tell nothing'
printf '%s\n' '{"text":"甲乙","source":"n","index":9223372036854775807,"start":9223372036854775807}' \
    '{"text":"丙丁","source":"n","index":-9223372036854775808,"start":-1}' |
    wk-index far.db >out
ok 'numbers at the ends of what there is' sh -c \
    'echo 甲乙 | wk-find -k far.db --lines -t 0 --neighbours 100'
for n in -1 101 x; do
	fails 2 "--neighbours $n" wk-find -k near.db --neighbours "$n" near
done

# --calibrate.
grep -v '馒头\|火星\|Ireland' "$E/questions.jsonl" >good
cp "$E/unrelated.jsonl" bad
best=$(wk-find -k example.db --calibrate good bad)
has "$best" '"precision":1.0000,"recall":1.0000,"good":27,"bad":12}' \
    '--calibrate parts good from bad'
t=$(echo "$best" | sed 's/.*"threshold":\([0-9.]*\).*/\1/')
is "${best%%,\"f1\"*}" "{\"threshold\":$t,\"throttle\":$t" \
    'the threshold stands there under its old name, too'
is "$(wk-find -k example.db -t "$t" good | grep -c hits) $(wk-find \
    -k example.db -t "$t" bad | grep -c hits)" '27 0' 'as it says'
printf '%s\n' 铁桨 灯笼 >good
printf '%s\n' 铁锅 铁桨 >bad
is "$(wk-find -k kb.db --calibrate --lines good bad |
    sed 's/"t[^,]*,//g')" \
    '{"f1":0.8000,"precision":0.6667,"recall":1.0000,"good":2,"bad":2}' \
    'precision and recall of overlapping questions'
fails 2 'one file is not enough' wk-find -k kb.db --calibrate good
fails 2 'no questions in it' wk-find -k kb.db --calibrate good empty
fails 2 'no such file' wk-find -k kb.db --calibrate nowhere good
is "$(grep -c nowhere fails.err)" 1 'which is told once'
echo '{"question":7}' >seven
fails 2 'no question is one' wk-find -k kb.db --calibrate seven good
has "$(cat fails.err)" 'seven: no questions that can be looked up' 'and says so'
printf '%s\n' '{"question":"铁桨"}' oops '{"question":7}' >good
echo '{"question":"铁锅"}' >bad
fails 1 'what is no question' wk-find -k kb.db --calibrate good bad
has "$(cat fails.out)" '"good":1,"bad":1}' 'is not counted'
is "$(cat fails.err)" 'wk-find: 2 records failed: 1 bad_record, '\
"1 no_question; the first: good:2: byte 1: expected an object, at 'oops'" \
    'but told, in one line'

# What is refused.
fails 2 'no -k' wk-find q
has "$(cat fails.err)" '-k kb is missing' 'says what is missing'
has "$(cat fails.err)" 'wk-index kb.db' 'and what makes one'
for t in -0.1 1.1 x '' 0.5x nan; do
	fails 2 "-t '$t'" wk-find -k kb.db -t "$t" q
done
fails 2 '-n 0' wk-find -k kb.db -n 0 q
fails 2 '-n 1001' wk-find -k kb.db -n 1001 q
fails 2 'no such base' wk-find -k none.db q
has "$(cat fails.err)" 'none.db: No such file' 'says so'
ok 'and makes none' test ! -e none.db
echo text >text
fails 2 'a text' wk-find -k text q
fails 2 'an empty file' wk-find -k empty q
head -c 6000 kb.db >cut.db
fails 2 'a damaged base' wk-find -k cut.db q
has "$(cat fails.err)" damaged 'says so'

# A base that breaks while it is read from.
awk 'BEGIN { for (i = 0; i < 3000; i++)
	printf "{\"text\":\"第%d号闸门在石桥旁边，word%d\",\"source\":\"s%d\"}\n",
	    i, i, i / 100 }' >many
wk-index broken.db many >made
rm -f out	# wk-find makes it when it has begun
mkfifo questions
wk-find -k broken.db <questions >out 2>err &
pid=$!
exec 3>questions
echo '{"question":"word5"}' >&3
i=0
while [ ! -s out ] && [ $((i += 1)) -le 100 ]; do sleep 0.1; done
head -c 3000000 /dev/zero | tr '\0' '\377' |
    dd of=broken.db bs=4096 seek=1 conv=notrunc 2>/dev/null
cat >&3 <<'EOF'
{"question":"word2777"}
{"question":"answered","state":"success"}
{"question":"word2778"}
EOF
exec 3>&-
wait $pid
is $? 2 'a base that breaks during a run: status 2'
is "$(sed 's/"hits".*/"hits"}/; s/"message":"[^"]*"/"message"/' out)" \
    '{"question":"word5","hits"}
{"question":"word2777","error":{"stage":"wk-find","kind":"bad_kb","message","status":2}}
{"question":"answered","state":"success"}
{"question":"word2778","error":{"stage":"wk-find","kind":"stopped","message","status":2}}' \
    'every question goes on; those not looked up with an error and the status'
is "$(grep -c 'broken.db: ' err)" 1 'the user is told once'
wk-xtuner <out >rows 2>err
is $? 2 'and the end of the pipe, too'
printf '{"question":"word2779"}\n' >good
fails 2 '--calibrate on it' wk-find -k broken.db --calibrate good good
is "$(cat fails.out)" '' 'prints no threshold'

fails 2 'no such file' wk-find -k kb.db none.jsonl
if [ -c /dev/full ]; then
	wk-find -k kb.db q >/dev/full 2>err
	is $? 2 /dev/full
else
	skip 1 'no /dev/full'
fi
fails 2 'closed stdout' sh -c 'exec wk-find -k kb.db q >&-'
chmod 444 kb.db
mkdir ro && cp kb.db ro && chmod 555 ro
ok 'a base in a directory that cannot be written' wk-find -k ro/kb.db q
chmod 755 ro
done_testing
