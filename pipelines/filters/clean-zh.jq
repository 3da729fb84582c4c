# Takes out of generated Chinese answers what a chat model adds to them; a fact,
# and a sentence that would not be whole, stays.  The record gets "cleaned".
include "clean" { search: "./" };

# Numbers, names and Latin words: what a piece says that may be new.
def names: "[A-Za-z][A-Za-z0-9]*|《[^》]*》|“[^”]*”|「[^」]*」|『[^』]*』|" +
    "第[一二三四五六七八九十百千万]+[\\p{Han}]|" +
    "[二两三四五六七八九十百千万亿]+(?:[个种位次章年月日倍万亿成条项届部关回件座])";
# The material, in the words of those who were shown some.
def noun: "(?:材料|资料(?![片室库馆夹])|文本|文档|段落|文章|原文|上下文|文段|短文|片段|选段|知识库|背景知识|检索结果|搜索结果)";
def which: "(?:[您你所本该这此的段篇份些则中里内到与和]|用户|我们|以上|上述|上面|前面|" +
    "下面|下列|提供|给出|给定|已有|现有|已知|参考|相关|检索|搜索|查询|背景|题目|" +
    "题干|文中|文字|游戏|《[^》\\n]{1,30}》){0,8}";
def where: "(?:[中里内上的所]|叙述|记述|所述|所示|内容|信息|描述|记载|介绍|来看|可知|可以|看出|得知|知道|显示|" +
    "提供|提到|提及|指出|说明|部分|我们|推断|推测|给出){0,8}";
def where0: "(?:[中里内上的]|内容|信息|描述|记载|提供){0,5}";
# Without a word of who gave it, it is what the prompt held, whatever it is.
def handed: "(?:[您你所]|以上|上述){0,3}(?:提供|给出|给定)的[\\p{L}\\p{N} ]{0,12}" +
    "(?:内容|文件|情节|剧情|表格|描述|文字|网页|页面|报道|对话)(?=[，,：:中里])";
def material: "(?:" + which + noun + "|" + which + "(?:信息|内容|描述)(?=[，,：:中里])|" + handed + "|文中|上文|前文)";
# Where the material does not say a thing, that stays as it is.
def silent: "(?!(?:还|也|都)?(?:并?没有?|[并尚]?未能?|无(?!论)|并?不(?=足|含|包))(?:[^，。；\\n]{0,12}" +
    "(?:提[到及供]|说|介绍|描述|给出|列出|涉及|讨论|记[载录]|信息|内容|答案|数[据字]|依据|线索|资料|确定|判断|得知|知道|了解|回答|看出|找到|" +
    "具体|明确|直接|详细|相关|关于|足够|法|从)|[，。；\\n]|$)|无法|不能|难以|有?提[到及供])";
def source($sp): "(?:根据|依据|按照|依照|基于|结合|参考|通过阅读|阅读|从|由|在|据)" + material + where + "[，,：:]" + $sp + "*" + silent;
def says: "(?:(?:正如|如同|如|就像|据|在)?" + which + "(?:" + noun + "|文中|上文)[中里]?(?:所|还|也|曾|均|都|" +
    "又|明确|特别|详细|进一步|具体|多次){0,3}(?:提到|提及|指出|显示|表明|说明(?!书)|写道|介绍|" +
    "描述|强调|记载|所述|所示|所说|所言|说(?!明))(?![书器信性]))";
def yes_no: "吗|是否|能否|可否|是不是|能不能|会不会|有没有|可不可以|要不要";

# without($asked): a sentence without talk of the material.
def clause: "^(?<lead>(?:[*_>-]|" + sp + ")*(?:[0-9]+[.、]" + sp + "*)?(?:(?:首先|其次|再次|最后|然而|但是|但|而|不过|同时|" +
    "此外|另外|因此|所以|并且|而且|且|具体来说|具体而言|例如|比如|其中|虽然|尽管)[，,]?)?)";
def verb: "[是有为在会可能将被由需使让属受了]|来自|包括|位于|作为";
def seen: .see = (.see and
    (.text | test("材料|资料|文|段|上下文|知识|结果|信息|(?:提供|给[出定])的")));
def untold:
    replaced(clause + which + noun + "[中里](?:还|也)(?:提到|提及|介绍|列出|列举)了(?=[^\\n，。；：！？]*(?:一些|其他|其它|另外|[个种些位项]))"; "\(.lead)还有") |
    replaced(clause + source(sp) + "(?=[^\\s“])"; "\(.lead)") |
    replaced(clause + says + "(?:过|了|道)?[，,]" + sp + "*(?=\\S)"; "\(.lead)") |
    replaced(clause + says + "[：:]" + sp + "*(?=[^\\s“\"「])"; "\(.lead)") |
    replaced(clause + says + "(?![过了道的出书，,：:：“\"])(?=[^\\n，。；！？]{2,}(?:" + verb + "))"; "\(.lead)") |
    replaced("(?<c>[，,](?:但是?|而|且|并且|同时|因为|由于)?)(?:" + source(sp) + "|" + says + "(?:过|了|道)?[，,]" + sp + "*)(?=[^\\s“])"; "\(.c)") |
    replaced("(?<![未没有并不无])" + which + "(?:" + noun + "|文中)[中里]?(?:所)?(?:提到|提及|描述|介绍|列出|给出|记载|出现|提供)过?的(?![有是只就还都也，,。、])"; "") |
    replaced(clause + says + "(?:过|了|道)?(?=[^\\n，。；！？、和与“]{1,12}“[^”\\n]{5,}”)"; "\(.lead)") |
    replaced("(?<=以下是|下面是|这里是)(?:根据|依据|基于)" + material + where + "(?=对|整理|总结|得出)"; "") |
    replaced("(?<=可以|能够)(?:根据|依据|基于|从)" + material + where0 + "(?=推测|推断|看出|得知|了解|得出|总结)"; "") |
    replaced("在" + material + "[中里]?(?=被(?:描述|称|形容|塑造|描绘|视))"; "") |
    replaced("[，,](?:正如|如同|如|就像)" + which + "(?:" + noun + "|文中|上文)[中里]?所(?:述|示|说|言|提到|提及)(?=[。！；，,]|$)"; "") |
    replaced("[（(](?:如|见|正如)?" + which + "(?:" + noun + "|文中|上文)[中里]?(?:所述|所示|提到|提及)?[）)]"; "");

def sums: "总之|综上(?:所述)?|总的来说|总的来看|总而言之|总体(?:来说|而言|来看|上)|" +
    "整体(?:来说|而言|来看|上)|概括(?:来说|地说|起来|而言)|简而言之|简言之|归纳起来|总结(?:来说|一下|起来|而言)?(?=[，,：:])";
def sum_words: "^\\s*(?:(?:因此|最后|所以)，)?(?<b>(?:\\*\\*)?)(?:" + sums + ")(?:[，,：:]\\k<b>|\\k<b>[，,：:])\\s*(?=[\\p{Han}\\p{L}《“])";
def opens: "^[\\s*_>-]*(?:因此，|最后，|所以，)?(?:" + sums + "|" +
    "由此可见|通过(?:以上|上述)|希望(?:大家|玩家|你|您|各位|这|以上|上述|对|能)|以上(?:就是|便是|是))";
def heads: "^[\\s#*_>]*(?:[0-9一二三四五六七八九十]+[.、] ?)?(?:总结|小结|结语|结论|总的来说|综上所述)[\\s*_:：]*$";
def offers: "^[\\s*_>-]*(?:(?:如果|如|若|要是|倘若)(?:您|你|大家)?(?:还|仍|对|有|需要|想|在)[^。！？]{0,40}" +
    "(?:随时|告诉我|问我|向我|提问|提出|咨询我|联系我|继续问|乐意|很高兴|为您|为你)|" +
    "(?:请|欢迎)?(?:您|你)?随时(?:告诉|联系我|提问|向我|问我|咨询)|欢迎(?:继续|随时|进一步)?(?:提问|追问)|" +
    "希望(?:以上|这些?|我的|上述|本|此)?[^。！？]{0,16}(?:对您|对你|对大家|能?帮助|帮到|有用|解答)[^。！？]{0,12}[。！]?\\s*$|" +
    "祝(?:您|你)[^。！？]{0,20}[。！]?\\s*$|(?:请问)?(?:您|你)?(?:还有|是否还有|还需要)[^。！？]{0,20}(?:吗|呢)?？\\s*$)";
def asks_sum: "总之|综上|总的来说|总体|总结|概括|归纳|小结|结论|整体(?:来说|上|而言|来看)|概述";
# concluded: whether the sum may be what was asked for: or says yes or no, which
# a short answer has not said yet, and a long one may only deny.
def denies: "不能|不会|不可|不得|不是|没有|无法|并未|并不|并非";
def concluded($asked): ($asked | test(asks_sum)) or
    (($asked | test(yes_no)) and (length < 200 or (.[-300:] | test(denies))) and (.[:60] |
	test("^\\W*(?:好的|当然|是|不|可以|能|会|有|没|否|对|的确|确实|根据)") | not) and
	(([$asked | match("([\\p{Han}]{1,2})吗")][0].captures[0].string // "吗") as $word |
	.[:20] | split("。")[0] // "" | split("\n")[0] // "" | contains($word) | not));

every(.asked as $asked | .known as $known | .ends as $ends | .text |
    if test("\\p{Han}") | not then uncited($asked) else
    ($asked | gsub("(?:根据|依据|按照|基于|在|从)" + which + noun + where + "|" +
	which + noun + "中(?:所|提到|的)"; "")) as $about |
    (noun as $n | [$about | match($n; "g").string] | join("|")) as $subject |
    ($asked | test(yes_no)) as $yes_no |
    echoed($asked; "问题|问|提问|用户问题"; "答案|答|回答|解答|回复|参考答案") |
    uncited($asked) |
    begin("^(?:(?:好的|好|没问题|明白了?|收到)[，,。！!]\\s*" +
	(if $yes_no then "" else "|(?:当然(?:可以)?|可以)[，,。！!]\\s*" end) +
	"|(?:这|您的?|你的?)?(?:是|真是)?一?个?(?:很|非常)?好(?:的)?问题[，,。！!]\\s*" +
	(if $asked | test("你好|您好") then "" else "|[您你]好[，,。！!]\\s*" end) +
	"|很?高兴(?:为您|为你|能)[^，。！\\n]{0,12}[，,。！!]\\s*" +
	"|(?:以下|下面|这里)(?:是|为)[^，。！？：\\n]{0,24}(?:回答|答案|解答|回复)[：:。]\\s*" +
	("|" + (if $subject == "" then "" else "(?![^，,：:\\n]*(?:" + $subject + "))" end) + source("\\s") +
	    "(?:我们)?(?:可以|能够|可)?(?:得知|看出|知道|了解到|推断出?|总结出|发现)?[，,：:]?\\s*") +
	")"; $known; names) |
    if $asked | test("你|您|AI|模型|助手|人工智能") then . else
	begin("^作为(?:一个|一名|一款|一位)?[^，。\\n]{0,10}(?:AI|人工智能|智能|语言|虚拟)(?:语言|大)?(?:模型|助手|助理)?[，,]\\s*(?=我|以下|根据)" +
	    "(?:我(?:并?没有|无法|不能)[^，。\\n]{0,24}，(?:但是?|不过)，?(?=\\S))?"; $known + "AI"; names) end |
    if $subject != "" or (test(noun + "|文中|上文|信息|内容|(?:提供|给[出定])的") | not)
    then . else over(unquoted | seen; untold) end |
    ended(offers; $known; names; 120) |
    if $ends and (concluded($asked) | not) then
	closed(heads; $known; names; 400) | ended(opens; $known; names; 400) |
	ended(offers; $known; names; 120)
    else . end |
    if $ends and test(sums) and ($asked | test(asks_sum) | not) then unopened(sum_words; .)
    else . end end)
