# A record as a person reads it: the passage, question, answer, evidence, and
# what was found wrong with it.  Run with -r.
"── \(.id // "") \(.source // "-")" + (if .start then " at \(.start)" else "" end) +
    (if .title then " (\(.title))" else "" end),
(.text // empty | "   \(.)"),
(.question // empty | "Q  \(.)"),
(.answer // empty | "A  \(.)"),
(.evidence // empty | "E  \(if type == "string" then . else tojson end)"),
(.references // empty | arrays | map("\(.source // .url)" +
    (if .start then " at \(.start)" else "" end)) | select(length > 0) |
    "   rests on \(join(", "))"),
(.scores // empty | "   \(tojson)"),
(.unsupported // empty | select(length > 0) | "   not in the passages: \(join(", "))"),
(.error // empty | "   NO ROW: \(.kind // "error"): \(.message // "")"), ""
