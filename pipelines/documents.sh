# What nightly does with the documents: finds out what has changed, makes the
# pretraining rows and the knowledge base.  Sourced by it; its variables are
# used.
# shellcheck shell=sh disable=SC2034,SC2154

# to STATUS NAME COMMAND...: what the command prints is $tmp/NAME.  Dies if its
# status is above the one given: half a list of documents must not pass for
# one from which the others are gone.
to() {
	most=$1 name=$2
	shift 2
	"$@" >"$tmp/$name"
	[ $? -gt "$most" ] || return 0
	why=$(tail -n 1 "$dir/nightly.log" | grep -aE '^[a-z0-9-]+: ')
	die "${why:-$1 failed}"
}

# list: $tmp/list are the names of the documents, sorted, a line each.
list() {
	depth='-maxdepth 1'
	[ "$recursive" = no ] || depth=''
	: >"$tmp/listed" || die 'cannot write'
	eval "set -- $documents"
	for document; do
		case $document in
		-*) document=./$document ;;
		esac
		if [ -d "$document" ]; then
			to 0 here in_directory "$document"
			# A directory that is not mounted is as empty.
			[ -s "$tmp/here" ] || die "no documents in $document"
			cat "$tmp/here"
		elif [ -f "$document" ]; then
			printf '%s\n' "$document"
		else
			die "no such document: $document"
		fi >>"$tmp/listed" || die 'cannot write'
	done
	to 0 list sort -u "$tmp/listed"
	iconv -f UTF-8 -t UTF-8 "$tmp/list" >/dev/null ||
	    die 'a name of a document is not UTF-8'
}

# in_directory NAME
in_directory() {
	under=$1 names=''
	eval "set -- ${includes:-"'*.txt'"}"
	for glob; do
		add names ${names:+-o} -name "$glob"
	done
	eval "find -L \"\$under\" $depth ! -name '.*' \\( $names \\) \
	    -type f -print"
}

# sums: a line for each document of the list: its checksum, a blank, its name.
sums() {
	tr '\n' '\0' <"$tmp/list" | xargs -0 sha256sum -- >"$tmp/sums" ||
	    return 1
	# sha256sum begins a line with \ if there is one in the name.
	sed 's/^\\//' "$tmp/sums" | cut -c -64 | paste -d ' ' - "$tmp/list"
}

# split LIST OPTION...: wk-split of the documents that a file lists.
split() {
	listed=$1
	shift
	# shellcheck disable=SC2016 # for the inner sh
	tr '\n' '\0' <"$listed" | xargs -0 sh -c '
	    options=$1
	    shift
	    eval "wk-split $options -- \"\$@\"" || [ $? -eq 1 ]' sh "$*"
}

# pretrain: pretrain.jsonl, anew: that takes less than to look what has changed.
pretrain() {
	to 0 chunks split "$tmp/list" "-c $size -o $overlap"
	to 1 pretrain.jsonl wk-xtuner -p -o "$format" -r "$tmp/rejects" \
	    "$tmp/chunks"
	rm -f -- "$tmp/chunks"
	[ -s "$tmp/pretrain.jsonl" ] || die 'no text in the documents'
	rejects pretrain.jsonl documents
	replace pretrain.jsonl "$dir/pretrain.jsonl"
	note "pretrain.jsonl: $(plural "$(count "$dir/pretrain.jsonl")" row)"
}

# index_documents: kb.db gets the documents that are not in it as they are
# now, and loses those that are gone or have no text any more.  What is to
# change is taken from the list of what is in there first: if we do not come
# to the end, it is indexed again.
index_documents() {
	kb=$dir/kb.db
	if [ ! -f "$kb" ] || [ "$(cat "$output/indexed.with" 2>/dev/null)" != \
	    "$split_options $index_options" ]; then
		rm -f -- "$output/indexed" "$output/indexed.with"
	fi
	[ -f "$output/indexed" ] || : >"$output/indexed"
	to 0 new sort "$tmp/now"
	to 0 fresh comm -23 "$tmp/new" "$output/indexed"
	to 0 fresh.names cut -c 66- "$tmp/fresh"
	to 0 change sort "$tmp/fresh.names"
	sources_of_kb
	to 0 gone comm -13 "$tmp/list" "$tmp/sources"
	[ -s "$tmp/change" ] || [ -s "$tmp/gone" ] || return 0
	to 0 left comm -12 "$tmp/new" "$output/indexed"
	replace left "$output/indexed"
	to 0 with printf '%s\n' "$split_options $index_options"
	replace with "$output/indexed.with"

	: >"$tmp/chunks"
	[ ! -s "$tmp/change" ] ||
	    to 0 chunks split "$tmp/change" "-c 768 -o 32 $split_options"
	remove_sources
	eval "to 1 indexed wk-index -r /dev/null $index_options \"\$kb\" \
	    \"\$tmp/chunks\""
	to 0 into cat "$tmp/new"
	replace into "$output/indexed"
	note "kb.db: $(count "$tmp/change") documents in," \
	    "$(count "$tmp/gone") out"
}

# sources_of_kb: $tmp/sources.
sources_of_kb() {
	: >"$tmp/listing"
	[ ! -f "$kb" ] || to 0 listing wk-index --list "$kb"
	to 0 unsorted jq -r .source "$tmp/listing"
	to 0 sources sort "$tmp/unsorted"
}

# remove_sources: takes those away that are gone, and those that have changed
# and in $tmp/chunks are not to be seen.
remove_sources() {
	to 0 unsorted jq -r '.source // empty' "$tmp/chunks"
	to 0 with_text sort -u "$tmp/unsorted"
	to 0 replaced comm -12 "$tmp/change" "$tmp/sources"
	to 0 emptied comm -23 "$tmp/replaced" "$tmp/with_text"
	to 0 away sort -u "$tmp/gone" "$tmp/emptied"
	[ -s "$tmp/away" ] || return 0
	to 0 options sed 's/^/--remove=/' "$tmp/away"
	to 0 removed without
}

without() {
	# shellcheck disable=SC2016 # for the inner sh
	tr '\n' '\0' <"$tmp/options" |
	    xargs -0 -n 500 sh -c 'wk-index "$@" "$0"' "$kb"
}

# changes: $tmp/changed are the documents that are not as they were when all
# was done last: those in lines that are in one of both lists.
changes() {
	[ -f "$output/done" ] || : >"$output/done"
	to 0 old sort "$output/done"
	to 0 both comm -3 "$tmp/old" "$tmp/new"
	to 0 lines sed 's/^	//' "$tmp/both"
	to 1 sums grep -aE '^[0-9a-f]{64} ' "$tmp/lines"
	to 0 unsorted cut -c 66- "$tmp/sums"
	to 0 changed sort -u "$tmp/unsorted"
}
