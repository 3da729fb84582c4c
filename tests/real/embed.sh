#!/bin/sh
# make real: wk-embed with a small real model, which a server of llama.cpp
# serves on loopback: what it refuses is cut, and meaning shows in the vectors.
# PYTHON has xllamacpp; EMBED_GGUF is an English model of embeddings that takes
# 512 tokens, such as all-MiniLM-L6-v2, as a GGUF file.  Skipped without it.
set -u
. "$(dirname "$0")/../lib.sh"
: "${EMBED_GGUF:=}"
[ -n "$EMBED_GGUF" ] || {
	echo '1..0 # SKIP no EMBED_GGUF: see the top of tests/real/embed.sh'
	exit 0
}
# shellcheck source=tests/real/server.sh
. "$ROOT/tests/real/server.sh"
need jq wk-embed
serve "$EMBED_GGUF" embed

# Two questions that mean the same, two other texts, and one that is too long.
cat >in <<'EOF'
{"text":"How do I reset my password?"}
{"text":"I forgot my password, what should I do?"}
{"text":"The capital of France is Paris."}
{"text":"Cats sleep for most of the day."}
EOF
jq -nc '{ text: ([range(70) | "This is sentence \(.) about the lake."] |
    join(" ")) }' >>in

# cosines FILE: of the first vector with each; the vectors have the length 1.
cosines() {
	jq -r '.embedding.vector' "$1" | while read -r vector; do
		printf '%s' "$vector" | base64 -d | od -An -v -w4 -t f4 |
		    tr -s ' \n' ' '
		echo
	done | awk '{
		sum = 0
		for (i = 1; i <= NF; i++) {
			if (NR == 1)
				first[i] = $i
			sum += first[i] * $i
		}
		printf "%.3f\n", sum
	}'
}
wk-embed -m m -u "$url/v1" -J journal in >out 2>err
is "$? $(jq -c '[.error, .embedding.dimensions]' out | sort -u | wc -l)" '0 1' \
    'each text has its vector' || note "$(cat err)"
cosines out >got
is "$(awk 'NR == 1 { print ($1 > 0.999 && $1 < 1.001) }
    NR == 2 { print ($1 > 0.6) }
    NR == 3 || NR == 4 { print ($1 < 0.4) }' got | tr '\n' ' ')" '1 1 1 1 ' \
    'the same meaning is near, another is far' || note "$(cat got)"
cut=$(sed -n 5p out | jq .embedding.cut)
is "$(jq -s 'map(.embedding.cut // 0)[:4] | add' out)" 0 'short texts are whole'
is "$(sed -n 5p out | jq -r --argjson n "${cut:-0}" '.text[:$n][-6:]')" 'lake. ' \
    'a text that the server refuses (500) is cut behind a sentence' ||
    note "$cut"
wk-embed -m m -u "$url/v1" -n 1 -j 1 in >alone 2>err
cosines alone >got.alone
same got.alone got 'alone or in one request: the same vectors'
wk-embed -m m -u "$url/v1" -J journal in >again 2>err
same again out 'run again: the same records'
wk-embed -m m -u "$url/v1" --dimensions 100 in >out 2>err
is "$? $(grep -c -e '--dimensions 100' err)" '2 1' \
    'a server that has no choice of dimensions'
wk-embed -m m -u "$url/embeddings" in >out 2>err
is "$? $(grep -c 'ends in /v1' err)" '2 1' 'its own form: the URL'
done_testing
