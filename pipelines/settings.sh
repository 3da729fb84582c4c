# The options of the pipelines that work over a directory, on the command line
# and in files of settings.  Sourced by steps.sh.
# shellcheck shell=sh disable=SC2015,SC2034,SC2154
#
# The pipeline has functions usage and option NAME VALUE (false: there is no
# such option), and in $stages the names of stages whose options it takes.

# bad WORD...: dies over a value; $from says where it stood.
bad() {
	die "$from: $*"
}

# program_of STAGE: sets $program, the program that a stage runs.
program_of() {
	case $1 in
	gate | followup | rewrite) program=wk-ask ;;
	list) program=wk-regexlist ;;
	huixiangdou) program=wk-rag ;;
	questions) program='questions' ;;
	*) program=wk-$1 ;;
	esac
}

# try OPTION[=VALUE]: whether $program takes it.  It prints its help if so,
# and what is wrong if not: $said.
try() {
	case $program in
	questions) set -- sh "$here/questions.sh" "$1" ;;
	*) set -- "$program" "$1" ;;
	esac
	said=$("$@" -h 2>&1 </dev/null) || return 1
	case $said in
	*usage:*-h*) return 0 ;;
	*) return 1 ;;
	esac
}

# try_flag OPTION: whether $program takes it without a value.  If it has one,
# -h may be taken for the name of a file: not here.
try_flag() {
	tried=$(mktemp -d "${TMPDIR:-/tmp}/.$me.XXXXXX") || exit 2
	(cd "$tried" && try "$1")
	set -- $?
	rm -rf "$tried"
	return "$1"
}

# is_stage_option NAME: sets $stage, $rest and $program for an option such as
# find-threshold.
is_stage_option() {
	stage=${1%%-*} rest=${1#*-}
	[ "$stage" != "$1" ] || return 1
	case " $stages " in
	*" $stage "*) program_of "$stage" ;;
	*) return 1 ;;
	esac
}

# is_flag NAME: whether an option has no value.
is_flag() {
	case $1 in
	help | extract | web | no-web | verbose | example | stream) return 0 ;;
	esac
	is_stage_option "$1" && try_flag "--$rest"
}

# stage_option NAME VALUE: an option for one stage, --find-threshold 0.2: its
# words go to the variable find_options.  What the pipeline itself depends on
# cannot be set so.
stage_option() {
	is_stage_option "$1" || return 1
	case $rest in
	field | output | where | journal | kb | lines | dry-run | rejects | \
	unordered | samples | help | version | check | array | \
	provenance | pretrain | calibrate | remove | source | list)
		bad "the pipeline itself sets --$rest of $program" ;;
	esac
	command -v "$program" >/dev/null || [ "$program" = questions ] ||
	    bad "no $program"
	if try_flag "--$rest"; then
		case $2 in
		yes) add "${stage}_options" "--$rest" ;;
		no) ;;
		*) bad "$2: yes or no" ;;
		esac
	else
		try "--$rest=$2" || bad "$(printf '%s\n' "$said" | head -n 1)"
		add "${stage}_options" "--$rest" "$2"
	fi
}

# shared_option NAME VALUE: what all of these pipelines have.
shared_option() {
	case $1 in
	output) output=$2 ;;
	lang) lang=$2 ;;
	kb) kb=$2 ;;
	document) add documents "$2" ;;
	huixiangdou) huixiangdou=$2 ;;
	prefix) prefix=$2 ;;
	suffix) suffix=$2 ;;
	extract | web | verbose) yes_or_no "$1" "$2" ;;
	no-web) yes_or_no web no ;;
	seed | journal) return 1 ;;
	stream)
		[ "$2" = no ] || add ask "--$1" ;;
	gate)
		case $2 in
		question | relevance | safety) gates="$gates $2" ;;
		none) gates='' ;;
		*) bad "$2: question, relevance, safety or none" ;;
		esac ;;
	gate-question-prompt | gate-relevance-prompt | gate-safety-prompt)
		[ -r "$2" ] || bad "cannot read $2"
		name=${1#gate-}
		eval "gate_${name%-prompt}_prompt=\$2" ;;
	gate-question-least | gate-relevance-least | gate-safety-least)
		case $2 in
		[0-9] | 10 | [0-9].[0-9]) ;;
		*) bad "$2: from 0 to 10" ;;
		esac
		name=${1#gate-}
		eval "gate_${name%-least}_least=\$2" ;;
	*)
		[ "$1" != model ] || model=$2
		if ask_option "--$1" "$2"; then
			program=wk-ask
			try "--$1=$2" ||
			    bad "$(printf '%s\n' "$said" | head -n 1)"
			case $1 in
			retries | retry-delay | breaker | timeout)
				add server "--$1" "$2" ;;
			esac
		else
			stage_option "$1" "$2"
		fi ;;
	esac
}

# yes_or_no VARIABLE VALUE
yes_or_no() {
	case $2 in
	yes | no) eval "$1=\$2" ;;
	*) bad "$2: yes or no" ;;
	esac
}

# long_name LETTER: sets $name.
long_name() {
	case $1 in
	c) name=config ;;
	d) name=document ;;
	H) name=huixiangdou ;;
	h) name=help ;;
	j) name='jobs' ;;
	k) name=kb ;;
	L) name=limit ;;
	l) name=longest ;;
	m) name=model ;;
	n) name=count ;;
	o) name=output ;;
	q) name=questions ;;
	t) name=temperature ;;
	u) name=url ;;
	v) name=verbose ;;
	x) name=extract ;;
	*) return 1 ;;
	esac
}

unknown() {
	say "no such option: $1"
	usage >&2
	exit 2
}

# options WORD...: the settings of -c, then those of the command line, which
# win.  $operands gets the rest of the words.
options() {
	given='' configs='' operands=''
	while [ $# -gt 0 ]; do
		from=$1
		case $1 in
		--) shift; break ;;
		--?*=*)
			name=${1%%=*} value=${1#*=}
			name=${name#--}
			shift
			set -- "--$name" "$value" "$@" ;;
		--?*)
			name=${1#--}
			! is_flag "$name" || {
				shift
				set -- "--$name" yes "$@"
			} ;;
		-[!-])
			long_name "${1#-}" || unknown "$1"
			! is_flag "$name" || {
				shift
				set -- "-" yes "$@"
			} ;;
		-?*) unknown "$1" ;;
		*) break ;;
		esac
		[ "$name" != help ] || { usage; exit 0; }
		[ $# -ge 2 ] || die "$from needs a value (-h tells more)"
		if [ "$name" = config ]; then
			add configs "$2"
		else
			add given "$from" "$name" "$2"
		fi
		shift 2
	done
	add operands "$@"
	eval "set -- $configs"
	for config; do
		settings "$config"
	done
	eval "set -- $given"
	while [ $# -gt 0 ]; do
		from=$1
		option "$2" "$3" || unknown "$1"
		shift 3
	done
}

# trim TEXT: sets $trimmed, without the blanks at its ends.
trim() {
	trimmed=${1#"${1%%[![:blank:]]*}"}
	trimmed=${trimmed%"${trimmed##*[![:blank:]]}"}
}

# settings FILE: lines NAME=value.  They are read, never run.
settings() {
	[ -f "$1" ] && [ -r "$1" ] || die "-c $1: cannot read it"
	row=0 bom=$(printf '\357\273\277') cr=$(printf '\r')
	while IFS= read -r line || [ -n "$line" ]; do
		row=$((row + 1)) from=$1:$row
		[ "$row" -ne 1 ] || line=${line#"$bom"}
		trim "${line%"$cr"}"
		line=$trimmed
		case $line in
		'' | '#'*) continue ;;
		*=*) ;;
		*) bad "no NAME=value: $line" ;;
		esac
		trim "${line%%=*}"
		name=$trimmed
		trim "${line#*=}"
		case $name in
		config | help | '' | *[!a-z0-9-]*) bad "unknown name: $name" ;;
		esac
		option "$name" "$trimmed" || bad "unknown name: $name"
	done <"$1"
}
