# Folds the points that a judge gave, as wk-regexlist --member read them, into
# scores: numbers from 0 to 10, beside those that are there.  A record that
# judge-open.jq wrapped comes out as it went in, but for scores and judge, which
# tells of the call and of the claim; from any other one the points, claim and
# item are taken away.  Points that are missing, out of range or no number are
# an error, bad_score; the status is 1 then.  With --arg same no it is 2 if the
# server tells that its model is the one that answered.  --argjson points '["clear"]' names
# other points than these four.  Run it with -n: else jq 1.6 goes on.
($ARGS.named.points // ["grounded", "relevant", "self_contained", "clear"])
    as $points |
# Full-width letters, digits and signs as ASCII.
def narrow: explode | map(if . >= 65281 and . <= 65374 then . - 65248
    elif . == 12288 or . == 160 then 32 else . end) | implode;
def han: { "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10 };
# Points as a number: of 8, "8.0", "8/10", "8分", "Score: 8 (good)", "**８**" and
# "八 - good", 8.  Digits are never joined; 0.8 is a share, not points.  null if
# they cannot be read.
def read:
    if type == "object" then [.score, .points, .value, .rating, .["分数"], .["得分"] |
	values] | if length == 1 then .[0] else null end else . end |
    if type == "string" then
	"\\s*(分|points?|pts?)?" as $unit | "[^0-9零〇一二两三四五六七八九十百/%]*" as $rest |
	narrow | gsub("[*`\"]"; "") | gsub("^\\s+|[\\s。.,;]+$"; "") |
	sub("^(评分|得分|分数|打分|score|points?|rating)\\s*[:=是为]?\\s*"; ""; "i") |
	[match("^([0-9]{1,2}([.][0-9]{1,2})?|[零〇一二两三四五六七八九十])" + $unit +
	    "(\\s*(/|(out )?of)\\s*10([.]0)?" + $unit + ")?" +
	    "(\\s*[(]" + $rest + "[)]|(\\s*[:;,。，;—–]|\\s+-)\\s" + $rest + ")?$"; "i") |
	    .captures[0].string | han[.] // (sub("^0+(?=[0-9])"; "") | tonumber)] |
	.[0]
    elif type == "number" then . else null end |
    if . == null or . == 0 or (. >= 1 and . <= 10) then . else null end;
def clip: if length > 160 then .[:160] + "…" else . end;
def folded: with_entries(select(.key as $key | any($points[]; . == $key))) |
    . as $given | reduce $points[] as $p ({}; .[$p] = ($given[$p] | read));
def bad($message): .error = { stage: "scores.jq", kind: "bad_score", $message };
def why: . as $given | [$points[] | $given[.] as $value |
    if $value == null then "no \(.)" elif $value | read == null
    then "\(.) is \($value | tojson | clip), not 0 to 10" else empty end] |
    join("; ");
def scored($new): .scores = ((.scores | objects) // {}) + $new;
def claim: .claim | if type == "array" then .[0] else . end | strings |
    select(test("^\\s*((无|没有|none|null|n/a)[。.]?)?\\s*$"; "i") | not);
# The points of a reply that is no JSON as wk-regexlist reads it: a table of two
# rows, or lines such as "- **Clear**: 7/10" and "| clear | 7 |".
def cells: [split("\n")[] | select(contains("|")) | sub("^\\s*[|]"; "") |
    sub("[|]\\s*$"; "") | split("|") | map(gsub("^[\\s*`]+|[\\s*`]+$"; "")) |
    select(all(test("^:?-*:?$")) | not)];
def spelled: (split("</think>")[-1] // "" | narrow) as $text |
    ($text | cells | if length != 2 then {} else transpose | map({ value: .[1],
	key: (.[0] // "" | ascii_downcase | gsub("[- ]"; "_")) }) | from_entries end)
    as $row | if all($points[] as $p | $row | has($p); .) then $row else
	reduce $points[] as $p ({}; .[$p] = ([$text | match("(?<![A-Za-z_])" +
	    ($p | gsub("_"; "[-_ ]?")) + "[\"'*`”\\s]*[:|=]\\s*" +
	    "((?:[^|\n,}]|,(?=[0-9]))*)"; "gi") | .captures[0].string |
	    read] | unique |
	    if length == 1 then .[0] else null end)) end |
    if any($points[] as $p | .[$p] | read; . == null) then empty else folded end;
# Whether a reply gives one of the points twice, and not the same: a draft, an
# example, words of the answer.  Which one is meant, nobody knows.
def differs: narrow | any($points[] as $p | [match($p +
    "\\W{0,4}:\\W{0,3}([0-9]+([.][0-9]+)?)"; "gi") | .captures[0].string |
    tonumber] | unique | length > 1; .);
def answerer: if .rag | type == "object" then .rag else .ask end | .model?;
# The record of the items of one reply.
def unwrapped:
    . as $items | .[0] as $item | [.[] | select(.error | not) |
	select(any(.[$points[]]; . != null))] as $given |
    (($item.wk_said // "") | tostring) as $said |
    ($given | map(folded) | unique | if . == [] then [$said | spelled] else . end)
	as $new | ([$given[] | claim] | last) as $claim |
    $item.wk_record |
    if ($ARGS.named.same // "yes") != "yes" and $item.wk_call.model != null and
	$item.wk_call.model == answerer then
	"judge: the server's name of its model is \(answerer), as that of the " +
	"model that answered: name another in WK_JUDGE_MODEL, or give judge -m " +
	"or --same-model\n" | halt_error(2)
    elif $item.wk_call == null then . else
	.judge = ($item.wk_call | { model, key, finish, usage }) +
	    if $claim == null then {} else { $claim } end
    end |
    if $item.error and $item.error.stage != "wk-regexlist" then
	.error = $item.error
    elif $new == [] and $item.error.kind == "missing_member" then
	bad([$items[].error.message | strings] | join("; "))
    elif $new == [] then bad("no points in the reply: \($said | clip)")
    elif ($new | length) > 1 or ($said | differs) then
	bad("several points that differ in the reply: \($said | clip)")
    elif $new[0] | any(.[]; . == null) then bad($given[-1] | why)
    else scored($new[0]) end;
def plain:
    ($points + ["claim"]) as $names |
    if .error or (. as $r | any($names[]; . as $name | $r | has($name)) | not)
    then .
    else folded as $new |
	if any($new[]; . == null) then bad(why)
	else reduce ($names + ["item"])[] as $name (.; del(.[$name])) | scored($new) end
    end;
def failed: .error.stage? == "scores.jq" or .error.stage? == "judge-open.jq";
# The items of a reply come one after the other; the next record ends them.
foreach ((., inputs), null) as $r ({ items: [], bad: [] };
    if .items != [] and $r.wk_judge == true and ($r.item // 1) > 1 then
	.items += [$r] | .out = []
    else
	.out = [.items | select(. != []) | unwrapped] | .items = [] |
	(if $r == null then .
	elif $r.wk_judge == true and ($r.wk_record | type) == "object" then
	    .items = [$r]
	else .out += [$r | plain] end) |
	.bad += [.out[] | select(. != $r and failed) | .error]
    end;
    .out[],
    (if $r == null and .bad != [] then
	"scores.jq: \(.bad | length) not judged; the first: \(.bad[0] |
	    "\(.kind): \(.message)" | gsub("[[:cntrl:]]"; " "))\n" | halt_error(1)
    else empty end))
