# Rows as text, for a person to review.  $mark, which stands in none of them, is
# at the head of each line that parts them.  Run with -rn.
def part($name): $mark + " " + $name;
def body: if type == "string" then . else tojson end;
"A row that is left as it is, is kept.  Its question and its answer may be written
anew.  To drop it, write drop in place of keep, or delete all of it.  The lines
that begin with \($mark) part the rows: leave them.  To note nothing, have the
editor fail: in vi, :cq
",
(inputs | part("row \(.n): keep"), "id: \(.key)",
    "of: \(.source // "-")\(if .start then " at \(.start)" else "" end)" +
	"\(if .title then " (\(.title))" else "" end)",
    (.passage // empty | part("passage"), body),
    (.evidence // empty | part("evidence"), body),
    part("question"), (.question | body), part("answer"), (.answer | body), "")
