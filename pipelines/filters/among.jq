# Only the records whose id is a line of $ids, and those with an error.
if .error then . else
    .id as $id | select($ids | split("\n") | any(. == $id))
end
