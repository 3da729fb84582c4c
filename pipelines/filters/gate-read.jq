# Reads what the gate $gate was told into gates[$gate]: the one number from 0 to
# 10 that the reply holds, else null.  Less than $least gives the record the
# state $state.  Without a number a question and passages go on, but an answer is
# held back, in "withheld": nobody found it harmless.
include "argument" { search: "./" };
def only: unique | if length == 1 and .[0] <= 10 then .[0] else null end;
# Digits are never joined, and two numbers that disagree are none.
def numbers($after): [match("(?<![0-9.])([0-9]{1,3}([.][0-9]{1,3})?)" +
    "(?![0-9.]*[0-9])" + $after; "g").captures[0].string | tonumber];
def score:
    explode | map(if . >= 65296 and . <= 65305 then . - 65248	# ０ to ９
	elif . == 65294 then 46 elif . == 65295 then 47 else . end) | implode |
    numbers("\\s*(/|out of)\\s*10(?![0-9.]*[0-9])") as $tenths |
    numbers("\\s*分(?!制)") as $points |
    if $tenths != [] then $tenths | only
    elif test("[-−/][0-9]|[0-9] ?[/%％]") then null
    elif $points != [] then $points | only
    else numbers("") | only end;
argument(is_number($least);
    "gate-read.jq: least \($least): not a number") |
if .error then . elif .wk_open != true then . else
    ((.wk_verdict | strings | score) // null) as $score |
    .gates = ((.gates | objects) // {}) + { ($gate): $score } |
    if (if $score == null then $gate != "safety" else $score >= $least end)
    then . else
	.state = $state |
	if $gate == "safety" then .withheld = .answer | del(.answer) else . end
    end |
    .wk_aside as $aside | reduce ("ask", "reasoning") as $field (.;
	if $aside[$field] == null then del(.[$field])
	else .[$field] = $aside[$field] end) |
    del(.wk_aside, .wk_open, .wk_text, .wk_question, .wk_verdict)
end
