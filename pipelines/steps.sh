# Stage by stage over a directory: the lock, stages that are made again only
# when something changed, the accounts.  Sourced after common.sh.
# shellcheck shell=sh disable=SC2015,SC2034,SC2119,SC2154

# shellcheck source=pipelines/settings.sh
. "$here/settings.sh"

LC_ALL=C
export LC_ALL

# lock: makes the directory $output, and takes it for this run alone.  The
# lock of a run that was killed is none: flock(1) goes with the process, and
# so do numbers of processes.
lock() {
	mkdir -p -- "$output/steps" || exit 2
	if command -v flock >/dev/null; then
		[ -w "$output" ] || die "cannot write in $output"
		exec 9>>"$output/.lock"
		flock -n 9 || busy
		pid_lock=''
	else
		pid_lock=$output/.lock.pid
		until ln -s "$$" "$pid_lock" 2>/dev/null; do
			owner=$(readlink "$pid_lock") ||
			    [ -w "$output" ] || die "cannot write in $output"
			[ "$owner" = $$ ] || ! kill -0 "$owner" 2>/dev/null ||
			    busy
			rm -f -- "$pid_lock"
		done
	fi
	tmp=$output/steps
	rm -rf -- "$tmp"/*.new "$tmp"/.questions.*
	trap 'rm -rf -- "$tmp"/*.new ${pid_lock:+"$pid_lock"}' EXIT
	trap 'interrupted=75' HUP INT TERM
	# The stages that a change of these scripts can change are made again.
	code=$(cat "$here/$me" "$here"/*.sh | cksum)
	accounts=''
	export TMPDIR="$tmp"
}

busy() {
	say "another run is at work in $output"
	exit 75
}

# stamp WORD...: what the output of a command depends on: its words, the files
# that they name, the program, the environment.
stamp() {
	printf '%s\n' "$code" "${WK_MODEL-}" "${WK_BASE_URL-}" \
	    "${OPENAI_BASE_URL-}" "${OPENAI_API_BASE-}" "${SERPER_URL-}"
	before='' program=$(command -v "$1") || exit 2
	[ ! -f "$program" ] || cksum <"$program"
	for word; do
		printf '[%s]\n' "$word"
		case $before in
		-J | -L | --limit | --journal | --read-journal | --key-file) ;;
		*) [ ! -f "$word" ] || cksum <"$word" ;;
		esac
		before=$word
	done
}

# step NAME INPUT COMMAND...: a stage: $made, steps/NAME.jsonl, is what COMMAND
# makes of INPUT, a record of a record.  It is left alone if nothing that it
# depends on has changed.
step() {
	many_step "$@"
	[ "$in" -eq "$out" ] ||
	    die "$step: $in records went in, $out came out; see $made"
}

# many_step: the same, for a stage that may make more of a record.
many_step() {
	step=$1 input=$2 made=$tmp/$1.jsonl
	shift 2
	wanted=$(stamp "$@" "$input") || exit 2
	if [ -f "$tmp/$step.stamp" ] &&
	    [ "$(cat "$tmp/$step.stamp")" = "$wanted$(whole)" ]; then
		verbose "$step: as it was"
	else
		make_step "$@" "$input"
	fi
	read -r in out rest <"$tmp/$step.account"
	add accounts "$step" "$in" "$out" "$rest"
}

# whole: what the files of $step are, so that damage is seen.
whole() {
	cat "$made" "$tmp/$step.account" 2>/dev/null | cksum
}

# make_step COMMAND...: runs it, and puts its output in its place.  Where a
# server had to do with it and some records failed, it is done again when the
# pipeline next runs: what was paid for is not paid twice.
make_step() {
	"$@" >"$made.new" </dev/null
	verdict $?
	status=$?
	once=yes
	case $status$1 in
	1wk-ask | 1wk-rag | 1wk-web | 1sh) once=no ;;
	esac
	[ "$status" -gt 1 ] || status=$interrupted
	[ "$1" != sh ] || shift
	[ "$status" -le 1 ] || halt "$status" "${1##*/}"
	account "$input" "$made.new" >"$tmp/account.new" || exit 2
	rm -f -- "$tmp/$step.stamp"
	mv -- "$made.new" "$made" || exit 2
	mv -- "$tmp/account.new" "$tmp/$step.account" || exit 2
	verbose "$step: made"
	[ $once = yes ] || return 0
	echo "$wanted$(whole)" >"$tmp/stamp.new" || exit 2
	mv -- "$tmp/stamp.new" "$tmp/$step.stamp" || exit 2
}

verbose() {
	[ "$verbose" != yes ] || say "$@"
}

# halt STATUS COMMAND: ends, and says how to go on.
halt() {
	say "$2 ended with status $1"
	case $1 in
	2 | 3 | 75) set -- "$1" "$2" ;;
	*) [ "$1" -le 128 ] && set -- 2 "$2" || set -- 75 "$2" ;;	# a signal
	esac
	[ "$2" != questions ] || exit "$1"	# which has said the rest
	case $1 in
	3) say "when that has been put right, run the same command again:" \
	    "$output keeps what was paid for" ;;
	75) say "run the same command again: $output keeps what was paid for" ;;
	esac
	exit "$1"
}

# account INPUT OUTPUT: how many records went in, and came out: all of them,
# still open, answered, not answered, failed.
account() {
	echo "$(count "$1") $(count "$2") $(jq -Rr '
	    try (fromjson | if .error then "failed"
		elif .state == "success" then "answered"
		elif .state then "unanswered" else "open" end)
	    catch "failed"' "$2" | awk '
	    { n[$1]++ }
	    END { print n["open"] + 0, n["answered"] + 0,
		n["unanswered"] + 0, n["failed"] + 0 }')"
}

# print_accounts: the table of them.
# shellcheck disable=SC2120 # the arguments are set here
print_accounts() {
	eval "set -- $accounts"
	printf '%-16s %7s %7s   %7s %8s %10s %7s\n' \
	    stage in out open answered unanswered failed
	while [ $# -gt 0 ]; do
		# shellcheck disable=SC2086 # four numbers
		printf '%-16s %7d %7d   %7d %8d %10d %7d\n' "$1" "$2" "$3" $4
		shift 4
	done
}

# given FIELD FILE: $made is records of the lines of a file, - being stdin.
given() {
	made=$tmp/given.jsonl
	cat -- "$2" >"$tmp/lines.new" || die "cannot read $2"
	records "$1" "$tmp/lines.new" "$2" >"$made.new" || exit 2
	[ -s "$made.new" ] || die "no ${1}s in $2"
	mv -- "$made.new" "$made" || exit 2
}

# put FILE NAME: a copy of a file is in the directory, complete, as NAME.
put() {
	cp -- "$1" "$tmp/put.new" && mv -- "$tmp/put.new" "$output/$2" ||
	    die "cannot write $output/$2"
}

# knowledge DOCUMENT...: makes $output/kb.db of documents, unless it is that
# already, and sets $kb.
knowledge() {
	eval "set -- $split_options -- $documents"
	wk-split -c 768 -o 32 "$@" >"$tmp/chunks.new"
	verdict $?
	status=$?
	[ "$status" -le 1 ] || halt "$status" wk-split
	[ "$interrupted" -eq 0 ] || halt 75 wk-split
	jq -Rr 'select(fromjson.error)' "$tmp/chunks.new" >"$tmp/unread.new"
	bad_documents=$(count "$tmp/unread.new")
	[ "$(count "$tmp/chunks.new")" -gt "$bad_documents" ] ||
	    die 'no text in the documents'
	mv -- "$tmp/chunks.new" "$tmp/chunks.jsonl" || exit 2
	kb=$output/kb.db
	[ -f "$kb" ] || rm -f -- "$tmp/indexed.stamp"
	kept_accounts=$accounts
	eval "many_step indexed \"\$tmp/chunks.jsonl\" index $index_options"
	accounts=$kept_accounts
	[ "$bad_documents" -eq 0 ] || put "$tmp/unread.new" documents.rejects
	[ "$bad_documents" -gt 0 ] || rm -f -- "$output/documents.rejects"
}

# index [OPTION...] CHUNKS: a new knowledge base takes the place of the old,
# as a document may be gone.
index() {
	for chunks; do :; done
	index_words=''
	while [ $# -gt 1 ]; do
		add index_words "$1"
		shift
	done
	rm -f -- "$tmp/kb.new" "$tmp/kb.new.new"
	eval "wk-index -r /dev/null $index_words \"\$tmp/kb.new\" \"\$chunks\""
	verdict $?
	indexed=$?
	[ "$indexed" -le 1 ] || return "$indexed"
	mv -- "$tmp/kb.new" "$output/kb.db" || return 2
}

# publish_rows NAME: the records of $made as rows, in $output/NAME.jsonl, and
# those that are none in NAME.rejects, with a report; ends the pipeline.
# Nothing at all is not published: a server that was out of order must not
# wipe what it once gave.
publish_rows() {
	eval "wk-xtuner -o \"\$format\" --min-answer \"\$least\" \
	    ${role:+-S \"\$role\"} -r \"\$tmp/rejects.new\" $xtuner_options \
	    \"\$made\"" >"$tmp/rows.new"
	verdict $?
	status=$?
	[ "$status" -le 1 ] || halt "$status" wk-xtuner
	all=$(count "$made") good=$(count "$tmp/rows.new")
	bad=$(count "$tmp/rejects.new")
	[ "$all" -eq $((good + bad)) ] ||
	    die "$all records became $good rows and $bad rejects; see $made"
	{
		echo "$(plural "$all" record): $(plural "$good" row)," \
		    "$(plural "$bad" reject)"
		echo "answered by $(who_answers)"
		[ "${bad_documents:-0}" -eq 0 ] ||
		    echo "not read: $(plural "$bad_documents" document);" \
			"see $output/documents.rejects"
		states "$tmp/rejects.new" | sed 's/failed: /rejected: /'
		unread "$made"
		[ "$1" != multi-turn ] || lengths
		echo
		print_accounts
		printf '%-16s %7d %7d\n' rows "$all" "$good"
	} >"$tmp/report.new"
	[ "$good" -eq 0 ] || put "$tmp/rows.new" "$1.jsonl"
	[ "$bad" -eq 0 ] || put "$tmp/rejects.new" "$1.rejects"
	[ "$bad" -gt 0 ] || rm -f -- "$output/$1.rejects"
	put "$tmp/report.new" report.txt
	cat "$output/report.txt"
	[ "$good" -gt 0 ] ||
	    say "no rows; $output/$1.jsonl is as it was before"
	[ "$bad" -eq 0 ] && [ "${bad_documents:-0}" -eq 0 ]
	exit
}

# ask_questions: $made is questions: those of the file $questions, or those
# that a model has about the aspects.  One that was there before, but for
# blanks and punctuation, gets the state duplicate.
ask_questions() {
	if [ -n "$questions" ]; then
		given question "$questions"
	else
		given aspect "$aspects"
		eval "many_step questions \"\$made\" sh \"\$here/questions.sh\" \
		    --lang \"\$lang\" -J \"\$output/questions.journal\" \
		    -S \"\$here/prompts/v0/questions.system.\$lang.txt\" \
		    -P \"\$here/prompts/v0/questions.\$lang.txt\" \
		    ${subject:+--subject \"\$subject\"} $ask $questions_options"
	fi
	step unique "$made" mark_duplicates
}

mark_duplicates() {
	jq -Rnr 'foreach inputs as $line ({ seen: {} };
	    ($line | try (fromjson |
		if (.question | type) == "string" and (.error | not) and
		    .state == null then . else null end) catch null) as $r |
	    if $r == null then .out = $line else
		($r.question | ascii_downcase | gsub("[\\s\\p{P}]"; ""))
		    as $key |
		if .seen[$key] then
		    .out = ($r | .state = "duplicate" | tojson)
		else .seen[$key] = true | .out = $line end
	    end; .out)' "$1"
}

# data_option NAME VALUE: what the pipelines have that make training rows.
data_option() {
	case $1 in
	aspects) aspects=$2 ;;
	questions) questions=$2 ;;
	subject) subject=$2 ;;
	count | temperature)
		stage_option "questions-$1" "$2" ;;
	longest) numbers "$2"; longest=$2
		stage_option "questions-$1" "$2" ;;
	role) role=$2 ;;
	format)
		program=wk-xtuner
		try "--format=$2" || bad "$2: legacy, v1, alpaca or sharegpt"
		format=$2 ;;
	min-answer)
		program=wk-xtuner
		try "--min-answer=$2" || bad "not a number: $2"
		least=$2 ;;
	example)
		[ "$2" = no ] || example=yes ;;
	*) shared_option "$1" "$2" ;;
	esac
}

# data_inputs: what has to be there, after the options.
data_inputs() {
	if [ -n "$example" ]; then
		: "${aspects:=$here/example/aspects.txt}"
		: "${subject:=游戏《云泽行》}" "${role:=$here/example/role.txt}"
		[ -n "$documents$kb$huixiangdou" ] ||
		    add documents "$here/example/docs"
	fi
	check_backends
	need wk-xtuner
	if [ -z "$questions" ]; then
		[ -n "$aspects" ] || die 'give --aspects FILE, or --questions FILE'
		[ -n "$subject" ] || die 'give --subject, what the aspects are of'
		need wk-ask wk-regexlist
	fi
	for file in "${questions:-"$aspects"}" ${role:+"$role"}; do
		[ "$file" = - ] || [ -r "$file" ] || die "cannot read $file"
	done
	eval "set -- $documents"
	for file; do
		[ -r "$file" ] || die "cannot read $file"
	done
}
