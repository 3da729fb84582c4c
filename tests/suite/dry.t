#!/bin/sh
# make -n check: shows the commands, and runs no test.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
make=${MAKE:-make}
need "$make"

MAKEFLAGS='' "$make" -C "$ROOT" -n check T=stat O="$SCRATCH/o" \
    B="$SCRATCH/b" >out 2>err </dev/null
is "$?" 0 'make -n check: status 0'
has "$(cat out)" 'sh tests/check.sh' 'it shows the command that runs the tests'
is "$(grep -c '^Result:\|[.][.] ok$' out)" 0 'it does not run them'
is "$(find o b -name 'wk-*' -type f 2>/dev/null)" '' 'and builds nothing'
done_testing
