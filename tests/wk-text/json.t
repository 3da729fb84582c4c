#!/bin/sh
# wk-text on JSON and JSONL: an object a record, -f its text.
. "$(dirname "$0")/../lib.sh"
need wk-text

printf '{"text":"one","title":" T "}\n\n{"id":1,"text":"\\u4e8c\\n"}\r\n' >a.jsonl
is "$(wk-text a.jsonl)" '{"text":"one","source":"a.jsonl","type":"jsonl","row":1,"title":"T"}
{"text":"二\n","source":"a.jsonl","type":"jsonl","row":3}' \
    'a line is a record, with its title and the number of the line'
cp a.jsonl a.json
has "$(wk-text a.json)" '"type":"jsonl","row":3' 'whatever the name'

cat >a.jsonl <<'END'
{"text":"one"}
{"text":"tw
[1]
{"body":"three","id":7}
{"text":4}
{"text":null}
{"text":"six","text":"6"}
{"text":"seven"}
END
is "$(wk-text a.jsonl 2>err | sed 's/.*"kind":"\([a-z_]*\)".*/\1/
    s/.*"text":"\([a-z]*\)".*/\1/')" 'one
bad_record
bad_record
missing_field
bad_field
missing_field
bad_record
seven' 'a line that is no such object is an error, and costs no other'
is "$(wk-text a.jsonl 2>/dev/null | sed -n 4p)" \
    '{"source":"a.jsonl","type":"jsonl","row":4,"error":{"stage":"wk-text","kind":"missing_field","message":"a.jsonl: row 4: no text; its strings are body (-f names one)"}}' \
    'the error names the line, and fields that may be meant'
wk-text a.jsonl >/dev/null 2>&1
is "$?" 1 'the status is 1'
is "$(wk-text -f body a.jsonl 2>/dev/null | grep -c '"text":"three"')" 1 \
    '-f names the field'

cat >a.json <<'END'
[
  {"text": "one",
   "title": "T"},
  {"text": "two"},
  3
]
END
is "$(wk-text a.json 2>/dev/null)" '{"text":"one","source":"a.json","type":"json","row":1,"title":"T"}
{"text":"two","source":"a.json","type":"json","row":2}
{"source":"a.json","type":"json","row":3,"error":{"stage":"wk-text","kind":"bad_record","message":"a.json: row 3: byte 1: expected an object, at '\''3'\''"}}' \
    'an element of an array is a record'
printf '\n{\n "a": [\n{"x":1}\n],\n "text": "one"\n}\n' >a.json
is "$(wk-text a.json)" '{"text":"one","source":"a.json","type":"json"}' \
    'a single object is a record without a row'
printf '{"text":"one"}\n' >a.json
is "$(wk-text a.json)" '{"text":"one","source":"a.json","type":"json"}' \
    'on one line, too'
printf '{\n"text":"one"\n}\n{\n"text":"two"\n}\n' >a.json
is "$(wk-text a.json | grep -c '"row":[12]}')" 2 'objects on several lines each'
printf '{"title":"T"}' >a.json
is "$(wk-text a.json 2>/dev/null)" '{"source":"a.json","type":"json","error":{"stage":"wk-text","kind":"missing_field","message":"a.json: no text; its strings are title (-f names one)"}}' \
    'a single object without the field is an error'
printf '[{"text":"one"},\n{"text":' >a.json
is "$(wk-text a.json 2>/dev/null | sed 's/.*"kind":"\([a-z_]*\)".*/\1/')" \
    '{"text":"one","source":"a.json","type":"json","row":1}
bad_record' 'what is before the end of a file cut off is read'
printf '[]' >a.json
is "$(wk-text a.json)" '{"text":"","source":"a.json","type":"json"}' \
    'an empty array is an empty record'

# Encodings.
printf '\357\273\277{"text":"one"}\n{"text":"\344\272\214"}\n' >a.jsonl
is "$(wk-text a.jsonl | grep -c '"text":"one"\|"text":"二"')" 2 \
    'a byte order mark'
printf '\377\376{\000"\000t\000e\000x\000t\000"\000:\000"\000-N\207e"\000}\000' >a.json
is "$(wk-text a.json)" '{"text":"中文","source":"a.json","type":"json"}' 'UTF-16'
printf '{"text":"\344\272\214"}\n{"text":"x\344\272"}\n{"text":"\344\270\211"}\n' >a.jsonl
is "$(wk-text a.jsonl 2>/dev/null | grep -c '"text":"二"\|"text":"三"')" 2 \
    'a broken character costs its line alone'

# Sizes.
awk 'BEGIN {
	for (i = 0; i < 60000; i++) printf "{\"text\":\"line 第%d行\"}\n", i
	printf "{\"text\":\""
	for (i = 0; i < 300000; i++) printf "long line "
	print "\"}"
	print "{\"text\":\"last\"}"
    }' >a.jsonl
wk-text a.jsonl >got
is "$(grep -c '"text":"line 第[0-9]*行"' got)$(tail -n 1 got)" \
    '60000{"text":"last","source":"a.jsonl","type":"jsonl","row":60002}' \
    'a file, and a line, larger than a window'

# A notebook.
cat >a.ipynb <<'END'
{"cells":[
 {"cell_type":"markdown","metadata":{},"source":["# Head\n","\n","text"]},
 {"cell_type":"code","source":"print(1)\n","outputs":[{"text":["secret"]}]},
 {"cell_type":"code","source":[]}],
 "metadata":{},"nbformat":4,"nbformat_minor":5}
END
cp a.ipynb a.json
is "$(wk-text a.json)" '{"text":"# Head\n\ntext\n\n```\nprint(1)\n```","source":"a.json","type":"ipynb"}' \
    'a notebook is Markdown, its code in fences, without output'
done_testing
