# What the next question of a dialogue is asked from: its turns as text, the
# passages found last, and a way to ask, drawn from $moves, "WEIGHT text" a line.
def draw: reduce explode[] as $c (19; (. * 31 + $c) % 65521);
def mark: if test("\\p{Han}") then ["问：", "答："] else ["Q: ", "A: "] end;
def turns: [.turns | arrays | .[] | objects |
    select((.input | type) == "string" and (.output | type) == "string")];
if .error then . elif .more != true then . elif turns == [] then
    .error = { stage: "deeper.jq", kind: "no_turns", message: "no turns to go on from" }
else
    (turns[0].input | mark) as $mark |
    .wk_text = ([turns[] | $mark[0] + .input + "\n" + $mark[1] + .output] |
	join("\n\n")) |
    ([.hits[]?.text? | strings] | join("\n\n")) as $passages |
    (if $passages != "" then .wk_passages = $passages else del(.wk_passages) end) |
    [$moves | split("\n")[] | capture("^(?<weight>[0-9]+)[ \t]+(?<text>.*\\S)") |
	range(.weight | tonumber) as $i | .text] as $lines |
    .move = $lines[(.wk_text | draw) % ($lines | length)]
end
