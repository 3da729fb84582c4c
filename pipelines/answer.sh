#!/bin/sh
# As in 0.1, for nightly, which is to be rewritten.
# Questions to answers: gates, the documents, then the web for what they do
# not say: wk-find | wk-rag | wk-web | wk-rag, stage by stage.
# shellcheck disable=SC2034,SC2154,SC2317 # the sourced files use and set them
set -u

usage() {
	cat <<'TEXT'
usage: answer [-c FILE] [-o DIR] [-k KB | -d DOCUMENT... | -H URL] [--web]
              [--gate GATE...] [OPTION...] [QUESTIONS]

Answers questions: from the documents first, then from the web, and says what
stayed without an answer.  QUESTIONS is a file (default: stdin): JSON lines
with "question", or a question a line.

  -o, --output DIR      default ./answers; in it come
                          answered.jsonl    records with "answer"
                          unanswered.jsonl  the others, with the reason in
                                            "state" or "error"
                          report.txt        what became of them: also printed
                          steps/            what each stage wrote
                          *.journal         what was paid for
  -k, --kb KB           look in this knowledge base: see wk-index(1)
  -d, --document FILE   or make DIR/kb.db of this file or directory of *.txt;
                        may be repeated
  -H, --huixiangdou URL or have this HuixiangDou server answer: see wk-rag(1)
      --prefix TEXT, --suffix TEXT, --subject SUBJECT
                        for HuixiangDou: as in pipelines/tutorial
      --web             then search the web for what is not answered yet;
                        default: if $SERPER_API_KEY is set, or one of --web-...
      --no-web          do not
  -m, --model MODEL     words the answers; default $WK_MODEL
  -u, --url URL         of its server; default $WK_BASE_URL: see wk-ask(1)
  -x, --extract         answer by quoting, as when there is no model
      --gate GATE       have a model judge, from 0 to 10: question (is it one?),
                        relevance (do the passages hold the answer?), safety
                        (is the answer harmless?); may be repeated; none takes
                        back those before
      --gate-GATE-least N     what lets through; default 5
      --gate-GATE-prompt FILE own prompt: {{wk_question}}, and in {{wk_text}} the
                        question, passages or answer to judge
      --lang zh|en      of the gates' prompts in pipelines/prompts; default zh
  -c, --config FILE     lines NAME=value: long options without their dashes,
                        flags as NAME=yes; # begins a comment line.  The
                        command line wins; what may be repeated adds up
  -v, --verbose         say what each stage does
  -h, --help            this text

--jobs --limit --max-tokens --top-k --top-p --body --key-file --rpm --tpm
--retries --retry-delay --breaker --timeout --stream --read-journal
--stop-after-requests --stop-after-tokens go to each stage that calls a model;
some of them to the other servers.  An option for one stage has its name
before it: --find-threshold 0.2, --rag-system-file FILE, --rag-length 80,
--web-site DOMAIN, --split-chunk-size 512; the stages are split index find rag
web huixiangdou, gate (one for all), ask (each that is no answer).

Verdicts are in the field "gates" of a record.  One that holds no number lets a
question or passages through, but not an answer.  An answer that is held back
is in "withheld".

A stage whose input, options and files have not changed is not run again, and
nothing is paid twice: after a crash, a spent quota or an edit, run the same
command again.

status: 0 all went well, though questions may have no answer; 1 some records
failed; 2 usage, configuration or local I/O; 3 a person must act; 75 run it
again later
TEXT
}

me=answer
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=pipelines/common.sh
. "$here/common.sh"
# shellcheck source=pipelines/steps.sh
. "$here/steps.sh"
# shellcheck source=pipelines/answering.sh
. "$here/answering.sh"

output=answers
stages='split index find rag web huixiangdou gate ask'

option() {
	case $1 in
	questions) questions=$2 ;;
	subject) subject=$2 ;;
	*) shared_option "$1" "$2" ;;
	esac
}

options "$@"
eval "set -- $operands"
[ $# -le 1 ] || die 'one file of questions at most (-h tells more)'
[ $# -eq 0 ] || questions=$1
check_backends
: "${questions:=-}"
[ "$questions" = - ] || [ -r "$questions" ] || die "cannot read $questions"

lock
[ -z "$documents" ] || knowledge
given question "$questions"
answering '' question

jq -Rr 'select(try (fromjson | (.error | not) and .state == "success")
    catch false)' "$made" >"$tmp/answered.new" || exit 2
jq -Rr 'select(try (fromjson | (.error | not) and .state == "success" | not)
    catch true)' "$made" >"$tmp/unanswered.new" || exit 2
answered=$(count "$tmp/answered.new") unanswered=$(count "$tmp/unanswered.new")
[ "$(count "$tmp/given.jsonl")" -eq $((answered + unanswered)) ] ||
    die "records were lost; see $tmp"

{
	plural "$((answered + unanswered))" question
	echo "answered by $(who_answers)"
	states "$made"
	unread "$made"
	echo
	print_accounts
} >"$tmp/report.new"
# A server that was out of order must not wipe what it once gave.
if [ "$answered" -gt 0 ] || [ ! -s "$output/answered.jsonl" ]; then
	put "$tmp/answered.new" answered.jsonl
fi
put "$tmp/unanswered.new" unanswered.jsonl
put "$tmp/report.new" report.txt
cat "$output/report.txt"
[ "$unanswered" -eq 0 ] ||
    echo "without an answer: $unanswered; see $output/unanswered.jsonl"
jq -Rr 'select(try fromjson.error catch true) | 1' "$made" | grep -q '' ||
    exit 0
exit 1
