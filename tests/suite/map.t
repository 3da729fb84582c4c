#!/bin/sh
# src/README.md, the map of the house.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

sh "$ROOT/src/map.sh" -n >map
same map "$ROOT/src/README.md" \
    'src/README.md has the files of src and their sentences (make map)'

# named FILE: whether the map has it below the heading of its directory.
named() {
	directory=${1%/*} name=${1##*/}
	case $name in
	*.h) [ -f "$ROOT/${1%.h}.c" ] && name="${name%.h}.c\`, \`.h" ;;
	esac
	sed -n "\\|^<!-- files of $directory -->\$|,/^\$/p" \
	    "$ROOT/src/README.md" | grep -qF -e "- \`$name\`"
}

(cd "$ROOT" && find src -type f ! -path src/README.md) >files
missing=''
while read -r file; do
	named "$file" || missing="$missing $file"
done <files
is "$missing" '' 'every file of src has a line in src/README.md'

gone=''
for name in $(grep -oE '`[a-z/*-]+(/|\.)[][a-z_.A-Z*/-]*`' \
    "$ROOT/src/README.md" | tr -d '`' | sort -u); do
	case $name in
	*NAME* | *ROOM* | */*) continue ;;
	.h | name.h) continue ;;
	esac
	case $(cd "$ROOT" && find src man tests -name "$name") in
	'') gone="$gone $name" ;;
	esac
done
is "$gone" '' 'every file that src/README.md names exists'

gone=''
for name in $(grep -oE '`(lib|src|tests|man|wk-[a-z]+|stage|base|pipelines)/[a-z_./-]+`' \
    "$ROOT/src/README.md" | tr -d '`' | sort -u); do
	[ -e "$ROOT/$name" ] || [ -e "$ROOT/src/$name" ] ||
	    [ -e "$ROOT/src/lib/$name" ] || gone="$gone $name"
done
is "$gone" '' 'every path that src/README.md names exists'
done_testing
