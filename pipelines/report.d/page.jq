# The report as a page, of sampled records, as sample.awk writes them.
# $figures: an object of all figures; $svg: the plots; $css, $title, $note: texts.
# Run with -rn.
include "text";
def stat: $figures[0].stat; def folded: $figures[0].fold; def rows: $figures[0].rows;
def rejects: [folded.rejects[].n] | add // 0;
def short: folded.prefix as $prefix | ltrimstr($prefix);
def kinds: {
    duplicate: "repeats an earlier record",
    ungrounded: "the evidence, or a number or name of the answer, is not in the passage",
    unknown: "the passages do not hold the answer",
    unrelated: "nothing in the documents fits the question",
    truncated: "the answer was cut by the limit of tokens",
    length: "the reply was cut by the limit of tokens",
    fence: "the reply contains the marks that separate the passages",
    about_material: "the answer speaks of the material, not of its subject",
    repeated: "a turn repeats an earlier question",
    bad_score: "the judge gave no points that can be read",
    short_answer: "the answer is too short",
    too_short: "the passage is too short to ask about",
    not_drawn: "not in the sample",
    nothing_to_ask: "the model found nothing to ask",
    not_a_question: "what the model wrote is not a question",
    bad_answer: "the answer is unusable, or the judge gave it few points", unsafe: "a gate judged the answer unsafe",
    no_search_result: "the web search found nothing",
    dropped: "dropped by a person, in a review", closed: "closed by a gate",
    stopped: "the run ended before this record",
    unknown_type: "documents of this type are not read" };
def marks: { summing_up: "end with a summary", material: "speak of the material",
    opens_with_material: "begin with “according to the material”",
    lead_in: "begin with an introduction", citation: "contain a citation mark",
    assistant: "say that the author is an AI", offer: "end with an offer of help",
    markdown: "contain Markdown", thinking: "contain <think>" };
def tag($name; $attributes): "<\($name)\($attributes)>\(.)</\($name)>";
def tag($name): tag($name; "");
def data($name; $class): (language | if . then " lang=\"\(.)\"" else "" end) as $lang |
    html | tag($name; " class=\"data \($class)\" dir=\"auto\"\($lang)");
def data: data("span"; "");
def chip: html | tag("span"; " class=\"chip\"");
def section($id; $title): if . == "" then . else
    "<section id=\"\($id)\">\n<h2>\($title)</h2>\n\(.)\n</section>\n" end;
# table: of rows of cells; a head that begins with # is of numbers.
def table($heads): if length == 0 then "" else
    ($heads | map([ltrimstr("#"), if startswith("#") then " class=\"n\"" else "" end])) as $th |
    "<table>\n<thead>\([$th[] | . as [$name, $class] | $name | tag("th"; $class)] | add |
	tag("tr"))</thead>\n<tbody>\n" + (map([to_entries[] | $th[.key] as [$name, $class] |
	    .value | if type == "number" then number else . end | tag("td"; "\($class) data-h=\"\($name)\"")] | add |
	    tag("tr")) | join("\n")) + "\n</tbody></table>" end;
def bar: "<span class=\"bars\"><span style=\"width:\(. * 1000 | round | . / 10)%\"></span></span>";
def share: [.n, (.share | percent | tag("span"; " class=\"n\"")) + (.share | bar)];
# shares: a table of names and how many have each.
def shares($title; $key): map(select(.n > 0)) | if length == 0 then "" else
    ($title | tag("caption")) as $caption | map(. as $one |
	[.[$key] | if . == null then "all others" | tag("i") else data end] +
	($one | share)) | table([$title, "#how many", "share"]) |
    tag("div"; " class=\"box\"") end;
def where: [(.source | strings | short | clip(120) | data), (.start | numbers | "at \(number)"),
    (.heading // .title | strings | clip(120) | data)] | join(" · ");

# Where evidence stands in a text: [from, to], also if blanks, width or
# punctuation differ.
def fold: if . == 9 or . == 10 or . == 32 or . == 160 or . == 12288 then null
    elif . >= 65281 and . <= 65374 then . - 65248 elif . == 12290 then 46
    elif . == 12289 then 44 elif . == 8220 or . == 8221 then 34
    elif . == 8216 or . == 8217 then 39 else . end;
def find($text): select(. != "") | . as $wanted | ($text | split($wanted)) as $parts |
    if $parts | length > 1 then ($parts[0] | length) | [., . + ($wanted | length)]
    elif $text | length > 20000 then empty else
	($text | explode | [to_entries[] | .value |= fold | select(.value)]) as $folded |
	([explode[] | fold // empty] | implode) as $short | select($short != "") |
	($folded | map(.value) | implode | split($short)) | select(length > 1) |
	(.[0] | length) as $from |
	[$folded[$from].key, $folded[$from + ($short | length) - 1].key + 1]
    end;
# marked: the text, a long one around the places, with the places marked.
def marked($places): . as $text | length as $all |
    ($places | sort | reduce .[] as $p ([]; if length > 0 and $p[0] <= .[-1][1]
	then .[-1][1] = ([.[-1][1], $p[1]] | max) else . + [$p] end)) as $places |
    ([0, (($places[0][0] // 0) - 1200)] | max | if $all <= 3000 then 0 else . end) as $from |
    ([$all, ([($places[-1][1] // 0) + 1200, $from + 3000] | max)] | min) as $to |
    ([$places[] | select(.[1] <= $to)] + [[$to, $to]]) as $places |
    reduce $places[] as [$a, $b] ({ at: $from, out: (if $from > 0 then "… " else "" end) };
	.out += ($text[.at:$a] | html) +
	    (if $a == $b then "" else $text[$a:$b] | html | tag("mark") end) |
	.at = $b) | .out + (if $to < $all then " …" else "" end);
def evidences: .evidence | if type == "array" then .[] else . end | strings;
def passages: if (.text | type) == "string" then . else . as $r |
    [.hits[]? | objects | select(.text | type == "string")] as $hits |
    ([$hits[] | . as $h | select($r.references | arrays | any(.[]; .source? == $h.source and
	(.start? // -1) >= ($h.start // -1) and
	(.start? // -1) <= ($h.start // -1) + ($h.text | length)))] |
	if . == [] then $hits[:1] else .[:3] end)[] end;
def passage: . as $r | [passages | . as $p |
    ([$r | evidences | find($p.text)]) as $places |
    (if $p == $r then "" else "<p class=\"where\">\(where)</p>" end) + ($p.text | language as $lang | marked($places) |
	tag("div"; " class=\"data text\" dir=\"auto\"" +
	    if $lang then " lang=\"\($lang)\"" else "" end))] |
    if . == [] then "" else (map(contains("<mark>")) | any) as $found |
	"<details><summary>Passage\(if length > 1 then "s" else "" end)\(if $found then
	    ", evidence marked" elif ([$r | evidences] | length) > 0 then
	    "; the evidence is not found in it" else "" end)</summary>\(add)</details>" end;
def sampled: .n as $n | .record | . as $r | (
    "<article>\n<p class=\"where\"><b>\($n | number)</b> \(where)</p>",
    (turns[] | (.system | strings | select(. != "") | data("p"; "where")),
	(.input | strings | select(. != "") | data("p"; "q")),
	(.output | strings | data("p"; "a"))),
    (.reasoning | strings | select(. != "") |
	"<details><summary>Reasoning</summary>\(clip(2000) | data("div"; "text"))</details>"),
    (evidences | select(. != "") | data("blockquote"; "")),
    passage,
    ([(.question_type, .aspect, .origin | strings | clip(60)),
	(.scores | objects | to_entries[] | .value |= (numbers | number) |
	    "\(.key) \(.value)"), (select(.cleaned == true) | "cleaned"),
	(select(.edited) | "edited"), (.unsupported | arrays | select(. != []) |
	    map(tostring) | "not in the passage: " + join(", ") | clip(200)),
	(.judge | objects | .claim | strings | "the judge finds no proof of: \(clip(200))")] |
	map(chip) | join(" ") | select(. != "") | tag("p"; " class=\"chips\"")),
    "</article>");
def rejected: (.n / rejects) as $share |
    "<details\(if $share >= 0.2 then " open=\"open\"" else "" end)><summary>" +
    "<b>\(.why | clip(60) | html)</b> <span class=\"n\">\(.n | number)</span>\($share | bar)" +
    (kinds[.why] // "" | tag("span"; " class=\"where\"")) + "</summary>" +
    (.example // {} | . as $r | "<dl>" + (where | if . == "" then . else
	    "<dt>for example</dt><dd>\(.)</dd>" end) + ([
	("message", "question", "answer", "evidence", "unsupported", "duplicate_of",
	    "response", "text") as $name |
	(if $name == "message" then .error.message? else .[$name] end) |
	select(. != null and . != "" and . != []) |
	select($name != "text" or ($r.question | not)) |
	if type == "array" then map(if type == "string" then . else tojson end) |
	    join(", ") elif type == "string" then . else tojson end |
	select(startswith("state is ") | not) |
	"<dt>\($name | gsub("_"; " "))</dt>" + (clip(240) | data("dd"; ""))] | add // "") + "</dl>") +
    "<p class=\"where\">in \(.file | html)" +
    (if .stage then ", from \(.stage | clip(60) | html)" else "" end) + "</p></details>";
def plots: [range($svg | length) as $i | folded.plots[$i] | "<figure>\($svg[$i])<figcaption>" +
    "<b>\(.title | data)</b>, \(.unit): median \(.median | number), most \(.max | number)" +
    (if .beyond > 0 then "; \(.beyond | number) are beyond the right edge" else "" end) +
    "</figcaption></figure>"] | if . == [] then "" else
    join("\n") | tag("div"; " class=\"plots\"") end;
def notices: [
    (stat.marks[]? | select(.share > 0.005) |
	"\(.n | count("answer")) (\(.share | percent)) \(marks[.mark] // .mark | html)."),
    (stat.question_types[]? | select(.question_type and .share > 0.35) |
	"\(.share | percent) of the questions are of the type \(.question_type | data)."),
    (stat.openings[]? | select(.opening and .share > 0.2) |
	"\(.share | percent) of the questions begin with \(.opening | data)."),
    (stat.duplicates[]? | select(.what == "questions" and .n > 0) |
	"\(.n | count("question")) (\(.share | percent)) repeat an earlier question."),
    (folded.units[] | select(.unit != "document" and .given * 10 < .n * 9) | .unit as $unit |
	"\(.n - .given | number) of \(.n | count($unit)) gave no row."),
    (folded.units[] | select(.unit == "document") |
	"\(.n | count("document")) could not be used."),
    (folded.rejects[] | select(.why == "stopped") |
	"\(.n | count("record")) were not processed: the run ended early.")];
def lengths: [(stat.characters[]? | select(.field != "text")), $figures[0].pretrain[] |
    [(.field | data), .n, .min, .q1, .median, .q3, .p95, .max]] |
    table(["characters of", "#how many", "#least", "#¼", "#median", "#¾", "#95 %", "#most"]) |
    if . == "" then . else tag("div"; " class=\"box wide\"") end;
def scores: [stat.scores[]? | [(.score | data), .n, .min, .q1, .median, .q3, .max, .mean]] | table(["score", "#rows", "#least", "#¼", "#median", "#¾", "#most", "#mean"]) |
    if . == "" then . else tag("div"; " class=\"box wide\"") end;
def tokens: [$figures[0].tokens[]? | [(.model // "?" | data), .calls, .in, .out,
    (.cost // empty)]] | table(["model", "#calls", "#tokens in", "#tokens out",
	if any($figures[0].tokens[]?; .cost) then "#cost" else empty end]) |
    if . == "" then "<p>The replies contain no token counts.</p>" else tag("div"; " class=\"box wide\"") end;
def without: folded.without | if .n == 0 then "<p>All gave rows.</p>" else . as $all |
    [.list[] | "<li>\(if .source then where else .name // "?" | data end) " +
	(.whys | map("\(.why)\(if .n > 1 then " × \(.n)" else "" end)" | clip(60) | chip) |
	    join(" ")) + (.text // "" | if . == "" then "" else
	    "<br />" + (clip(80) | data("span"; "where")) end) +
	"</li>"] | (.[:6] | add | tag("ul")) + if length == $all.n and length <= 6 then ""
	else "<details><summary>\($all.n - 6 | number) more</summary>" +
	    (.[6:] | add // "" | tag("ul")) + (if length < $all.n then
	    "<p>… and \($all.n - length | number) that are not shown.</p>" else "" end) +
	    "</details>" end end;
def sources: folded.sources | (.n - (.list | length)) as $more | [.list[] | [(.source | data),
    .rows, "\(.given | number) of \(.n | number)\(.given / .n | bar)"]] |
    table(["source", "#rows", "passages that gave rows"]) | if . == "" then "" else
    tag("div"; " class=\"box\"") + (if $more > 0 then
	"<p>\($more | count("further source")) with at most as many passages without a row.</p>"
	else "" end) end;
def dialogues: (folded.turns | map([(.turns | count("turn")), .n]) |
    table(["dialogues of", "#how many"])), (folded.ended | map([(.why | data), .n]) |
    table(["ended early", "#how many"])) | select(. != "") | tag("div"; " class=\"box\"");
def boxes: select(. != []) | join("\n") | tag("div"; " class=\"boxes\"");
def cards: (folded.units[0] // empty | .unit as $unit | [.given,
	"of \(.n | count($unit)) gave rows"]), [rejects, "rejected"],
    (stat.characters[]? | select(.field == "answer" or .field == "output") |
	[.median, "characters, the median answer"]),
    ($figures[0].tokens | select(. != []) | [(map(.in + .out) | add), "tokens"],
	(map(.cost // empty) | select(. != []) | [add, "cost"])) |
    "<div><b>\(.[0] | if . >= 1e6 then "\(. / 1e4 | round | . / 100) M" else number end)</b> \(.[1])</div>";
[inputs] as $sample |
[["look", "What to look at", (notices | map(tag("li")) | add // "Nothing stands out." |
	tag("ul"))],
    ["rejects", "Rejects, by reason", ([folded.rejects[] | rejected] | join("\n") |
	if . == "" then "<p>None.</p>" else . end)],
    ["without", "Without a row", sources + without],
    ["lengths", "Lengths and scores", plots + ($note | if . == "" then "" else
	html | tag("p") end) + lengths + scores],
    ["questions", "Questions and answers", ([(stat.question_types | shares("type of question";
	"question_type")), (stat.openings | shares("questions begin with"; "opening")),
	(stat.question_words | shares("questions contain"; "word")),
	(stat.marks | map(.mark |= (marks[.] // .)) | shares("answers"; "mark")),
	(stat.aspects | shares("aspect"; "aspect")), (stat.origins | shares("answered from";
	"origin")), (stat.states | map(.state //= "no state") | shares("state of records"; "state")),
	dialogues] | map(select(. != "")) | boxes)],
    ["cost", "Tokens and files", tokens + ($figures[0].files | map([(.name | html), .rows,
	"\(.bytes / 1000 | ceil | number) kB"]) | table(["file", "#lines", "#size"]) |
	tag("div"; " class=\"box\""))],
    ["rows", "\($sample | length | count("sampled row"))", ([$sample[] | sampled] | join("\n"))]
] as $sections |
"<!DOCTYPE html>
<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">
<head>
<meta charset=\"utf-8\" />
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />
<meta name=\"generator\" content=\"wk report\" />
<title>\($title | line | html)</title>
<style>
\($css)</style>
</head>
<body>
<header>
<h1>\($title | data)</h1>
<div class=\"cards\"><div><b>\(rows | number)</b> \(if rows == 1 then "row" else "rows" end)</div>\([cards] | add)</div>
<nav>\($sections | map(select(.[2] != "") | "<a href=\"#\(.[0])\">\(.[1])</a>") | join("\n"))</nav>
</header>
<main>",
($sections[] | . as [$id, $heading, $body] | $body | section($id; $heading)),
"</main>
<footer>Made by <code>wk report</code>.</footer>
</body>
</html>"
