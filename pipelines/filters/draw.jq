# Of records, $most that a person has not decided about yet in $edits, then those
# that were, drawn by a hash of their id; numbered from 1.  Run with -n.
def key: .id // .question | tostring;
def hash: reduce explode[] as $c (23; (. * 31 + $c) % 65521) |
    reduce range(6) as $i (.; (. * 75 + 74) % 65537);
(reduce $edits[].id as $id ({}; .[$id | tostring] = true)) as $seen |
[inputs | { key: key, record: . }] | sort_by($seen[.key], (.key | hash)) | .[:$most] |
to_entries[] | { n: (.key + 1), key: .value.key } + (.value.record |
    { source, start, title, passage: .text, evidence, question, answer })
