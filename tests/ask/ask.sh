# For the tests of wk-ask: sourced after tests/lib.sh and tests/stub.sh.
# shellcheck shell=sh disable=SC2154,SC2120,SC2119

# ask [OPTION...]: wk-ask on the file `in`, against the stub.  Leaves $status
# and the files out and err.
ask() {
	wk-ask -m m -u "http://127.0.0.1:$port/v1" --retry-delay 0.01 "$@" \
	    in >out 2>err
	status=$?
}

# run SCRIPT [OPTION...]: the same against a stub begun anew, with those
# lines for a script.  Leaves $hits, too.
run() {
	printf '%s\n' "$1" >script
	shift
	stub_start -s script
	ask "$@"
	hits=$(stub_hits)
	stub_stop
}

# kinds [FILE]: what became of each record: ok, or the kind of its error.
kinds() {
	sed 's/.*"error":{"stage":"[a-z-]*","kind":"\([a-z_]*\)".*/\1/
	    s/^{.*/ok/' "${1:-out}" | tr '\n' ' ' | sed 's/ $//'
}

# fault NAME WANT SCRIPT [OPTION...]: WANT is "STATUS: KINDS, N requests".
fault() {
	name=$1 want=$2
	shift 2
	run "$@"
	is "$status: $(kinds), $hits requests" "$want" "$name"
	! grep '"kind":"stopped"' out | grep -qv "\"status\":$status}}\$"
	result $? "$name: the stopped carry the status"
	case $status in
	1) is "$(grep -cE 'records? failed: .*; the first: |(was|were) cut' err)" 1 \
	    "$name: one line counts the failures" ;;
	esac
}

# prompts N: records with as many prompts, q1, q2, ...
prompts() {
	awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++)
		printf "{\"id\":\"%d\",\"prompt\":\"q%d\"}\n", i, i }'
}
