#!/bin/sh
# The pipelines over a folder of documents as people have them: text, Markdown,
# HTML, Word, EPUB, a spreadsheet, CSV and PDF, and what is no document.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-text wk-split wk-ask wk-regexlist wk-ground wk-index wk-find \
    wk-rag wk-xtuner pdftotext
need_makezip

echo 'default : pairs delay=1-5' >script
stub_start -s script
qa() {
	bash "$ROOT/pipelines/qa" -m model -u "http://127.0.0.1:$port/v1" "$@"
}

# story NAME: a hundred characters and more about a thing of that name.
story() {
	printf '%s' "$1建于一九一二年，由渡口的船工集资修造，用了三年零两个月。" \
	    "$1高十二米，墙厚一尺二寸，门朝东南，门楣上刻着四个字。" \
	    "守门人姓陈，每天清晨六点开门，傍晚七点关门，三十年没有误过一次。" \
	    "后来河道改了，来往的人少了，$1仍旧留着，成了镇上孩子们认路的记号。"
}

# office DIRECTORY TYPE PART: what makes a directory an Office Open XML file.
office() {
	mkdir -p "$1/_rels"
	cat >"$1/[Content_Types].xml" <<END
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/$3" ContentType="application/vnd.openxmlformats-officedocument.$2.main+xml"/></Types>
END
	cat >"$1/_rels/.rels" <<END
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="$3"/></Relationships>
END
}

mkdir docs docs/figures
story 渡口茶馆 | iconv -f utf-8 -t gb18030 >docs/a.txt
printf -- '---\ntitle: 镇志\n---\n# 第三章 街巷\n\n## 东门\n\n%s\n' "$(story 东门城楼)" >docs/b.md
cat >docs/c.html <<END
<html><head><title>水塔</title><script>var leak = 1;</script></head><body>
<nav><a href="/">首页</a> <a href="/a">联系我们</a></nav>
<article><h1>水塔</h1><p>$(story 铁路水塔)</p></article>
<footer>版权所有</footer></body></html>
END
office word wordprocessingml.document word/document.xml
mkdir word/word
cat >word/word/document.xml <<END
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>$(story 西山石桥)</w:t></w:r></w:p></w:body></w:document>
END
makezip docs/d.docx word
mkdir -p book/META-INF book/OPS
printf 'application/epub+zip' >book/mimetype
cat >book/META-INF/container.xml <<'END'
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
END
cat >book/OPS/p.opf <<'END'
<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>灯塔史</dc:title></metadata><manifest><item id="c1" href="one.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c1"/></spine></package>
END
cat >book/OPS/one.xhtml <<END
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h1>第一章 港口</h1><p>$(story 港口灯塔)</p></body></html>
END
makezip docs/e.epub book
printf '名称,说明\r\n旧邮局,"%s"\r\n' "$(story 旧邮局)" >docs/f.csv
# A PDF in English, of one page.
body='BT /F 12 Tf 72 700 Td 16 TL'
for line in 'The ferry house at Heron Ford was built in 1912 by the boatmen of' \
    'the crossing, who paid for it themselves over three years and two' \
    'months. It is twelve metres high, and its door faces the south-east.' \
    'The keeper opens it at six in the morning and locks it at seven.'; do
	body="$body ($line) Tj T*"
done
body="$body ET"
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length %d>>stream\n%s\nendstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>\n' "${#body}" "$body" >docs/g.pdf
printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >docs/h.png
echo '{"not": "a document"}' >docs/settings.json
: >docs/figures/x.png

qa -o qa docs >out 2>err
is "$?" 1 'a folder of all kinds, one of which is an image'
is "$(jq -r .source qa/sft.records | sort -u | tr '\n' ' ')" \
    'docs/a.txt docs/b.md docs/c.html docs/d.docx docs/e.epub docs/f.csv docs/g.pdf ' \
    'each document gave rows'
is "$(jq -r 'select(.error.stage == "wk-text") | "\(.source) \(.error.stage) \(.error.kind)"' qa/sft.rejects)" \
    'docs/h.png wk-text no_converter' 'the image is among the rejects, JSON is passed over'
has "$(cat err)" 'no_converter' 'and is told of'
is "$(jq -r 'select(.source == "docs/b.md") | "\(.title): \(.heading)"' qa/sft.records | sort -u)" \
    '镇志: 第三章 街巷 > 东门' 'title and heading are in the records'
said=$(jq -r '.body.messages[-1].content | gsub("\n"; " ")' "$stub_log")
has "$said" '文档：镇志 章节：第三章 街巷 > 东门 ' 'and in the prompt'
has "$said" '文档：灯塔史 章节：第一章 港口 ' 'of an EPUB, too'
has "$said" 'Document: ' 'the PDF is asked about in English'
case $said in
*联系我们* | *版权所有* | *leak*) false ;;
esac
result $? 'menus and scripts are not asked about'
hits=$(stub_hits)
qa -o qa docs >out 2>err
is "$? $(stub_hits)" "1 $hits" 'again: nothing is paid twice'

# The text, made once, is what the others take.
wk-text docs/[a-g].* >texts 2>/dev/null
is "$?" 0 'wk-text'
for pipeline in kb pretrain; do
	bash "$ROOT/pipelines/$pipeline" -o from.$pipeline docs/[a-g].* 2>err
	bash "$ROOT/pipelines/$pipeline" -o of.$pipeline --text texts 2>err
	is "$?" 0 "$pipeline --text"
done
same from.pretrain of.pretrain 'the same rows of pretraining'
is "$(wk-find -k of.kb --lines <<END | jq -r '.hits[0].source'
铁路水塔高几米？
END
)" docs/c.html 'the same knowledge base'
bash "$ROOT/pipelines/passages" --text texts >one 2>err
bash "$ROOT/pipelines/passages" docs/[a-g].* >two 2>err
same one two 'passages --text'
qa -o qa2 --text texts >out 2>err
is "$? $(($(stub_hits) / hits))" '0 2' 'qa --text'
fails 2 'a --text that is not there' bash "$ROOT/pipelines/pretrain" -o x --text gone
TEXT_FLAGS='--exclude *.png' bash "$ROOT/pipelines/pretrain" -o rows docs 2>err
is "$?" 0 'TEXT_FLAGS'

# nightly, which converts them once.
bash "$ROOT/pipelines/nightly" -o night --qa -m model \
    -u "http://127.0.0.1:$port/v1" docs/[a-g].* >out 2>err
is "$? $(cat out err)" '0 ' 'nightly'
is "$(jq -r .source night/sft.records | sort -u | grep -c .)" 7 'nightly: rows of each'
same night/pretrain.jsonl of.pretrain 'nightly: pretraining'
done_testing
