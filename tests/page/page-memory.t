#!/bin/sh
# wk-page, allocation by allocation: each fails once.  No run dies of it by a
# signal or writes a wrong record, and the next run has all pages.
# shellcheck disable=SC2154 # variables of stub.sh, page.sh and malloc.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"
# shellcheck source=tests/page/page.sh
. "$ROOT/tests/page/page.sh"
need wk-page
stride=${STRIDE-23}

serve 'path=/robots : body="User-agent: *\nDisallow: /x\n"' \
    'path=/to : redirect=/b' "path=/a : body=\"a\" $html" \
    "path=/b : body=\"b\" $html"
printf '%s\n' "{\"hits\":[{\"url\":\"$u/a\"},{\"url\":\"$u/to\"}]}" \
    '{"state":"duplicate","hits":[]}' >in

# The sandbox lets the shim write to the cache alone: that is this directory.
run() {
	"$@" wk-page -c . --allow 127.0.0.1 --delay 0 --retries 0 in
}
run failing 1000000
total=$(cat clean) good=$status
mv got.out good.out
is "$good $(wc -l <good.out)" '0 3' 'all is well without a fault'
at=1 bad='' runs=0 ended=0
while [ "$at" -le "$total" ]; do
	rm -f ./*.html ./*.meta
	run failing "$at"
	said=$(bad_end)
	[ "$status" -ne 2 ] || ended=$((ended + 1))
	run env >again 2>again.err && cmp -s again good.out ||
	    said="$said, then another output"
	[ -z "$said" ] || bad="$bad
$at (status $status): $said"
	runs=$((runs + 1)) at=$((at + stride))
done
[ -z "$bad" ] && [ $runs -gt 20 ] && [ $ended -gt 0 ]
result $? "$runs of $total allocations" ||
    note "$ended ended for lack of memory; wrong where these failed: $bad"
is "$(find . -name '*.??????' ! -name '*.jsonl' | wc -l)" 0 \
    'no temporary file is left'
done_testing
