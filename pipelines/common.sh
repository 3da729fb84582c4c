# What the pipelines that ask a model share.  Sourced, with $me and $here set.
# shellcheck shell=sh disable=SC2154
# WK_BIN: where the programs are, if neither in the tree nor in its bin.
PATH=${WK_BIN:+$WK_BIN:}$here/../bin:$here/../../../bin:$PATH
# shellcheck source=pipelines/verdict.sh
. "$here/verdict.sh"

say() {
	echo "$me: $*" >&2
}

die() {
	say "$@"
	exit 2
}

need() {
	for need; do
		command -v "$need" >/dev/null ||
		    die "no $need: run make first, and install jq"
	done
}

# quote WORD: the word, to be read by eval.
quote() {
	printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
}

# add NAME WORD...: appends words to the list that the variable NAME holds.
add() {
	list=$1
	shift
	# shellcheck disable=SC2034 # word is used by eval
	for word; do
		eval "$list=\"\${$list-} \$(quote \"\$word\")\""
	done
}

# ask_option OPTION [VALUE]: one of the options that go to the programs that
# call a server: appended to $ask.  False if it is none.
ask_option() {
	case $1 in
	-[Ljmu] | --jobs | --limit | --model | --url) ;;
	--max-tokens | --top-[kp] | --seed | --body | --key-file | --ca-file) ;;
	--rpm | --tpm | --retries | --retry-delay | --breaker | --timeout) ;;
	--read-journal | --stop-after-requests | --stop-after-tokens) ;;
	*) return 1 ;;
	esac
	add ask "$@"
}

# language WORD: dies if there are no prompts in it.
language() {
	case $1 in
	zh | en) ;;
	*) die "--lang $1: zh or en" ;;
	esac
}

# numbers WORD...: dies if one is none above 0.
numbers() {
	for number; do
		case $number in
		'' | *[!0-9]* | 0* | ???????*)
			die "not a number: $number (-h tells more)" ;;
		esac
	done
}

# work: makes the directory $tmp, beside $output if that is not empty, so
# that what is ready can be renamed to it.
work() {
	[ ! -d "$output" ] ||
	    die "$output is a directory: give the name of a file"
	beside=${TMPDIR:-/tmp}
	[ -z "$output" ] || beside=$(dirname -- "$output")
	tmp=$(mktemp -d "$beside/.$me.XXXXXX") || die "cannot write in $beside"
	trap 'rm -rf "$tmp"' EXIT
	# The programs end themselves at these; what they say decides.
	trap 'interrupted=75' HUP INT TERM
}
interrupted=0

# stage NAME COMMAND...: runs a stage, whose output is $tmp/NAME.  A status
# above 1 ends the pipeline.
stage() {
	made=$tmp/$1
	shift
	"$@" >"$made"
	verdict $?
	status=$?
	[ "$status" -gt 1 ] || status=$interrupted
	[ "$1" != sh ] || shift
	[ "$status" -le 1 ] || stop "$status" "${1##*/}"
}

# stop STATUS COMMAND: ends, and says how to go on.  $output and $journal
# are the names of files, or empty.
stop() {
	say "$2 ended with status $1${output:+; $output is as it was before}"
	[ "$2" != questions ] || exit "$1"	# which has said the rest
	again='run the same command again'
	[ "$1" -eq 75 ] || again="when that has been put right, $again"
	case $1 in
	3 | 75)
		if [ -n "$journal" ]; then
			say "$again; $journal keeps what was paid for"
		else
			say "$again; with -J FILE nothing would be paid twice"
		fi ;;
	esac
	exit "$1"
}

# publish NAME FILE: puts $tmp/NAME in its place.
publish() {
	mv -- "$tmp/$1" "$2" || die "cannot write $2"
}

# records FIELD FILE NAME: the lines of a file as records: JSON lines, known by
# the first character, as they are; else each line that is not blank becomes
# the FIELD of one.  NAME is for messages.
records() {
	iconv -f UTF-8 -t UTF-8 "$2" >/dev/null 2>&1 || die "$3 is not UTF-8"
	case $(head -c 99 "$2" | tr -d '\357\273\277 \t\r\n') in
	'{'*) cat "$2" ;;
	*) jq -cR --arg field "$1" 'gsub("^[\ufeff\\s]+|\\s+$"; "") |
	    select(. != "") | { ($field): . }' "$2" ;;
	esac
}

# aspects FILE|-: records of aspects.
aspects() {
	cat -- "$1" >"$tmp/given" || exit 2
	records aspect "$tmp/given" "the file of aspects"
}

# with FIELD VALUE NAME: gives each record in $tmp/NAME a field, if it has it
# not.  A line that is no record stays, for the next program to tell of.
with() {
	jq -Rr --arg field "$1" --arg value "$2" '. as $line |
	    try (fromjson | if type == "object" and (has($field) | not)
		then .[$field] = $value | tojson else $line end)
	    catch $line' "$tmp/$3"
}

# surround PREFIX SUFFIX SUBJECT FIELD TO FILE: records with the field TO: the
# question in FIELD as a server is asked that does not know the subject.  One
# that ends in a mark takes none from the suffix, and one that names the
# subject needs no prefix.
surround() {
	jq -Rr --arg prefix "$1" --arg suffix "$2" --arg subject "$3" \
	    --arg field "$4" --arg to "$5" '
	    ($subject | gsub("[《》]"; "")) as $name | . as $line |
	    try (fromjson | .[$field] as $question |
		if ($question | type) != "string" or .error then $line else
		    .[$to] = (
			if $name != "" and ($question | contains($name))
			then "" else $prefix end) + $question + (
			if $question | test("[。．.？?！!…]\\s*$")
			then $suffix | sub("^[。．.]"; "")
			else $suffix end) | tojson
		end)
	    catch $line' "$6"
}

# plural N WORD
plural() {
	if [ "$1" -eq 1 ]; then echo "$1 $2"; else echo "$1 ${2}s"; fi
}

count() {
	grep -c '' "$1"
}

# failures FILE: how many of its records failed, by kind: "2 no_list, ...".
failures() {
	jq -r 'select(.error) | .error.kind // "error"' "$1" | sort | uniq -c |
	    awk '{ printf "%s%s %s", sep, $1, $2; sep = ", " }'
}

# finish GOOD BAD WHAT: publishes $tmp/GOOD as $output and $tmp/BAD beside it,
# and ends the pipeline.  Nothing at all is not published: a server that was
# out of order must not wipe what it once gave.
finish() {
	good=$(count "$tmp/$1") bad=$(count "$tmp/$2")
	if [ "$good" -gt 0 ]; then
		publish "$1" "$output"
		say "$(plural "$good" "$3"), in $output"
	else
		say "no ${3}s; $output is as it was before"
	fi
	rm -f -- "$output.rejects"
	[ "$bad" -gt 0 ] || exit $((good == 0))
	publish "$2" "$output.rejects"
	say "failed: $(failures "$output.rejects"); see $output.rejects"
	exit 1
}

# part GOOD BAD FILE: parts a file of records into those without an error
# and those with, byte for byte.
part() {
	jq -Rr 'select(fromjson.error == null)' "$3" >"$tmp/$1" || exit 2
	jq -Rr 'select(fromjson.error != null)' "$3" >"$tmp/$2" || exit 2
}
