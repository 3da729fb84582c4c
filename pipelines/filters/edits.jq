# Applies what a person decided about records, by their id, or by their question
# where they have none: $edits are objects {"id", "drop": true}, {"id", "keep":
# true} or {"id", "question"?, "answer"?}.  The last one counts; but "keep" takes
# back a drop only, and leaves what was changed; "was" is what stood there before.
# What a person kept or changed, pipelines/judge does not close.
(reduce ($edits[] | select(.id != null)) as $edit ({}; .[$edit.id | tostring] |=
    if $edit.drop then . + { drop: true }
    else . + ($edit | del(.id, .keep)) | del(.drop) end)) as $edits |
(., inputs) | if .error then . else
    (.id // .question) as $id | $edits[$id | tostring] as $edit |
    if $edit.drop then .state = "dropped"
    elif $edit == null then .
    else (if .state == "bad_answer" and .judge then .state = "success"
	else . end) |
	if $edit == {} then . else
	with_entries(select(.key as $name | $edit | has($name))) as $was |
	. + $edit + { id: $id, edited: true, was: $was } end
    end
end
