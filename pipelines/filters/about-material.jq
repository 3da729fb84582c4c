# An answer, of a turn too, that still speaks of the passages that the model was
# shown, and not of what they are about, gives its record the state about_material: that they
# say nothing, what they mention, what may be guessed from them.  A question
# about such a text is left alone.  It stands behind clean-zh.jq and clean-en.jq.
def noun: "(?:材料|[资資]料|文本|文[档檔]|段落|文章|原文|上下文|文段|短文|片段|[选選]段|知[识識][库庫]|(?:[检檢]索|搜索)[结結]果)";
def handed: "(?:(?:提供|[给給]出|[给給]定|所[给給]|[检檢]索到|搜索到|[参參]考|[现現]有|已有|上述|以上|您|[这這][段份些篇]|[该該]|本)的?)";
def part: "(?:的?(?:[内內]容|信息|文字|部分))?";
def how: "(?:[并並]|也|[还還]|又|均|都|所|只|[仅僅]|主要|多次|曾|直接|明[确確]|具[体體]|[详詳][细細]|特[别別]|[进進]一步|完全|作|做){0,3}";
def silence: "(?:[没沒]有?|[并並尚]?未能?|[无無](?![论論])|不(?:含|包含|足|[够夠]|能))";
def telling: "(?:提到|提及|提供|[说說]明(?![书書])|描述|介[绍紹]|[给給]出|[讨討][论論]|指出|[显顯]示(?![器屏出])|表明|[写寫]道|[记記][载載]|" +
    "列出|涉及|[讲講]述|[强強][调調]|描[写寫]|交代|[谈談]到|[说說](?![明服法]))";
def told: how + "(?:" + silence + how + ")?" + telling;
def thing_told: "(?:[记記][录錄]|信息|[内內]容|[数數][据據]|答案|[线線]索|[记記][载載]|[说說]明|描述|介[绍紹]|依[据據]|[资資]料)";
# A noun of its own: not 历史资料, 合同文本, 建筑材料.
def own_noun: "(?:(?<!\\p{Han})|(?<=[从從于然但管而且为為使即若果])|(?<=[并並也还還][未没沒]在)|(?<=有在)|" + handed + ")" + noun + part;
def zh: own_noun + "[中里裡裏]?" + told + "|" +
    handed + "文字[中里裡裏]?" + told + "|" +
    "(?<!\\p{Han})文中" + told + "|" +
    "(?<!\\p{Han})在" + handed + "?" + noun + part + "[中里裡裏]|" +
    silence + how + "[^，。；\\n]{0,6}在" + handed + "{0,3}" + noun + part + "[中里裡裏]|" +
    "在" + handed + "{0,3}" + noun + part + "[中里裡裏][，,]?" + how + silence + "|" +
    "(?:根[据據]|依[据據]|基于|按照|[从從]|由|[凭憑])" + handed + "{0,3}" + noun + part + "[中里裡裏]?[，,]?(?:我[们們]?)?(?:[还還]|[并並]|也|都)?(?:[无無]法|不能|[难難]以|不足以|看不出|[无無][从從]|" + silence + ")|" +
    "(?:知[识識][库庫]|(?:[检檢]索|搜索)[结結]果|上下文|" + handed + noun + ")" + part + "[中里裡裏]" + how + silence + "|" +
    own_noun + "[中里裡裏]" + how + silence + "[^，。；\\n]{0,16}" + thing_told + "(?=[，。；\\n]|$)|" +
    "(?<!\\p{Han})(?:[由因]于)?[您你所]?提供的" + handed + "{0,2}" + noun + part + "(?:[中里裡裏，,]|[为為]空|有限|不足)|" +
    "(?:提供|[给給]出|[给給]定)的[\\p{L}\\p{N} ]{0,20}(?:[内內]容|信息|文件|情[节節]|表格|文字)[，,中里裡裏]{0,2}" + how + silence + "|" +
    "[参參]考(?:材料|[资資]料)(?:[为為]空|[没沒]有|未|不足)";

def thing: "(?:provided |given |above |supplied |retrieved |available |source |reference ){0,2}" +
    "(?:passages?|texts?|documents?|context|excerpts?|sources?|information|materials? provided|provided materials?)";
def the: "(?:the|this|these|your) ";
def negation: "(?: not|n['’]t)";
def tell: "(?:mention|state|say|specif|indicat|suggest|describ|discuss|explain|provid|includ|contain|giv|list|tell|address|cover|detail|offer|reveal|clarif)";
def en: "\\b" + the + thing + "(?: (?:provided|given|above|supplied|you (?:provided|gave)))?" +
    " (?:(?:also|only|clearly|explicitly|specifically|further|merely|itself|simply|just|actually) ){0,2}" +
    "(?:(?:do(?:es)?|did)" + negation + " (?:\\w+ly )?" + tell + "|never " + tell + "|fails? to " + tell +
    "|lacks? |contains? no |says? nothing|gives? no |provides? no |offers? no |has no |" +
    "(?:is|are|was|were) (?:silent|unclear|insufficient|limited|incomplete|not (?:clear|enough|sufficient|specific))|" +
    "mentions?\\b|states?\\b|says?\\b|notes? that|indicates?\\b|suggests?\\b|describes?\\b|discusses\\b)|" +
    "(?:not|n['’]t|never|nowhere)\\b (?:\\w+ ){0,2}(?:mentioned|stated|said|given|provided|specified|described|found|listed|included|" +
    "indicated|discussed|explained|covered|available|detailed|clear)\\b[^.;\\n]{0,30} (?:in|from|by) " + the + thing + "\\b|" +
    "\\b(?:no|nothing|any)\\b[^.;\\n]{0,30}\\b(?:information|mention|details?|data|figures?|found|said|stated|reference|indication)\\b" +
    "[^.;\\n]{0,30} (?:in|from) " + the + thing + "\\b|" +
    "\\b(?:provided|given|supplied|retrieved) (?:passages?|texts?|documents?|materials?|context|excerpts?|information)\\b|" +
    "\\b(?:information|context|text) (?:provided|given|supplied)\\b|" +
    "\\b(?:based (?:only |solely )?on|according to) " + the + "(?:passages?|texts?|documents?|context|excerpts?)\\b";

# What is quoted, and code, does not speak for the answer.
def own: split("```") | [.[range(0; length; 2)]] | join("\n") |
    gsub("“[^“”\\n]*”|「[^「」\\n]*」|`[^`\\n]*`|\"[^\"\\n]*\""; "“”");
def speaks($asked): (.[:20000] | own) as $text |
    (($asked | test(noun + "|文中") | not) and
	($text | test("材料|[资資]料|文|段|知[识識][库庫]|[结結]果|提供|[给給][出定]")) and
	($text | test(zh))) or
    (($asked | test("(?i)\\b(?:passage|text|document|material|context|excerpt|source)s?\\b") | not) and
	($text | test("(?i)passage|text|document|material|excerpt|source|information")) and
	($text | test("(?i)" + en)));
# The answers of a record, or of its turns, each with its question.
def answers: if .answer != null then [.question, .answer] else
    .turns | arrays | .[] | objects | [.input, .output] end |
    select(.[1] | type == "string");
if type != "object" or .error or (.state // "success") != "success" or
    .refusal == true then .
elif any(answers; ((.[0] | strings) // "") as $asked | .[1] | speaks($asked))
then .state = "about_material" else . end
