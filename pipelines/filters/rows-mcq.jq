# Rows of EvalScope's general_mcq: a question, four choices, the right letter.
# The wrong choices are those of the field choices; for what it lacks, answers to
# other questions of the same question_type, of other passages, with Han characters
# as it or without, and about as long.  Each letter is right equally often.  Run
# with -n, on all records; --arg rejects yes: see row.jq.
include "row" { search: "./" };
def hash: reduce explode[] as $c (23; (. * 31 + $c) % 65521) |
    reduce range(6) as $i (.; (. * 75 + 74) % 65537);
def passage: [.source // .references[0]?.source, .start // .references[0]?.start];
# A choice is a line of the prompt.
def line: gsub("\\s+"; " ") | trim;
# Whether one says what the other one says.
def like($plain): contains($plain) or (. as $own | $plain | contains($own));
# Adds the first texts of a stream that are like none of the array, up to four.
def fill(texts): reduce texts as $t (.; if length >= 4 then . else
    ($t | plain) as $plain |
    if $plain == "" or any(.[]; plain | like($plain)) then . else . + [$t] end end);
# Of answers in the order of their lengths, those that may be wrong ones to $r,
# whose own has the number $at: the twelve nearest in an order drawn by the
# question, then the others.
def near($r; $at): ($r | passage) as $own |
    ([$r.evidence, $r.answer] | map(select(said))[0]) as $proof |
    to_entries | sort_by(.key - $at | fabs) | map(.value |
	select(($own[0] == null or .passage != $own) and
	(.text | contains($proof) | not)).text) |
    (.[:12] | sort_by($r.question + . | hash)) + .[12:] | .[];
def good: (.error | not) and (.state // "success") == "success" and
    unanswered == null and .refusal != true;

[inputs] | to_entries |
# Answers by type, in the order of their lengths; and where a record's own is.
(map(select(.value | good) | .key as $key | .value | { key: "\($key)",
	type: [.question_type, (.answer | test("\\p{Han}"))], text: .answer,
	passage: passage }) |
    group_by(.type) | map(sort_by((.text | length), .text))) as $pool |
(reduce ($pool | to_entries[]) as $g ({}; reduce ($g.value | to_entries[]) as $e (.;
    .[$e.value.key] = [$g.key, $e.key]))) as $place |
map($place["\(.key)"] as $at | .four = if $at == null then [] else
    .value as $r | ([$at[1] - 40, 0] | max) as $from | [$r.answer] |
    fill(($r.choices | arrays[] | strings),
	($pool[$at[0]][$from:$from + 80] | near($r; $at[1] - $from))) end) |
(map(select(.four | length == 4) | { key: "\(.key)", text: .value.question }) |
    sort_by((.text | hash), .text) | to_entries |
    map({ key: .value.key, value: (.key % 4) }) | from_entries) as $letter |
.[] | $letter["\(.key)"] as $at | .four as $four | .value |
row("rows-mcq.jq";
    if .refusal then ["refusal", "a question that nothing answers"]
    elif $at == null then
	["few_choices", "\(($four | length) - 1) wrong choices, not 3"] else null end;
    ($four[1:$at + 1] + $four[:1] + $four[$at + 1:] | map(line)) as $c |
    { question, A: $c[0], B: $c[1], C: $c[2], D: $c[3], answer: "ABCD"[$at:$at + 1] })
