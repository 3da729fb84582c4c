#!/bin/sh
# normal: the table of other forms is that of Unicode, as python3 knows it.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need python3
if python3 -c 'import unicodedata' 2>/dev/null; then
	python3 "$ROOT/tests/text/normal.py" >table
	ok 'src/lib/text/normal_table.c is what tests/text/normal.py prints' \
	    cmp table "$ROOT/src/lib/text/normal_table.c"
else
	skip 1 'no unicodedata'
fi
done_testing
