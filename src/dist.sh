#!/bin/sh
# Makes NAME.tar.gz, the release: dist.sh NAME.  It holds the last commit or,
# where there is no git, the files that are here, but not those that were
# built.  Environment: O B.
set -eu

name=$1
if [ -e .git ]; then
	git archive --prefix="$name/" -o "$name.tar.gz" HEAD
	echo "$name.tar.gz"
	exit 0
fi

# built PATH: whether make put it there.
built() {
	case $1 in
	./build/* | ./bin/* | ./out/* | ./wk-*.tar.gz) ;;
	"./${O%/}"/* | "./${B%/}"/*) ;;
	*) return 1 ;;
	esac
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
find . -type f | LC_ALL=C sort | while read -r file; do
	built "$file" || echo "$file"
done >"$tmp/files"
mkdir "$tmp/$name"
tar -cf - -T "$tmp/files" | (cd "$tmp/$name" && tar -xf -)
(cd "$tmp" && tar -cf - "$name") | gzip -n >"$tmp/done"
cp "$tmp/done" "$name.tar.gz"
echo "$name.tar.gz"
