# What became of a question, in words to be counted; and of what the gates said
# about it.  Run with -r.
if .error then "failed: \(.error.kind? // "error")"
elif .state == "success" then
    "answered" + if .origin == "web" then " from the web" else "" end
else "no answer: \(.state // "open")" end,
(.gates | objects | to_entries[] | select(.value == null) |
    "the gate \(.key) heard no number")
