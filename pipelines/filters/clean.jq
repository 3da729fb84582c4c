# What clean-zh.jq and clean-en.jq share: how to walk over the texts of a
# record, and how to take a piece out of a text without losing a fact.  A text
# is cut by plain strings into sentences.  As jq compiles a regular expression at
# each use, it sees a batch of them, a line each: so none matches "\n".

def blank: test("[\\p{L}\\p{N}]") | not;
def trimmed: sub("^\\s+"; "") | (.[-40:] | sub("\\s+$"; "")) as $tail |
    .[:-40] + $tail;

# unruled: a text without a rule, or marks of a list, that nothing follows.
def unruled: (.[-60:] | [match("\\n[\\s>*_#-]*$")][0].length // 0) as $n |
    if $n == 0 then . else .[:length - $n] end;

# every(f): the record with each text that was generated replaced by f of an
# object: text; asked, the question; known, all that was said before, the subject
# and the title too; ends, whether it is an answer.
def changed(f): if (.text | type) == "string" then
    .text as $old | f as $new |
    if $new == $old or ($new | blank) then $old else $new | trimmed | unruled end
    else .text end;
def every(f): if type != "object" or .error then . else . as $old |
    ([.subject, .title] | map(strings) | join("\n")) as $about |
    def one($text; $asked; $ends): ($asked | strings) // "" | { $text, asked: .,
	known: (. + "\n" + $about), $ends } | changed(f);
    if .answer then .answer = one(.answer; .question; true) else . end |
    if .reasoning then .reasoning = one(.reasoning; .question; false) else . end |
    if (.turns | type) == "array" then .turns |= map(if type != "object" then .
	else (if .output then .output = one(.output; .input; true) else . end) |
	(if .reasoning then .reasoning = one(.reasoning; .input; false) else . end) end)
    else . end |
    if . == $old then . else .cleaned = true end end;

# sentences: of a line, each with the mark and the blanks that end it.
def after($mark): map(if contains($mark) then
    split($mark) | (.[:-1][] | . + $mark), .[-1] else . end |
    select(. != ""));
def sentences: [.] | after("。") | after("！") | after("？") | after("；") |
    after(". ") | after("! ") | after("? ");
# replaced(re; f): gsub(re; f), with one match; ^ and $ are the ends of a line.
def replaced($re; f): . as $text | [match("(?m:" + $re + ")"; "g")] | if length == 0 then $text
    else [foreach (.[], null) as $m ({ at: 0 };
	if $m then .out = $text[.at:$m.offset] +
	    ([$m.captures[] | select(.name) | { (.name): .string }] | add // {} | f) |
	    .at = $m.offset + $m.length
	else .out = $text[.at:] end; .out)] | join("") end;
# A blank within a line.
def sp: "[^\\S\\n]";
# batches: of many strings, none with "\n", some as the lines of one each.
def batches: range(0; length; 48) as $i | .[$i:$i + 48] | join("\n");
# over(cut; f): a text with f of its pieces, a batch of them at a time: of those
# that cut(line) says are to be seen, of lines in no fenced block of code.
def piece($see): { text: ., $see };
def over(cut; f): [foreach split("\n")[] as $line (
    { within: false, n: 0 };
    (($line | startswith("```") or startswith("~~~") or startswith(" ")) and
	($line[:20] | test("^ *(```|~~~)"))) as $fence |
    .code = (.within or $fence) | .within = (.within != $fence) | .n += 1;
    (if .n > 1 then "\n" | piece(false) else empty end),
    ($line | if . == "" then empty else . end) as $line |
    if .code then $line | piece(false) else $line | cut end)] |
    . as $all | [map(select(.see).text) | batches | f |
	if . == "" then . else split("\n")[] end] as $new |
    [foreach $all[] as $piece (-1; if $piece.see then . + 1 else . end;
	if $piece.see then $new[.] else $piece.text end)] | join("");
# led(mark; n): a line cut before each n-th mark.
def led($mark; $n): split($mark) | range(0; length; $n) as $i |
    (if $i > 0 then $mark else "" end) + (.[$i:$i + $n] | join($mark)) |
    select(. != "");
# unquoted: a line's sentences, those to be seen that do not begin in a quotation.
def unquoted: foreach sentences[] as $s ({ open: 0, next: 0 };
    .open = .next | if $s | contains("“") or contains("”") then
	.next += ($s | split("“") | length) - ($s | split("”") | length)
    else . end; .open as $open | $s |
    if length > 1000 then led("，"; 20) | led(", "; 20) else . end | piece($open <= 0));
# prose(cut): cut of what stands in no `code` of a line.
def prose(cut): split("`") | if length % 2 == 0 then join("`") | piece(false) else
    range(length) as $i | (if $i > 0 then "`" | piece(false) else empty end),
    (.[$i] | if . == "" then empty elif $i % 2 == 0 then cut else piece(false) end) end;
# last_begun(re): the place of the last of many sentences that $re finds, or null.
def last_begun($re): . as $s | first(range((length - 1) / 48 | floor; -1; -1) * 48 |
    . as $from | $s[$from:$from + 48] | select(join("\n") | test("(?m:" + $re + ")")) |
    range(length - 1; -1; -1) as $i | select(.[$i] | test($re)) | $from + $i) // null;

# knows($text; $names): whether $text holds every number of a piece and all of
# its names, which the regular expression $names finds.
def knows($text; $names): all(
    match("(?<![\\p{Latin}\\p{N}])[0-9]+([.,:/-][0-9]+)*"; "g").string | gsub("\\."; "\\.");
    . as $n | $text | test("(?<![0-9])" + $n + "(?![0-9])")) and
    all(match($names; "g").string | gsub("[《》“”「」『』\"*`]"; "") |
	select(. != "");
    . as $name | $text | contains($name));

# begin(re; $asked; $names): a text without the piece that $re finds at its
# beginning, a few times, if what it says is known from the rest.
def begin($re; $known; $names; $rounds): . as $text |
    (.[:300] | [match($re)][0]) as $m |
    if $rounds == 0 or $m == null or $m.length == 0 then .
    else .[$m.length:] | . as $rest | if blank or
	($m.string | knows($known + "\n" + $rest; $names) | not) then $text
	else begin($re; $known; $names; $rounds - 1) end end;
def begin($re; $known; $names): begin($re; $known; $names; 8);

# before($tail): a text without its end, and the line break before that.
def before($tail): .[:[length - ($tail | length) - 1, 0] | max];
# ended($opens; $known; $names; $most): a text without its last piece, again and
# again: a paragraph, or the sentences from the last one on that $opens finds.
# It stays if it says a fact, is longer than $most, or all that would be left.
def droppable($before; $known; $names; $most):
    length <= $most and ($before | blank | not) and
    ($before[-9:] | test("[:：,，、]\\W*$") | not) and
    knows($known + "\n" + $before; $names);
def ended($opens; $known; $names; $most; $rounds): . as $text | trimmed |
    (.[-20 * $most - 1:] | split("\n")[-1] // "") as $last |
    before($last) as $before | $last |
    if $rounds == 0 or test("^ *(```|~~~|\\|)") or length > 20 * $most then $text
    else
    sentences | . as $s | last_begun($opens) as $at | if $at == null then $text else
	((if $before == "" then "" else $before + "\n" end) +
	    ($s[:$at] | join(""))) as $kept |
	if $s[$at:] | join("") | droppable($kept; $known; $names; $most)
	then $kept | trimmed |
	    ended($opens; $known; $names; $most; $rounds - 1)
	else $text end end end;
def ended($opens; $known; $names; $most):
    ended($opens; $known; $names; $most; 4);
# unopened($words; f): a long text whose last paragraph sums up and stays, for it
# says a fact: without the words that open the sum, f of the sentence after them.
def unopened($words; f): . as $text | split("\n") | . as $l |
    (.[-1] // "" | sentences) as $s | ($s | map(.[:40]) | last_begun($words)) as $at |
    if $at == null or ($l[:-1] + $s[:$at] | map(length) | add // 0) < 200
    then $text else $s[$at] | [match($words)][0].length as $n | .[$n:] |
	if blank then $text else
	    $l[:-1] + [$s[:$at] + [f] + $s[$at + 1:] | join("")] | join("\n")
	end end;
# closed($heads; ...): a text without its last section, if a line that is one of
# $heads, a regular expression, begins it, as in "## Summary".
def closed($heads; $known; $names; $most): . as $text | trimmed | . as $trimmed |
    .[-2 * $most - 1:] | split("\n") | . as $l | ([range([1, length - 8] | max; length) | select(. as $i | $l[$i][:60] |
	test($heads))][-1]) as $at | if $at == null then $text else
	($l[$at:] | join("\n")) as $tail | ($trimmed | before($tail)) as $kept |
	if $tail | contains("```") or
	    (droppable($kept; $known; $names; $most * 2) | not) then $text
	else $kept | trimmed end end;

def plain: gsub("[^\\p{L}\\p{N}]"; "") | ascii_downcase;
# echoed($asked; $question; $reply): a text without the question that it repeats
# first, and without the words before it and before the answer.
def echoed($asked; $question; $reply): . as $text | ($asked | plain) as $q |
    if $q == "" then . else
    ($text[:($asked | length) * 2 + 40] | [match("^\\W*(?:(?:" + $question +
	")[*_]*\\s*[:：][*_]*\\s*)?")][0].length // 0) as $skip | .[$skip:] | . as $rest |
    if ($rest | startswith($asked)) and ($asked | test("[?？]\\s*$"))
    then $rest[($asked | length):] | sub("^[*_\\s]+"; "")
    else ($rest | split("\n")) as $l |
	if ($l | length) > 1 and ($l[0] | length) < 2 * ($asked | length) + 20 and
	    ($l[0] | plain) == $q then $l[1:] | join("\n") | sub("^\\s+"; "")
	else $text end end end |
    if blank then $text else . end |
    . as $text | ([.[:30] | match("^\\W*(?:" + $reply + ")[*_]*\\s*[:：][*_]*\\s*|^#+ *(?:" + $reply + ") *\\n\\s*")][0].length // 0) as $skip |
    .[$skip:] | if blank then $text else . end;

# uncited($asked): a text without marks of citation, as [1], 【2】, (source 3) or
# (source: a.txt).
# Brackets that begin a line are those of a list; where a text speaks of arrays
# or intervals, all stay.
def cited: "(?i:citations?|sources?|documents?|docs?|passages?|contexts?|references?|refs?\\.?|excerpts?|paragraphs?|chunks?|snippets?)";
def cite: "(?<!\\])\\^\\[?[1-9][0-9]?(?:[,，] ?[1-9][0-9]?)*\\]?\\^|(?<!米)<sup>\\[?[1-9][0-9]?\\]?</sup>|" +
    "[\\[【](?:[来來]源|[资資]料|材料|文[档檔]|段落|片段|[参參]考|[参參]考[资資]料)[:： ]{0,2}[1-9][0-9]?[\\]】]|" +
    "[\\[【(（](?:(?:(?i:as )?(?i:stated|mentioned|noted|described|shown|see|from|according to)(?i: in)? )?" + cited +
	"[:# ]{1,2}[1-9][0-9]?(?:, ?| and |; ?|-|–)?){1,6}[\\]】)）]|" +
    "\\[\\^?[1-9][0-9]?(?:(?:, ?|，|、|-|–)[1-9][0-9]?)*(?:†[^\\]\\n]{0,20})?\\](?:[-–]\\[[1-9][0-9]?\\])?|" +
    "【[1-9][0-9]?(?:(?:[:：][0-9]+)?†[^】]{0,20})?】|" +
    "[(（\\[](?:(?:[来來]源|出处|出自|[来來]自|[见見]|[参參][见見]|[Ss]ources?|[Ss]ee|[Ff]rom)[:：]? ?)?[^()（）\\[\\]\\n ]{0,80}" +
    "\\.(?:txt|md|pdf|docx?|html?|epub|jsonl?|csv|xlsx?|pptx?|od[tsp]|rtf)[)）\\]]|" +
    "[(（](?:[来來]源|出处|出自|[来來]自|[见見]|[参參][见見]|[Ss]ources?|[Ss]ee|[Ff]rom)[:：]? ?[^()（）\\n]{0,80}" +
    "\\.(?:txt|md|pdf|docx?|html?|epub|jsonl?|csv|xlsx?|pptx?|od[tsp]|rtf)[)）]|" +
    "[(（](?:根[据據]|依[据據]|[参參][见見]|[见見]|[来來]源[:：]?|出自|[来來]自)?(?:[参參]考)?(?:[资資]料|材料|文[档檔]|段落)[一二三四五六七八九十][)）]|" +
    "[(（](?:(?:[参參][见見]|[见見]|[来來]源|[来來]自|[参參]考|出处|[资資]料|材料|文[档檔]|段落|[参參]考[资資]料|根[据據]|依[据據]|[Ss]ee|[Ss]ources?|[Pp]assages?|[Dd]ocuments?)[:：]? ?)+" +
    "(?:\\[?[1-9][0-9]?\\]?(?:, ?|，|、| and |和)?)+[)）]";
# Raised figures are marks behind a word, and powers behind a unit, a variable or
# a number.
def raised: "[¹²³⁴-⁹][⁰¹²³⁴-⁹]?(?:[,，] ?[¹²³⁴-⁹][⁰¹²³⁴-⁹]?)*";
def raised_behind: "(?:(?<=[\\p{Han}”。，；：！？.,;:!?])(?<![米里尺寸分秒克元升斤方吨度])|(?<=[a-z]{3})" +
    "(?<!meters|metres|meter|metre|inches|miles|yards|foot|feet|acres|rad|mol|sin|cos|tan|log|exp|max|min|det))";
# Behind a Latin letter, without a blank, it may be code: a[1].
def marks: "(?:(?<=[\\p{Han}\\p{P}])(?<![\\[=()])(?<!根[据據]|依[据據]|基于|[参參]考|[参參][见見]|[来來]自|依照|按照|[结結]合) *|(?<=[A-Za-z0-9)])(?<! to| on| in| by| of| or)(?<!from| and)(?<!note|roup|step|gure|able|page|line|tion|type|case|lass|evel|item| key)(?<!hibit) +|" +
    "(?:(?<=[a-z]{3})|(?<=[12][0-9]{3}))(?=(?:\\[\\^?[0-9, -]+\\]){1,4}(?:[.,;!?]|$)|\\[\\^|【[1-9]|<sup>|\\^\\[?[1-9]))(?:(?:" + cite + ")(?: (?=[\\[【(]))?)+" +
    "(?=[\\p{Han}\\s。，；：！？、.,;:!?”\"）)*]|$)(?!\\()";
def raised: "(?:(?<=[\\p{Han}”。，；：！？.,;:!?])(?<![米里尺寸分秒克元升斤方吨度])|(?<=[a-z]{3})" +
    "(?<!rad|mol|sin|cos|tan|log|exp)(?<!foot|feet)(?<!eters|etres|meter|metre|nches|miles|yards|acres) ?|(?<=1[0-9]{3}|20[0-9]{2})(?=[¹²³]+[.,。，]))" +
    "[¹²³⁴-⁹][⁰¹²³⁴-⁹]?(?:[,，] ?[¹²³⁴-⁹][⁰¹²³⁴-⁹]?)*(?=[\\s\\p{Han}。，；：！？、.,;:!?”\"）)*]|$)";
def uncited($asked): if test("[\\[【(（^¹²³⁴-⁹]|<sup>") | not then .
    elif ($asked + "\n" + .) | test("[数數][组組]|下[标標]|索引|列表|向量|矩[阵陣]|区[间間]|范[围圍]|取值|脚注|" +
	"(?i:array|element|item|list\\[|index|indices|slice|vector|matrix|interval|range|footnote|bracket|subscript)|" +
	"\\[\\^?[0-9]+\\]:|\\$") or ($asked | test(cite)) then .
    else (if ($asked + .) | test("[=＝+×÷]|[平立次]方|公式|指[数數]|面[积積]|[体體][积積]|[边邊][长長]|半[径徑]|(?i:squared?\\b|cubed?\\b|cubic|formula|equation|power|exponent)")
	then marks else marks + "|" + raised end) as $marks |
    over(prose(led("。"; 1) | led(". "; 1) | piece(test("[\\[【(（^¹²³⁴-⁹]|<sup>")));
	replaced($marks; "")) end;

# unsourced($asked): a text without the list of sources, or the note on what the
# answer rests on, that ends it, and without a rule that nothing follows.
def source_head: "^[\\s#*_>（(\\[-]*(?:[参參]考(?:[资資]料|文[献獻]|[来來]源|[链鏈]接)|[资資]料[来來]源|信息[来來]源|引用(?:[来來]源|[资資]料|文[献獻])?|[来來]源|出处|" +
    "(?i:references?|sources?|citations?|bibliography|works cited|cited sources|sources used|supporting (?:passages|documents)))[\\s*_]*";
def source_item: "^\\s*$|^\\s*(?:[-*•+]|[（(]?[0-9]{1,2}[.)、）]|\\[\\^?[0-9]{1,2}\\]|【[0-9]{1,2}】|《|https?://)|" +
    "^.{0,80}\\.(?:txt|md|pdf|docx?|html?|epub|jsonl?)\\s*$|" +
    "^\\s*(?i:document|passage|source|doc|资料|資料|文档|文檔|材料|段落) ?[0-9一二三四五六七八九十]";
def source_line: source_head + "[:：][\\s*_]*(?:[\\[【(（]?(?:[1-9]|[资資]料|材料|文[档檔]|段落|提供的|[参參]考|(?i:the |provided|given|document|passage|source|context|text))" +
    "[^。\\n]{0,60}|[^\\s]{0,80}\\.(?:txt|md|pdf|docx?|html?|epub|jsonl?)|[\\s,，、]*)[)）\\]*_。.\\s]*$";
def unsourced($asked): . as $text | trimmed | split("\n") | . as $l |
    if ($asked | test("[来來]源|出处|[参參]考|引用|文[献獻]|(?i:source|reference|citation|cite)")) then $text
    elif length > 1 and ($l[-1] | test(source_line)) and ($l[-2] | test("^\\s*(?:[-*_]{3,}\\s*)?$")) then
	$l[:-1] | join("\n") | trimmed
    else ([range([1, length - 30] | max; length) | select($l[.] |
	test(source_head + "[:：]?[\\s*_]*$"))][-1]) as $at |
	if $at == null or ($l[$at + 1:] | all(length < 200 and test(source_item)) | not) or
	    ($l[:$at] | join("") | blank) or ($l[$at + 1:] | length == 0 and ($text | test("[:：]\\s*$") | not))
	then $text else $l[:$at] | join("\n") | trimmed end end;
