# The passage that a record was asked about is the first of its hits.
if .error then . elif (.state == null or .state == "unrelated") and
    (.text | type) == "string" and .text != "" then
    { text, source, start, score: 1 } as $own |
    .hits = [$own | with_entries(select(.value != null))] +
	[.hits[]? | select(.text != $own.text)] | del(.state)
else . end
