# Lines that a person gave, as records: if the first is JSON, all of them as they
# are; else each that is not blank becomes the field $field of a record.  Lines
# that are none become error records.  Run with -nr and --rawfile lines FILE, as
# jq 1.6 with -R breaks characters in lines of 4 KB and more; --arg of FILE names
# it in messages.  The status is 1 if there are such lines, 2 if there is nothing.
def strip: gsub("^[\ufeff\\s]+|\\s+$"; "");
def bad($why): { line: ., error: { stage: "read", kind: "bad_record",
    message: $why } } | tojson;
(($ARGS.named.of // "-") | if IN("-", "/dev/stdin") then "stdin" else . end) as $of |
foreach (($lines | split("\n")[] | strip), null) as $line ({ at: 0, n: 0, bad: [] };
    .at += 1 | .n += (if $line == "" then 0 else 1 end) |
    .json = if .n == 1 and $line then $line | startswith("{")
	else .json end | .json as $json |
    .why = if $line == null or $line == "" then null
	elif $line | contains("\ufffd") then "not UTF-8"
	elif $json and ($line | try fromjson catch null | type != "object")
	then "not a JSON object, as the first line is" else null end |
    if .why then .why = "\($of):\(.at): \(.why)" | .bad += [.why] else . end;
    if $line == null then
	if .n == 1 then "no \($field)s in \($of)\n" | halt_error(2)
	elif .bad != [] then "lines that are no \($field)s: \(.bad | length); the " +
	    "first: \(.bad[0])\n" | halt_error(1)
	else empty end
    elif $line == "" then empty
    elif .why then .why as $why | $line | bad($why)
    elif .json then $line
    else { ($field): $line } | tojson end)
