#!/bin/sh
# What the shells offer after a tab, asked of the shells themselves.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

touch one.txt kb.db "two words.jsonl" ./-dash.txt
mkdir dir
(cd "$ROOT" && sh src/completions.sh "$SCRATCH/made" "$B"/wk-*) ||
    result 1 'completions are made'
export WK_MODEL="qwen3 gemma:2b" HOME="$SCRATCH" TERM=xterm

# The server lists a model at this URL alone.
mkdir bin
cat >bin/curl <<'END'
#!/bin/sh
for url; do :; done
[ "$url" != http://127.0.0.1:9/v1/models ] || echo served
END
printf '#!/bin/sh\ncat\n' >bin/jq
chmod +x bin/*
export PATH="$SCRATCH/bin:$PATH" WK_BASE_URL=http://127.0.0.1:9/

# A function of bash is called as the shell calls it, with the words of the
# line and the place of the cursor.
cat >bash-offers <<'END'
for f in made/bash/*; do . "./$f"; done
while IFS= read -r line; do
	read -ra COMP_WORDS <<<"${line//:/ : }"
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
wk-ask -m s: served
wk-find -k k: kb.db
wk q: qa questions
wk qa --format s: sharegpt swift
wk find --nei: --neighbours
wk pretrain on: one.txt
wk pretrain --root-path di: dir
wk-page -c di: dir
wk qa -k k: kb.db
wk-split -p m: markdown
wk batch qa --format s: sharegpt swift
wk batch po: poll
wk-batch po: poll
wk-find -k kb.db -- -d: -dash.txt
END
sed 's/:.*//' want >lines

# offers SHELL: what it offers for each line.
offers() {
	if ! command -v "$1" >/dev/null; then
		result 0 "what $1 offers # skip no $1"
		return
	fi
	"$1" "$1-offers" <lines >"$1.got" 2>"$1.said"
	is "$(sed 's,/$,,' "$1.got")" "$(cat want)" "what $1 offers" ||
	    note "$(cat "$1.said")"
}
offers bash
! command -v bash >/dev/null ||
	is "$(echo wk-ask -m gemma:2 | bash bash-offers)" \
	    'wk-ask -m gemma:2: 2b' 'bash adds what is behind a colon'
offers fish
offers zsh
done_testing
