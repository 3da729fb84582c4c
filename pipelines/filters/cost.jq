# What all passages will cost: from the lines of the journals that a sample was
# answered with; $all and $sampled are the numbers of passages to ask about,
# $price is "IN,OUT", of a million tokens.  Run with -rn.
[inputs | .reply | objects | .usage | objects] as $calls |
(if $sampled > 0 then $all / $sampled else 0 end) as $times |
def tokens($name): [$calls[][$name] // 0] | add // 0 | . * $times | ceil;
tokens("prompt_tokens") as $in | tokens("completion_tokens") as $out |
($price | split(",") | map(tonumber? // 0)) as $each |
"All \($all) passages: " + if $calls == [] then
    "\($all) requests or more; the server did not count tokens"
else
    "about \($calls | length * $times | ceil) requests, \($in) tokens in, " +
    "\($out) out; " + if $each | add > 0 then
	(($in * $each[0] + $out * ($each[1] // $each[0])) / 1000000 |
	    . * 100 | ceil | . / 100 | "\(.) by --price")
    else "give --price IN,OUT to see the cost" end
end
