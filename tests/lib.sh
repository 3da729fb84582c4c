# For the tests: a scratch directory to stand in, and TAP.  Source it first.
# shellcheck shell=sh
# A test lies in tests/, or in a directory there.
ROOT=$(cd "$(dirname "$0")" && pwd)/
ROOT=${ROOT%/tests/*}
case ${B:=bin} in
/*) ;;
*) B=$ROOT/$B ;;
esac
PATH=$B:$PATH
LC_ALL=C
export ROOT PATH LC_ALL
unset WK_MODEL WK_BASE_URL WK_API_KEY WK_API_KEY_FILE SERPER_API_KEY
unset WK_EMBED_MODEL WK_EMBED_BASE_URL WK_EMBED_API_KEY WK_EMBED_API_KEY_FILE
unset OPENAI_API_KEY OPENAI_BASE_URL OPENAI_API_BASE SERPER_URL WK_PAGE_ALLOW

# Where an emulator runs the programs: limits of processor time are this many
# times as long, and what an emulator does its own way is not tested.
SLOW=${SLOW:-1}

SCRATCH=$(mktemp -d)
trap 'cd / && rm -rf "$SCRATCH"' EXIT
trap 'exit 1' HUP INT TERM
cd "$SCRATCH" || exit 1
count=0

# result STATUS NAME: one line of TAP.
result() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
	fi
	return "$1"
}

# note TEXT: a comment in the output.
note() {
	printf '%s\n' "$1" | sed 's/^/# /'
}

# is GOT WANT NAME: whether two strings are the same.
is() {
	[ "$1" = "$2" ]
	result $? "$3" || { note "got:  $1"; note "want: $2"; false; }
}

# has TEXT NEEDLE NAME: whether the text holds the needle.
has() {
	case $1 in
	*"$2"*) result 0 "$3" ;;
	*) result 1 "$3"; note "no '$2' in: $1" ;;
	esac
}

# same FILE FILE NAME: whether two files are the same, byte for byte.
same() {
	cmp "$1" "$2" >cmp.out 2>&1
	result $? "$3" || note "$(cat cmp.out)"
}

# ok NAME COMMAND...: whether the command succeeds.
ok() {
	name=$1
	shift
	"$@" >ok.out 2>&1
	status=$?
	result $status "$name" || note "status $status of: $* : $(cat ok.out)"
}

# fails STATUS NAME COMMAND...: whether the command ends with that status.
# What it said on stderr is in fails.err.
fails() {
	want=$1 name=$2
	shift 2
	"$@" >fails.out 2>fails.err
	status=$?
	[ "$status" -eq "$want" ]
	result $? "$name" ||
	    note "status $status, not $want, of: $* : $(cat fails.err)"
}

# skip N WHY: N tests that cannot run here.
skip() {
	skipped=0
	while [ "$skipped" -lt "$1" ]; do
		skipped=$((skipped + 1)) count=$((count + 1))
		echo "ok $count # SKIP $2"
	done
}

# memory_limited: whether ulimit -v and -d hold here.  They do not in an
# emulator, nor on every system; and the sanitizers take all addresses.
memory_limited() {
	case $B in *asan*) return 1 ;; esac
	[ "$SLOW" -eq 1 ] || return
	# shellcheck disable=SC2016,SC3045
	! (ulimit -v 50000 && perl -e '$x = "x" x 2e8') >/dev/null 2>&1
}

# said FILE...: what a program wrote to stderr, without wk-page's line about a
# kernel that has no Landlock.
said() {
	sed '/the sandbox lacks/d' "$@"
}

# need COMMAND...: ends the file, skipped, if one of the commands is absent.
# A program of ours has to be among those that are tested, in B.
need() {
	for need; do
		case $need in
		wk-*) [ -x "$B/$need" ] ;;
		*) command -v "$need" >/dev/null 2>&1 ;;
		esac || {
			echo "1..0 # SKIP no $need"
			exit 0
		}
	done
}

# makezip [OPTION...] OUT [DIR]: makes a zip archive of the files below DIR
# (makezip.c says which options make a broken one).
makezip() {
	case ${O:-build} in
	/*) "$O/makezip" "$@" ;;
	*) "$ROOT/${O:-build}/makezip" "$@" ;;
	esac
}

# need_makezip: ends the file, skipped, where there is no libzip.
need_makezip() {
	makezip -n 1 try.zip 2>/dev/null && return
	echo '1..0 # SKIP no makezip: make check builds it, if libzip is there'
	exit 0
}

done_testing() {
	echo "1..$count"
}
