# Sets "zh" or "en" to true, by the share of Han characters in the first 20,000 of
# the text, or as $lang says if that is not empty.
include "argument" { search: "./" };
def han: . >= 13312 and . <= 40959 or . >= 131072 and . <= 205743;
argument($lang == "" or $lang == "zh" or $lang == "en";
    "language.jq: lang \($lang): not zh or en") |
if .error or .state then . elif (.text | type) != "string" then
    .error = { stage: "language.jq", kind: "no_text", message: "text is no string" }
else
    (.text[:20000] | explode) as $text |
    (if $lang != "" then $lang
    elif ([$text[] | select(han)] | length) * 5 > ($text | length) then "zh"
    else "en" end) as $lang | .[$lang] = true
end
