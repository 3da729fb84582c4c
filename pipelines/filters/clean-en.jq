# Takes out of generated English answers what a chat model adds to them; a fact,
# and a sentence that would not be whole, stays.  The record gets "cleaned".
include "clean" { search: "./" };

# Quoted names, capitals within a sentence: what a piece says that may be new.
def names: "\"[^\"\\n]+\"|“[^”]*”|(?<=[a-z,;] )(?!I\\b)[A-Z][\\p{L}0-9]*|\\b[A-Za-z]*[0-9]+[A-Za-z]+\\b|\\b[A-Z]{2,}\\b|" +
    "\\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|million|first|second|third)\\b";
def noun: "(?:passages?|texts?|documents?|materials?|context|excerpts?|article|sources?|paragraphs?|search results?)";
# One of many, by its number: Document 3, [2].
def numbered: "(?:\\[?(?i:documents?|docs?|passages?|sources?|contexts?|excerpts?|paragraphs?|references?) ?#?\\[?[1-9][0-9]?\\]?|\\[[1-9][0-9]?\\])" +
    "(?:(?:, | and |, and )(?:(?i:document|doc|passage|source) )?\\[?[1-9][0-9]?\\]?){0,3}";
def given: "(?:(?:provided|given|above|following|supplied|retrieved|relevant|reference|source|attached|original|" +
    "available|information|details|content|in|from|of|the|this|these|that|your) ){0,6}";
def thing: "(?:" + given + noun + "|(?:(?:the|this) )?(?:provided|given|above|available) (?:information|content)|(?:the )?information(?= (?:provided|given|above)))" +
    "(?: (?:provided|given|above|supplied|(?:that )?you (?:have )?(?:provided|gave|given|shared|supplied)))?(?: in (?:the |this |your )?(?:provided |given )?" + noun + ")?";
def told: "(?:mentions?|states?|says?|notes?|explains?|describes?|indicates?|shows?|suggests?|points? out|highlights?|adds?|reports?|confirms?|reveals?|tells us|" +
    "emphasi[sz]es?|specif(?:y|ies)|mentioned|stated|said|noted|makes (?:it )?clear)";
def telling: "(?:mentioned|stated|described|noted|indicated|shown|explained|specified|outlined|listed|discussed|given|provided)";
def yes_no: "^(?i:\\W*(?:is|are|was|were|can|could|do|does|did|will|would|should|has|have|had|may|must)\\b)";
def cap: if test("^[a-z]+[A-Z]") then . else (.[:1] | ascii_upcase) + .[1:] end;

# Where the material does not say a thing, that stays as it is.
def silent: "(?! ?(?i:there (?:is|are|was|were|does|do) (?:no|not|n't|insufficient)|(?:it|this|that|we|i) (?:is|was|are|can|could|does|do|did|am)(?: not|not|n't| unable| unclear)|" +
    "it's (?:not|unclear|impossible)|no |nothing|none|neither|insufficient)\\b)";
def from: "(?:according to|based (?:only |solely |purely )?(?:up)?on|as per|per|from|in|as " + telling + " in|going by|drawing on|referring to|given|judging (?:from|by)|" +
    "as (?:we|you|one) can see (?:from|in)|as (?:can be )?seen (?:from|in))";
def source: "(?i:" + from + " (?=[a-z])" + thing + ", ?)" + silent;
def source_rare: "(?i:" + from + " " + numbered + ", |as (?:the |this )" + thing + " " + told + ", |" +
    "(?:it (?:is|was) " + telling + " in|(?:from|in) (?=[a-z])" + thing + ",? (?:we (?:can )?(?:learn|see|read|find)|one learns)|we (?:can )?(?:learn|see|read) (?:from|in)) (?:(?=[a-z])" + thing + " )?that )" + silent;
def says: "(?i:(?:as )?(?:the|this|these|your) " + thing + " (?:also |clearly |explicitly |specifically |further |then ){0,2}" + told + ")";
def clause: "^(?<lead>(?:[*_>-]|" + sp + ")*(?:[0-9]+[.)] )?(?:(?i:first|second|third|finally|however|moreover|furthermore|additionally|" +
    "in addition|also|similarly|meanwhile|for example|for instance|specifically|therefore|thus|but|and|yet|so),? )?)";
def joined: (.lead | test("\\p{L}")) as $in | if $in then .lead + .c else .lead + (.c | cap) end;
# What a model says of itself.
def bot: "(?i:as an? (?:\\w+ )?(?:ai|artificial intelligence|(?:large )?language model|virtual assistant)(?: \\w+){0,2}?(?: (?:trained|developed|created|made) by \\w+)?, )";
def bot_says: "^" + sp + "*" + bot + "I (?:do not|don't|cannot|can't|am not|am unable|have no)\\b(?![^\\n]*\\b(?:but|however)\\b)[^\\n]*[.!]" + sp + "*$";
def seen: .see = (.see and (.text |
    test("(?i)passage|text|document|material|excerpt|article|source|paragraph|information|content|search result|as an? .{0,20}(?:ai\\b|artificial|language model|assistant)|\\[[0-9]")));
# $tells: whether to take what the model says of itself out, too.
def untold($tells):
    replaced(clause + "(?:" + source + "|" + says + "(?: that,? |, (?![\"“])))(?<c>\\S)"; joined) |
    if test("[1-9]|(?i)\\bas the|\\bthat |\\bas this") | not then . else
	replaced(clause + source_rare + "(?<c>\\S)"; joined) end |
    replaced(",? (?i:as (?:(?:is|was) )?" + telling + " in " + thing + "|as the " + thing + " " + told + ")(?=[,.;!?]|$)(?<x>,(?= ))?"; "") |
    if (contains(", according to") or contains("s per ") or contains(", based on") or contains("ccording to ")) | not then . else
    replaced(", (?i:(?:according to|as per|based on) " + thing + ")(?:,(?= )|(?=[.;!?]|$))"; "") |
    replaced("(?:(?<= who)|(?<= which)),? (?i:according to|as per|based on) " + thing + ",?(?= )"; "") |
    replaced("(?<l>[*_]{0,2}[:：][*_]{0,2} )(?i:according to|as per|based on) " + thing + ", (?<c>\\S)"; .l + (.c | cap)) end |
    if $tells and (contains(" AI") or contains("language model") or contains("assistant")) then replaced(bot_says; "") | replaced(clause + bot + "(?<c>[Ii]\\b)"; joined) else . end |
    if contains(", ") | not then . else replaced("(?<c>, (?:and|but|while|although|because|since) )" + says + " that "; .c) end |
    if contains(" in t") | not then . else replaced("(?<p>[\\w']+) (?<m>(?i:(?:that (?:is|are|was|were) )?" + telling + " in (?:the|this) " + thing + "))(?=[ ,.;])";
	if .p | test("^(?i:is|are|was|were|be|been|being|not|also|only|explicitly|clearly|never|directly|specifically|.*n't)$")
	then "\(.p) \(.m)" else .p end) end |
    if contains("(") | not then . else replaced(" ?\\((?i:as )?(?i:" + telling + " in|see|according to|from|source:) " + thing + "\\)"; "") end;

def sums: "(?i:in summary|in conclusion|overall|to sum up|to summari[sz]e|in short|in essence|all in all|" +
    "to conclude|in brief|summing up|summary|conclusion|in a nutshell)";
def sum_words: "^\\s*(?<b>(?:\\*\\*)?)" + sums + "(?:[,:]\\k<b>|\\k<b>[,:])\\s*(?=[\\p{L}\"“])";
def opens: "^[\\s*_>-]*(?i:(?:so|therefore|thus), )?" + sums + "[*_]*[,:]|^[\\s*_]*(?i:(?:so|therefore|thus|hence),? the (?:final )?answer is)\\b|^[\\s*_]*(?i:i )?(?i:hope(?:fully)?)\\b";
def heads: "^[\\s#*_>]*(?i:(?:[0-9]+[.)] ?)?(?:in )?(?:summary|conclusion|final thoughts|wrap-up|wrapping up))[\\s*_:]*$";
def offers: "^[\\s*_>-]*(?i:(?:please )?(?:feel free to (?:ask|reach out|let me)|let me know|don't hesitate|do not hesitate)\\b|" +
    "if (?:you|there)\\b[^.!?]{0,100}(?:let me know|feel free|don't hesitate|do not hesitate|just ask|happy to help|glad to help|" +
    "here to help|please ask)|(?:i )?hope (?:this|that|it|these)\\b[^.!?]{0,60}(?:help|useful|clarif|answer)|" +
    "(?:is|was) there anything else\\b|would you like (?:me|more|to know)\\b|do you (?:have any|want me)\\b|" +
    "(?:i'm|i am|i'd be|i would be) (?:always |more than )?(?:happy|here|glad) to (?:help|assist|answer|provide|explain|elaborate|share)|" +
    "happy to (?:help|assist)|if you(?:'d like| want| wish| need)[^.!?]{0,40}, (?:just |please )?(?:i can|i could|ask|say)\\b|" +
    "(?:have a (?:great|good|nice|wonderful) (?:day|one|time|trip|visit)|enjoy (?:your|the) [a-z]+|good luck)[^.!?\\n]{0,20}[.!]+\\s*$|" +
    "(?:(?:please )?note:? ?(?:that )?)?(?:this|the|my) (?:above )?(?:answer|information|response|summary)(?: above)? (?:is|was|are|were) (?:based|drawn|taken)[^.!?\\n]{0,20} (?:on|from) (?:" + thing + "|the information)[.)*_\\s]*$)";
def asks_sum: "(?i)\\b(?:overall|in summary|summar|conclu|in short|to sum|in brief|in essence)";
def concluded($asked): ($asked | test(asks_sum)) or
    (($asked | test(yes_no)) and (.[:60] | test("^(?i)\\W*(?:yes|no|not|it (?:is|was|can|does|did|has|will)|they|he|she|there)\\b") | not));

every(.asked as $asked | .known as $known | .ends as $ends | .text |
    if test("[A-Za-z]{2}") | not then uncited($asked) else
    ($asked | gsub("(?i:(?:according to|based on|in|from|per) (?=the |this ))" + thing + "(?: " + told + ")?(?=[ ,?.]|$)"; "")) as $about |
    ($about | test("(?i)\\b" + noun + "\\b")) as $subject |
    echoed($asked; "Question|Q|User question|question"; "(?:Final )?[Aa]nswer|A|Response") |
    . as $was |
    begin("^(?i:(?:okay|ok|al(?:l )?right|got it|great|understood|no problem|" +
	(if $asked | test(yes_no) then "got it" else "(?:yes, )?(?:sure(?: thing)?|certainly|of course|absolutely|definitely)" end) + ")[,.!] *(?=[\\S])" +
	"|(?:that(?:'s| is) )?an? (?:great|good|excellent|interesting) question[,.!] *|(?:what an? )?(?:great|good|excellent) question[,.!] *|" +
	"(?:thank you|thanks)(?: for (?:your question|asking|reaching out|the question))?[.!] *" +
	"|(?:(?:i'd|i would|i'm|i am) (?:be )?)?(?:more than )?(?:happy|glad) to (?:help|answer|assist)[^.!,\\n]{0,30}[.!] *" +
	"|(?:i can|let me) (?:help|answer|assist|explain)(?: you)?(?: with)? (?:that|this|your question)(?: for you)?[.!] *" +
	"|(?:to answer|in (?:response|answer) to) (?:your|the|this) question[,:] *" +
	"|(?:the|my) answer(?: to (?:your|the|this) question)? (?:is as follows|is)[:.] *" +
	"|here(?:'s| is) (?:what|the information)(?: (?:i found|we know|the (?:" + noun + ") (?:say|state|mention)s?))?(?: in (?:the |this )?" + noun + ")?: *" +
	(if $asked | test("(?i)\\b(?:hello|hi|hey)\\b") then "" else "|(?:hello|hi|hey)(?: there)?[!,.] *" end) +
	"|(?:here(?:'s| is| are)|below (?:is|are)|the following is) (?:the|an?|my|your) (?:\\w+ ){0,2}(?:of the )?(?:answer|response|reply)s?" +
	"(?: (?:to|for) (?:your|the|this) (?:question|query))?(?:,? based on (?:\\w+ ){0,3}(?:" + noun + "|information|content))?[:.] *" +
	(if $subject then "" else "|" + source + "(?:we (?:can )?(?:see|learn|know|infer|conclude) that )?" end) +
	")"; $known + " OK"; names) |
    if $asked | test("(?i)\\b(?:you|your|ai|model|assistant)\\b") then . else
	begin("^" + bot + "(?=(?i:i|here|based|according)\\b)" +
	    "(?:I can (?:tell you|say|confirm) that |I (?:do not|don't|cannot|can't) [^.,\\n]{1,80}, (?:but|however,?) )?"; $known + " AI artificial"; names) end |
    if . == $was then . else cap end |
    if $subject or (test("(?i)" + noun + "|information|content|as an? .{0,20}(?:ai\\b|artificial|language model|assistant)|\\[[0-9]") | not) then . else over(unquoted | seen; untold($asked | test("(?i)\\b(?:you|your|ai|model|assistant)\\b") | not)) end |
    uncited($asked) | (if $ends then unsourced($asked) else . end) |
    ended(offers; $known; names; 240) |
    if $ends and (concluded($asked) | not) then
	closed(heads; $known; names; 900) | ended(opens; $known; names; 900) |
	ended(offers; $known; names; 240)
    else . end |
    if $ends and test(sums) and ($asked | test(asks_sum) | not) then unopened(sum_words; cap)
    else . end end)
