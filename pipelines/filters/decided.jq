# What a person decided: of $rows, as draw.jq drew them, from $before, the text
# that was given, and $after, what became of it, with the same $mark.  An error
# says what is not as it should be.  Run with -n.
# rows: of a text { "3": { what, parts: [{ name, text }] } }.  Blanks at the end
# of lines, and blank lines around a text, do not count.
def rows:
    reduce (split("\n")[] | sub("\\s+$"; "")) as $line ({ rows: {} };
	if $line | startswith($mark + " row ") then
	    ([$line[($mark | length) + 5:] | capture("^(?<n>[0-9]+): *(?<what>.*)$")][0]
		// error("no row: \($line)")) as $row |
	    if .rows[$row.n] then error("row \($row.n) is there twice") else . end |
	    .at = $row.n | .rows[.at] = { what: $row.what, parts: [] }
	elif $line | startswith($mark) then
	    if .at then . else error("before the first row: \($line)") end |
	    .rows[.at].parts += [{ name: $line[($mark | length) + 1:], text: "" }]
	elif .at and .rows[.at].parts != [] then
	    .rows[.at].parts[-1].text += $line + "\n"
	else . end) |
    .rows | map_values(.parts |= map(.text |=
	(sub("\\A\\s*\n"; "") | sub("\\s+\\z"; ""))));
def text($name): .parts[] | select(.name == $name) | .text;
($before | rows) as $was | ($after | rows) as $is |
if $is == {} then error("no row is left")
elif $after | contains("\ufffd") and ($before | contains("\ufffd") | not) then
    error("not UTF-8") else . end |
($is | keys[] | select($was[.] == null) | error("row \(.) was not there")),
$rows[] | .key as $id | "\(.n)" as $n | $was[$n] as $old | $is[$n] as $new |
if $new == null then { id: $id, drop: true }
elif $new.what != "keep" and $new.what != "drop" then
    error("row \($n): \"\($new.what)\" is neither keep nor drop")
elif [$new.parts[].name] != [$old.parts[].name] then
    error("row \($n): a line that begins with \($mark) is gone or new")
elif $new.what == "drop" then { id: $id, drop: true }
else ({ question: ($new | text("question")), answer: ($new | text("answer")) } |
    with_entries(.key as $name | select(.value != ($old | text($name))))) as $edit |
    if any($edit[]; . == "") then error("row \($n): no question or no answer")
    elif $edit == {} then { id: $id, keep: true }
    else { id: $id } + $edit end
end
