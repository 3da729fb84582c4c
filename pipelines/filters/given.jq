# Gives a record the fields of the object $fields that it has not.
include "argument" { search: "./" };
argument($fields | type == "object";
    "given.jq: fields \($fields): not an object") |
if .error then . else $fields + . end
