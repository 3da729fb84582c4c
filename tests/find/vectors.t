#!/bin/sh
# wk-find: the order by words and by vectors, two thresholds, two kinds of
# score.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/vectors.sh
. "$ROOT/tests/vectors.sh"
need wk-index wk-find jq

# By words the order for "alpha beta gamma" is A, B, C, and D is not there; by
# vectors D, B, A, C.
{
	chunk A 'alpha beta gamma' 0 1 0
	chunk B 'alpha beta sigma' .6 .8 0
	chunk C 'alpha omega sigma' -1 0 0
	chunk D 'lambda omega tau' 1 0 0
} >in
wk-index kb.db in >out || exit 1
question 'alpha beta gamma' 1 0 0 >q
order() { # KB [OPTION...]: the sources of the hits
	base=$1
	shift
	wk-find -k "$base" "$@" q | jq -r '.hits[]?.source' | tr -d '\n'
}
# sums WORDS BOTH: the sources of the hits, in the order of their sums: of
# weight / (60 + rank), where the weight of a rank by words is (score / 0.6) ^ 2,
# from 0.001 to 1, and of one by vectors its place from the least similarity to
# the greatest, times 1 - w (1 - p): w and p are those of the first by words.
sums() {
	jq -nr --slurpfile w "$1" --slurpfile b "$2" '
	    def at($list): . as $s | $list | map(.source) | index($s);
	    ($w[0].hits) as $words | ($b[0].hits | sort_by(-.similarity)) as $v |
	    ($v[0].similarity - $v[-1].similarity) as $span |
	    def weight: [[0.001, (. / 0.6 | . * .)] | max, 1] | min;
	    def place: (. - $v[-1].similarity) / $span;
	    ([$v[] | select(.source == $words[0].source).similarity][0] |
	    1 - ($words[0].score | weight) * (1 - place)) as $sure |
	    $b[0].hits | map(. as $h | .source as $s |
		(($s | at($words)) as $i | if $i == null then 0 else
		($words[$i].score | weight) / (61 + $i) end) +
		$sure * (.similarity | place) / (61 + ($s | at($v))) | { source: $s, sum: . }) |
	    sort_by(-.sum) | map(.source) | join("")'
}
jq -c 'del(.embedding)' q >words
wk-find -k kb.db words >words.hits
wk-find -k kb.db q >both.hits
is "$(order kb.db)" BADC 'the order of the weighted reciprocal ranks'
is "$(sums words.hits both.hits)" BADC 'which is what the page says'
is "$(order kb.db -n 2)" BA '-n cuts that order'
is "$(wk-find -k kb.db words | jq -r '.hits[].source' | tr -d '\n')" ABC \
    'a question without an embedding is looked up by words alone'
wk-find -k kb.db q >out
is "$(jq -c '.hits | map(.similarity * 100 | round)' out)" '[60,0,100,-100]' \
    'similarity is the cosine'
is "$(jq -c '[.hits[] | select(.source != "D") | {source, score}] | sort' out)" \
    "$(wk-find -k kb.db words |
	jq -c '[.hits[] | {source, score}] | sort')" 'score is that of the words'
is "$(jq -c '.hits[2] | [.source, .score]' out)" '["D",0]' \
    'also of a chunk that only vectors found'
is "$(jq -c 'has("embedding")' out)" false 'the embedding is dropped'
is "$(jq -c '.hits[0] | keys_unsorted' out)" \
    '["text","source","score","similarity"]' 'the members of a hit'

# Words that are sure of a chunk, which is the least similar of all: the vectors
# do not count.  Where words are not sure, they do.
{
	chunk A 'alpha beta gamma' -1 0 0
	chunk B 'alpha beta sigma' 1 0 0
	chunk C 'alpha omega sigma' .8 .6 0
} >in
wk-index sure.db in >out || exit 1
question 'alpha beta gamma' 1 0 0 >q
is "$(order sure.db)" ABC 'vectors do not disturb words that are sure'
question 'alpha kappa phi' 1 0 0 >q
is "$(order sure.db -t 0)" BCA 'words that are not are outweighed'

# Ties among the vectors go to the earlier chunk; among all, too.
{
	chunk A 'one' 1 0
	chunk B 'two' 1 0
	chunk C 'three' 1 0
} | wk-index ties.db >out
question '?' 1 0 >q
is "$(order ties.db -t 0,0)" ABC 'equal vectors: the earlier chunk first'
# X is first by words alone, Y by vectors alone: both sums are 1/61.
{
	chunk X 'alpha beta'
	chunk Y 'lambda tau' 1 0
} | wk-index ties2.db >out 2>err
question 'alpha beta' 1 0 >q
is "$(order ties2.db)" YX 'equal sums: what has a vector first'
is "$(wk-find -k ties2.db q | jq -c '.hits | map(has("similarity"))')" \
    '[true,false]' 'a chunk without a vector has no similarity'

# Of each list 50 count: the 51st by vectors is nowhere.
{
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 \
	    25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 \
	    47 48 49 50 51 52 53 54 55 56 57 58 59 60; do
		chunk "s$i" "t$i" 1 .1
	done
} >in
wk-index many.db in >out
question '?' 1 0 >q
is "$(wk-find -k many.db -t 0,0 -n 55 q | jq '.hits | length')" 55 \
    '-n above 50: so many of each list'
is "$(wk-find -k many.db -t 0,0 -n 50 q | jq '.hits | length')" 50 '-n 50'

# Thresholds.
state() { # [OPTION...]
	wk-find -k kb.db "$@" q | jq -r '.state // "hits"'
}
question 'zeta' .8 .6 0 >q
is "$(state -t 1)" unrelated 'without a second number vectors admit nothing'
is "$(state -t 1,0.95)" hits 'the second number is one for the similarity'
is "$(state -t 1,0.97)" unrelated 'which has to be reached'
is "$(state --threshold 1,0.95) $(state --throttle 1,0.95)" 'hits hits' \
    'the long names take both'
question lambda -1 0 0 >q
is "$(state -t 0.1,1)" hits 'one of the two is enough'
question 'nothing of that' 1 0 0 >q
is "$(state -t 1,1)" hits 'a similarity of 1 reaches 1'
question 'nothing of that' -1 0 0 >q
is "$(state -t 1,-1)" hits 'the least similarity is -1'
for t in '1,' ,1 1,2 2,0 1,-2 1,0.5,0.5 1,nan 1,x; do
	wk-find -k kb.db -t "$t" q >out 2>err
	is "$? $(cat out)" '2 ' "-t $t: no thresholds"
done
is "$(wk-find -k kb.db -t 1,7 q 2>&1 | head -n 1)" \
    'wk-find: -t 7: not a number from -1 to 1' 'and it says why'

# A question without a term is looked up by its vector.
question '？！' 1 0 0 >q
is "$(state -t 0.5,0.5)" hits 'a question without a word'

# What is of another model, length or text.
fits() { # KIND STATUS MESSAGE RECORD
	{
		printf '%s\n' "$4"
		question alpha 1 0 0
	} | wk-find -k kb.db >out 2>err
	is "$? $(head -n 1 out | jq -r '"\(.error.kind) \(has("embedding"))"')" \
	    "$2 $1 false" "$1"
	has "$(cat err)" "$3" "$1: what is said"
}
fits other_model 2 \
    'kb.db: its vectors are of m (3 dimensions), this embedding is of m2 (3 dimensions)' \
    "$(model=m2 question alpha 1 0 0)"
is "$(sed 1d out | jq -c '[.error.kind, .error.status, has("embedding")]')" \
    '["stopped",2,false]' 'nothing is looked up after that'
fits other_model 2 'this embedding is of m (2 dimensions)' \
    "$(question alpha 1 0)"
fits stale_embedding 1 'embedding belongs to another question' \
    "$(question old 1 0 0 | sed 's/"old"/"new"/')"
is "$(sed 1d out | jq -r '.hits | length')" 4 'the next is looked up'
fits bad_embedding 1 'embedding is an array, not an object' \
    '{"question":"q","embedding":[1,0,0]}'
prefix='query: ' question alpha 1 0 0 >q
is "$(state)" hits 'a question may have another prefix than the passages'

# Questions that are read at once get what each gets alone.
{
	question alpha 1 0 0
	question beta 0 1 0
	question old .6 0 0 | sed 's/"old"/"new"/'	# stale
	echo '{"question":"broken"'
	question 'alpha lambda' .6 .8 0
	question gamma 0 .8 .6 | sed 's/}$/,"state":"success"}/'
	question gamma
	question tau 1 .1 .1 | sed 's/}$/,"error":{"stage":"s"}}/'
	echo '{"question":"q","embedding":7}'
	for n in 1 2 3 4 5 6 7 8 9; do
		question "alpha $n" .6 .1 "$((n % 2))"
	done
	question sigma -1 0 0 | tr '\n' '\r'; echo
	question alpha 0 0 1
} >q
while read -r line; do
	echo "$line" | wk-find -t 0,-1 -k kb.db 2>/dev/null
done <q | sed 's/stdin:1:/stdin:4:/' >alone
wk-find -t 0,-1 -k kb.db <q >out 2>/dev/null
is "$(cat out)" "$(cat alone)" 'questions read at once get what each gets alone'
is "$(jq -s '[.[] | select(.hits[0]?.similarity?)] | length' out)" 14 \
    'by their own vectors'

# The embedding is of the field that -f names.
question alpha 1 0 0 | sed 's/"question"/"q"/' >q
is "$(wk-find -k kb.db -f q q | jq -c '.hits[0] | has("similarity")')" true \
    '-f: the embedding is of that field'

# It is dropped from records that pass, too.
{
	question a 1 0 0 | sed 's/}$/,"state":"success"}/'
	question a 1 0 0 | sed 's/}$/,"error":{"stage":"s","kind":"k","message":"m"}}/'
	question a 1 0 0 | sed 's/}$/,"no":false}/'
} >q
wk-find -k kb.db -w no q >out
is "$(cat out)" '{"question":"a","state":"success"}
{"question":"a","error":{"stage":"s","kind":"k","message":"m"}}
{"question":"a","no":false}' 'records that pass lose it, and nothing else'

# A base without vectors does as before.
{
	chunk A 'alpha beta gamma'
	chunk B 'alpha beta sigma'
} | wk-index plain.db >out
question 'alpha beta' 1 0 0 >q
question 'alpha beta' >words
is "$(wk-find -k plain.db q)" "$(wk-find -k plain.db words)" \
    'in a base without vectors the embedding counts nothing'

# --neighbours: a hit has the best of what it is joined from.
{
	chunk N 'alpha beta gamma' 0 1 0
	chunk N 'lambda tau' 1 0 0
} | wk-index wide.db >out
question 'alpha beta gamma' 1 0 0 >q
is "$(wk-find -k wide.db --neighbours 1 q |
    jq -c '.hits | map([.similarity, .score > 0.5])')" '[[1,true]]' \
    '--neighbours keeps the best of both scores'

# --calibrate: what words part, what vectors part, and both.
{
	question 'alpha beta gamma' 0 0 1	# by words alone
	question 'alpha beta sigma' 0 0 1
	question 'xi' 1 0 0			# by vectors alone
} >good
{
	question 'rho' 0 0 1
	question 'alpha phi chi psi kappa zeta iota' 0 0 1
} >bad
best=$(wk-find -k kb.db -n 1 --calibrate good bad)
is "$(echo "$best" | jq -c 'keys_unsorted')" \
    '["threshold","throttle","similarity","f1","precision","recall","good","bad","words","vectors"]' \
    '--calibrate: a pair, and each alone'
is "$(echo "$best" | jq -c '[.f1, .good, .bad, .words.f1 < 1, .vectors.f1 < 1]')" \
    '[1,3,2,true,true]' 'both together are better than each alone'
pair=$(echo "$best" | jq -r '"\(.threshold),\(.similarity)"')
is "$(cat good bad | wk-find -k kb.db -n 1 -t "$pair" |
    jq -r '.state // "hits"' | tr '\n' ' ')" \
    'hits hits hits unrelated unrelated ' '-t does what was found'
for file in good bad; do
	jq -c 'del(.embedding)' $file >$file.words
done
is "$(wk-find -k kb.db --calibrate good.words bad.words |
    jq -c 'keys_unsorted')" \
    '["threshold","throttle","f1","precision","recall","good","bad"]' \
    'without embeddings it prints what it always did'

# wk-index --unrelated: the similarity that is enough without a second number.
# Of 40 questions two may be more alike than that.
forty() { # TEXT
	i=0
	while [ $((i += 1)) -le 37 ]; do
		question "$1 $i" .6 .8
	done
	question "$1 38" .8 .6
	question "$1 39" 1 0
	question "$1 40" 1 0
	question 'no vector'
}
forty other >others
chunk A 'alpha beta' 1 0 >in
wk-index --unrelated others told.db <in >out 2>err
is "$? $(cat err)" '0 wk-index: others: no vector in 1 of 41 records; wk-embed -f question adds vectors' \
    '--unrelated'
is "$(jq -r .source out)" A '--unrelated: its questions are no chunks'
told() { # TEXT NUMBER...: what becomes of that question
	question "$@" | wk-find -k told.db | jq -r '.state // "hits"'
}
is "$(told zeta .8 .6)" hits 'it is that of the third of 40'
is "$(told zeta .6 .8)" unrelated 'less is not enough'
is "$(told '那是什么？' 1 0)" unrelated 'none for Chinese ones, as none came'
question zeta .8 .6 >q
is "$(wk-find -t 0.5 -k told.db q | jq -r '.state // "hits"')" hits \
    'it holds with the first number of -t'
is "$(wk-find -t 0.5,0.9 -k told.db q | jq -r '.state // "hits"')" unrelated \
    'and not with the second'
forty 别的问题 >chinese
wk-index --unrelated chinese told.db <in >out
is "$(told '那是什么？' .8 .6) $(told zeta .8 .6)" 'hits hits' \
    'Chinese questions have their own; that of the others stays'
chunk B 'gamma' 0 1 | wk-index told.db >out
is "$(told '那是什么？' .8 .6) $(told '那是什么？' -1 0)" \
    'hits unrelated' 'without --unrelated it stays'
wk-index --remove A --remove B told.db >out
chunk A 'alpha beta' 1 0 | wk-index told.db >out
is "$(told zeta 1 0)" unrelated 'it goes with the last vector'
chunk A 'alpha beta' | wk-index --unrelated others words2.db >out 2>err
has "$? $(cat err)" '0 wk-index: no chunk has a vector: --unrelated finds no threshold' \
    'a base without vectors: nothing is compared'
model=m2 question other 1 0 >foreign
fails 2 'its vectors are of m (2 dimensions), this embedding is of m2' \
    wk-index --unrelated foreign told.db in
wk-index --unrelated gone told.db in >out 2>err
is "$? $(grep -c 'nothing was changed' err)" '2 1' 'a file that is not there'
fails 2 'must be a file' wk-index --unrelated - told.db in
wk-index --unrelated others told.db in >out
is "$(told zeta .8 .6)" hits 'chunks from a file, too'

# --unrelated, pairs that ask the same: whether the model knows the language.
axis() { # N: the N-th of nine numbers is 1
	n=0
	while [ $((n += 1)) -le 9 ]; do
		printf "%d " $((n == $1))
	done
}
pairs() { # N TEXT: eight pairs, of which the model sees N
	i=0
	while [ $((i += 1)) -le 8 ]; do
		to=$i
		[ "$i" -le "$1" ] || to=$((i < 8 ? i + 1 : $1 + 1))
		# shellcheck disable=SC2046 # numbers
		{
			question "$2 $i" $(axis "$i")
			question "the same: $2 $i" $(axis "$to")
		} | jq -c ".pair = $i"
	done
}
# shellcheck disable=SC2046 # numbers
ask() { # TEXT AXIS: the sources of its hits, and whether vectors were compared
	question "$1" $(axis "$2") | wk-find -k pairs.db -t 0 |
	    jq -r '[.hits[]?.source, (.hits[0] // {} | has("similarity"))] | join(" ")'
}
# shellcheck disable=SC2046 # numbers
{
	chunk A 'alpha beta' $(axis 1)
	chunk B 'gamma' $(axis 9)
} >in
for sees in 8 4; do
	pairs $sees other >others
	wk-index --unrelated others pairs.db in >out 2>err
	is "$? $(cat err)" '0 ' "$sees of 8 pairs are seen: nothing is said"
	is "$(ask zeta 9)" 'B A true' "$sees of 8 pairs: vectors are compared"
done
pairs 3 other >others
wk-index --unrelated others pairs.db in >out 2>err
is "$? $(cat err)" '0 wk-index: the model of the vectors does not see which questions that are not Chinese ask the same: words alone find their chunks; take another model (wk-embed -m, WK_EMBED_MODEL), or index without wk-embed' \
    '3 of 8 pairs: it is said that vectors do not help'
is "$(ask alpha 9)" 'A false' '3 of 8 pairs: words alone count'
is "$(ask zeta 9)" 'false' '3 of 8 pairs: and alone admit questions'
is "$(ask 那是什么 9)" 'B A true' 'of Chinese questions nothing is known'
pairs 0 中文 >chinese
wk-index --unrelated chinese pairs.db in >out 2>err
has "$(cat err)" 'see which questions ask' 'no pair in both languages'
is "$(ask 那是什么 9)" 'false' 'and Chinese questions are found by words alone'
head -n 14 others >few
rm pairs.db
wk-index --unrelated few pairs.db in >out 2>err
is "$? $(cat err) $(ask zeta 9)" '0  B A true' 'seven pairs are too few to tell'
sed 1,2d few >others
# shellcheck disable=SC2046 # numbers
question near $(axis 9) | jq -c '.pair = 7' >>others
wk-index --unrelated others pairs.db in >out 2>err
# shellcheck disable=SC2046 # numbers
is "$(question zeta .8 0 0 0 0 0 0 0 .6 | wk-find -k pairs.db |
    jq -r '.state // "hits"')" hits \
    'the second of a pair is not compared with chunks'
jq -c '.pair = 0' others >bad
fails 2 'bad:1: "pair" is not a number from 1' \
    wk-index --unrelated bad pairs.db in
done_testing
