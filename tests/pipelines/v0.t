#!/bin/sh
# The journals of release 0.1's sft and multi-turn replay with the prompts of
# that release: the same rows, and nobody is asked.
# Made by 0.1 with the documents, aspects and script of sft.sh then, from a
# server at the port below.
# shellcheck source=tests/pipelines/sft.sh
. "$(dirname "$0")/sft.sh"
need bash wk-split wk-index wk-find wk-rag wk-ask wk-regexlist wk-ground
town
export ASK_FLAGS='--retries 0' RAG_FLAGS='--retries 0'
for pipeline in sft multi-turn; do
	cp -R "$ROOT/tests/pipelines/v0/$pipeline" "$pipeline"
	chmod -R u+w "$pipeline"
	mv "$pipeline/$pipeline.jsonl" "$pipeline.rows"
	cat "$pipeline"/*.journal | sort >"$pipeline.before"
	bash "$ROOT/pipelines/$pipeline" --prompts "$ROOT/pipelines/prompts/v0" \
	    -l 20 -m model -u http://127.0.0.1:18777/v1 --subject 云泽 \
	    --aspects aspects -o "$pipeline" docs >out 2>err
	is "$?" 1 "$pipeline: status as then" || note "$(cat err)"
	same "$pipeline/$pipeline.jsonl" "$pipeline.rows" "$pipeline: the same rows"
	cat "$pipeline"/*.journal | sort >"$pipeline.after"
	same "$pipeline.after" "$pipeline.before" "$pipeline: nobody was asked"
done
done_testing
