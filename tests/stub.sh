# For the tests: the stub server (tests/stub/README.md), started and stopped.
# Source it after tests/lib.sh.  Not from a subshell: the server ends with
# the shell that started it.
# shellcheck shell=sh
case ${O:-build} in
/*) stub=${O:-build}/stub ;;
*) stub=$ROOT/${O:-build}/stub ;;
esac
stub_pids=
trap 'stub_end; cd / && rm -rf "$SCRATCH"' EXIT

# stub_start [OPTION...]: sets $port, $stub_pid, and $stub_log, begun anew.
stub_start() {
	stub_log=$SCRATCH/stub.log
	: >"$stub_log"
	rm -f "$SCRATCH/stub.port"
	"$stub" -l "$stub_log" "$@" "$SCRATCH/stub.port" &
	stub_pid=$!
	stub_pids="$stub_pids $stub_pid"
	stub_waited=0
	until [ -s "$SCRATCH/stub.port" ]; do
		stub_waited=$((stub_waited + 1))
		if [ "$stub_waited" -gt 500 ] ||
		    ! kill -0 "$stub_pid" 2>/dev/null; then
			echo 'Bail out! the stub does not start'
			exit 1
		fi
		sleep 0.02
	done
	# shellcheck disable=SC2034 # for the tests
	port=$(cat "$SCRATCH/stub.port")
}

# stub_stop: ends the one started last.
stub_stop() {
	[ -n "$stub_pid" ] || return 0
	kill "$stub_pid" 2>/dev/null
	wait "$stub_pid" 2>/dev/null
	stub_left=
	for stub_one in $stub_pids; do
		[ "$stub_one" = "$stub_pid" ] ||
			stub_left="$stub_left $stub_one"
	done
	stub_pids=$stub_left stub_pid=
}

stub_end() {
	for stub_pid in $stub_pids; do
		stub_stop
	done
}

# stub_hits [PATTERN]: how many requests came, or the lines of the log that
# match.
stub_hits() {
	grep -c -e "${1-}" "$stub_log"
}

# stub_get PATH: the body of a reply, of /stats for example.
stub_get() {
	"$stub" -bc "http://127.0.0.1:$port$1"
}

# stub_post PATH BODY [OPTION...]: the same for a POST.
stub_post() {
	stub_path=$1 stub_body=$2
	shift 2
	"$stub" -b -d "$stub_body" "$@" -c "http://127.0.0.1:$port$stub_path"
}
