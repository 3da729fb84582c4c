# shellcheck shell=bash disable=SC2034,SC2154 # shared by the pipelines
set -uf; unset CDPATH; config='' configured='' model='' url='' interrupted=0
me=${0##*/} here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 2
case $here in */share/wk/pipelines) bin=../../../bin ;; *) bin=../bin ;; esac
PATH=${WK_BIN:+$WK_BIN:}$here/$bin:$PATH operands=()
say() { echo "$me: $*" >&2; }; die() { say "$@"; exit 2; }
need() { for need; do command -v "$need" >/dev/null || die "$need is not installed"; done; }
readable() { for f; do [[ -r $f && ! -d $f ]] || die "cannot read $f"; done; }
filter() { jq -c --unbuffered -f "$here/filters/$1.jq" "${@:2}"; }
records() { { wk-regexlist -w wk_none -- "$@" 2>&1 >&3 3>&- | # a bad line: error
	sed -n "s/^wk-regexlist:/$me:/;\$p" >&2; return "${PIPESTATUS[0]}"; } 3>&1; }
sound() { readable "$@"; records "$@" >/dev/null || die "correct these files: $*"; }
lines() { filter read -nr --arg field "$1" --arg of "$2" --rawfile lines "$2"; }
# when WORD COMMAND...: runs the command, an optional stage; cat if WORD is empty.
when() { [ -n "$1" ] || set -- '' cat; "${@:2}"; }
# try COMMAND...: ends if it fails without input: a wrong option is told once.
try() { "$@" </dev/null >/dev/null || { verdict $?; exit; }; }
# given OPTION...: sets given to those with a value, as options of a pipeline.
given() { given=(); local _name; for _name; do [ -z "${!_name-}" ] ||
	given+=("--${_name//_/-}=${!_name}"); done; }
# documents: prints the text of the operands, a record each; or --text FILE.
documents() { [ -z "${text-}" ] || { records "$text"; return; }
	set -- wk-text --exclude=*.{json*,rejects,records,journal,db} ${TEXT_FLAGS-}
	command -v wk-text >/dev/null || set -- wk-split -p sentence -c 1000000000
	"$@" -- "${operands[@]}"; verdict $?; }
# options WORD...: sets a variable for each option in the usage, and operands.
options() {
	local _word _name _letter _arg _line _listed _words=() _given=("$@")
	_listed=$(usage |
	    sed -nE 's/^ +((-.), +)?--([a-z-]+)( ([^ ]+))?(  .*)?$/\3|\2|\5/p')
	while [ $# -gt 0 ]; do case $1 in
		-h | --help) usage; exit 0 ;; --) operands+=("${@:2}"); break ;;
		-[!-]?*) set -- "${1:0:2}" "${1:2}" "${@:2}" ;;	# -n8
		[!-]* | - | '') operands+=("$1"); shift; continue ;; esac
		_word=${1%%=*}
		while IFS='|' read -r _name _letter _arg; do case $_word in
			"--$_name" | "$_letter") break ;; esac; done <<<"$_listed"
		[ -n "$_name" ] || die "no such option: $_word (see -h)"
		case $1:$_arg in --*=no:) set -- "$_word" '' "${@:2}" ;;
		--*=*) set -- "$_word" "${1#*=}" "${@:2}" ;;
		*:) set -- "$_word" yes "${@:2}" ;; esac
		[ $# -gt 1 ] || die "$_word needs a value: $_arg"
		printf -v "${_name//-/_}" %s "$2"
		[ "$_name" != document ] || operands+=("$2"); shift 2; done
	export PATH ${model:+WK_MODEL="$model"} ${url:+WK_BASE_URL="$url"}
	[[ ${output-} != -* ]] || output=./$output
	[[ -n $config && -z $configured ]] || return 0; readable "$config"
	while IFS= read -r _line || [ -n "$_line" ]; do
		case $_line in '' | '#'*) ;; [a-z]*=*) _words+=("--$_line") ;;
		[A-Z]*_*=*) usage | grep -qw -- "${_line%%=*}" && export "${_line?}" ;;
		*) false ;; esac || die "$config: no such setting (see -h): $_line"
	done < <(sed $'1s/^\xef\xbb\xbf//; s/\r$//' "$config")
	operands=() configured=yes; options ${_words[@]+"${_words[@]}"} "${_given[@]}"
}
# work DIRECTORY [brief]: makes and locks it, and makes $tmp in it.  Its end waits
# for programs that outlive a signal: they hold file 9.  brief: then removes it.
work() {
	mkdir -p -- "$1" && lock=$1/.lock brief=${2-} || exit 2
	! command -v flock >/dev/null || { exec 9>"$lock" || exit 2; flock -w 2 9; } ||
	    { say "$1: in use by another run"; exit 75; }
	find "$1" -maxdepth 1 -name '.wk.*' -exec rm -rf {} +	# of a killed run
	tmp=$(mktemp -d "$1/.wk.XXXXXX") && trap 'interrupted=1' HUP INT TERM || exit 2
	trap 'exec 9>&-; [ ! -e "$lock" ] || flock "$lock" true; rm -rf "$tmp"
	    [ -z "$brief" ] || { rm -f "$lock"; rmdir "${lock%/*}"; } 2>&-' EXIT; }
# verdict STATUS...: returns the gravest: 3 before 2 and any other, 75, 1 and 0.
verdict() { local status worst=0; for status in "${@:-2}"; do case $status in
		0 | 1) ;; 75) status=2 ;; 3) status=4 ;; *) status=3 ;; esac
	((status <= worst)) || worst=$status; done
	((interrupted == 0 || worst == 4)) || worst=2; set -- 0 1 75 2 3
	return "${@:worst + 1:1}"; }
# publish STATUS DIRECTORY FILE...: moves files of $tmp there, or exits from 2 on.
publish() {
	(($1 != 2)) || die "status 2: the files in $2 were not changed; correct that first"
	(($1 < 2)) || { say "status $1: the files in $2 were not changed; run again"; exit "$1"; }
	[ $# -lt 3 ] || [ -s "$tmp/$3" ] || say "nothing to write to $2/$3"
	for file in "${@:3}"; do	# without new rows, old rows and records go
		[ -s "$tmp/$file" ] || case $file:$* in *.rejects:*) ;;
		sft.jsonl:*.records* | multi-turn.jsonl:* | *.records:* | *.holdout.*)
			rm -f -- "$2/$file"; continue ;; *) continue ;; esac
		mv -- "$tmp/$file" "$2/$file" || exit 2; done; }
