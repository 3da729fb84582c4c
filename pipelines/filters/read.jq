# Lines that a person gave, as records: if the first is JSON, all of them as they
# are; else each that is not blank becomes the field $field of a record.  Lines
# that are none become error records.  Run with -nr and --rawfile lines FILE, as
# jq 1.6 with -R breaks characters in lines of 4 KB and more.  The status is 1 if
# there are such lines, 2 if there is nothing.
def strip: gsub("^[\ufeff\\s]+|\\s+$"; "");
def bad($why): { line: ., error: { stage: "read", kind: "bad_record",
    message: $why } } | tojson;
foreach (($lines | split("\n")[] | strip | select(. != "")), null) as $line ({};
    .n += 1 | .json = if .n == 1 and $line then $line | startswith("{")
	else .json end | .json as $json |
    .why = if $line == null then null
	elif $line | contains("\ufffd") then "not UTF-8"
	elif $json and ($line | try fromjson catch null | type != "object")
	then "not a JSON object"
	else null end |
    if .why then .bad += 1 else . end;
    if $line == null then
	if .n == 1 then "no \($field)s\n" | halt_error(2)
	elif .bad then "lines that are no \($field)s: \(.bad)\n" | halt_error(1)
	else empty end
    elif .why then .why as $why | $line | bad($why)
    elif .json then $line
    else { ($field): $line } | tojson end)
