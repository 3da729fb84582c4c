# A question gets the state surplus where with it more than $share of the questions
# that went on so far would have its type, or ask how, or why; three of each go on
# in any case.  So a type that comes alone at first loses more than one that comes
# mixed with others.  It stands behind wk-dedup, before answers are paid for.
include "argument" { search: "./" };
def word: if type != "string" then null
    elif test("如何|怎么|怎样|怎麼|怎樣|(?i:\\bhow (?!many|much|long|old|far|often|big|tall|high|deep)\\w)") then "how"
    elif test("为什么|为何|为啥|為什麼|為何|(?i:\\bwhy\\b)") then "why" else null end;
def most($n; $share): [3, $n * $share] | max;
argument(is_share($share);
    "surplus.jq: share \($share): not from 0 to 1") |
foreach (., inputs) as $r ({ n: 0, of: {} };
    if $r.error or ($r.state // "success") != "success" or
	($r.question | type) != "string" then .out = $r
    else
	([$r.question_type, ($r.question | word | if . then "asks " + . else . end)] |
	    map(strings)) as $keys | .of as $of | (.n + 1) as $n |
	if any($keys[]; ($of[.] // 0) + 1 > most($n; $share)) then
	    .out = ($r | .state = "surplus")
	else .n = $n | .out = $r | reduce $keys[] as $k (.; .of[$k] += 1) end
    end; .out)
