# Marks, in "leans", the new questions that lean on the dialogue and have to be
# rewritten to be looked up.  One that was asked before ends it.
def plain: ascii_downcase | gsub("[\\s\\p{P}]"; "");
def leans: test("[它他她这那其此该]|上述|前者|后者|刚才") or
    test("\\b(it|its|he|him|his|she|hers?|they|them|theirs?|this|that|these|those|there|then|former|latter|ones?)\\b"; "i")
    or (test("\\p{Han}") and length <= 6) or
    ((test("\\p{Han}") | not) and (split(" ") | length) <= 3);
if .error then . elif .more != true or .state or (.question | type) != "string" then . else
    (.question | plain) as $new | .standalone = .question |
    if any(.turns[]?.input? | strings; plain == $new) then .state = "repeated"
    elif .question | leans then .leans = true else . end
end
