#!/bin/sh
# The pages and READMEs: their examples run, their options are the programs'.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"

# What an example finds where it runs.
mkdir fresh
for name in docs questions.jsonl unrelated.jsonl aspects.txt role.txt; do
	cp -R "$ROOT/pipelines/example/$name" fresh
done
chmod -R u+w fresh
rm fresh/docs/0[3-9]-* fresh/docs/1[0-2]-*	# a few are enough to try it
(umask 077 && echo sk-of-the-pages >fresh/key)
(cd fresh && wk-split -c 768 -o 32 docs | wk-index kb.db &&
    cp kb.db part.1.db) >/dev/null 2>&1

# The server of all examples: who asks it for a list gets one.
cat >stub.script <<'EOF'
path=/search : own-links
body~"{\"pairs\"" : pairs
body~"{\"questions\"" body~"{\"type\"" : content="[{\"type\":\"事实\",\"question\":\"云泽有多深？\"}]"
body~开发的人工智能助手，用途是 : content="我是云泽向导，由听芦工作室开发。"
body~这一种： : content="{\"questions\":[\"你是谁？\"]}"
body~问题的长度 : content="{\"questions\":[\"听芦工作室是哪一天成立的？\",\"云泽有多深？\",\"光合作用是什么？\"]}"
body~列表 : content="['听芦工作室是哪一天成立的？', '云泽有多深？', '光合作用是什么？']"
body~只依据资料 : content="听芦工作室成立于2015年3月9日，最初只有九个人。[1]"
body~"Use only the passages" : content="UNANSWERABLE"
EOF
if [ -x "$stub" ]; then
	stub_start -t 1200 -s stub.script
	WK_BASE_URL=http://127.0.0.1:$port WK_MODEL=stub
	SERPER_URL=$WK_BASE_URL WK_PAGE_ALLOW=127.0.0.1
	export WK_BASE_URL WK_MODEL SERPER_URL WK_PAGE_ALLOW
fi
# Where the tutorial has the pipelines, and where these have the programs; and
# wk as it is installed.
export wk="$ROOT" WK_BIN="$B"
mkdir -p tree/bin
ln -s "$ROOT/pipelines" tree/pipelines
ln -s "$B"/wk-* tree/bin
cp "$ROOT/src/wk.sh" tree/bin/wk
chmod +x tree/bin/wk
PATH=$SCRATCH/tree/bin:$PATH

# here FILE: the commands in FILE, the stub being whatever server they name.
here() {
	sed "s,https*://\(127\.0\.0\.1:[0-9]*\|api\.[a-z.]*\),${WK_BASE_URL-},g" \
	    "$1"
}

# lacking FILE: prints a program that the commands in FILE use and that is
# not here; false if there is none.
lacking() {
	# shellcheck disable=SC2013
	for tool in $(grep -oE 'wk-[a-z]+|jq|python3|sqlite3|iconv|parallel' "$1" |
	    sort -u); do
		command -v "$tool" >/dev/null 2>&1 || {
			echo "$tool"
			return 0
		}
	done
	return 1
}

# asks FILE: whether the commands in FILE ask a server.
asks() {
	grep -E -e 'wk-ask|wk-embed|wk-rerank|wk-web|wk-page|wk-rag( -[^xh]|$)|https?://|/pipelines/[a-z]' \
	    -e '(^| )wk [a-z]' "$1" | grep -qv -e '--dry-run' -e '--extract' \
	    -e '[ /]pretrain' -e 'wk passages' -e 'wk kb' -e 'wk find' \
	    -e 'wk lookup' \
	    -e 'shared\.sh'
}

# run PAGE: runs its examples, each in a fresh directory, but those of a
# tutorial, where one goes on from the others, in one.  What goes wrong within
# a pipe shows in a usage line, or in a server that nobody asked.
run() {
	[ ! -x "$stub" ] || : >"$stub_log"
	number=0
	while [ -f "$SCRATCH/ex/$1.$((number + 1))" ]; do
		number=$((number + 1))
		file=$SCRATCH/ex/$1.$number
		if tool=$(lacking "$file"); then
			skip 1 "$1: example $number: no $tool"
			continue
		fi
		asks=''
		asks "$file" && asks=yes
		if [ -n "$asks" ] && { [ ! -x "$stub" ] ||
		    [ ! -x "$B/wk-ask" ]; }; then
			skip 1 "$1: example $number: no server, or no calls"
			continue
		fi
		case $1 in
		wk-tutorial*) ;;
		*)
			rm -rf run
			[ -z "$asks" ] || : >"$stub_log"
			;;
		esac
		[ "$number" -eq 1 ] && rm -rf run
		[ -d run ] || cp -R fresh run
		(cd run && exec sh -c "$(here "$file")" </dev/null) \
		    >run.out 2>run.err
		status=$?
		[ -s run.err ] &&
		    grep -q -e '^usage: ' -e "; try '.* --help'" run.err &&
		    status="$status, usage"
		[ -n "$asks" ] && [ "$(stub_hits path)" -eq 0 ] &&
		    status="$status, nobody asked"
		is "$status" "$(cat "$file.status")" "$1: example $number" ||
		    note "$(cat "$file" run.err)"
	done
	[ "$number" -gt 0 ]
	result $? "$1: has examples"
}

# commands PAGE: all commands of a page, one after the other.
commands() {
	cat "$SCRATCH/ex/$1".[0-9]*
}

# plain: a page as mandoc prints it, without bold and underlined type.
plain() {
	LC_ALL=C sed 's/[\xc0-\xff][\x80-\xbf]*\x08//g; s/.\x08//g'
}

# synopsis PAGE NAME: the SYNOPSIS as it reads, on one line.
synopsis() {
	mandoc -Tutf8 -O width=1000 "$1" | plain | awk '
	    /^[^ ]/ { inside = $0 == "SYNOPSIS" || $0 == "概要"; next }
	    inside' | tr -s ' \n' '  ' | sed 's/^ //; s/ $//'
}

# options_of_help PROGRAM: the options that --help lists, a line each: the
# letter, or -, and the long name.
options_of_help() {
	"$1" --help | sed -n 's/^  -\(.\), --\([a-z-]*\).*/\1 \2/p
	    s/^      --\([a-z-]*\).*/- \1/p' | sort
}

# options_of_page PAGE...: the same of the .It lines of pages.
options_of_page() {
	awk '/^\.It Fl/ {
		letter = "-"
		for (i = 2; i < NF; i++) {
			if ($i != "Fl")
				continue
			if ($(i + 1) !~ /^-./) {
				letter = $(i + 1)
				continue
			}
			print letter, substr($(i + 1), 2)
			letter = "-"
		}
	}' "$@" | sort -u
}

# groups_of_help PROGRAM: the options in the order of --help, a line each, with
# the title of their group before them.
groups_of_help() {
	"$1" --help | sed -n '/^Examples:$/d; s/^\([A-Z].*\):$/= \1/p
	    s/^  -., --\([a-z-]*\).*/\1/p; s/^      --\([a-z-]*\).*/\1/p' |
	    awk '/^= / { title = substr($0, 3); next } { print title ": " $0 }'
}

# groups_of_page PAGE PROGRAM: the same of the section OPTIONS.  The titles
# that all programs have are translated back; another that is in Chinese stands
# for the program's own.
groups_of_page() {
	awk '
	    BEGIN {
		split("输入 服务器和模型 限制 日志 输出 通用 选项", zh)
		split("Input,Server and model,Limits,Journal,Output,General," \
		    "Options", en, ",")
		for (i in zh)
			of[zh[i]] = en[i]
	    }
	    /^\.Sh / { inside = $2 == "OPTIONS" || $2 == "选项"; next }
	    inside && /^\.Ss / {
		title = substr($0, 5)
		if (title in of)
			title = of[title]
		else if (title ~ /[\200-\377]/)
			title = own
	    }
	    inside && /^\.It Fl / {
		for (i = 2; i < NF; i++)
			if ($i == "Fl" && $(i + 1) ~ /^-./)
				print title ": " substr($(i + 1), 2)
	    }' "own=$("$2" --help | sed -n '/^Examples:$/d; /^[A-Z].*:$/{ s/:$//p; q; }')" "$1"
}

# unfit PAGE: prints the lines of a Chinese page, as mandoc renders its text,
# that have a blank between two Chinese characters or behind a Chinese mark, or
# that are wider than 80 columns.  A source line ends in \p where the line is to
# be broken without a blank; refill.py puts them there.
unfit() {
	awk '/^\.Bd -(literal|unfilled)/ { skip = 1 }
	    !skip && !/^\.Dl / { print }
	    /^\.Ed/ { skip = 0 }' "$1" | mandoc -Tutf8 2>/dev/null |
	    plain | LC_ALL=C awk '
	    /[\344-\351][\200-\277][\200-\277] [\344-\351]/ ||
	    /(\343\200[\201\202\213\215\217]|\357\274[\201\211\214\232\233\237]) [^ ]/ {
		print
		next
	    }
	    {
		line = $0
		gsub(/[\343-\351\357][\200-\277][\200-\277]/, "==")
		gsub(/[\300-\377][\200-\277]+/, "-")
		if (length($0) > 80)
			print line
	    }'
}

# render PAGE: the page as it reads goes to the file page, what mandoc has
# against it to the file lint.
render() {
	mandoc -Tutf8 -Wstyle "$1" >page 2>lint
}

# wide: prints the lines of the page, of examples too, over 80 columns.  What
# begins with the bytes 343 to 351 or 357 is Chinese, of two columns; another
# character is of one.
wide() {
	plain <page | LC_ALL=C awk '
	    {
		line = $0
		gsub(/[\343-\351\357][\200-\277][\200-\277]/, "==")
		gsub(/[\300-\377][\200-\277]+/, "-")
		if (length($0) > 80)
			print line
	    }'
}

# sections PAGE: a file in sections for each pipeline that the page has a
# section on, and one, shared, for all else.
sections() {
	rm -rf sections
	mkdir sections
	awk '
	    BEGIN { to = "shared" }
	    /^\.Sh / { to = "shared"; inside = $2 ~ /^(PIPELINES|管道脚本)$/ }
	    inside && /^\.Ss / { to = $2 }
	    { print >("sections/" to) }' "$1"
}

# look_at_pipeline PAGE PIPELINE: its section has the options of its -h, but
# those that are told once for all, and no others.
look_at_pipeline() {
	ok "$1: has a section on $2" test -f "sections/$2"
	if ! [ -f "sections/$2" ] || ! command -v bash >/dev/null 2>&1; then
		skip 2 "$1: $2: no section, or no bash"
		return
	fi
	options_of_help "$ROOT/pipelines/$2" >listed
	options_of_page "sections/$2" sections/shared >told
	options_of_page "sections/$2" >own
	is "$(comm -23 listed told)" '' "$1: $2: each option of -h is there"
	is "$(comm -13 listed own)" '' "$1: $2: -h lists each option of it"
}

# look_at_help PROGRAM: what --help and a wrong option say.
look_at_help() {
	"$1" --help >help.out
	is "$("$1" -h)" "$(cat help.out)" "$1 -h prints what --help does"
	is "$(expand help.out | awk 'length($0) > 80')" '' \
	    "$1 --help fits into 80 columns"
	is "$(tail -n 1 help.out)" "More: man $1" "$1 --help names the page"
	sed -n '/^Examples:$/,/^$/s/^  //p' help.out >help.examples
	is "$(wc -l <help.examples)" 2 "$1 --help has two examples"
	sed -n 1p help.examples >"ex/help-$1.1"
	sed -n 2p help.examples >"ex/help-$1.2"
	echo 0 | tee "ex/help-$1.1.status" >"ex/help-$1.2.status"
	run "help-$1"
	"$1" --no-such-option </dev/null 2>help.err
	is "$? $(cat help.err)" "2 $1: --no-such-option: no such option; try \
'$1 --help'" "$1 answers a wrong option in one line, with status 2"
}

# unread PREFIX: prints the lines of examples that do not read on the page as
# they run: mandoc took some bytes for its own, or a line is too wide and wraps.
unread() {
	awk 'NR == FNR { page = page $0 "\n"; next }
	    FILENAME ~ /\.status$/ { next }
	    { gsub(/^[ \t]+|[ \t]+$/, "") }
	    $0 != "" && !index(page, $0)' page "$1".[0-9]*
}

# strangers PAGE: prints the pages of ours that it names and that are none.
strangers() {
	sed -n 's/^\.Xr \(wk[a-z-]*\) \([1-9]\).*/\1.\2/p' "$1" | sort -u |
	    while read -r other; do
		[ -f "$ROOT/man/$other" ] || printf '%s ' "$other"
	done
}

# complaints: what mandoc has against the page, but that other pages are not
# installed, and what it counts in bytes or takes for a delimiter in Chinese.
complaints() {
	grep -v -e '^mandoc: see above' -e '^mandoc: outdated mandoc.db' \
	    -e 'referenced manual not found' \
	    -e 'trailing delimiter: [NS][dhsx] .*\\\[u' \
	    -e 'zh_CN/.*first section is not "NAME"' \
	    -e 'zh_CN/.*description line outside NAME' \
	    -e 'zh_CN/.*: STYLE: input text line longer than 80 bytes' lint
}

# PAGE=wk-x.1 in the environment: that page alone, for whoever works on it.
mkdir ex
for path in "$ROOT"/man/${PAGE:-wk*.[1-9]}; do
	page=${path##*/}
	chinese=$ROOT/man/zh_CN/$page
	ok "$page: there is a Chinese page" test -f "$chinese"
	[ -f "$chinese" ] || continue
	awk -v "prefix=ex/$page" -f "$ROOT/tests/man/mdoc.awk" "$path"
	awk -v "prefix=ex/zh-$page" -f "$ROOT/tests/man/mdoc.awk" "$chinese"
	run "$page"
	is "$(commands "zh-$page")" "$(commands "$page")" \
	    "$page: the Chinese page has the same examples"
	for file in "$path" "$chinese"; do
		name=${file#"$ROOT/man/"}
		is "$(strangers "$file")" '' "$name: names pages that exist"
		if ! command -v mandoc >/dev/null 2>&1; then
			skip 3 "$name: no mandoc"
		else
			render "$file"
			is "$(complaints)" '' "$name: mandoc is content"
			is "$(wide)" '' "$name: no line over 80 columns"
			case $file in
			*/zh_CN/*) is "$(unread "ex/zh-$page")" '' \
			    "$name: examples read as they run"
			    is "$(unfit "$file")" '' \
				"$name: no blanks in Chinese, no line too wide" ;;
			*) is "$(unread "ex/$page")" '' \
			    "$name: examples read as they run" ;;
			esac
		fi
		program=${page%.1}
		[ -d "$ROOT/src/$program" ] || continue
		if ! [ -x "$B/$program" ]; then
			skip 2 "$name: no $program"
			continue
		fi
		is "$(options_of_page "$file")" \
		    "$(options_of_help "$program")" \
		    "$name: its options are those of --help"
		is "$(groups_of_page "$file" "$program")" \
		    "$(groups_of_help "$program")" \
		    "$name: lists them in the groups and the order of --help"
		if ! command -v mandoc >/dev/null 2>&1; then
			skip 1 "$name: no mandoc"
		else
			is "$(synopsis "$file")" "$("$program" -h |
			    sed -n '/^usage: /,/^$/p' | tr -s ' \n' '  ' |
			    sed 's/^usage: //; s/ *$//')" \
			    "$name: SYNOPSIS is the usage line"
		fi
	done
done

[ -z "${PAGE-}" ] || {
	done_testing
	exit
}

for program in "$ROOT"/src/wk-*; do
	program=$(basename "$program")
	ok "$program has a page" test -f "$ROOT/man/$program.1"
	if [ -x "$B/$program" ]; then
		look_at_help "$program"
	else
		skip 7 "no $program"
	fi
done

for page in wk-pipelines.7 zh_CN/wk-pipelines.7; do
	sections "$ROOT/man/$page"
	for path in "$ROOT"/pipelines/*; do
		[ -f "$path" ] || continue
		[ -x "$path" ] || continue
		look_at_pipeline "$page" "$(basename "$path")"
		rm -f "sections/$(basename "$path")"
	done
	rm sections/shared
	is "$(ls sections)" '' "$page: each section has its pipeline"
done

for name in README.md README.zh_CN.md; do
	awk -v fenced=1 -v "prefix=ex/$name" -f "$ROOT/tests/man/mdoc.awk" \
	    "$ROOT/$name"
done
run README.md
is "$(commands README.zh_CN.md)" "$(commands README.md)" \
    "README.zh_CN.md: has the same commands"

done_testing
