#!/bin/sh
# wk-find on a base that nobody can write: no lock, no file beside it, by many
# processes at once, in a directory and for a user without the right to write.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/vectors.sh
. "$ROOT/tests/vectors.sh"
need wk-index wk-find jq

mkdir shared
for i in 1 2 3 4 5 6 7 8 9; do
	chunk "s$((i % 3))" "第$i 段，云泽的潮水与石桥" .6 "$((i % 2))" .1
done | wk-index shared/kb.db >out
for i in 1 2 3 4 5 6 7 8 9; do
	question "第$i 段的潮水" .6 .8 0
done >questions
wk-find -k shared/kb.db questions >want || exit 1
is "$(grep -c similarity want)" 9 'questions find hits by words and vectors'

# locks COMMAND...: how often it locks a file, and opens one to write.
locks() {
	ASAN_OPTIONS=detect_leaks=0 \
	    strace -qq -f -o trace -e trace=fcntl,openat,open "$@" >got 2>err
	cat err
	echo "$(grep -c 'F_SETLK\|F_OFD_SETLK' trace)" \
	    "$(grep 'kb\.db' trace | grep -c 'O_RDWR\|O_WRONLY\|O_CREAT')"
}
if command -v strace >/dev/null 2>&1 && strace -o trace true 2>/dev/null; then
	case $(locks wk-find -k shared/kb.db questions) in
	[1-9]*' 0') result 0 'a base that can be written is locked' ;;
	*) result 1 'a base that can be written is locked' ;;
	esac
	is "$(locks wk-find --immutable -k shared/kb.db questions)" '0 0' \
	    'with --immutable it is not'
	same got want 'with the same hits'
	is "$(locks wk-index --list --immutable shared/kb.db)" '0 0' \
	    'nor by wk-index --list'
	is "$(locks wk-index --merge --immutable m.db shared/kb.db |
	    sed 's/ .*//')" 0 'nor by wk-index --merge'
	chmod 444 shared/kb.db
	is "$(locks wk-find -k shared/kb.db questions)" '0 0' \
	    'a base without a right to write is not locked'
	same got want 'with the same hits'
else
	skip 7 'no strace'
	chmod 444 shared/kb.db
fi
fails 2 '--immutable needs a base that is read alone' \
    wk-index --immutable m.db questions

# Names that mean something in a URI.
for name in 'a b' '50%41' 'q?mode=rw' 'x#y' 'a&b=c' 云泽 file:x; do
	cp shared/kb.db "./$name"
	wk-find --immutable -k "$name" questions >got 2>err
	same got want "a base called $name"
done
cp shared/kb.db kb.db
wk-find --immutable -k "/$PWD/kb.db" questions >got 2>err
same got want 'a name that begins with //'

# sixteen COMMAND...: as many at once; whether all have found the same.
sixteen() {
	i=0
	while [ $((i += 1)) -le 16 ]; do
		"$@" wk-find -k shared/kb.db questions >"got.$i" 2>"err.$i" &
	done
	wait
	i=0
	while [ $((i += 1)) -le 16 ]; do
		cmp -s "got.$i" want || return 1
		[ ! -s "err.$i" ] || return 1
	done
	[ "$(ls -A shared)" = kb.db ]
}
chmod 555 shared
ok 'sixteen processes at once, in a directory that is read alone' sixteen
# Who may do all is let down by nothing: another user tries it, too.
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
chmod 755 .
chmod 644 shared/kb.db questions
if as_nobody wk-find -h >out 2>&1 && as_nobody cat questions >out 2>&1; then
	is "$(as_nobody test -w shared/kb.db; echo $?)" 1 \
	    'a user without the right to write'
	ok 'sixteen of that user' sixteen as_nobody
else
	skip 2 'no other user'
fi
chmod 755 shared

# What lies in a log beside the base belongs to it.
if command -v sqlite3 >/dev/null 2>&1; then
	cp shared/kb.db log.db
	sqlite3 log.db >out "PRAGMA journal_mode = WAL;
	    UPDATE chunks SET url = 'https://example.org/log'" \
	    '.shell cp log.db told.db' '.shell cp log.db-wal told.db-wal'
	cp told.db bare.db
	has "$(wk-find --immutable -k told.db -n 1 questions)" \
	    https://example.org/log 'what is in a log is read all the same'
	wk-find --immutable -k bare.db questions >got
	same got want 'a base that had a log needs none'
	is "$(ls bare.db*)" bare.db 'and gets none'
else
	skip 3 'no sqlite3'
fi
done_testing
