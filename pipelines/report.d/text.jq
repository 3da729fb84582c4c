# What the page and the card both need: texts that are shown and never obeyed,
# numbers, and the turns of a record or of a row of any format.
def hex: [recurse(if . > 15 then . / 16 | floor else empty end) % 16] | reverse |
    map("0123456789ABCDEF"[.:. + 1]) | add;
# seen: what is invisible, turns the direction of writing, or is not allowed in
# XML, made visible.
def seen: (if type == "string" then . else tojson end) | explode | map(
    if . < 32 and . != 9 and . != 10 then 9216 + .
    elif . < 127 or (. >= 11904 and . < 55296) then .
    elif . == 8232 or . == 8233 then 10
    elif . < 160 or . == 1564 or (. >= 8203 and . <= 8207 and . != 8204 and
	. != 8205) or (. >= 8234 and . <= 8238) or (. >= 8294 and . <= 8297) or
	. == 65279 or (. >= 65529 and . <= 65531) or . % 65536 >= 65534 or
	(. >= 917504 and . <= 917631) then "[U+\(hex)]" | explode[]
    else . end) | implode;
def html: seen | @html;
def line: seen | gsub("[\\t\\n ]+"; " ");
# md: a line of Markdown in which nothing is markup.
def md: line | if test("^[A-Za-z0-9]+([_.-][A-Za-z0-9]+)*$") and
    (startswith("www.") | not) then . else explode | map(if . == 46 or . == 44 or . == 45 or . == 32 or . == 47 or
    . == 37 or (. >= 48 and . <= 57) or (. >= 65 and . <= 90) or
    (. >= 97 and . <= 122) or . > 126 then . else "&#\(.);" | explode[] end) | implode |
    split("www.") | join("www&#46;") end;
def clip($n): if length > $n then .[:$n] + "…" else . end;
# language: zh, ja, ko or en (any Latin script) by the letters; null if by none.
def language: (if type == "string" then . else tojson end) | .[:100] |
    reduce explode[] as $c ({ en: 0, zh: 0, ja: 0, ko: 0, other: 0 };
	if $c < 65 then . elif $c < 592 then .en += 1
	elif $c >= 13312 and $c <= 40959 then .zh += 1
	elif $c >= 12352 and $c <= 12543 then .ja += 1
	elif $c >= 44032 and $c <= 55203 then .ko += 1 else .other += 1 end) |
    add as $all |
    if $all == 0 then null elif .ja * 10 > $all then "ja" elif .ko * 5 > $all
    then "ko" elif .zh * 5 > $all then "zh" elif .en * 2 > $all then "en"
    else null end;
def number: if . == null then "" elif . != floor then
	. * 1000 | round | . / 1000 | tostring
    elif . < 10000 then tostring
    else [tostring | recurse(if length > 3 then .[:-3] else empty end) | .[-3:]] |
	reverse | join(",") end;
def percent: . * 1000 | round | . / 10 | "\(.) %";
def count($one; $many): "\(number) \(if . == 1 then $one else $many end)";
def count($one): count($one; $one + "s");
def text: if type == "string" then . elif type == "array" then
    map(.text? // empty | strings) | add // "" else "" end;
# turns: [{input, output}] of a record or a row.
def turns:
    def said: reduce .[] as $m ([];
	($m | .from // .role // "") as $who | ($m | .value // .content | text) as $text |
	if $who == "human" or $who == "user" then . + [{ input: $text }]
	elif $who == "gpt" or $who == "assistant" then
	    if length == 0 then [{ output: $text }] else .[-1].output = $text end
	else . end);
    if (.turns | type) == "array" then .turns
    elif .question then [{ input: .question, output: .answer }]
    elif (.conversation | type) == "array" then .conversation
    elif .messages then .messages | said
    elif .conversations then .conversations | said
    elif .instruction then (.history // [] | map({ input: .[0], output: .[1] })) +
	[{ input: ([.instruction, .input // empty | select(. != "")] | join("\n")), output }]
    elif .text then [{ output: .text }]
    else [] end | map(objects);
