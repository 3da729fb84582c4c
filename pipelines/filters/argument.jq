# What filters share that have arguments.  argument(ok; $why): the record, if the
# arguments are right; else jq says why, once for all records, and ends with 2.
def argument(ok; $why): if ok then . else
    reduce inputs as $record (null; .) | "\($why)\n" | halt_error(2) end;
def is_number($value): $value | type == "number";
def is_share($value): $value | type == "number" and . >= 0 and . <= 1;
