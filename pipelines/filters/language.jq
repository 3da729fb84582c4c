# Sets "zh" or "en" to true, by the share of Han characters in the text, or as
# $lang says if that is not empty.
if .error or .state then . else
    (if $lang != "" then $lang
    elif (.text | [match("\\p{Han}"; "g")] | length) * 5 > (.text | length)
    then "zh" else "en" end) as $lang | .[$lang] = true
end
