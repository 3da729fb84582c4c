#!/bin/sh
# As in 0.1, for those that are to be rewritten.
# Aspects of a subject to questions about it: wk-ask | wk-regexlist.
# shellcheck disable=SC2034,SC2154 # common.sh reads $me and sets $tmp
set -u

usage() {
	cat <<'TEXT'
usage: questions --subject SUBJECT [-n N] [-l LENGTH] [-t TEMPERATURE]
                 [--lang zh|en] [-S FILE] [-P FILE] [-m MODEL] [-u URL]
                 [-j N] [-J JOURNAL] [-o FILE] [ASPECTS]
       questions --example [OPTION...]

Has a model ask questions about each aspect.  ASPECTS is a file (default:
stdin) with one aspect a line, or JSON lines with "aspect".  Out comes a
JSON line for each question.

      --subject SUBJECT  what the aspects are of: 《黑神话：悟空》
  -n, --count N          questions an aspect, at most; default 10
  -l, --longest LENGTH   characters a question; default 20, in English 80
  -t, --temperature T    default 0.7
      --lang zh|en       of the prompts in pipelines/prompts; default zh
  -S, --system FILE      own system prompt
  -P, --prompt FILE      own prompt: {{aspect}} {{subject}} {{count|10}}
                         {{longest|20}} and other fields of the aspects
  -m, --model MODEL      default $WK_MODEL
  -u, --url URL          of the server; default $WK_BASE_URL: see wk-ask(1)
  -j, --jobs N           requests at once; default 8
  -J, --journal FILE     what was paid for; default: OUTPUT.journal with -o
  -o, --output FILE      replaced when it is complete; what failed goes to
                         FILE.rejects.  Default: all of it to stdout
      --example          the tutorial's twelve aspects of its subject
      --dry-run          say what would be sent, and send nothing
  -h, --help             this text

Other long options of wk-ask(1) for the server, such as --key-file, --rpm,
--max-tokens and --stop-after-requests, go to it.

status: 0 all went well; 1 some aspects failed; 2 usage, configuration or
local I/O; 3 a person must act; 75 run it again later
TEXT
}

me=questions
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# shellcheck source=pipelines/common.sh
. "$here/common.sh"

output='' journal='' subject='' count='' longest='' temperature=0.7
lang=zh system='' prompt='' example='' ask='' dry=''
while [ $# -gt 0 ]; do
	case $1 in
	--*=*)	# --name=value is --name value
		option=$1
		shift
		set -- "${option%%=*}" "${option#*=}" "$@"
		continue ;;
	-h | --help) usage; exit 0 ;;
	--example) example=yes; shift; continue ;;
	--dry-run) dry=$1; shift; continue ;;
	--stream) add ask "$1"; shift; continue ;;
	--) shift; break ;;
	-?*) [ $# -ge 2 ] || die "$1 needs a value (-h tells more)" ;;
	*) break ;;
	esac
	case $1 in
	--subject) subject=$2 ;;
	-n | --count) count=$2 ;;
	-l | --longest) longest=$2 ;;
	-t | --temperature) temperature=$2 ;;
	--lang) lang=$2 ;;
	-S | --system) system=$2 ;;
	-P | --prompt) prompt=$2 ;;
	-J | --journal) journal=$2 ;;
	-o | --output) output=$2 ;;
	*) ask_option "$1" "$2" ||
		die "no such option: $1 (-h tells more)" ;;
	esac
	shift 2
done

language "$lang"
numbers ${count:+"$count"} ${longest:+"$longest"}
if [ -n "$example" ]; then
	[ $# -eq 0 ] || die '--example brings its own aspects'
	: "${subject:=《黑神话：悟空》}"
	set -- "$here/example/tutorial-aspects.txt"
fi
[ $# -le 1 ] || die 'one file of aspects at most (-h tells more)'
need wk-ask wk-regexlist jq iconv
[ $# -eq 0 ] || [ "$1" = - ] || [ -r "$1" ] || die "cannot read $1"
[ -n "$journal$dry" ] || journal=${output:+$output.journal}
longest_default=20
[ "$lang" = zh ] || longest_default=80
: "${system:=$here/prompts/v0/questions.system.$lang.txt}"
: "${prompt:=$here/prompts/v0/questions.$lang.txt}"

work
aspects "${1:--}" >"$tmp/aspects" || exit 2
[ -s "$tmp/aspects" ] || die 'no aspects'
# What was given becomes a field of the records, for the prompt.
for field in subject count longest; do
	eval "value=\$$field"
	[ -n "$value" ] || continue
	with "$field" "$value" aspects >"$tmp/filled" || exit 2
	mv "$tmp/filled" "$tmp/aspects" || exit 2
done

add ask -t "$temperature" -S "$system" -P "$prompt"
[ -z "$journal" ] || add ask -J "$journal"
add ask "$tmp/aspects"
if [ -n "$dry" ]; then
	eval "wk-ask --dry-run $ask"
	exit
fi
eval "stage asked wk-ask $ask"
stage found wk-regexlist -n "${count:-10}" -l "${longest:-$longest_default}" \
    "$tmp/asked"

part good bad "$tmp/found"
[ -z "$output" ] || finish good bad question
cat "$tmp/found" || die 'cannot write to stdout'
say "$(plural "$(count "$tmp/good")" question) of" \
    "$(plural "$(count "$tmp/aspects")" aspect)"
[ -s "$tmp/bad" ] || exit 0
say "failed: $(failures "$tmp/bad")"
exit 1
