#!/bin/sh
# What the shells offer after a tab, asked of the shells themselves.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

touch one.txt kb.db
(cd "$ROOT" && sh src/completions.sh "$SCRATCH/made" "$B"/wk-*) ||
    result 1 'completions are made'
export WK_MODEL=qwen3 HOME="$SCRATCH" TERM=xterm

# A function of bash is called as the shell calls it, with the words of the
# line and the place of the cursor.
cat >bash-offers <<'END'
for f in made/bash/*; do . "./$f"; done
while IFS= read -r line; do
	read -ra COMP_WORDS <<<"$line"
	[ "${line% }" = "$line" ] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
	"_${COMP_WORDS[0]//-/_}"
	printf '%s:' "$line"; printf ' %s' $(printf '%s\n' "${COMPREPLY[@]}" | sort)
	echo
done
END
cat >fish-offers <<'END'
for file in made/fish/*.fish
	source $file
end
while read -l line
	printf '%s:' $line
	for offer in (complete -C$line | cut -f 1 | sort)
		printf ' %s' $offer
	end
	echo
end
END
cat >zsh-offers <<'END'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; PS2=; fpath=($PWD/made/zsh \$fpath); autoload -U compinit; \
compinit -u -D; zstyle ':completion:*' verbose no; unsetopt zle; setopt zle; \
bindkey '^I' list-choices; LISTMAX=1000; COLUMNS=2000; print rea''dy"
while zpty -r z text; do [[ $text == *ready* ]] && break; done
while IFS= read -r line; do
	zpty -w -n z "$line"$'\t'
	said=
	for i in {1..50}; do
		sleep 0.1
		while zpty -r -t z text; do said+=$text; done
		[[ $said == *$'\e[J'* ]] && break
	done
	zpty -w -n z $'\C-u'
	sleep 0.1
	while zpty -r -t z text; do :; done
	said=${${said##*$'\e[J'}%%$'\e[A'*}
	words=(${(o)=${(f)said//$'\r'/ }})
	print -r -- "$line: ${words//$'\e'\[*m/}"
done
END

cat >want <<'END'
wk-find --cal: --calibrate
wk-xtuner --format : alpaca legacy openai sharegpt swift v1
wk-rag --thinking o: off on
wk-ask -m q: qwen3
wk-find -k k: kb.db
wk q: qa questions
wk qa --format s: sharegpt swift
wk find --nei: --neighbours
wk pretrain on: one.txt
END
sed 's/:.*//' want >lines

# offers SHELL: what it offers for each line.
offers() {
	if ! command -v "$1" >/dev/null; then
		result 0 "what $1 offers # skip no $1"
		return
	fi
	"$1" "$1-offers" <lines >"$1.got" 2>"$1.said"
	is "$(cat "$1.got")" "$(cat want)" "what $1 offers" ||
	    note "$(cat "$1.said")"
}
offers bash
offers fish
offers zsh
done_testing
