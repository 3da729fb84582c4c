#!/bin/sh
# Installs the programs, pages and pipelines; with -u takes them away.
# Environment: DESTDIR BINDIR MANDIR DATADIR PROGRAMS, from the Makefile.
set -eu

bin=$DESTDIR$BINDIR man=$DESTDIR$MANDIR data=$DESTDIR$DATADIR

# pages DIRECTORY WHERE: each page of a directory, and where it goes.
pages() {
	for page in "$1"/wk*.[157]; do
		echo "$page $2/man${page##*.}/$(basename "$page")"
	done
}

all_pages() {
	pages man "$man"
	pages man/zh_CN "$man/zh_CN"
}

if [ "${1-}" = -u ]; then
	for program in $PROGRAMS; do
		rm -f "$bin/$(basename "$program")"
	done
	all_pages | while read -r page to; do
		rm -f "$to"
	done
	rm -rf "$data/pipelines"
	rmdir "$data" 2>/dev/null || true
	exit 0
fi

mkdir -p "$bin" "$data/pipelines"
for program in $PROGRAMS; do
	install -m 755 "$program" "$bin/"
done
all_pages | while read -r page to; do
	mkdir -p "$(dirname "$to")"
	install -m 644 "$page" "$to"
done
for pipeline in pipelines/*; do
	# quickstart builds a source tree: of no use elsewhere
	if [ -d "$pipeline" ]; then
		cp -R "$pipeline" "$data/pipelines/"
	elif [ "$pipeline" != pipelines/quickstart ]; then
		mode=644
		[ ! -x "$pipeline" ] || mode=755
		install -m "$mode" "$pipeline" "$data/pipelines/"
	fi
done
