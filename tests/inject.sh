# Faults by strace(1): sourced after lib.sh.  A run leaves got.out and
# got.err, and may make got.rej; good.* is what an undisturbed run leaves,
# and an older got.rej stands there before each run.
# shellcheck shell=sh

can_inject() {
	command -v strace >/dev/null 2>&1 &&
	    strace -qq -o trace -e trace=write \
	    -e inject=write:error=EIO:when=1 sh -c 'echo' >/dev/null 2>&1
	[ -f trace ] && grep -q INJECTED trace
}

# undisturbed COMMAND...: what is right.
undisturbed() {
	rm -f got.* good.*
	"$@" >good.out 2>good.err
	good=$?
	[ ! -f got.rej ] || mv got.rej good.rej
}

# injected FAULT COMMAND...: one run; true if the fault came about.
injected() {
	fault=$1
	shift
	rm -f got.*
	[ ! -f good.rej ] || echo old >got.rej
	strace -f -qq -o trace -e trace="${fault%%:*}" -e inject="$fault" \
	    "$@" >got.out 2>got.err
	status=$?
	grep -q -e 'INJECTED' -e 'killed by' trace
}

# The rejects are those of before, or complete.
whole_rejects() {
	[ ! -f good.rej ] || cmp -s got.rej good.rej ||
	    [ "$(cat got.rej)" = old ]
}

# Whether the program was not started: its loader, or the emulator that runs
# it (SLOW, see lib.sh), met the fault.
unstarted() {
	{ [ "$status" -eq 127 ] && grep -q 'shared lib' got.err; } ||
	    { [ "$status" -eq 255 ] && [ "$SLOW" -gt 1 ]; }
}

# After a fault: all is right, or the status, a word on stderr or an error
# record say that it is not.
told() {
	unstarted && return
	if [ "$status" -eq "$good" ]; then
		cmp -s got.out good.out || return 1
		[ ! -f good.rej ] || cmp -s got.rej good.rej
	else
		[ "$status" -ne 0 ] && [ "$status" -lt 128 ] &&
		    whole_rejects &&
		    { [ -s got.err ] || grep -q '"error"' got.out; }
	fi
}

# After EINTR: nothing has changed.
unmoved() {
	unstarted && return
	[ "$status" -eq "$good" ] && cmp -s got.out good.out &&
	    { [ ! -f good.rej ] || cmp -s got.rej good.rej; }
}

# After SIGKILL: what there is of the output is its beginning.
begun() {
	[ "$status" -ne 0 ] && whole_rejects &&
	    cmp -s -n "$(wc -c <got.out)" got.out good.out
}

# sweep TEST FAULT COMMAND...: the fault at the first such call, the second,
# and so on until there is none; TEST must hold each time.  A call is one as
# strace names it: '/^rename' is rename or, where the kernel has no such call,
# renameat.
sweep() {
	test=$1 at=1 bad=''
	what="$2: $3"
	call=$2
	shift 2
	undisturbed "$@"
	while injected "$call:when=$at" "$@"; do
		"$test" || bad="$bad $at($status)"
		[ $at -lt 2000 ] || break
		at=$((at + 1))
	done
	unmoved || bad="$bad and undisturbed it is another"
	[ $at -gt 1 ] || bad="$bad there is no such call"
	[ -z "$bad" ]
	result $? "$what, $((at - 1)) times" ||
	    note "wrong at these calls (status):$bad"
	[ -z "$bad" ]
}
