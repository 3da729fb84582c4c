# Wraps each answered record, or dialogue, for a model to judge: the record goes
# to wk_record, where no reply reaches it; beside it are wk_judge and messages,
# made of the prompts zh_rules, zh, en_rules and en.  Other records pass as they
# are, as do refusals.  Ends with status 2 if the model that answered is $model,
# unless $same is "yes".  Run it with -n: else jq 1.6 goes on after that.
# The end of the name of a model whose weights are rounded, or in another file.
def rounded: "[-_.:](gguf|mlx|awq|gptq|fp8|fp16|bf16|int[48]|[48]bit|w[48]a(8|16)" +
    "|i?q[2-8](_[k0-9](_[sml])?)?)$";
def name: gsub("^\\s+|[\\s/]+$"; "") | ascii_downcase | split("/")[-1] // "" |
    sub("[-:]latest$|:(free|nitro|floor)$|-v[0-9]+:[0-9]+$"; "") | sub("[.]gguf$"; "") |
    until(. as $name | sub(rounded; "") == $name; sub(rounded; ""));
# Whether $a is $b with the prefix of a vendor, or the date of a version.
def extends($a; $b): $b != "" and
    (($a | endswith($b) and (.[:-($b | length)] | test("[.:@]$"))) or
    ($a | startswith($b) and (.[$b | length:] |
	test("^[-@:]?20[0-9]{2}-?[01][0-9]-?[0-3][0-9]$|^[-@:][01][0-9][0-3][0-9]$"))));
def same($a; $b): ($a | gsub("[:_ ]"; "-")) == ($b | gsub("[:_ ]"; "-")) or
    extends($a; $b) or extends($b; $a);
# The model that answered: wk-rag's, if that was at work, else wk-ask's.
def answerer: if .rag | type == "object" then .rag.model
    else .ask | objects | .model end | strings | select(name != "");
def cites($hit): .source == $hit.source and ((.start | type) != "number" or
    ($hit.start | type) != "number" or (.start >= $hit.start and
    .start <= $hit.start + ($hit.text | length)));
# The passages: the record's text, and the hits that its references name; all
# hits if it has no text.  Those of a dialogue are in turn_hits.
def headed: ([.title, .heading | strings | select(. != "")] | join(" > ")) as $head |
    (if $head == "" then "" else "【\($head)】\n" end) + .text;
def texts: arrays | flatten[] | objects | select((.text | type) == "string");
def passages:
    ((.text | strings) // "") as $text | [.hits | texts] as $hits |
    [.references | arrays | .[] | objects] as $references |
    (if .turn_hits | type == "array" then [.turn_hits | texts] else
	[$hits[] | . as $hit | select(any($references[]; cites($hit)))] |
	if . == [] and ($text | test("\\S") | not) then $hits else . end
    end | unique_by([.source, .start, .text])) as $shown |
    [$text, ($shown[] | select(.text as $t | $text | contains($t) | not) | headed) |
	select(test("\\S"))] | join("\n\n");
def dialogue($q; $a): [(if .turns | type == "array" and length > 0
	then .turns[] | { q: .input, a: .output }
	else { q: .question, a: .answer } end) |
    $q + (.q | strings) + "\n" + $a + (.a | strings)] | join("\n\n");
def han: . >= 13312 and . <= 40959 or . >= 131072 and . <= 205743;
def language: if $lang != "" then $lang elif .zh == true then "zh"
    elif .en == true then "en" else
	(.wk_text[:20000] | explode) as $text |
	if ([$text[] | select(han)] | length) * 5 > ($text | length)
	then "zh" else "en" end
    end;
def number: reduce explode[] as $c (29; (. * 31 + $c) % 65521);
# Fills a template in, as wk-ask does: {{field}}, {{field|default}}, {{fence}}.
def filled($template): . as $r | $template | sub("\n+$"; "") |
    gsub("\\{\\{(?<field>[A-Za-z_][A-Za-z0-9_]*)(\\|(?<default>[^}]*))?\\}\\}";
	(if .field == "fence" then $r.wk_fence else $r[.field] end) // .default //
	"" | if type == "string" then . else tojson end);
def is_answered: (.state // "success") == "success" and .refusal != true and
    (if .turns | type == "array" and length > 0
    then all(.turns[]; type == "object" and (.input | type) == "string" and
	(.output | type) == "string")
    else (.question | type) == "string" and (.answer | type) == "string" end);
(., inputs) | select(. != null) | if .error or (is_answered | not) then . else
    if $same == "yes" then . else
	((answerer | select(same(name; $model | name))) // null) as $who |
	if $who == null then . else
	    "judge: \($model) is the model that answered (\($who)): name " +
	    "another in WK_JUDGE_MODEL, or give judge -m or --same-model\n" |
	    halt_error(2)
	end
    end |
    { wk_judge: true, wk_record: . } + (.wk_text = passages |
    language as $language | if .wk_text == "" then
	{ error: { stage: "judge-open.jq", kind: "no_passage", message:
	    "neither text nor hits: nothing to hold the answer against" } }
    else
	.wk_dialogue = (if $language == "zh" then dialogue("问题："; "回答：")
	    else dialogue("Question: "; "Answer: ") end) |
	[.wk_text, .wk_dialogue, (.title, .heading, .before | strings)] as $texts |
	.wk_fence = ($texts | join("\n") | number | "----- \(.) -----" |
	    until(. as $fence | any($texts[]; contains($fence)) | not; "-" + .)) |
	(if $language == "zh" then [$zh_rules, $zh] else [$en_rules, $en] end)
	    as $prompt |
	{ messages: [{ role: "system", content: ($prompt[0] | sub("\n+$"; "")) },
	    { role: "user", content: filled($prompt[1]) }] }
    end)
end
