#!/bin/sh
# Writes what bash, zsh and fish complete, from the options of the programs
# and the usages of the pipelines: completions.sh DIR PROGRAM...
# In DIR come bash/NAME, zsh/_NAME and fish/NAME.fish, for each program and for
# the command wk.  PROGRAMs are paths; "wk" beside them is one of the others.
set -eu
export LC_ALL=C

dir=$1
shift
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
mkdir -p "$dir/bash" "$dir/zsh" "$dir/fish"

# table NAME: of standard input, what --list-options prints; writes lines of
# NAME, letter, long name, kind of the argument, its words, what it does.
table() {
	awk -F '\t' -v OFS='\t' -v name="$1" '
	function kind(arg, long) {
		if (arg == "-")
			return "none"
		if (arg ~ /^(file|dir|directory|kb|journal|limits)$/ ||
		    long == "document")
			return "file"
		if (arg == "share:file")
			return "behind"		# a file behind the colon
		if (arg == "model")
			return "model"
		return "text"
	}
	{
		k = kind(tolower($3), $2)
		if ($4 == "-" && $3 ~ /\|/) {
			$4 = $3
			gsub(/\|/, " ", $4)
		}
		if ($4 != "-")
			k = "words"
		gsub(/['\''"\\\[\]]/, "", $5)
		print name, $1, $2, k, $4, $5
	}'
}

# options_of_usage: of a usage of a pipeline, what --list-options would print.
# An option that wk-xtuner has, too, takes the same words.
options_of_usage() {
	form='((-)(.), +)?--([a-z-]+)( ([^ ]+))?(  +(.*))?'
	sed -nE "s/^ +$form\$/\\3\\t\\4\\t\\6\\t-\\t\\8/p" |
	    awk -F '\t' -v OFS='\t' -v same="$tmp/wk-xtuner" '
	BEGIN {
		while ((getline line <same) > 0) {
			split(line, field, "\t")
			if (field[4] == "words")
				words[field[3]] = field[5]
		}
	}
	{
		if ($1 == "")
			$1 = "-"
		if ($3 == "")
			$3 = "-"
		if ($3 != "-" && $2 in words)
			$4 = words[$2]
		sub(/[;,.: ]+$/, "", $5)
		print
	}'
}

for program; do
	name=${program##*/}
	[ "$name" != wk ] || continue
	"$program" --list-options | table "$name" >"$tmp/$name"
	"$program" --help | head -n 1 | tr -d "'\"\\\\[]" >"$tmp/$name.does"
done
: >"$tmp/pipelines"
for pipeline in pipelines/*; do
	[ -f "$pipeline" ] || continue
	[ -x "$pipeline" ] || continue
	name=${pipeline##*/}
	[ "$name" != quickstart ] || continue	# it is not installed
	echo "$name" >>"$tmp/pipelines"
	bash "$pipeline" --help | options_of_usage | table "$name" >"$tmp/$name"
	sed -n '2s/^# //p' "$pipeline" | sed 's/[:.].*//' |
	    tr -d "'\"\\\\[]" >"$tmp/$name.does"
done

# Prints the names of models: those in the environment, and those that the
# server lists, if curl and jq are here and it answers within a second.  It
# stands between single quotes in all three shells.
# shellcheck disable=SC2016
models='for m in $WK_MODEL $WK_JUDGE_MODEL $WK_EMBED_MODEL $WK_RERANK_MODEL; do
		echo "$m"
	done
	url=${WK_BASE_URL%/}
	url=${url%/chat/completions}
	case ${url#*://} in */*) ;; *) url=$url/v1 ;; esac
	[ -z "$WK_BASE_URL" ] || {
		[ -z "$WK_API_KEY_FILE" ] || {
			echo "Authorization: Bearer $(cat "$WK_API_KEY_FILE")"
		}
	} | curl -s -m 1 -H @- "$url/models" | jq -r ".data[].id"'

# for_bash COMMAND NAME...: COMMAND completes the options of the NAMEs.
for_bash() {
	command=$1 function=_$(echo "$1" | tr - _)
	shift
	cat <<END
# Completion of $command, for bash.  Written by src/completions.sh.
_wk_models() {
	sh -c '$models' 2>/dev/null | sort -u
}

# A line an option: command, -letter, --name, kind of its argument, its words.
${function}_options() {
	cat <<'TABLE'
END
	for name; do
		awk -F '\t' -v OFS='|' '{
			print $1, ($2 == "-" ? "-" : "-" $2), "--" $3, $4, $5
		}' "$tmp/$name"
	done
	cat <<END
TABLE
}

# _wk_words WORDS: completes one of them; they are lines.
_wk_words() {
	COMPREPLY=(\$(compgen -W "\$1" -- "\$cur"))
}

# _wk_argument KIND WORDS: completes an argument.
_wk_argument() {
	case \$1 in
	file)
		compopt -o filenames 2>/dev/null	# newer than bash 3
		COMPREPLY=(\$(compgen -f -- "\$cur"))
		;;
	model) _wk_words "\$(_wk_models)" ;;
	words) _wk_words "\$2" ;;
	behind)
		cur=\${cur#*:}
		_wk_argument file
		;;
	esac
}

# _wk_in_batch WORD...: sets command to the one that wk batch WORD... runs;
# false if there is one WORD, which is being completed.
_wk_in_batch() {
	case \$1 in
	send | poll | fetch) command=wk-batch ;;
	*) command=\$1 ;;
	esac
	[ \$# -gt 1 ]
}

$function() {
	local IFS=\$'\n' command=\${COMP_WORDS[0]##*/}
	local cur=\${COMP_WORDS[COMP_CWORD]} at=\$COMP_CWORD prev
	local name letter long kind words
	COMPREPLY=()
	# bash parts --name=value and a:b into three words each
	while [ "\$at" -gt 1 ]; do
		[ "\$cur" = = ] && cur= && break
		[ "\${COMP_WORDS[at-1]}" = : ] || [ "\${cur#:}" != "\$cur" ] ||
		    break
		at=\$((at - 1)) cur=\${COMP_WORDS[at]}\$cur
	done
	prev=\${COMP_WORDS[at-1]}
	[ "\$prev" != = ] || prev=\${COMP_WORDS[at-2]}
	${function}_word
	# What is before the last colon is on the line already.
	case \$COMP_WORDBREAKS in
	*:*) COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*:}"}"}") ;;
	esac
}

${function}_word() {
	if [ "\$command" = wk ]; then
		command=\${COMP_WORDS[1]}
		if [ "\$COMP_CWORD" -eq 1 ]; then
			_wk_words "\$(${function}_options | cut -d '|' -f 1 |
			    sed 's/^wk-//' | sort -u)"
			return
		fi
		if [ "\$command" = batch ]; then
			_wk_in_batch "\${COMP_WORDS[@]:2}" || {
				_wk_words "\$(printf '%s\n' send poll fetch
				    ${function}_options | cut -d '|' -f 1 |
				    grep -v '^wk-' | sort -u)"
				return
			}
		elif ${function}_options | grep -q "^wk-\$command|"; then
			command=wk-\$command
		fi
	fi
	case "\$(printf '\n%s' "\${COMP_WORDS[@]:1:at-1}")"\$'\n' in
	*\$'\n--\n'*)
		_wk_argument file
		return
		;;
	esac
	while IFS='|' read -r name letter long kind words; do
		[ "\$name" = "\$command" ] || continue
		[ "\$prev" = "\$letter" ] || [ "\$prev" = "\$long" ] || continue
		[ "\$prev" != - ] && [ "\$kind" != none ] || continue
		_wk_argument "\$kind" "\${words// /\$'\n'}"
		return
	done < <(${function}_options)
	case \$cur in
	-*)
		_wk_words "\$(${function}_options | grep "^\$command|" |
		    cut -d '|' -f 2,3 | tr '|' '\n' | grep -v '^-\$')"
		;;
	*)
		if [ "\$command" = wk-batch ] &&
		    ! printf '%s\n' "\${COMP_WORDS[@]:1:at-1}" |
		    grep -qxE 'send|poll|fetch'; then
			_wk_words send\$'\n'poll\$'\n'fetch
		else
			_wk_argument file
		fi
		;;
	esac
}
complete -F $function $command
END
}

# specs NAME: the options of a command as zsh's _arguments takes them.
specs() {
	awk -F '\t' -v q="'" '{
		action = ""
		if ($4 == "file")
			action = ":" $3 ":_files"
		else if ($4 == "behind")
			action = ":file:{compset -P \"*\\:\" && _files}"
		else if ($4 == "model")
			action = ":model:_wk_models"
		else if ($4 == "words")
			action = ":" $3 ":(" $5 ")"
		else if ($4 == "text")
			action = ":" $3 ": "
		gsub(/:/, "\\:", $6)
		long = "--" $3 ($4 == "none" ? "" : "=")
		if ($2 == "-")
			printf "\t\t%s%s[%s]%s%s \\\n", q, long, $6, action, q
		else
			printf "\t\t%s(-%s --%s)%s{-%s%s,%s}%s[%s]%s%s \\\n",
			    q, $2, $3, q, $2, ($4 == "none" ? "" : "+"), long,
			    q, $6, action, q
	}' "$tmp/$1"
}

# for_zsh COMMAND NAME...
for_zsh() {
	command=$1
	shift
	cat <<END
#compdef $command
# Completion of $command, for zsh.  Written by src/completions.sh.
_wk_models() {
	local -a models
	models=(\${(f)"\$(sh -c '$models' 2>/dev/null | sort -u)"})
	compadd -a models
}

END
	if [ "$command" = wk ]; then
		cat <<'END'
local -a names
if (( CURRENT == 2 )); then
	names=(
END
		for name; do
			does=$(sed 's/:/\\:/g' "$tmp/$name.does")
			echo "		'${name#wk-}:$does'"
		done
		cat <<'END'
	)
	_describe 'program or pipeline' names
	return
fi
shift words
(( CURRENT-- ))
if [[ $words[1] == batch ]]; then
	if (( CURRENT == 2 )); then
END
		echo "		compadd send poll fetch" \
		    "$(tr '\n' ' ' <"$tmp/pipelines")"
		cat <<'END'
		return
	elif [[ $words[2] != (send|poll|fetch) ]]; then
		shift words
		(( CURRENT-- ))
	fi
fi
END
	fi
	echo "case \${\${words[1]##*/}#wk-} in"
	for name; do
		printf '%s)\n\t_arguments -s -S \\\n' "${name#wk-}"
		specs "$name"
		[ "$name" != wk-batch ] ||
			printf "\t\t'1:command:(send poll fetch)' \\\\\n"
		printf "\t\t'*:file:_files'\n\t;;\n"
	done
	echo 'esac'
}

# lines_for_fish NAME CONDITION COMMAND
lines_for_fish() {
	awk -F '\t' -v q="'" -v when="$2" -v command="$3" '{
		line = "complete -c " command when
		if ($2 != "-")
			line = line " -s " $2
		line = line " -l " $3
		if ($4 == "file" || $4 == "behind")
			line = line " -r -F"
		else if ($4 == "model")
			line = line " -x -a " q "(__wk_models)" q
		else if ($4 == "words")
			line = line " -x -a " q $5 q
		else if ($4 == "text")
			line = line " -x"
		print line " -d " q $6 q
	}' "$tmp/$1"
}

# for_fish COMMAND NAME...
for_fish() {
	command=$1
	shift
	cat <<END
# Completion of $command, for fish.  Written by src/completions.sh.
function __wk_models
	sh -c '$models' 2>/dev/null | sort -u
end
END
	if [ "$command" != wk ]; then
		lines_for_fish "$command" '' "$command"
		[ "$command" != wk-batch ] ||
			echo "complete -c wk-batch -n __fish_use_subcommand" \
			    "-a 'send poll fetch'"
		return
	fi
	echo "complete -c wk -n '__fish_seen_subcommand_from batch' -a" \
	    "'send poll fetch $(tr '\n' ' ' <"$tmp/pipelines")'"
	for name; do
		does=$(cat "$tmp/$name.does")
		echo "complete -c wk -f -n __fish_use_subcommand" \
		    "-a ${name#wk-} -d '$does'"
		lines_for_fish "$name" \
		    " -n '__fish_seen_subcommand_from ${name#wk-}'" wk
	done
	echo "complete -c wk -F -n 'not __fish_use_subcommand'"
}

commands=''
for program; do
	name=${program##*/}
	[ "$name" != wk ] || continue
	commands="$commands $name"
	for_bash "$name" "$name" >"$dir/bash/$name"
	for_zsh "$name" "$name" >"$dir/zsh/_$name"
	for_fish "$name" "$name" >"$dir/fish/$name.fish"
done
# shellcheck disable=SC2046,SC2086
set -- $commands $(cat "$tmp/pipelines")
for_bash wk "$@" >"$dir/bash/wk"
for_zsh wk "$@" >"$dir/zsh/_wk"
for_fish wk "$@" >"$dir/fish/wk.fish"
