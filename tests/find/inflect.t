#!/bin/sh
# wk-find: English words are found in their other forms.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-index wk-find jq

# A passage a line, then questions about it that have other forms of its words.
cat >passages <<'EOF'
The company rents its trucks to farmers and charges forty dollars for each day.|How much is charged when a truck is rented?|Who was renting the truck?|What does a farmer pay per day for a truck?
Our insurance policies include theft, but damage caused by flooding is excluded.|Does the policy include theft?|Which damages are not included in the policy?
Bakers knead the dough twice and let it rise for three hours before baking it.|How often is dough kneaded?|What does a baker do twice?
A library card expires after two years and can be renewed at the desk.|When do library cards expire?|Who renews cards at libraries?
The glacier retreated by eighty metres last year, and two lakes formed below it.|How far is the glacier retreating each year?|Did lakes form below the glaciers?
Patients swallow one tablet after breakfast; children take half a tablet.|How many tablets does a patient swallow?|When is the tablet swallowed?
The lighthouse flashes twice every ten seconds, and ships have relied on it since 1870.|How often does a lighthouse flash?|Since when are ships relying on it?
The printer jams when damp paper is loaded into the lower tray.|Why has the printer jammed?|Which tray jams a printer?
Salmon migrate upstream in autumn to spawn in gravel beds.|Where is salmon spawning?|When has salmon migrated upstream?
Carpenters glue the joints and clamp them overnight.|How long is a joint clamped?|What does a carpenter glue?
Squirrels bury acorns and forget a third of them.|What does a squirrel bury?|Is burying an acorn what squirrels do?
The court fined the factory for polluting the river with dyes.|Why does a court fine factories?|Which dye is polluting rivers?
EOF
jq -cR '(. / "|")[0] | { text: ., source: . }' passages >texts
jq -cR '(. / "|") as $p | $p[1:][] | { question: ., source: $p[0] }' \
    passages >asked
cat >others <<'EOF'
Who designed the opera house in Sydney?
How do I cancel my gym membership?
How deep do whales dive?
When are taxes due for small companies?
Which instruments do wind players practise?
What do hedgehogs eat?
How are diamonds cut?
Which judges did the president appoint?
EOF
wk-index kb.db texts >out || exit 1

wk-find -k kb.db -t 0 -n 1 asked >found
is "$(jq -c 'select(.hits[0].source != .source) | .question' found)" '' \
    'the first hit has the words of the question, in whatever form'
wk-find -k kb.db asked >found
is "$(jq -s 'length' found)" 25 'there are 25 questions'
accepted=$(jq -s '[.[] | select(.state == null)] | length' found)
result $((accepted < 22)) "at least 22 of them are answered: $accepted"
is "$(wk-find -k kb.db --lines others | grep -vc '"state":"unrelated"')" 0 \
    'questions about something else are refused'

# first QUESTION TEXT...: which text is the first hit.
first() {
	question=$1
	shift
	printf '%s\n' "$@" | jq -cR '{ text: ., source: . }' >two
	rm -f two.db
	wk-index two.db two >out && printf '%s\n' "$question" |
	    wk-find -k two.db --lines -t 0 -n 1 | jq -r '.hits[0].text'
}
is "$(first 'the Woods' 'The wood of the boat.' 'The woods of the king.')" \
    'The woods of the king.' 'the same form comes before another one'
is "$(first 'the wood' 'The wood of the boat.' 'The woods of the king.')" \
    'The wood of the boat.' 'whichever of them it is'
is "$(first 'rent and rented' 'a boat is rented' 'a house is sold')" \
    'a boat is rented' 'a question may have two forms of a word'
for question in 'rent and rented' 'rented and rent'; do
	printf '%s\n' "$question" | wk-find -k two.db --lines -t 0 -n 1
done | jq -c .hits >scores
is "$(uniq scores | wc -l)" 1 'their order does not matter' || cat scores
is "$(first 'inclusion' 'it includes this' 'an inclusion of that')" \
    'an inclusion of that' 'derived words are others'

# words N: so many words that no text has.
words() {
	awk -v "n=$1" 'BEGIN { for (i = 0; i < n; i++) printf "w%cx%cy%c ",
	    97 + i % 26, 97 + int(i / 26) % 26, 97 + int(i / 676) }'
}
# more than 64 words are counted first, and the rare ones searched for
is "$(first "$(words 90)policy" 'Policies of ours.' 'Something else.')" \
    'Policies of ours.' 'a long question finds other forms'
is "$(first "$(words 2000)policies" 'Policies of ours.' 'Something else.')" \
    'Policies of ours.' 'a word behind 1,024 forms is found as it is written'
is "$(first '云泽的 APIs' '云泽的 API' '石门的闸')" '云泽的 API' \
    'English words in a Chinese question have forms'
done_testing
