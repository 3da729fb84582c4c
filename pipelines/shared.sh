# What the pipelines share: options, a lock, the verdict, publishing.  Sourced
# by bash, 3.2 or later, after the function usage is defined.
# shellcheck shell=bash disable=SC2034,SC2154
set -uf
me=${0##*/} here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 2
PATH=${WK_BIN:+$WK_BIN:}$here/../bin:$here/../../../bin:$PATH
config='' model='' url='' interrupted=0 operands=()
say() { echo "$me: $*" >&2; }
die() { say "$@"; exit 2; }
filter() { jq -c --unbuffered -f "$here/filters/$1.jq" "${@:2}"; }
need() { for need; do command -v "$need" >/dev/null || die "no $need"; done; }

# options WORD...: sets the variable of each option that the usage lists, as
# --ca-file sets ca_file; other words go to operands.  The lines NAME=value of
# -c FILE count as words before; a NAME in capitals is a variable of the
# environment, which the usage has to list.  Nothing is evaluated.
options() {
	local word name letter arg line words=() given=("$@")
	listed=$(usage | sed -nE \
	    's/^ +((-.), +)?--([a-z-]+)( ([^ ]+))?(  .*)?$/\3|\2|\5/p')
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) usage; exit 0 ;;
		--) operands+=("${@:2}"); break ;;
		-?*) word=${1%%=*} ;;
		*) operands+=("$1"); shift; continue ;;
		esac
		while IFS='|' read -r name letter arg; do
			case $word in "--$name" | "$letter") break ;; esac
		done <<<"$listed"
		[ -n "$name" ] || die "no such option: $word (-h tells more)"
		case $1 in
		--*=*) set -- "$word" "${1#*=}" "${@:2}" ;;
		*) [ -n "$arg" ] || set -- "$word" yes "${@:2}" ;;
		esac
		[ $# -gt 1 ] || die "$word needs a value: $arg"
		printf -v "${name//-/_}" %s "$2"
		[ "$name" != document ] || operands+=("$2")
		shift 2
	done
	[ -z "$model" ] || export WK_MODEL="$model"
	[ -z "$url" ] || export WK_BASE_URL="$url"
	[ -n "$config" ] && [ -z "${config_read-}" ] || return 0
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'' | '#'*) ;;
		[A-Z]*_*=*) usage | grep -qw -- "${line%%=*}" ||
		    die "$config: -h does not list ${line%%=*}"
			export "${line?}" ;;
		[a-z]*=*) words+=("--$line") ;;
		*) die "$config: not NAME=value: $line" ;;
		esac
	done <"$config" || die "cannot read $config"
	operands=() config_read=yes
	options ${words[@]+"${words[@]}"} "${given[@]}"
}
# work DIRECTORY: makes it, and $tmp in it; one run at a time works there.
work() {
	mkdir -p -- "$1" && tmp=$(mktemp -d "$1/.wk.XXXXXX") || exit 2
	trap 'rm -rf "$tmp"' EXIT
	trap 'interrupted=75' HUP INT TERM	# the programs end themselves
	command -v flock >/dev/null || return 0
	exec 9>"$1/.lock" && flock -n 9 || { say "$1: in use"; exit 75; }
}
# verdict STATUS...: folds "${PIPESTATUS[@]}" into one: 3, 2, 75, 1 or 0, the
# first that is there.  Any other is of a program that broke: 2.
verdict() {
	local status worst=0
	for status in "${@:-2}"; do
		case $status in 0) ;; 1) status=1 ;; 75) status=2 ;; 3) status=4 ;;
		*) status=3 ;; esac
		[ "$status" -le "$worst" ] || worst=$status
	done
	[ "$interrupted" -eq 0 ] || [ "$worst" -eq 4 ] || worst=2
	set -- 0 1 75 2 3
	return "${@:worst + 1:1}"
}
# publish STATUS DIRECTORY FILE...: puts files of $tmp there, if the verdict is
# 0 or 1; else ends.  An empty one does not replace what was there, but rejects.
publish() {
	local file
	[ "$1" -le 1 ] || { say "status $1; $2 is as it was.  The same command" \
	    'goes on; nothing is paid twice'; exit "$1"; }
	for file in "${@:3}"; do
		[ -s "$tmp/$file" ] || [ "${file%.rejects}" != "$file" ] || continue
		mv -- "$tmp/$file" "$2/$file" || exit 2
	done
}
