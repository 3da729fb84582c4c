#!/bin/sh
# wk-text as a program: operands, directories, what it says, how it ends.
. "$(dirname "$0")/../lib.sh"
need wk-text jq

# fields FIELD...: those of each record of stdin, on a line.
fields() {
	jq -r "[$(printf '.%s,' "$@" | sed 's/,$//')] | map(. // \"-\") |
	    join(\" \")"
}

# Operands.
mkdir docs docs/sub docs/.hidden none
printf 'one\n' >docs/b.txt
printf '# Two\n' >docs/a.md
printf 'three\n' >docs/sub/c.txt
printf 'four\n' >docs/.d.txt
printf 'five\n' >docs/.hidden/e.txt
wk-text docs >out 2>err
is "$?" 0 'a directory: status'
is "$(fields source type <out)" 'docs/a.md markdown
docs/b.txt text' 'a directory: its files in name order, hidden ones not'
is "$(jq -r .text <out)" '# Two

one' 'the text'
is "$(wk-text --recursive docs 2>/dev/null | fields source)" 'docs/a.md
docs/b.txt
docs/sub/c.txt' '--recursive: those below, in hidden directories not'
is "$(wk-text --include '*.txt' docs 2>/dev/null | fields source)" docs/b.txt \
    '--include narrows'
is "$(wk-text --exclude '*.txt' docs 2>/dev/null | fields source)" docs/a.md \
    '--exclude narrows'
is "$(wk-text --exclude '*.txt' docs/b.txt | fields source)" docs/b.txt \
    '--exclude: a file that is named is read'
wk-text none >out 2>err
is "$? $(cat out err)" '1 wk-text: none: no documents: no file matches *' \
    'an empty directory is a failure'
is "$(wk-text <docs/b.txt | fields source type)" '- text' 'stdin'
# shellcheck disable=SC2002
is "$(cat docs/b.txt | wk-text - | fields source text)" '- one' \
    'a pipe'
is "$(wk-text --source x.md <docs/b.txt | fields source type)" \
    'x.md markdown' '--source names stdin, and tells its type'
is "$(wk-text --source x.md docs/b.txt | fields source type)" 'x.md text' \
    '--source: the type of a file is that of the file'
: >empty.txt
is "$(wk-text empty.txt)" \
    '{"text":"","source":"empty.txt","type":"text"}' 'an empty document'

# What is not there.
wk-text absent docs/b.txt >out 2>err
is "$?" 2 'a file that is not there: status'
is "$(cat err)" 'wk-text: absent: No such file or directory' 'it is named'
is "$(jq -r '.error.kind // .text' <out)" 'unreadable
one' 'it is a record, and the others go on'
mkdir sealed && : >sealed/x.txt && chmod 000 sealed
if ls sealed >/dev/null 2>&1; then
	skip 1 'nothing is sealed for this user'
else
	fails 2 'a directory that cannot be read' wk-text sealed docs/b.txt
fi
chmod 755 sealed

# --max-size.
printf '%01025d' 0 >big.txt
is "$(wk-text --max-size 1K big.txt 2>err | jq -r '.error.kind, .text')" \
    'too_large
null' '--max-size refuses a file'
is "$(wk-text --max-size 1024 <big.txt 2>err | jq -r .error.kind)" too_large \
    '--max-size refuses stdin'
# shellcheck disable=SC2002
is "$(cat big.txt | wk-text --max-size 1K 2>err | jq -r .error.kind)" \
    too_large '--max-size refuses a pipe'
is "$(wk-text --max-size 1025 big.txt | fields type)" text \
    'a document of just that size is read'
for size in 0 K 1T 5G 1k -1 1.5M ''; do
	fails 2 "--max-size '$size' is refused" wk-text --max-size "$size" \
	    big.txt
done
done_testing
