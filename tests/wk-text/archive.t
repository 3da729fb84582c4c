#!/bin/sh
# wk-text on archives that are broken, locked or bombs, as DOCX.
. "${0%/*}/../lib.sh"
need wk-text
need_makezip

# document XML: the parts of a DOCX in d, its text this XML.
document() {
	mkdir -p d/_rels d/word
	cat >d/_rels/.rels <<-'END'
	<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
	END
	printf '%s' "$1" >d/word/document.xml
}

# in_word XML: the same within a body.
in_word() {
	document "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>$1</w:body></w:document>"
}

# kind FILE: the kind of its error, or its text.
kind() {
	wk-text "$1" 2>err | sed -n 's/.*"kind":"\([a-z_]*\)".*/\1/p
	    s/^{"text":\("[^"]*"\).*/\1/p'
}

# soon COMMAND...: fails if it takes longer than two seconds, which a bomb
# that was unpacked would.
soon() {
	soon_start=$(date +%s)
	"$@"
	[ $(($(date +%s) - soon_start)) -le 2 ]
}

in_word '<w:p><w:r><w:t>Hello</w:t></w:r></w:p>'
makezip a.docx d
is "$(kind a.docx)" '"Hello"' 'a whole archive'
makezip -n 10000 a.docx d
is "$(kind a.docx)" '"Hello"' '10,000 parts'
makezip -c 300 a.docx d
is "$(kind a.docx)" bad_archive 'an archive cut off'
makezip -e word/document.xml a.docx d
is "$(kind a.docx)" encrypted 'a locked part'
makezip -s word/document.xml=10 a.docx d
is "$(kind a.docx)" bad_archive 'a part longer than it says'
makezip -s word/document.xml=100000 a.docx d
is "$(kind a.docx)" bad_archive 'a part shorter than it says'

rm d/word/document.xml
makezip -z word/document.xml=100000000 a.docx d
soon kind a.docx >got
result $? 'a bomb of 100 MB is refused soon'
is "$(cat got)" too_large 'as too large'
makezip -s word/document.xml=1000 -z word/document.xml=100000000 a.docx d
soon kind a.docx >got
result $? 'so is one that lies about its size'
is "$(cat got)" bad_archive 'as broken'
in_word "<w:p><w:r><w:t>$(awk 'BEGIN {
    for (i = 0; i < 300000; i++) printf "%d ", i }')</w:t></w:r></w:p>"
makezip a.docx d
is "$(wk-text --max-size 1M a.docx 2>err |
    sed 's/.*"kind":"\([a-z_]*\)".*/\1/')" too_large \
    '--max-size counts what is unpacked'

e=''
i=0
while [ $((i += 1)) -lt 30 ]; do
	e="$e<!ENTITY e$i '&e$((i - 1));&e$((i - 1));'>"
done
document "<!DOCTYPE w:document [<!ENTITY e0 'boom'>$e]><w:document xmlns:w=\"u\"><w:body><w:p><w:r><w:t>&e29;</w:t></w:r></w:p></w:body></w:document>"
makezip a.docx d
soon kind a.docx >got
result $? 'an XML bomb is read soon'
is "$(grep -c boom got)" 0 'and is not expanded'
echo 'the secret' >secret
document "<!DOCTYPE w:document [<!ENTITY f SYSTEM 'file://$SCRATCH/secret'>]><w:document xmlns:w=\"u\"><w:body><w:p><w:r><w:t>&f;</w:t></w:r></w:p></w:body></w:document>"
makezip a.docx d
is "$(wk-text a.docx 2>&1 | grep -c 'the secret')" 0 'no file is read by XML'
in_word "$(awk 'BEGIN { for (i = 0; i < 200000; i++) printf "<w:p>" }')"
makezip a.docx d
is "$(kind a.docx)" bad_archive 'elements nested 200,000 deep'
done_testing
