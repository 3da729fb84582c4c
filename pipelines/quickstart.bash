#!/usr/bin/env bash
# The first command: installs what is missing, builds, makes training data.
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
usage() {
	cat <<'TEXT'
usage: quickstart [OPTION...] [DOCUMENT...]

Installs what is missing, builds wk, and makes of documents (files, or
directories of *.txt; default: the example that comes along), in DIR:

  pretrain.jsonl  a row of incremental pretraining for each chunk
  kb.db           a knowledge base to look answers up in
  sft.jsonl       questions and answers: a model's about each passage, if the
                  environment names one (WK_MODEL, and a server: see
                  wk-ask(1)), as pipelines/qa makes them; else quotes for the
                  questions that you give, or that come with the example
  *.rejects       what could not be used, with the reasons

Without a model nothing needs a network, but for installing what is missing.

  -o, --output DIR      default out
  -q, --questions FILE  questions, a line each, or JSON lines with "question":
                        answered by quoting, for which no model is needed
  -n, --most N          questions that a model asks about a passage; default 4
      --role FILE       the system prompt of sft.jsonl
      --offline         ask no model, though there is one
  -m, --model MODEL     default $WK_MODEL
  -u, --url URL         of its server; default $WK_BASE_URL
  -c, --config FILE     lines NAME=value: long options without dashes, and
                        WK_MODEL WK_BASE_URL WK_API_KEY_FILE ASK_FLAGS
  -h, --help            this text

What the model said is kept in DIR/*.journal, and not paid for twice.

status: 0 all went well; 1 some documents failed, see the *.rejects; 2 usage,
something missing, local I/O; 3 or 75 the model failed, and sft.jsonl is as it
was before
TEXT
}
# shellcheck source=pipelines/shared.sh
. "$(dirname "$0")/shared.sh"
output=out questions='' most=4 role='' offline=''
options "$@"
root=$(dirname "$here")
[ ${#operands[@]} -gt 0 ] || {
	operands=("$here/example/docs")
	: "${questions:=$here/example/questions.jsonl}"
	: "${role:=$here/example/role.txt}"
}
for file in "${operands[@]}" ${questions:+"$questions"} ${role:+"$role"}; do
	[ -e "$file" ] || die "no such file: $file"
done

sh "$root/src/need.sh" cc libc make pkg-config jq libbsd-overlay libpcre2-8 \
    uchardet sqlite3 libcurl libmd || exit 2
mkdir -p -- "$output" && output=$(cd "$output" && pwd) || exit 2
echo 'building ...'
"${MAKE:-make}" -C "$root" >"$output/make.log" 2>&1 || {
	tail -n 20 "$output/make.log" >&2
	die "the build failed: $output/make.log has all it said"
}
rm -f -- "$output/make.log"

echo 'pretraining rows, knowledge base ...'
"$here/pretrain" -o "$output/pretrain.jsonl" -- "${operands[@]}"
failed=$? status=0
[ "$failed" -le 1 ] || exit "$failed"
work "$output"
wk-split -p sentence -c 768 -o 32 -- "${operands[@]}" 2>/dev/null |
    wk-index -r /dev/null "$tmp/kb.db" >/dev/null
verdict "${PIPESTATUS[@]}" || publish $? "$output"
publish "$failed" "$output" kb.db
exec 9>&-	# qa works there now

if [ -z "$offline" ] && [ -n "${WK_MODEL-}" ] && [ -z "$questions" ]; then
	echo "asking $WK_MODEL about each passage ..."
	"$here/qa" -o "$output" -n "$most" ${role:+--role "$role"} -- "${operands[@]}"
	status=$?
elif [ -n "$questions" ]; then
	echo "quoting answers to the questions of $questions ..."
	wk-find $(lines "$questions") -k "$output/kb.db" "$questions" | wk-rag -x |
	    wk-xtuner ${role:+-S "$role"} -r "$tmp/sft.rejects" >"$tmp/sft.jsonl"
	verdict "${PIPESTATUS[@]}"
	status=$?
	publish "$status" "$output" sft.jsonl sft.rejects
fi

echo
for file in pretrain.jsonl sft.jsonl; do
	[ ! -f "$output/$file" ] ||
	    echo "$output/$file: $(grep -c '' "$output/$file") rows"
done
[ ! -s "$output/sft.jsonl" ] || { echo; head -n 3 "$output/sft.jsonl"; }
cat <<TEXT

Next:
  $root/bin/wk-xtuner --check $output/sft.jsonl    what a trainer would refuse
  $root/pipelines/qa -h    questions and answers about your own documents
  man $root/man/wk-tutorial.7    the whole way, step by step
TEXT
[ "$status" -gt 1 ] || status=$((failed | status))
exit "$status"
