# For the checks with a real model: its server, on loopback.  Sourced after
# lib.sh; PYTHON is a python that has xllamacpp.
# shellcheck shell=sh
: "${PYTHON:=python3}"
case $PYTHON in
*/*) PYTHON=$(cd "$ROOT" && cd "$(dirname "$PYTHON")" && pwd)/${PYTHON##*/} ;;
esac

# serve [MODEL WHAT]: starts llama.cpp's server.
serve() {
	serve_by serve.py "$@"
}

# serve_by SCRIPT ARG...: starts this one; sets url, and ends it at the end.
serve_by() {
	script=$1
	shift
	"$PYTHON" "$ROOT/tests/real/$script" port "$@" >server.log 2>&1 &
	server=$!
	trap 'kill $server 2>/dev/null; cd / && rm -rf "$SCRATCH"' EXIT
	waited=0
	until [ -s port ]; do
		waited=$((waited + 1))
		if ! kill -0 $server 2>/dev/null || [ $waited -eq 600 ]; then
			tail -n 5 server.log >&2
			echo 'the server did not start' >&2
			exit 2
		fi
		sleep 0.2
	done
	# shellcheck disable=SC2034 # for the checks
	url=http://127.0.0.1:$(cat port)
}
