# Records as a person reads them: each passage once, then its questions with
# answer, evidence, and what was found wrong; those not drawn are left out.  Run
# with -rn.
foreach (inputs | select(.state != "not_drawn")) as $r ({};
    .new = (.text != $r.text) | .text = $r.text | .r = $r;
    (select(.new) | .r |
	"── \(.source // "-")" + (if .start then " at \(.start)" else "" end) +
	(if .title then " (\(.title))" else "" end),
	(.text // empty | "\(.)\n")),
    (.r |
	(.question // empty | "Q  \(.)"),
	(.answer // empty | "A  \(.)"),
	(.evidence // empty | "E  \(if type == "string" then . else tojson end)"),
	([.references | arrays | .[] | objects] | map("\(.url // .source)" +
	    (if .start then " at \(.start)" else "" end)) |
	    select(length > 0) | "   rests on \(join(", "))"),
	(.scores // empty | "   scores \(tojson)"),
	([.unsupported | arrays | .[] | strings] | select(length > 0) |
	    "   not in the passages: \(join(", "))"),
	(.error // empty | (.kind? // "error") as $kind | "   NO ROW: \($kind)" +
	    (.message? // "" | if . == "state is \($kind)" then "" else ": \(.)" end)),
	""))
