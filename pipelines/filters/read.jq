# Lines that a person gave, as records: if the first is JSON, all of them as they
# are; else each that is not blank becomes the field $field of a record.  Lines
# that are none become error records.  Run with -Rnr.  Status 2 if there is
# nothing.
def strip: gsub("^[\ufeff\\s]+|\\s+$"; "");
def bad($why): { line: ., error: { stage: "read", kind: "bad_record",
    message: $why } } | tojson;
foreach ((inputs | strip | select(. != "")), null) as $line ({ n: 0 };
    .n += 1 | .json = if .n == 1 and $line then $line | startswith("{")
	else .json end;
    .json as $json | .n as $n |
    if $line == null then
	if $n == 1 then "no \($field)s\n" | halt_error(2) else empty end
    elif $line | contains("\ufffd") then $line | bad("not UTF-8")
    elif $json | not then { ($field): $line } | tojson
    elif $line | try fromjson catch null | type != "object" then
	$line | bad("not a JSON object")
    else $line end)
