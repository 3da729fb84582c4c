# Records of paraphrased.jsonl: where the evidence stands, and the words that
# the question shares with the sentence of it and the sentences beside that.
# --slurpfile texts FILE: the documents, as wk-text(1) wrote them.
#
# A word of Latin letters is its first letters, without an ending; of Chinese,
# two characters that stand together.  The words that questions are made of do
# not count.
def stop: "a about all am an and any are as at be been but by can could did do
    does down each for from had has have he her him his how i if in into is it
    its may me might more most much many must my no not of on one or our out
    over own she should so some than that the their them then there these they
    this to up was we were what when where which while who whom whose why will
    with without would you your
    什么 為何 为何 怎么 怎样 多少 哪个 这个 那个 他们 自己 大家 时候 没有 的人 了什" |
    [splits("\\s+")] | map({ key: ., value: true }) | from_entries;

# stem: a word without its ending, at most five letters of it.
def stem: sub("'s$"; "") | if length > 3 then
	sub("(ing|ies|ied|ed|es|s|ly|ers?|est|y|e)$"; "") |
	sub("(?<c>[bdgmnprt])\\k<c>$"; .c)
    else . end | .[:5];
def words($stop): ascii_downcase |
    ([scan("[a-z']+|[0-9]+") | select($stop[.] | not) | stem] +
    [scan("\\p{Han}+") | range(length - 1) as $i | .[$i:$i + 2] |
	select($stop[.] | not)]) | unique;

# beside($from; $to): of a line, the sentences of these characters, with one
# before and one behind.
def beside($from; $to):
    [match("[^.!?。！？]+[.!?。！？\"”」]*"; "g")] |
    map(select(.offset < $to and .offset + .length > $from)) as $own |
    (index($own[0]) - 1) as $first |
    .[([$first, 0] | max):index($own[-1]) + 2] | map(.string) | add;

stop as $stop | . as $r | first($texts[] | select((.source | split("/")[-1]) == $r.source)) as $doc |
($doc.text | split($r.evidence)) as $parts |
if ($parts | length) != 2 then . + { fault: "the evidence stands there \(
    $parts | length - 1) times" } else
    ($parts[0] | split("\n")[-1] // "") as $before |
    ($before + $r.evidence + ($parts[1] | split("\n")[0] // "")) as $line |
    . + { source: $doc.source, at: ($parts[0] | length),
	shared: ((.question | words($stop)) as $words | $line |
	    beside($before | length; $before + $r.evidence | length) |
	    words($stop) as $others | [$words[] | select(IN($others[]))]) }
end
