# shellcheck shell=bash disable=SC2034,SC2154 # shared by on-slurm, on-parallel
# DIR/state has a file for each shard N in each of these directories: in, the
# shard; out and rejects, what the command made of it; journal, N and N.ANYTHING;
# log, what it said; lock, held while it runs; end, a line about how it ended:
#   STATUS COMMAND READ BYTES RECORDS LINES SHA256 REJECTS SHA256
# COMMAND is the command's sum, READ how many of the BYTES it read.  Besides these:
# plan, what was cut; lines, how many come before each shard; settings, of the command; todo, the shards that are left;
# stop, "STATUS N" where a shard has all others end, "75" where a signal has.
shards() { ls "$state/in"; }
# ended N: whether it is done; sets status, of its last end, if there was one.
ended() {
	local made_by='' && status=''
	[ ! -f "$state/end/$1" ] || read -r status made_by _ <"$state/end/$1"
	[ "$made_by" = "$command_sum" ] || status=''; [[ $status = [01] ]]
}
# measured N: the end of its line, from BYTES on.
measured() {
	set -- "$state/in/$1" "$state/out/$1" "$state/rejects/$1"
	{ wc -c <"$1"; LC_ALL=C grep -ac '[^[:space:]]' "$1"; wc -l <"$2"
	    sha256sum <"$2"; wc -l <"$3"; sha256sum <"$3"; } |
	    awk '{ printf(" %s", $1) }'
}
# cut SHARDS INPUT...: makes the shards, unless they are there.
cut_up() {
	local name plan
	readable "${@:2}"; plan="-n $1"$'\n'$(stat -Lc '%n %s %Y' -- "${@:2}") || exit 2
	[ ! -f "$state/plan" ] || { [ "$plan" = "$(sed 1d "$state/plan")" ] && return
		die "$output has shards of other input, or another -n: name another"; }
	mkdir -p "$state"/{out,rejects,journal,log,lock,end} "$tmp/in" || exit 2
	for name in "${@:2}"; do
		case $name in *.zst) zstd -dcq ;; *.gz) gzip -dc ;; *) cat ;; esac \
		    <"$name" >>"$tmp/all" || die "cannot read $name"
		[ -z "$(tail -c 1 "$tmp/all" | tr '\0' x)" ] || echo >>"$tmp/all"
	done
	[ -s "$tmp/all" ] || die 'the INPUT is empty'
	split -n "l/$1" -e -d -a 6 "$tmp/all" "$tmp/in/" && rm -rf "$state/in" &&
	    mv "$tmp/in" "$state/in" && shards | (cd "$state/in" && xargs wc -l) |
	    awk '$2 != "total" { print $2, n + 0; n += $1 }' >"$state/lines" &&
	    echo "$(shards | wc -l) $(wc -c <"$tmp/all")"$'\n'"$plan" \
	    >"$tmp/plan" && sync && mv "$tmp/plan" "$state" && rm "$tmp/all" || exit 2
}
# drive ROUNDS: has launch, of the caller, work on the shards that are left, until
# none is, one has all stop, or in so many rounds in a row no shard was done.
drive() {
	local before='' rounds=0 n
	while for n in $(shards); do ended "$n" || echo "$n"; done >"$state/todo"
	    left=$(grep -c '' "$state/todo"); do
		[ "$left" = "$before" ] || rounds=0
		((rounds++ < $1)) || { say "shards left: $left; see --status"; exit 75; }
		[ -z "$before" ] || { ((rounds < 2)) &&
		    ! grep -rqs '^75' "$state/end"; } || {
			say "shards left: $left; again in $delay s"
			for ((n = 0; n < delay && !interrupted; n++)); do sleep 1; done; }
		before=$left; ((interrupted)) || launch
		! read -r status n 2>/dev/null <"$state/stop" || [ -z "$n" ] || {
			say "shard $n: status $status: $(tail -n 1 "$state/log/$n")"
			exit "$status"; }
		((!interrupted)) || { say 'interrupted; run it again'; exit 75; }
	done
}
# merge: joins what the shards gave, in order; filters/proof.awk tells whether it
# is all of it.
merge() {
	local n
	for n in $(shards); do
		echo "$n $(cat "$state/end/$n")$(measured "$n")"
		cat "$state/out/$n" >&3 && cat "$state/rejects/$n" >&4 || echo "$n"
	done 2>/dev/null 3>"$tmp/output.jsonl" 4>"$tmp/output.rejects" |
	    awk -v "plan=$(head -n 1 "$state/plan")" -v "one=$one_to_one" \
	    -v "command=$command_sum" -f "$here/filters/proof.awk" >&2
	verdict "${PIPESTATUS[1]}"; status=$?
	((status > 1)) || sync "$tmp"/output.{jsonl,rejects} || exit 2
	publish "$status" "$output" output.jsonl output.rejects
	sync "$output"; exit "$status"
}
