# Rows as text, for a person to review.  $mark, which stands in none of them, is
# at the head of each line that separates them.  Run with -rn.
def part($name): $mark + " " + $name;
def body: if type == "string" then . else tojson end;
"To keep a row, leave it unchanged.  To change it, rewrite its question or its
answer.  To drop it, write drop in place of keep, or delete the row.  Do not
change the other lines that begin with \($mark): they separate the rows.  To
store no decision, make the editor fail: in vi, type :cq
",
(inputs | part("row \(.n): keep"), "id: \(.key)",
    "of: \(.source // "-")\(if .start then " at \(.start)" else "" end)" +
	"\(if .title then " (\(.title))" else "" end)",
    (.passage // empty | part("passage"), body),
    (.evidence // empty | part("evidence"), body),
    part("question"), (.question | body), part("answer"), (.answer | body), "")
