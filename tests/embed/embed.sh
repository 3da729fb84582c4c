# For the tests of wk-embed: sourced after tests/lib.sh and tests/stub.sh.
# shellcheck shell=sh disable=SC2154,SC2034
port=

# run SCRIPT [OPTION...]: wk-embed on the file `in`, against a stub begun anew
# with those lines for a script.  Leaves $status, $hits, and out, err, log.
run() {
	printf '%s\n' "$1" >script
	shift
	stub_start -s script ${port:+-p "$port"} # it is part of the keys
	wk-embed -m m -u "http://127.0.0.1:$port" --retry-delay 0.01 "$@" in \
	    >out 2>err
	status=$?
	hits=$(stub_hits)
	cp "$stub_log" log
	stub_stop
}

# sizes: how many texts each request had.
sizes() {
	jq -c '.body.input | length' log | tr '\n' ' '
}

# kinds: what became of the records, counted.
kinds() {
	jq -r '.error.kind // "\(.embedding.dimensions)"' out | sort | uniq -c |
	    tr -s ' \n' ' '
}

# texts N: so many records.
texts() {
	jq -nc "range($1) | { text: \"第\(.)句话：云泽的水。\" }"
}
