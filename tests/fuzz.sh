#!/bin/sh
# Builds each fuzz target (tests/*/fuzz-*.c) and runs it for FUZZ_SECONDS, from
# a seed corpus made on the fly.  FUZZ_TARGETS names some instead of all.  An
# input that fails is left in O.  Status 2 if no clang has libFuzzer.
cd "$(dirname "$0")/.." || exit 2
seconds=${FUZZ_SECONDS:-10} found=${O:-build}
mkdir -p "$found" || exit 2
clang=${CLANG:-clang}
flags='-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all'

tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

echo 'int LLVMFuzzerTestOneInput(const unsigned char *, unsigned long);
int LLVMFuzzerTestOneInput(const unsigned char *s, unsigned long n)
{ return s == 0 && n > 0; }' >"$tmp/try.c"
# shellcheck disable=SC2086
if ! "$clang" $flags -fsanitize=fuzzer -o "$tmp/try" "$tmp/try.c" \
    2>"$tmp/err" ||
    ! "$tmp/try" -runs=1 >/dev/null 2>"$tmp/err"; then
	echo "fuzz: no clang that has libFuzzer: $(sed 1q "$tmp/err")" >&2
	exit 2
fi

modules=libbsd-overlay sources=''
for module in libpcre2-8 uchardet sqlite3 libcurl libmd libxml-2.0 \
    libzip; do
	pkg-config --exists $module 2>/dev/null && modules="$modules $module"
done
for source in src/lib/*/*.c src/wk-*/*.c; do
	case $source in
	src/wk-*/wk-*) continue ;;	# a program's face: main
	*/no_calls.c) continue ;;	# stands in for what is here
	esac
	headers='pcre2|uchardet|sqlite3|curl/curl|sha2|libxml/.*|zip'
	case $(grep -oE "<($headers)\.h>" "$source") in
	*pcre2*) needs=libpcre2-8 ;;
	*uchardet*) needs=uchardet ;;
	*sqlite3*) needs=sqlite3 ;;
	*curl*) needs=libcurl ;;
	*sha2*) needs=libmd ;;
	*libxml*) needs=libxml-2.0 ;;
	*zip*) needs=libzip ;;
	*) needs=libbsd-overlay ;;
	esac
	case " $modules " in
	*" $needs "*) sources="$sources $source" ;;
	esac
done

# The sources, compiled once for all targets.
# shellcheck disable=SC2086
flags="-std=c99 -D_GNU_SOURCE -include $tmp/version.h -Isrc/lib \
    $(pkg-config --cflags $modules) $flags"
echo '#define VERSION "fuzz"' >"$tmp/version.h"
mkdir "$tmp/o"
echo "$clang $flags -fsanitize=fuzzer-no-link -c \
    -o $tmp/o/\$(echo \$1 | tr / .).o \$1" >"$tmp/compile"
echo "$sources" | tr -s ' ' '\n' | sed 1d |
    xargs -P 2 -n 1 sh "$tmp/compile" || exit 2

# Seeds: texts and rows that lead into the interesting places.
mkdir "$tmp/seeds"
seed=0
for text in '{"a":[1,-2.5e+3,{"\ud83d\ude00":"\u4f60\n你"},true],"b":null}' \
    'U{"a":1, "text" : "x\n" ,"error":{"stage":"s"},"":[],"z":"\/"}' \
    '{"conversation":[{"system":"s","input":"q","output":"a"}]}' \
    '{"messages":[{"role":"user","content":"q"},{"role":"assistant"}]}' \
    '{"instruction":"q","output":"a","history":[["q","a"]]}' \
    '{"conversations":[{"from":"human","value":"q"}],"system":""}' \
    '{"results":[{"index":0,"relevance_score":-1.5}],"usage":{"total_tokens":7
}}' \
    '[{"index":2,"score":0.5},{"index":0,"score":1}]' \
    '1input (701 tokens) is too large to process (current batch size: 512)' \
    'batch size: 77 > maximum allowed batch size 32' \
    'maximum context length is 16,384 tokens. However, you requested 20,000' \
    'aaid,text
1,"say ""hi"", x
y",2' \
    '2AA<w:document><w:body><w:p><w:r><w:t>text</w:t></w:r></w:p><w:tbl>
<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>' \
    '5AA<office:text><text:list><text:list-item><text:p>a<text:s text:c="2"/>
</text:p></text:list-item></text:list></office:text>' \
    '3AA<worksheet><sheetData><row r="2"><c r="B2" t="inlineStr"><is><t>a</t>
</is></c></row></sheetData></worksheet>' \
    '<meta charset=gbk><title>t</title><nav><a href=1>x</a></nav><h1>h</h1>
<p style="display:none">n</p><ol start=3><li>a<ul><li>b</ul></ol><table><tr>
<td rowspan=2>c<td>d<tr><th>e</table><pre> f</pre><p class="share">g<br>h' \
    '{"data":[{"index":1,"embedding":[1,0]},
{"index":0,"embedding":"AACAPwAAAAA="},
{"index":2,"embedding":[0.5,-1e3]}],"model":"m","usage":{"total_tokens":9}}' \
    '悟空，去哪里？“水榭”。他说：「走。」 A B. C，d' '　é😀' \
    'line one
line two

para, two. 。。！？'; do
	seed=$((seed + 1))
	printf '%s' "$text" >"$tmp/seeds/$seed"
done

failed=0 ran=0
for target in ${FUZZ_TARGETS:-tests/*/fuzz-*.c}; do
	name=$(basename "$target" .c)
	name=${name#fuzz-} room=$(basename "$(dirname "$target")")
	corpus=$tmp/corpus.$name
	cp -R "$tmp/seeds" "$corpus"
	# shellcheck disable=SC2046,SC2086
	if ! "$clang" $flags -fsanitize=fuzzer -Isrc/wk-$room -Isrc/$room \
	    -o "$tmp/$name" "$target" "$tmp/o"/*.o \
	    $(pkg-config --libs $modules) -lm >"$tmp/err" 2>&1; then
		echo "fuzz: $name does not build:" >&2
		cat "$tmp/err" >&2
		failed=$((failed + 1))
		continue
	fi
	ran=$((ran + 1))
	if "$tmp/$name" -max_total_time="$seconds" -timeout=10 \
	    -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
	    -artifact_prefix="$found/fuzz-$name-" "$corpus" \
	    >"$tmp/log" 2>&1; then
		echo "fuzz: $name: $(sed -n \
		    's/^stat::number_of_executed_units: */runs: /p' \
		    "$tmp/log"), nothing found"
	else
		echo "fuzz: $name: FAILED" >&2
		tail -n 60 "$tmp/log" >&2
		failed=$((failed + 1))
	fi
done
echo "fuzz: $ran targets run, $failed failed"
[ "$failed" -eq 0 ] && [ "$ran" -gt 0 ]
