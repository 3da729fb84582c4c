# What the model said (text) becomes rejected of the record that pair.jq put
# away.  The state agrees: it holds the numbers and names of the answer, at least
# $least of its words (scores.agreement), and negates as the answer does; refused:
# it says that it does not know; truncated: it was cut off.
include "row" { search: "./" };
def negates: test("不|没|無|无|未|非|别|莫|勿|(?i)\\b(?:no|not|never|none|neither|nor|without|cannot|\\w+n't)\\b");
def refuses: .[:120] | test("^[\\s*]*(?:很|非常|十分|实在)?(?:抱歉|对不起|不好意思|遗憾)" +
    "|^[\\s*]*(?:作为|我是)(?:一个|一名)?(?:AI|人工智能|语言模型|大模型)[^。！\\n]{0,40}(?:无法|不能|没有)" +
    "|^(?:关于[^。，\\n]{0,40}[，,])?(?:目前|暂时|现在)?(?:我|本人)?(?:目前|暂时|并)?(?:不知道|不清楚|不了解|不确定|" +
    "无法(?:回答|确定|确认|提供|获取|查到)|没有(?:找到|查到|关于|相关|足够)|查不到)" +
    "|(?i)^[\\s*]*(?:i'?m sorry|i am sorry|sorry\\b|i apologi[sz]e|unfortunately|as an ai\\b)" +
    "|^[\\s*]*(?:i|we) (?:do not|don'?t|cannot|can'?t|could not|couldn'?t|am unable|am not able|am not aware|am not sure|have no)\\b");
if .wk_record | not then . else . as $said | .wk_record |
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
