# For quality.sh: the rows of its table, and how passages are found: by words,
# by vectors, by both, and by both in the order of a reranking model.  Sourced.
# models: the WK_EMBED_ and WK_RERANK_ variables of the user, as export -p.
# A set is a file of {question, source, at}: the character of the source that
# the passage has to hold.
# shellcheck shell=sh
missed=0

# measure NAME VALUE [least|most GOAL]
measure() {
	awk -v name="$1" -v value="$2" -v kind="${3-}" -v goal="${4-}" 'BEGIN {
		wide = name	# a Han character has three bytes, two columns
		width = 58 + int(gsub(/[\200-\277]/, "", wide) / 2)
		met = kind == "least" ? value + 0 >= goal : value + 0 <= goal
		if (value == "" || value == "null") met = 0
		printf "  %-*s %6s", width, name, value == "" ? "none" : value
		if (kind != "")
			printf "   at %s %-5s %s", kind, goal,
			    met ? "ok" : "not met"
		print ""
		exit kind != "" && !met
	}' || missed=$((missed + 1))
}
# share FILTER FILE: of its records, how many in a hundred the filter is true for.
share() {
	jq -n "[inputs | $1] | if . == [] then null else
	    (map(select(.)) | length) * 1000 / length | round / 10 end" "$2"
}
# with_models COMMAND...: runs it with the user's WK_EMBED_ and WK_RERANK_.
with_models() (
	eval "$models"
	"$@"
)

# ranks: from hits, the rank of the own passage in each record; 0: not there.
ranks() {
	jq -c '. as $r | [(.hits // [])[] | .source == $r.source and
	    .start <= $r.at and $r.at < .start + (.text | length)] |
	    { rank: ((index(true) // -1) + 1) }'
}
# ranked WAY HITS [least GOAL]: measures the order of the hits, whatever they
# score.
ranked() {
	ranks <"$2" >own
	measure "$1: own passage first, %" "$(share '.rank == 1' own)"
	measure "$1: own passage in the first five, %" \
	    "$(share '.rank > 0 and .rank <= 5' own)" ${3:+"$3" "$4"}
	measure "$1: mean reciprocal rank, of 100" "$(jq -n '[inputs |
	    if .rank > 0 then 1 / .rank else 0 end] | add / length * 100 |
	    round' own)"
}
# odd, even: each second record.
odd() { awk 'NR % 2 == 1' "$1"; }
even() { awk 'NR % 2 == 0' "$1"; }
# best KEY HITS: the highest score, similarity or relevance of each question.
best() {
	jq ". as \$r | [(.hits // [])[].$1 // -2] | max // -2" "$2"
}
# f1 KEY: F1 of answering the questions of good.hits and not those of bad.hits;
# the threshold is that of the odd records, half way to the next lower value;
# F1 is that of the even ones.
f1() {
	best "$1" good.hits >good.best
	best "$1" bad.hits >bad.best
	for half in odd even; do
		$half good.best | jq -s . >good.$half
		$half bad.best | jq -s . >bad.$half
	done
	jq -n --slurpfile g good.odd --slurpfile b bad.odd \
	    --slurpfile good good.even --slurpfile bad bad.even '
	    def f1($t; $good; $bad): ($good | map(select(. >= $t)) | length) as $g |
		($bad | map(select(. >= $t)) | length) as $b |
		2 * $g / (($good | length) + $g + $b);
	    ($g[0] | unique | max_by(f1(.; $g[0]; $b[0]))) as $t |
	    ($t - ($g[0] + $b[0] | map(select(. < $t)) | max // $t)) as $gap |
	    f1($t - $gap / 2; $good[0]; $bad[0]) * 100 | round'
}
# pair: the two thresholds, for -t.
pair() {
	jq -r '"\(.threshold),\(.similarity)"' thresholds
}
# f1_both: the same, with the two thresholds that wk-find finds.
f1_both() {
	for name in good bad; do
		for half in odd even; do
			$half $name.embedded >$name.$half
		done
	done
	wk-find -k half.db --calibrate good.odd bad.odd >thresholds || return
	wk-find -k half.db -t "$(pair)" good.even bad.even >even.hits
	jq -n --argjson good "$(grep -c '' good.even)" \
	    --argjson bad "$(grep -c '' bad.even)" '[inputs | .state == null] |
	    (.[:$good] | map(select(.)) | length) as $g |
	    (.[$good:] | map(select(.)) | length) as $b |
	    2 * $g / ($good + $g + $b) * 100 | round' even.hits
}
# has_model NAME: whether the user has named such a model.
has_model() {
	[ -n "$(with_models eval "printf %s \"\${$1-}\"")" ]
}
# look KB SET [no-rerank]: hits of all questions, whatever they score.
look() (
	eval "$models"
	[ -z "${3-}" ] || unset WK_RERANK_MODEL
	export FIND_FLAGS='-n 50 -t 0,-1'
	bash "$ROOT/pipelines/lookup" -k "$1" -J paid <"$2" 2>>look.said
)
# embedded FILE: its questions, each with its vector.
embedded() (
	eval "$models"
	wk-embed -f question -J paid.embed.journal \
	    ${WK_EMBED_QUERY:+--prefix "$WK_EMBED_QUERY"} "$1" 2>>look.said
)
# bases TEXTS SET: all.db; half.db, without each second source of the set; the
# questions whose source is in it, good, and those whose is not, bad.
bases() {
	jq -r .source "$2" | awk '!seen[$0]++ && ++n % 2 == 0' >left_out
	for kind in 'half not' 'good not' 'bad .'; do
		from=$2
		[ "${kind% *}" != half ] || from=$1
		jq -c --rawfile out left_out "select(.source |
		    IN((\$out / \"\n\")[]) | ${kind#* })" "$from" >"${kind% *}"
	done
	cp "$1" all
	for base in all half; do
		rm -f $base.db
		with_models bash "$ROOT/pipelines/kb" -o $base.db \
		    -J paid.chunks --text $base 2>>look.said ||
		    [ $? -eq 1 ] || {
			cat look.said
			exit 2
		}
	done
}

# retrieval TEXTS SET [GOAL]: measures how the questions of SET find their
# passages in the documents TEXTS, and how well those are told apart whose
# source is in the knowledge base.  GOAL: the share that both have to find.
retrieval() {
	bases "$1" "$2"
	wk-find -n 50 -t 0 -k all.db "$2" >words.hits
	for name in good bad; do
		wk-find -t 0 -k half.db $name >$name.hits
	done
	ranked words words.hits
	measure 'words: F1 of what to answer, of 100' "$(f1 score)"
	has_model WK_EMBED_MODEL || {
		skipped vectors both 'both, reranked'
		return
	}
	look all.db "$2" no-rerank >both.hits
	grep -q '"similarity"' both.hits || {
		skipped vectors both 'both, reranked'
		return
	}
	jq -c '.hits |= (. // [] | sort_by(-(.similarity // -2)))' both.hits \
	    >vectors.hits
	for name in good bad; do
		look half.db $name no-rerank >$name.hits
		embedded $name >$name.embedded
	done
	ranked vectors vectors.hits
	measure 'vectors: F1 of what to answer, of 100' "$(f1 similarity)"
	ranked both both.hits ${3:+least "$3"}
	measure 'both: F1 of what to answer, of 100' "$(f1_both)"
	embedded "$2" | wk-find -k all.db -t "$(pair)" | ranks >own
	measure 'both, not refused: own passage in the first five, %' \
	    "$(share '.rank > 0' own)"
	has_model WK_RERANK_MODEL || {
		skipped 'both, reranked'
		return
	}
	look all.db "$2" >reranked.hits
	for name in good bad; do
		look half.db $name >$name.hits
	done
	ranked 'both, reranked' reranked.hits
	measure 'both, reranked: F1 of what to answer, of 100' "$(f1 relevance)"
}
# skipped WAY...: these have no model.
skipped() {
	for way; do
		measure "$way" skipped
	done
}
