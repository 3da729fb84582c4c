#!/bin/sh
# wk-text on DOCX: small documents, each with one trait of real ones.
. "${0%/*}/../lib.sh"
need wk-text jq
need_makezip

mkdir d
echo '<a/>' >d/a.xml
makezip one.zip d
makezip two.zip d
same one.zip two.zip 'makezip makes the same bytes of the same files'

done_testing
