#!/bin/sh
# Installs the programs, pages and pipelines; with -u takes them away.
# Environment: O DESTDIR BINDIR MANDIR DATADIR BASHDIR ZSHDIR FISHDIR PROGRAMS,
# from the Makefile.
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
		name=$(basename "$program")
		rm -f "$bin/$name" "$DESTDIR$BASHDIR/$name" \
		    "$DESTDIR$ZSHDIR/_$name" "$DESTDIR$FISHDIR/$name.fish"
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

# What the programs say of their options is run here: not where they were
# built for another machine.
complete=${O:-build}/completions
rm -rf "$complete"
# shellcheck disable=SC2086
if sh src/completions.sh "$complete" $PROGRAMS; then
	for shell in "bash $BASHDIR" "zsh $ZSHDIR" "fish $FISHDIR"; do
		mkdir -p "$DESTDIR${shell#* }"
		install -m 644 "$complete/${shell%% *}"/* "$DESTDIR${shell#* }"
	done
else
	echo 'no completions for the shells: the programs do not run here' >&2
fi
