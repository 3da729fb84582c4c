# For once.awk: what tells a record from others, its $field without blanks and
# punctuation, a tab, the record.  Run with -r.
[(if .error or (.[$field] | type) != "string" then ""
    elif .[$field] | length > 300 then .[$field]
    else .[$field] | ascii_downcase | gsub("[\\s\\p{P}]+"; "") end | tojson),
    tojson] | join("\t")
