# What the model said (text) becomes rejected of the record that pair.jq put
# away.  The state agrees: it holds the numbers and names of the answer, at least
# $least of its words (scores.agreement), and negates as the answer does; refused:
# it says that it does not know; truncated: it was cut off.
include "row" { search: "./" };
include "argument" { search: "./" };
def negates: test("[不没沒無无未非别別莫勿]|(?i)\\b(?:no|not|never|none|neither|nor|without|cannot|\\w+n't)\\b");
def refuses: .[:120] | test("^[\\s*]*(?:很|非常|十分|[实實]在)?(?:抱歉|[对對]不起|不好意思|[遗遺]憾)" +
    "|^[\\s*]*(?:作[为為]|我是)(?:一[个個]|一名)?(?:AI|人工智能|[语語]言模型|大模型)[^。！\\n]{0,40}(?:[无無]法|不能|[没沒]有)" +
    "|^(?:[关關]于[^。，\\n]{0,40}[，,])?(?:目前|[暂暫][时時]|[现現]在)?(?:我|本人)?(?:目前|[暂暫][时時]|[并並])?(?:不知道|不清楚|不了解|不[确確]定|" +
    "[无無]法(?:回答|[确確]定|[确確][认認]|提供|[获獲]取|查到)|[没沒]有(?:找到|查到|[关關]于|相[关關]|足[够夠])|查不到)" +
    "|(?i)^[\\s*]*(?:i'?m sorry|i am sorry|sorry\\b|i apologi[sz]e|unfortunately|as an ai\\b)" +
    "|^[\\s*]*(?:i|we) (?:do not|don'?t|cannot|can'?t|could not|couldn'?t|am unable|am not able|am not aware|am not sure|have no)\\b");
argument(is_number($least);
    "paired.jq: least \($least): not a number") |
if .wk_record | type != "object" or (.answer | type) != "string" then . else . as $said | .wk_record |
    if $said.error then .error = $said.error else
	.rejected = ($said.text | trim) | .rejected_by = $said.ask.model |
	.scores.agreement = $said.scores.support |
	(.answer | negates) as $no | (.rejected | negates) as $denied |
	if ($said.ask.finish // "") | test("(?i)length|token|window|incomplete") then .state = "truncated"
	elif .rejected | refuses then .state = "refused"
	elif (.rejected | plain) == (.answer | plain) or
	    ($said.state == null and $said.scores.support >= $least and
	    ($no == $denied or ($denied and
	    (.rejected | length) > 2 * (.answer | length)))) then .state = "agrees"
	else . end
    end
end
