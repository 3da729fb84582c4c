# Applies what a person decided about records, by their id: $edits are objects
# {"id", "drop": true} or {"id", "question"?, "answer"?}.  The last one counts.
if .error then . else
    .id as $id | ([$edits[] | select(.id == $id)] | last) as $edit |
    if $id == null or $edit == null then .
    elif $edit.drop then .state = "dropped"
    else . + ($edit | del(.id)) + { edited: true } end
end
