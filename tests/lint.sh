#!/bin/sh
# Everything that looks at the source without running it.  A tool that is
# absent is named and left out; the status is 1 if a tool found something.
# `make lint` calls it with the warnings: WARN WARN_GCC WARN_CLANG PKG_CFLAGS.
# LINT names some of the checks instead of all: LINT='floors scripts' make lint.
cd "$(dirname "$0")/.." || exit 2
[ -n "${WARN-}" ] || exec make lint

tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
found=0

# report NAME: what is in $tmp/said was found by NAME.
report() {
	if [ -s "$tmp/said" ]; then
		cat "$tmp/said"
		echo "lint: $1: found something"
		found=1
	else
		echo "lint: $1: nothing"
	fi
}

# have TOOL: whether there is one.
have() {
	command -v "$1" >/dev/null 2>&1 && return
	echo "lint: no $1: left out"
	return 1
}

# The sources whose packages are here.
compilable() {
	for source in src/*/*.c src/lib/*/*.c tests/*.c tests/*/*.c; do
		[ -f "$source" ] || continue
		module=$(sed -n 's/^#include <pcre2\.h>/libpcre2-8/p
		    s/^#include <uchardet.*/uchardet/p
		    s/^#include <curl\/curl\.h>/libcurl/p
		    s/^#include <sha2\.h>/libmd/p
		    s/^#include <libxml\/.*/libxml-2.0/p
		    s/^#include <zip\.h>/libzip/p
		    s/^#include <sqlite3\.h>/sqlite3/p' "$source" | sort -u)
		# shellcheck disable=SC2086
		[ -z "$module" ] || pkg-config --exists $module || continue
		echo "$source"
	done
}

echo '#define VERSION "lint"' >"$tmp/version.h"
flags="-std=c99 -D_GNU_SOURCE -include $tmp/version.h -Isrc/lib \
    -Itests ${PKG_CFLAGS-}"
for room in src/wk-*; do
	flags="$flags -I$room"
done

# compile COMPILER WARNINGS...: all sources, with and without optimising.
compile() {
	compiler=$1
	shift
	have "$compiler" || return
	for level in -O0 '-O2 -D_FORTIFY_SOURCE=2'; do
		echo "$compiler $flags $WARN $* -Werror $level -c \
		    -o $tmp/\$\$.o \$1" >"$tmp/compile"
		compilable | xargs -P 2 -n 1 sh "$tmp/compile" \
		    >"$tmp/said" 2>&1
		report "$compiler $level"
	done
}

# calls NAMES FILE...: the lines that call one of NAMES, but comments.
calls() {
	names=$1
	shift
	grep -nE "(^|[^_[:alnum:]])($names) ?\(" "$@" |
	    grep -vE '^[^:]*:[0-9]+:[[:blank:]]*/?\*'
}

# Names that must not be called; and, in the library but for program.c, those
# that end the program or print.
banned() {
	{
		calls 'strcpy|strcat|sprintf|gets|atoi|atol|strtok' \
		    src/*/*.[ch] src/lib/*/*.[ch]
		calls 'system|popen|mbrtowc|isalpha|isspace|isprint|setlocale' \
		    src/*/*.[ch] src/lib/*/*.[ch]
		calls '_?exit|v?errx?|v?warnx?|v?f?printf|f?puts|perror' \
		    src/lib/*/*.c | grep -v '^src/lib/stage/program\.c:'
	} >"$tmp/said"
	report 'banned calls'
}

# Lines of at most 80 columns, without blanks at the end.
columns() {
	for source in src/*/*.[ch] src/lib/*/*.[ch] tests/*.[ch] \
	    tests/*/*.[ch] Makefile src/*.sh tests/*.sh; do
		expand "$source" | LC_ALL=C awk -v name="$source" '
		    { gsub(/[\200-\277]/, "") }
		    length($0) > 80 { print name ":" NR ": " length($0) }'
	done >"$tmp/said"
	report '80 columns'
	grep -nE '[[:blank:]]+$' src/*/*.[ch] src/lib/*/*.[ch] tests/*.[ch] \
	    tests/*/*.[ch] tests/*/*.t src/*.sh tests/*.sh tests/*/*.sh \
	    Makefile >"$tmp/said"
	report 'blanks at the end of a line'
}

# Not installed, pages refer to each other in vain; tests/man/man.t looks there.
pages() {
	have mandoc || return
	mandoc -Tlint -Wstyle man/*.[0-9] 2>/dev/null |
	    grep -v 'referenced manual not found' >"$tmp/said"
	# To mandoc a Chinese character is longer, and may be a delimiter;
	# and it knows no NAME but the English one.
	mandoc -Tlint -Wstyle man/zh_CN/*.[0-9] 2>/dev/null |
	    grep -v -e 'referenced manual not found' -e 'trailing delimiter' \
	    -e 'longer than 80 bytes' -e 'first section is not "NAME"' \
	    -e 'description line outside NAME' >>"$tmp/said"
	report mandoc
}

# In groff a quotation goes on to the end of its line, unlike in mandoc.
quotations() {
	grep -nE '^\.([A-Z][a-z] )?(Dq|Ql|Sq) .* (Dq|Ql|Sq|No) ' \
	    man/*.[0-9] man/zh_CN/*.[0-9] >"$tmp/said"
	report 'quotations in one another'
}

scripts() {
	have shellcheck || return
	# SC1091: what is sourced is looked at for itself, so SC2154: what it
	# sets is not seen, and SC2317: nor that it calls.  SC2016: jq's
	# programs have $ in them.
	for script in src/*.sh tests/*.sh tests/*/*.sh tests/*/*.t tests/run \
	    pipelines/* pipelines/*/*.sh .ci/run; do
		[ -f "$script" ] || continue
		# In bash, SC2034: options sets them; SC2046, SC2086, SC2206:
		# flags are split; SC2015: so is meant.
		if grep -qE '^#!/bin/sh|^# shellcheck shell=sh' "$script"; then
			set -- -s sh
		elif grep -qE '^#!.*bash|^# shellcheck shell=bash' "$script"
		then
			set -- -s bash -e SC2015,SC2034,SC2046,SC2086,SC2206
		else
			continue
		fi
		shellcheck "$@" -e SC1091,SC2016,SC2154,SC2317 -f gcc "$script"
	done >"$tmp/said" 2>&1
	report shellcheck
}

check_cpp() {
	have cppcheck || return
	cppcheck --quiet --std=c99 -j 2 --inline-suppr \
	    --enable=warning,performance,portability -D_GNU_SOURCE \
	    -DVERSION='""' -Isrc/lib -Itests src tests >"$tmp/said" 2>&1
	report cppcheck
}

# Left out: what is noise here.  Sizes that are swapped; pointers made of
# integers, as iconv_open's (iconv_t)-1; sizeof of an array of pointers;
# bytes compared without their NUL; products of small numbers.
tidy_checks='-*,bugprone-*,clang-analyzer-*,performance-*
    ,misc-redundant-expression,misc-misplaced-const
    ,readability-misleading-indentation,readability-redundant-control-flow
    ,-bugprone-easily-swappable-parameters,-bugprone-sizeof-expression
    ,-bugprone-not-null-terminated-result,-bugprone-narrowing-conversions
    ,-bugprone-implicit-widening-of-multiplication-result
    ,-performance-no-int-to-ptr,-clang-analyzer-optin.performance.Padding
    ,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling'

# Where it errs: total is above 0 only if there is a sentence; file is set
# once there is a record; a path has at least its slash.
tidy_errs='quote\.c:.*core\.NullDereference|wk-split\.c:.*NonNullParam
    |robots\.c:.*NonNullParam'

tidy() {
	have clang-tidy || return
	echo "clang-tidy --quiet --checks='$(echo "$tidy_checks" |
	    tr -d ' \n')' \$1 -- $flags 2>/dev/null" >"$tmp/tidy"
	compilable | grep '^src/' | xargs -P 2 -n 1 sh "$tmp/tidy" |
	    grep -E '(warning|error):' | grep -vE "$(echo "$tidy_errs" |
	    tr -d ' \n')" >"$tmp/said"
	report clang-tidy
}

# The floors of the house (src/README.md): a room of src/lib uses those below
# it alone, a program's room only itself and src/lib.
floors() {
	awk '
	BEGIN {
		split("base:0 json:1 text:1 stage:2 call:3 kb:3 chat:4", rows)
		for (i in rows) {
			split(rows[i], row, ":")
			floor[row[1]] = row[2]
		}
	}
	FNR == 1 {
		n = split(FILENAME, part, "/")
		room = part[2] == "lib" ? part[3] : part[2]
		if (part[2] == "lib" && !(room in floor))
			print FILENAME ": a room without a floor: " room
	}
	/^#include "/ {
		split($2, quoted, "\"")
		n = split(quoted[2], path, "/")
		if (n == 1 || path[1] == room || room ~ /^wk-/ &&
		    path[1] in floor)
			next
		if (!(path[1] in floor) || floor[path[1]] >= floor[room])
			print FILENAME ":" FNR ": " room \
			    " does not stand above " path[1]
	}' src/lib/*/*.[ch] src/wk-*/*.[ch] >"$tmp/said"
	report floors
}

# What each source file is for, on its first line.
first_sentence() {
	for source in src/*/*.c src/lib/*/*.c; do
		head -n 1 "$source" | grep -q '^/\* [A-Z].*' ||
		    head -n 1 "$source" | grep -q '^/\* wk-[a-z]*: ' ||
		    echo "$source: no sentence on its first line"
	done >"$tmp/said"
	report 'first sentences'
}

for check in ${LINT:-gcc clang banned columns floors first_sentence pages \
    quotations scripts check_cpp tidy}; do
	case $check in
	gcc) compile gcc "${WARN_GCC-}" ;;
	clang) compile clang "${WARN_CLANG-}" ;;
	*) "$check" ;;
	esac
done
exit $found
