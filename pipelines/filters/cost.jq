# What all passages will cost: from the records of a sample, whose calls are in
# "ask" and "rag"; $chars and $sampled are the lengths of all texts and of the
# sample's, $price "IN,OUT" is for a million tokens.  Run with -rn.
[inputs | .ask, .rag | objects | .usage] as $calls | ($chars / $sampled) as $times |
def all($f): [$calls[] | objects | $f // 0] | add // 0 | . * $times | ceil;
($price | split(",") | map(tonumber? // 0)) as $each |
"all of it: about \(($calls | length) * $times | ceil) requests, " +
"\(all(.prompt_tokens)) tokens in, \(all(.completion_tokens)) out" +
if $each | add > 0 then ", \((all(.prompt_tokens) * $each[0] +
    all(.completion_tokens) * ($each[1] // 0)) / 10000 | ceil / 100) in money"
else " (--price IN,OUT tells the money)" end
