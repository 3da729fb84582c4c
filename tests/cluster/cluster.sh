# For the tests in tests/cluster: ports, processes, waiting; records to ask about.
# Sourced first.
# shellcheck shell=sh
# shellcheck disable=SC2034 # for the tests
[ -n "${CLUSTER-}" ] || {
	echo '1..0 # SKIP it starts daemons: make cluster'
	exit 0
}
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/../pipelines/pipeline.sh"
need bash flock perl ps wk-ask wk-stat

# asked: 96 records, a server that takes a second for each, what one process makes
# of them, and how many requests that took.
asked() {
	awk 'BEGIN { for (i = 1; i <= 96; i++)
	    printf("{\"question\":\"How deep is lake %03d?\"}\n", i) }' >in
	(umask 077 && echo canary-k3y >key)
	echo 'default : delay=1000-1600' >script
	stub_start -t 1200 -s script
	export WK_MODEL=m WK_BASE_URL="http://127.0.0.1:$port/v1" WK_API_KEY_FILE=key
	wk-ask -j 20 -f question in >want
	hits=$(stub_hits)
}

# descendants PID...: prints these processes, and all that they have started.
descendants() {
	ps -e -o pid= -o ppid= | awk -v "of=$*" '
	    { parent[$1] = $2 }
	    END {
		n = split(of, pids, " ")
		for (i = 1; i <= n; i++)
			mine[pids[i]] = 1
		do {
			more = 0
			for (pid in parent)
				if (!(pid in mine) && parent[pid] in mine)
					more = mine[pid] = 1
		} while (more)
		for (pid in mine)
			print pid
	    }'
}

# kill_all PID...: kills these, and all that they have started, at once; some may
# have ended by themselves.
kill_all() {
	# shellcheck disable=SC2046
	kill -9 $(descendants "$@") 2>/dev/null || true
}

# working: prints the shards of d that have asked and are not done.
working() {
	for shard in d/state/journal/*; do
		[ ! -s "$shard" ] || [ -e "d/state/end/${shard##*/}" ] ||
			echo "${shard##*/}"
	done
}

# at_work N: whether so many are; they are in $victims.
at_work() {
	victims=$(working)
	[ "$(echo "$victims" | grep -c .)" -ge "$1" ]
}

# free_port: a port of loopback that nobody has.
free_port() {
	perl -MSocket -e 'socket($s, PF_INET, SOCK_STREAM, 0);
	    bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die;
	    print((sockaddr_in(getsockname($s)))[0])'
}

# await WHAT COMMAND...: runs the command until it succeeds; false after
# two minutes.
await() {
	await_what=$1 await_n=0
	shift
	until "$@"; do
		await_n=$((await_n + 1))
		[ "$await_n" -lt 600 ] || {
			note "waited in vain for $await_what"
			return 1
		}
		sleep 0.2
	done
}

# gone PID: whether it runs no more; whoever is to reap it may be late.
gone() {
	! kill -0 "$1" 2>/dev/null ||
	    grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}
