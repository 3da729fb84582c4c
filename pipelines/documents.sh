# What nightly does with the documents: finds out what has changed, makes the
# pretraining rows and the knowledge base.  Sourced by it; its variables are
# used.
# shellcheck shell=sh disable=SC2034,SC2154

# list: the names of the documents, sorted, a line each.
list() {
	depth='-maxdepth 1'
	[ "$recursive" = no ] || depth=''
	eval "set -- $documents"
	for document; do
		case $document in
		-*) document=./$document ;;
		esac
		if [ -d "$document" ]; then
			# A directory that is not mounted is as empty.
			in_directory "$document" | grep '' ||
			    die "no documents in $document"
		elif [ -f "$document" ]; then
			printf '%s\n' "$document"
		else
			die "no such document: $document"
		fi
	done
}

# in_directory NAME
in_directory() {
	under=$1 names=''
	eval "set -- ${includes:-"'*.txt'"}"
	for glob; do
		add names ${names:+-o} -name "$glob"
	done
	eval "find -L \"\$under\" $depth ! -name '.*' \\( $names \\) -type f -print"
}

# sums: a line for each document that is listed on stdin: its checksum, a
# blank, its name.
sums() {
	tee "$tmp/names" | tr '\n' '\0' | xargs -0 sha256sum -- >"$tmp/sums" ||
	    return 1
	# sha256sum begins a line with \ if there is one in the name.
	sed 's/^\\//' "$tmp/sums" | cut -c -64 | paste -d ' ' - "$tmp/names"
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
	split "$tmp/names" "-c $size -o $overlap" >"$tmp/chunks" ||
	    die 'wk-split failed; pretrain.jsonl is as it was before'
	wk-xtuner -p -o "$format" -r "$tmp/rejects" "$tmp/chunks" \
	    >"$tmp/pretrain.jsonl"
	[ $? -le 1 ] || die 'wk-xtuner failed; pretrain.jsonl is as it was before'
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
	sort "$tmp/now" >"$tmp/new"
	comm -23 "$tmp/new" "$output/indexed" | cut -c 66- >"$tmp/change"
	: >"$tmp/sources"
	[ ! -f "$kb" ] || wk-index --list "$kb" | jq -r .source | sort \
	    >"$tmp/sources"
	sort "$tmp/names" | comm -13 - "$tmp/sources" >"$tmp/gone"
	[ -s "$tmp/change" ] || [ -s "$tmp/gone" ] || return 0
	comm -12 "$tmp/new" "$output/indexed" >"$tmp/left"
	replace left "$output/indexed"
	printf '%s\n' "$split_options $index_options" >"$tmp/with"
	replace with "$output/indexed.with"

	: >"$tmp/chunks"
	[ ! -s "$tmp/change" ] ||
	    split "$tmp/change" "-c 768 -o 32 $split_options" >"$tmp/chunks" ||
		die 'wk-split failed; kb.db is as it was before'
	jq -r '.source // empty' "$tmp/chunks" | sort -u >"$tmp/with_text"
	{
		cat "$tmp/gone"
		sort "$tmp/change" | comm -12 - "$tmp/sources" |
		    comm -23 - "$tmp/with_text"
	} | sort -u | sed 's/^/--remove=/' | tr '\n' '\0' >"$tmp/remove"
	# shellcheck disable=SC2016 # for the inner sh
	[ ! -s "$tmp/remove" ] || xargs -0 -n 500 sh -c 'wk-index "$@" "$0"' \
	    "$kb" <"$tmp/remove" || die 'wk-index failed'
	eval "wk-index -r /dev/null $index_options \"\$kb\" \"\$tmp/chunks\"" \
	    >"$tmp/indexed"
	[ $? -le 1 ] || die 'wk-index failed'
	cp -- "$tmp/new" "$tmp/into" || die "cannot write $tmp"
	replace into "$output/indexed"
	note "kb.db: $(count "$tmp/change") documents in, $(count "$tmp/gone") out"
}
