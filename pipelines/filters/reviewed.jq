# The records that a person decided about in $edits, as the model wrote them and
# open for a judge, each once, with what was decided in mark: keep, edited, drop;
# lost, where it was changed and how it was before is not known.  Others, and
# records without an answer, are left out.
def key: .id // .question | tostring;
(reduce ($edits[] | select(.id != null)) as $edit ({}; .[$edit | key] |= (. // "keep" |
    if $edit.drop then sub("^(drop )?"; "drop ")
    elif $edit.keep then sub("^drop "; "") else "edited" end))) as $marks |
foreach (., inputs) as $r ({ seen: {} };
    ($r | key) as $key | .out = [] |
    if $marks[$key] == null or .seen[$key] or ($r.answer | type) != "string" then .
    else
	.seen[$key] = true | .out = [$r + ($r.was // {}) |
	    .mark = if .edited and .was == null then "lost"
		else $marks[$key] | split(" ")[0] end |
	    del(.error, .edited, .was, .scores, .judge) |
	    .state = if .mark == "lost" then "lost" else "success" end]
    end;
    .out[])
