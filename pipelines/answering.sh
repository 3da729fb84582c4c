# How answer, sft and multi-turn have questions answered: gates, the knowledge
# base or a HuixiangDou server, the web.  Sourced after steps.sh.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154

# What shared_option in settings.sh sets.
ask='' server='' lang=zh kb='' documents='' huixiangdou='' extract=no web=''
verbose=no gates='' prefix='' suffix='' model='' where='' history=''
gate_question_prompt='' gate_relevance_prompt='' gate_safety_prompt=''
gate_question_least=5 gate_relevance_least=5 gate_safety_least=5
ask_options='' find_options='' rag_options='' web_options='' gate_options=''
index_options='' split_options='' xtuner_options='' list_options=''
huixiangdou_options='' questions_options='' followup_options=''
rewrite_options=''

# And data_option.
aspects='' questions='' subject='' longest='' role='' format=legacy least=11
example=''

# For jq: wk-ask sets these fields of its own; those of an earlier call are
# put aside, and back.
aside='def aside: .wk_aside = { ask, reasoning };
def back: reduce ("ask", "reasoning") as $f (.;
	if .wk_aside[$f] == null then del(.[$f]) else .[$f] = .wk_aside[$f] end) |
    del(.wk_aside, .wk_open, .wk_text, .wk_question, .wk_verdict);'

# For jq: the one number that a verdict holds, from 0 to 10, else null.  Digits
# are never joined, and two numbers that disagree are none.
score='def only: unique | if length == 1 and .[0] <= 10 then .[0] else null end;
def numbers($after): [match("(?<![0-9.])([0-9]{1,3}([.][0-9]{1,3})?)(?![0-9.]*[0-9])"
	+ $after; "g").captures[0].string | tonumber];
def score: if type != "string" then null else
	(explode | map(if . >= 65296 and . <= 65305 then . - 65248
	    elif . == 65294 then 46 elif . == 65295 then 47 else . end) |
	    implode) as $text |
	($text | numbers("\\s*(/|out of)\\s*10(?![0-9.]*[0-9])")) as $tenths |
	if $tenths | length > 0 then $tenths | only
	elif $text | test("[-−/][0-9]|[0-9] ?[/%％]") then null
	else $text | numbers("\\s*分(?!制)") as $points |
	    if $points | length > 0 then $points | only
	    else $text | numbers("") | only end
	end
    end;'

# check_backends: what answers, and what is there for it.  Sets $backend.
check_backends() {
	language "$lang"
	if [ -z "$web" ]; then
		web=no
		[ -z "${SERPER_API_KEY-}$web_options" ] || web=yes
	fi
	need jq iconv cksum wk-rag
	writer=extract
	case $rag_options in
	*" '--model' "*) model=yes ;;
	esac
	[ "$extract" = yes ] || [ -z "${model:-${WK_MODEL-}}" ] || writer=model
	[ "$web" = no ] || need wk-web
	[ -z "$gates" ] || need wk-ask
	[ -z "$documents" ] || need wk-split wk-index
	[ -z "$kb$documents" ] || need wk-find
	[ -z "$kb" ] || [ -z "$documents" ] ||
	    die 'documents or -k, one of them'
	[ -z "$kb" ] || [ -r "$kb" ] || die "cannot read $kb"
	[ -z "$huixiangdou" ] || [ -z "$kb$documents" ] ||
	    die '-H, or documents or -k: one of them'
	[ "$web" = yes ] || [ -n "$kb$documents$huixiangdou" ] ||
	    die 'nothing to answer from: give documents, -k KB, -H URL or --web'
	for gate in question relevance safety; do
		eval ": \"\${gate_${gate}_prompt:=\$here/prompts/gate-$gate.$lang.txt}\""
	done
}

# who_answers: for the report.
who_answers() {
	[ -z "$huixiangdou" ] || printf '%s' "HuixiangDou at $huixiangdou"
	[ -z "$kb" ] || printf '%s' "$kb"
	[ -n "$huixiangdou" ] || [ -z "$kb" ] || case $writer in
	model) printf ', worded by a model' ;;
	*) printf ', quoted: no model is configured, or -x given' ;;
	esac
	[ "$web" = no ] || printf '%s' "${huixiangdou:+, }${kb:+, }the web"
	echo
}

# open_records WHICH WHERE FIELD FILE: marks, in wk_open, the records to work on:
# those still open; with WHICH safety those answered, with web those that a
# search may help.  wk_text is what a gate is to look at.
open_records() {
	jq -Rr --arg which "$1" --arg where "$2" --arg field "$3" "$aside"'
	. as $line | try (fromjson |
	    if .error or ($where != "" and .[$where] != true) then $line
	    elif $which == "safety" then
		if .state == "success" then .wk_open = true else . end
	    elif $which == "web" then
		if .state == null or (.state | . == "unrelated" or
		    . == "unknown" or . == "bad_answer" or
		    . == "no_search_result")
		then .wk_open = true else . end
	    elif .state == null and (.[$field] | type) == "string" and
		($which == "question" or (.hits | type) == "array")
	    then .wk_open = true else . end |
	    if type == "string" then .
	    elif .wk_open and $which != "web" then aside |
		.wk_question = (.[$field] | gsub("[<>]"; " ")) |
		.wk_text = if $which == "relevance" then
			[.hits[].text | strings | .[:1000] | gsub("[<>]"; " ")]
			| .[:10] | join("\n\n")
		    elif $which == "safety" then
			.answer // "" | gsub("[<>]"; " ")
		    else .wk_question end | tojson
	    elif .wk_open then tojson else $line end)
	catch $line' "$4"
}

# judge_records GATE STATE LEAST FILE: reads the verdicts.  One that cannot be
# read stops an answer, not a question: what nobody found harmless is held
# back, what nobody found useless is asked.
judge_records() {
	jq -Rr --arg gate "$1" --arg state "$2" --argjson least "$3" \
	    "$aside $score"'
	. as $line | try (fromjson | if .wk_open != true then $line else
		if .error then . else
		    (.wk_verdict | score) as $score | .gates = ((.gates | objects) // {}) |
		    .gates[$gate] = $score |
		    if $score == null and $gate != "safety" or
			$score != null and $score >= $least then .
		    else .state = $state |
			if $gate == "safety" then .withheld = .answer |
			    del(.answer) else . end
		    end
		end | back | tojson end)
	catch $line' "$4"
}

# closed_records FILE: takes wk_open away.
closed_records() {
	jq -Rr '. as $line | try (fromjson | if has("wk_open")
	    then del(.wk_open) | tojson else $line end) catch $line' "$1"
}

# gate NAME FIELD STEP STATE: three stages, if the gate was asked for: $made.
gate() {
	case "$gates " in
	*" $1 "*) ;;
	*) return 0 ;;
	esac
	eval "prompt=\$gate_${1}_prompt least=\$gate_${1}_least"
	step "$3-open" "$made" open_records "$1" "$where" "$2"
	eval "step \"\$3-asked\" \"\$made\" wk-ask -w wk_open -o wk_verdict \
	    -t 0 -P \"\$prompt\" -J \"\$output/ask.journal\" $ask \
	    $ask_options $gate_options"
	step "$3" "$made" judge_records "$1" "$4" "$least"
}

# word_answers STEP FIELD: hits to answers.
word_answers() {
	case $writer in
	model) eval "step \"\$1\" \"\$made\" wk-rag ${where:+-w $where} \
	    ${history:+--history} -J \"\$output/rag.journal\" $ask $rag_options" ;;
	*) eval "step \"\$1\" \"\$made\" wk-rag -x ${where:+-w $where} \
	    -f \"\$2\" $rag_options" ;;
	esac
}

# answering PREFIX FIELD: the questions of $made are answered, in stages whose
# names begin so; FIELD is what is looked up.  With $where, only where that
# field is true; with $history the model sees the turns.
answering() {
	gate question "$2" "$1question-gate" not_a_question
	if [ -n "$huixiangdou" ]; then
		step "$1asked" "$made" surround "$prefix" "$suffix" \
		    "$subject" "$2" wk_asked
		eval "step \"\$1answered\" \"\$made\" wk-rag -H \"\$huixiangdou\" \
		    ${where:+-w $where} -f wk_asked -j 4 \
		    -J \"\$output/rag.journal\" $server $huixiangdou_options"
	elif [ -n "$kb" ]; then
		eval "step \"\$1found\" \"\$made\" wk-find ${where:+-w $where} \
		    -f \"\$2\" -k \"\$kb\" $find_options"
		gate relevance "$2" "$1relevance-gate" unrelated
		word_answers "$1answered" "$2"
	fi
	if [ "$web" = yes ]; then
		step "$1silent" "$made" open_records web "$where" "$2"
		eval "step \"\$1searched\" \"\$made\" wk-web --all -w wk_open \
		    -f \"\$2\" -J \"\$output/web.journal\" $server $web_options"
		step "$1web-found" "$made" closed_records
		gate relevance "$2" "$1web-gate" unrelated
		word_answers "$1web-answered" "$2"
	fi
	gate safety "$2" "$1safety-gate" unsafe
}

# states FILE: how the records stand, a line each.
states() {
	jq -Rr 'try (fromjson | if .error then "failed: " +
		(.error | if type == "object" then .kind // "error" | tostring
		    else "error" end)
	    elif .state == "success" then
		"answered" + if .origin == "web" then " from the web" else "" end
	    else .state // "open" | tostring end)
	catch "failed: bad_record"' "$1" | sort | uniq -c |
	    awk '{ n = $1; $1 = ""; printf "%7d %s\n", n, $0 }'
}

# unread FILE: how many verdicts of gates could not be read, a line each.
unread() {
	jq -Rr 'try (fromjson | .gates // {} | to_entries[] |
	    select(.value == null) | .key) catch empty' "$1" | sort | uniq -c |
	    awk '{ printf "verdicts of the gate %s that hold no number: %d\n",
		$2, $1 }'
}
