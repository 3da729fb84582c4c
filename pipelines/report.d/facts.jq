# Of each record what the report counts, without its long texts; of the first
# with each error the record, too.  $file is its name.  Run with -nc.
include "text";
foreach (inputs | objects) as $r ({};
    ($r.error | if type == "object" then "\(.stage) \(.kind)" else tojson end) as $why |
    .first = (.seen[$why] == null) | .seen[$why] = true;
    .first as $first | $r | turns as $turns |
    { $file, why: (if .error then (.error | objects | .kind | strings) // "error" else null end),
      stage: ((.error | objects | .stage | strings) // null),
      state: ((.state | strings) // null),
      unit: (if (.text | type) == "string" and .source then "passage"
	elif .aspect then "aspect" elif $turns != [] then "question"
	else "document" end),
      name: ((.aspect // $turns[0].input | strings | clip(200)) // null),
      source: ((.source | strings) // null), start,
      lang: ($turns[0].input // .text // "" | language),
      q: [$turns[].input | strings | length], a: [$turns[].output | strings | length],
      scores: ((.scores | objects // {}) | map_values(numbers)),
      ended: ((.ended | objects | .why | strings) // null) }
    | if .why then
	.text = (($r.text | strings | clip(120)) // null) |
	.heading = (($r | .heading // .title | strings) // null)
      else . end
    | if .why and $first then .example = ($r | del(.hits, .ask, .rag, .embedding) |
	walk(if type == "string" then clip(600) else . end)) else . end)
