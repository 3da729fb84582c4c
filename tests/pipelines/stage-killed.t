#!/bin/sh
# Each program of each pipeline is killed in turn, when it has written a part:
# nothing is published, the status is 2.
# shellcheck disable=SC2154 # port is from stub.sh
# shellcheck source=tests/pipelines/sft.sh
. "$(dirname "$0")/sft.sh"
need wk-split wk-index wk-find wk-rag wk-ask wk-regexlist wk-web wk-ground

# The pipelines in a tree of their own, whose programs can be replaced.
mkdir -p tree/bin
cp -R "$ROOT/pipelines" tree/
chmod -R u+w tree
whole() {
	rm -f tree/bin/*
	for program in "$B"/wk-*; do
		ln -s "$program" tree/bin/
	done
}
# killed NAME: that program passes a part on and is killed.
killed() {
	whole
	rm -f "tree/bin/$1"
	real=$(command -v "$1")
	cat >"tree/bin/$1" <<END
#!/bin/sh
: >"$SCRATCH/was_killed"
"$real" "\$@" | head -c 300
kill -9 \$\$
END
	chmod +x "tree/bin/$1"
}
# Answers stay as they are: that is the work of clean, three more of jq.
export WK_BIN="$SCRATCH/tree/bin" CLEAN_ANSWERS=no

town
printf 'no text\000' >docs/c.txt
printf '云泽的水里沉着几口古钟？\n火星的第二大卫星多重？\n' >questions
wk-split docs/a.txt docs/b.txt | wk-index town.db >said 2>&1
echo 'default : pairs' >>script
mkdir few
cp "$ROOT/pipelines/example/docs/13-making-of.txt" few
stub_start -s script
url=http://127.0.0.1:$port

# each PIPELINE OUTPUT PROGRAM...: OUTPUT is the file or directory of files
# that is published; the pipeline is the function of that name.
each() {
	pipeline=$1 output=$2
	shift 2
	for victim; do
		# without libxml2 or libzip it is not built
		[ "$victim" != wk-text ] || [ -x "$B/wk-text" ] || continue
		killed "$victim"
		rm -rf out was_killed
		mkdir out
		echo old >"out/$output"
		$pipeline >said 2>&1 </dev/null
		status=$?
		[ -f was_killed ]
		result $? "$pipeline: $victim had its turn" || note "$(cat said)"
		is "$status $(cat "out/$output")" '2 old' \
		    "$pipeline: $victim is killed" || note "$(cat said)"
	done
}
pretrain() {
	bash tree/pipelines/pretrain -o out/rows docs
}
questions() {
	ASK_FLAGS='--retry-delay 0' bash tree/pipelines/questions -m m \
	    -u "$url/v1" --subject 云泽 -k town.db -o out/rows aspects
}
questions_out() { # to standard output
	ASK_FLAGS='--retry-delay 0' bash tree/pipelines/questions -m m \
	    -u "$url/v1" --subject 云泽 -k town.db aspects
}
tutorial() {
	ASK_FLAGS='--retry-delay 0' RAG_FLAGS='--retry-delay 0' \
	    bash tree/pipelines/tutorial -H "$url" -m m -u "$url/v1" \
	    --subject 云泽 -o out/rows aspects
}
self_cognition() {
	ASK_FLAGS='--retry-delay 0' bash tree/pipelines/self-cognition -m m \
	    -u "$url/v1" --name 云泽 --author 某人 -o out/rows
}
answer() {
	bash tree/pipelines/answer -x -o out -q questions docs
}
answer_web() {
	RAG_FLAGS='--retry-delay 0' ASK_FLAGS='--retry-delay 0' \
	    WEB_FLAGS="-u $url/search --rpm 100000" \
	    bash tree/pipelines/answer -m m -u "$url/v1" -o out -q questions \
	    --web --gate 'question relevance safety' docs
}
answer_server() {
	bash tree/pipelines/answer -H "$url" -o out -q questions
}
qa() {
	bash tree/pipelines/qa -m m -u "$url/v1" -o out few docs/c.txt
}
qa_answers() {
	bash tree/pipelines/qa --answers --refusals 0.2 -m m -u "$url/v1" \
	    -o out few docs/c.txt
}
pairs() {
	bash tree/pipelines/pairs -m m -u "$url/v1" -o out answered.jsonl
}
kb() {
	bash tree/pipelines/kb -o out/kb.db docs
}
sft() {
	bash tree/pipelines/sft -m m -u "$url/v1" --subject 云泽 \
	    --aspects aspects -o out docs
}
sft_given() {
	bash tree/pipelines/sft -x -q questions -o out docs
}
multi_turn() {
	bash tree/pipelines/multi-turn --turns 2 -m m -u "$url/v1" \
	    --subject 云泽 --aspects aspects -o out docs
}
# Its rows are as they were; what was done before that is published.
nightly() {
	bash tree/pipelines/nightly --qa --answers -m m -u "$url/v1" -o out docs
}
echo '{"question":"云泽的水里沉着几口古钟？","answer":"九口古钟。"}' >answered.jsonl
whole
each pretrain rows wk-text wk-split wk-xtuner
each questions rows wk-find wk-ask wk-regexlist jq
each questions_out rows wk-find wk-ask wk-regexlist jq
each tutorial rows wk-ask wk-regexlist wk-rag wk-xtuner jq
each self_cognition rows wk-ask wk-regexlist wk-dedup wk-xtuner jq
each answer answered.jsonl wk-split wk-index wk-find wk-rag jq
each answer_web answered.jsonl wk-ask wk-rag wk-web jq
each answer_server answered.jsonl wk-rag jq
each qa sft.jsonl wk-text wk-split wk-index wk-ask wk-regexlist wk-ground \
    wk-xtuner jq wk-dedup
each qa_answers sft.jsonl wk-find wk-rag jq
each pairs pairs.jsonl wk-ask wk-ground jq
each kb kb.db wk-text wk-split wk-index
each sft sft.jsonl wk-split wk-index wk-ask wk-regexlist wk-find wk-rag \
    wk-ground wk-xtuner jq wk-dedup
each sft_given sft.jsonl wk-find wk-rag jq
each multi_turn multi-turn.jsonl wk-split wk-index wk-ask wk-regexlist \
    wk-find wk-rag wk-ground wk-xtuner jq wk-dedup
each nightly sft.jsonl wk-text wk-split wk-xtuner wk-index wk-ask wk-regexlist \
    wk-find wk-rag wk-ground
stub_stop
done_testing
