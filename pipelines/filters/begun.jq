# Each open question begins a dialogue: "want" turns, $least to $most, drawn
# from $seed and what is asked, about $subject, so that another aspect changes no other one.
include "argument" { search: "./" };
def draw: reduce explode[] as $c (17; (. * 31 + $c) % 65521) |
    reduce range(8) as $i (.; (. * 75 + 74) % 65537);
argument(is_number($least) and is_number($most) and $least <= $most;
    "begun.jq: least \($least), most \($most): not two numbers, the lesser first") |
if .error then . elif .state or (.question | type) != "string" then . else
    .want = $least + (($seed + "\n" + (.aspect | tostring) + "\n" + .question |
	draw) % ($most - $least + 1)) |
    .turns = [] | .more = true | .standalone = .question |
    if $subject != "" and .subject == null then .subject = $subject else . end
end
