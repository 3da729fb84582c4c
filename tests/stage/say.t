#!/bin/sh
# say: what programs say on stderr is safe to show, and not said for ever.
. "$(dirname "$0")/../lib.sh"
need wk-split wk-xtuner wk-regexlist wk-rag iconv

esc=$(printf '\033')
name="a${esc}]0;owned${esc}[2Jb"

for how in "wk-split $name.txt" "wk-split --jsonl $name" \
    "wk-split --include *.md $name.d" "wk-xtuner $name" \
    "wk-xtuner --check $name" "wk-regexlist $name" "wk-split -p $name" \
    "wk-split --$name" "wk-index $name/kb $name" "wk-find -k $name"; do
	[ -x "$B/${how%% *}" ] || continue
	mkdir -p "$name.d"
	# shellcheck disable=SC2086
	$how </dev/null >/dev/null 2>err
	LC_ALL=C tr -d '\n\40-\176' <err >controls
	[ -s err ] && [ ! -s controls ]
	result $? "no escape sequence of a name reaches the terminal:\
 $(printf %s "$how" | tr -d '\033')" || note "$(od -c err)"
done

i=0
: >files
while [ $i -lt 10 ]; do
	i=$((i + 1))
	echo "none$i.txt" >>files
done
# shellcheck disable=SC2046
wk-split $(cat files) >/dev/null 2>err
is "$(wc -l <err | tr -d ' ')" 4 'a message of one kind is printed three times'
has "$(tail -n 1 err)" '7 more like this (-v prints all): none1.txt: ' \
    'and then counted in one line'
# shellcheck disable=SC2046
wk-split -v $(cat files) >/dev/null 2>err
is "$(wc -l <err | tr -d ' ')" 10 'with -v all messages are printed'

mkdir folder
wk-xtuner folder >/dev/null 2>err
has "$(head -n 1 err)" 'wk-xtuner: folder: Is a directory' \
    'a directory that is read as a file: no line is named'

# Lines that come through another process are counted by their kinds, too.
if [ -x "$B/wk-text" ]; then
	mkdir guesses
	i=0
	while [ $i -lt 10 ]; do
		i=$((i + 1))
		printf 'caf\351 no. %d' $i >guesses/$i.txt
	done
	wk-text -j 2 guesses >/dev/null 2>err
	is "$(grep -c ', a guess' err) $(wc -l <err | tr -d ' ')" '4 5' \
	    'wk-text: three guesses, their number, the sum'
	has "$(tail -n 1 err)" ' 7 more like this (-v prints all): guesses/1' \
	    'wk-text: the others are counted'
	wk-text -v guesses >/dev/null 2>err
	is "$(wc -l <err | tr -d ' ')" 11 'wk-text -v: all are printed'
else
	skip 3 'no wk-text'
fi

# What is given by mistake.
printf '{"text":"你好"}\n{"text":"再见"}\n{"text":"x"}\n' >utf8
for enc in GBK UTF-16 UTF-16LE UTF-16BE; do
	iconv -f UTF-8 -t $enc utf8 >in
	n=1	# UTF-16 has no lines that could be told apart
	[ $enc != GBK ] || n=3
	for how in 'wk-split --jsonl' wk-regexlist 'wk-xtuner -p' \
	    'wk-split --lines'; do
		case $how in *xtuner*) rows=-r ;; *) rows= ;; esac
		# shellcheck disable=SC2086
		$how ${rows:+$rows rejects} in >out 2>err
		[ -z "$rows" ] || cat rejects >>out
		is "$(wc -l <out | tr -d ' ') $(grep -c iconv err)" "$n 1" \
		    "$how: input in $enc is told once, not a line each"
	done
done
iconv -f UTF-8 -t GBK utf8 >in
fails 1 'an input in GBK fails' wk-split --jsonl in
is "$(sed 's/.*"line"://' fails.out)" '"{\"text\":\"����\"}"}}
"{\"text\":\"�ټ�\"}"}}
{"text":"x","source":"in","index":0,"start":0}' 'each of its lines goes on'
has "$(cat fails.err)" 'in: 2 lines are not UTF-8, the first is line 1; iconv' \
    'how many they are is told'
has "$(cat fails.err)" '2 records failed: 2 bad_record; the first: in:1: byte' \
    'and counted'
printf 'name\0of a file\nand another\n' >in
is "$(wk-split --lines in 2>/dev/null | wc -l | tr -d ' ')" 2 \
    'a NUL in the first line does not make UTF-16 of an input'
{ iconv -f UTF-8 -t UTF-16 utf8; head -c 1000000 /dev/zero; } >in
(cat in; echo $? >cat.status) | wk-split --jsonl >out 2>err
is "$? $(cat cat.status)" '1 0' \
    'an input in UTF-16 is read to its end, for whoever writes it'
printf '\037\213\010\000\001\n\377\001\n' >in
wk-split --jsonl in >out 2>err
is "$? $(jq -r .error.message out)" \
    '1 in:1: compressed; all of it is left out' \
    'a compressed input is one error record'
has "$(cat err)" 'gzip -dc unpacks it' 'and it is said what to do'
{ printf '{"text":"caf\351"}\n'; cat utf8; } >in
is "$(wk-split --jsonl in 2>&1 >/dev/null | grep -c iconv)" 0 \
    'a broken line before others in UTF-8 is no other encoding'
printf '{"text":"好"}\n{"text":"caf\351"}\n{"text":"caf\351"}\n' >in
is "$(wk-split --jsonl in 2>/dev/null | grep -c bad_record)" 2 \
    'in an input in UTF-8, each broken line is an error record'

hinted() {
	what=$1 want=$2
	shift 2
	"$@" <in >out 2>err
	is "$(grep -cF -e "$want" err)" 1 "a hint, once: $what"
}
printf 'plain\ntext\n' >in
hinted 'plain text' 'plain text? --lines reads each line as a text' \
    wk-split --jsonl
printf '[\n{"text":"a"},\n{"text":"b"}]\n' >in
hinted 'an array' "jq -c '.[]'" wk-split --jsonl
printf '{\n"text":"a"\n}\n' >in
hinted 'JSON over several lines' 'jq -c .' wk-split --jsonl
printf '{"text":"a"}\n{"text":"b"}\n' >in
hinted 'chunks without -p' '-p makes rows of texts' wk-xtuner
printf '{"question":"a?"}\n' >in
hinted 'questions without hits' 'run wk-find before' wk-rag -x
seq 1 100 >in
wk-split --jsonl in >out 2>err
ok 'a plain text is told in few lines' test "$(wc -l <err)" -le 4

if script -qec true typed </dev/null >out 2>&1; then
	for how in wk-regexlist wk-split 'wk-split --jsonl' 'wk-xtuner -p' \
	    'wk-xtuner --check'; do
		script -qec "$how >/dev/null 2>err" typed </dev/null >out 2>&1
		has "$(cat err)" 'from the terminal' "$how says that it waits"
	done
	script -qec "wk-split utf8 >/dev/null 2>err" typed </dev/null >out 2>&1
	is "$(cat err)" '' 'with a file it does not'
else
	skip 6 'no script, or no terminal for it'
fi

done_testing
