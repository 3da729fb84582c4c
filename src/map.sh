#!/bin/sh
# Rewrites the lists of files in src/README.md.  Below each line
# `<!-- files of DIR -->` stands a line for each file, with the first sentence
# of that file.  With -n the page is printed instead.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C

page=src/README.md
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

# sentence FILE: the first one of its first comment, for Markdown.
sentence() {
	awk '
	    FNR == 1 && /^#!/ { next }
	    /^#include/ { exit }
	    /^(\/\*| \*|# )/ {
		last = /\*\//
		sub(/^(\/\*| \*\/?|#) */, "")
		sub(/ *\*\/$/, "")
		text = text (text == "" || $0 == "" ? "" : " ") $0
		if (last || match(text, /\. /))
			exit
		next
	    }
	    { exit }
	    END {
		if (match(text, /\.( |$)/))
			text = substr(text, 1, RSTART)
		sub(/^wk-[a-z]*: /, "", text)
		gsub(/[&<]/, "\\\\&", text)
		print text == "" ? "(says nothing)" : text
	    }' "$1"
}

# files_of DIR: a line for each file, but a header goes with its source.
files_of() {
	for file in "$1"/*.[ch] "$1"/*.sh; do
		[ -f "$file" ] || continue
		name="\`${file##*/}\`"
		case $file in
		*.h) [ ! -f "${file%.h}.c" ] || continue ;;
		*.c) [ ! -f "${file%.c}.h" ] || name="$name, \`.h\`" ;;
		esac
		echo "- $name: $(sentence "$file")"
	done
}

awk '/^<!-- files of / { print; skip = 1; next }
    skip && /^$/ { skip = 0 }
    !skip' "$page" | while IFS= read -r line; do
	printf '%s\n' "$line"
	case $line in
	'<!-- files of '*)
		directory=${line#'<!-- files of '}
		files_of "${directory%' -->'}" ;;
	esac
done >"$tmp"

for directory in src src/wk-* src/lib/*; do
	[ -d "$directory" ] || continue
	grep -qxF "<!-- files of $directory -->" "$tmp" || {
		echo "$page: no line <!-- files of $directory -->" >&2
		exit 1
	}
done
if [ "${1-}" = -n ]; then
	cat "$tmp"
else
	cmp -s "$tmp" "$page" || cat "$tmp" >"$page"
fi
