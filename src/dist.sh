#!/bin/sh
# Makes NAME.tar.gz, the release, and NAME.tar.gz.sha256: dist.sh NAME.  It
# holds the last commit or, where there is no git, the files that are here, but
# not those that were built.  Environment: O B.
set -eu

name=$1

# built PATH: whether make put it there.
built() {
	case $1 in
	./build/* | ./bin/* | ./out/* | ./wk-*.tar.gz*) ;;
	"./${O%/}"/* | "./${B%/}"/*) ;;
	*) return 1 ;;
	esac
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
if [ -e .git ]; then
	git archive --prefix="$name/" HEAD >"$tmp/tar"
else
	find . -type f | LC_ALL=C sort | while read -r file; do
		built "$file" || echo "$file"
	done >"$tmp/files"
	mkdir "$tmp/$name"
	tar -cf - -T "$tmp/files" | (cd "$tmp/$name" && tar -xf -)
	(cd "$tmp" && tar -cf - "$name") >"$tmp/tar"
fi
gzip -n <"$tmp/tar" >"$name.tar.gz"
if command -v sha256sum >/dev/null; then
	sha256sum "$name.tar.gz" >"$name.tar.gz.sha256"
else
	shasum -a 256 "$name.tar.gz" >"$name.tar.gz.sha256"
fi
echo "$name.tar.gz"
