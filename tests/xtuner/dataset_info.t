#!/bin/sh
# wk-xtuner --dataset-info: what each trainer reads whole, and what none does.
. "$(dirname "$0")/../lib.sh"
need jq

info() {
	wk-xtuner "$@" 2>err
}

# LLaMA-Factory: every column and tag is listed, or it would be None there.
is "$(info -o openai --dataset-info sft)" '{
  "sft": {
    "file_name": "sft.jsonl",
    "formatting": "sharegpt",
    "columns": {
      "messages": "messages"
    },
    "tags": {
      "role_tag": "role",
      "content_tag": "content",
      "user_tag": "user",
      "assistant_tag": "assistant",
      "observation_tag": "tool",
      "function_tag": "tool_call",
      "system_tag": "system"
    }
  }
}' 'LLaMA-Factory, messages: sharegpt with all tags'
is "$(cat err)" '' 'and nothing else is said'
for of in v1 swift openai; do
	is "$(info -o $of --dataset-info sft:llama-factory)" \
	    "$(info -o openai --dataset-info sft)" \
	    "LLaMA-Factory, $of: the same"
done
is "$(info -o alpaca --dataset-info sft | jq -c '.sft | [.formatting, .columns]')" \
    '["alpaca",{"prompt":"instruction","query":"input","response":"output","system":"system","history":"history"}]' \
    'LLaMA-Factory, alpaca: all columns'
has "$(cat err)" 'there is no such file yet, so all columns are listed' \
    'and a word about those that no row may have'
is "$(info -o sharegpt --dataset-info sft | jq -c '.sft | [.formatting, .columns, .tags]')" \
    '["sharegpt",{"messages":"conversations","system":"system"},{"role_tag":"from","content_tag":"value","user_tag":"human","assistant_tag":"gpt","observation_tag":"observation","function_tag":"function_call","system_tag":"system"}]' \
    'LLaMA-Factory, sharegpt'
for of in alpaca openai; do
	is "$(info -p -o $of --dataset-info pt | jq -c .pt)" \
	    '{"file_name":"pt.jsonl","formatting":"alpaca","columns":{"prompt":"text"}}' \
	    "LLaMA-Factory, texts of $of"
done

# It stops at a column that no row has: where the file is, it is looked at.
A='"一二三四五六七八九十一"'
one="{\"question\":\"a\",\"answer\":$A}"
two="{\"turns\":[{\"input\":\"a\",\"output\":$A},{\"input\":\"b\",\"output\":$A}]}"
columns() {	# FORMAT RECORDS [OPTION...]: the columns of rows made of them
	of=$1
	printf '%s\n' "$2" >in
	shift 2
	wk-xtuner -o "$of" "$@" in >rows.jsonl
	info -o "$of" --dataset-info rows |
	    jq -r '.rows.columns | keys_unsorted | join(" ")'
}
is "$(columns alpaca "$one")" 'prompt query response' 'a row of one turn'
is "$(cat err)" '' 'the file is there: nothing is said'
is "$(columns alpaca "$one" -s s)" 'prompt query response system' 'system'
is "$(columns alpaca "$one
$two")" 'prompt query response history' 'one row with a history is enough'
is "$(columns alpaca "$two
$one" -s s)" 'prompt query response system history' 'all'
is "$(columns sharegpt "$one")" messages 'sharegpt without a system prompt'
is "$(columns sharegpt "$one" -s s)" 'messages system' 'and with one'
is "$(columns openai "$one" -s s)" messages 'messages hold their system prompt'
printf '%s\n' "$one" "$two" | wk-xtuner -a -o alpaca >rows.json
is "$(info -a -o alpaca --dataset-info rows | jq -c '.rows | [.file_name, .columns.history]')" \
    '["rows.json","history"]' 'an array is looked at, too'
fails 2 'rows of another format' wk-xtuner -o openai --dataset-info rows.json
is "$(cat fails.err)" 'wk-xtuner: rows.json: not all rows have the key messages'\
' of -o openai: give the options that it was made with' 'are told'
mkdir dir
cp rows.jsonl dir/my.jsonl
is "$(info -o openai --dataset-info dir/my.jsonl | jq -c '.my.file_name')" \
    '"dir/my.jsonl"' 'a name of a file, with its directory'
is "$(info -o openai --dataset-info a.b.v2 | jq -c 'to_entries[] | [.key, .value.file_name]')" \
    '["a.b.v2","a.b.v2.jsonl"]' 'a name with dots'
is "$(info -o openai --dataset-info '数"据' | jq -c 'to_entries[] | [.key, .value.file_name]')" \
    '["数\"据","数\"据.jsonl"]' 'a name with a quote'

# ms-swift.
for of in v1 openai swift; do
	is "$(info -o $of --dataset-info sft:swift | jq -c .)" \
	    '[{"dataset_path":"sft.jsonl","columns":{"messages":"messages"}}]' \
	    "swift, $of"
done
is "$(info -o alpaca --dataset-info sft:swift | jq -c '.[0].columns | keys_unsorted')" \
    '["instruction","input","output","system","history"]' 'swift, alpaca'
is "$(info -o sharegpt --dataset-info sft:swift | jq -c '.[0] | [.columns, .messages]')" \
    '[{"conversations":"messages","system":"system"},{"role_key":"from","content_key":"value","user_role":"human","assistant_role":"gpt"}]' \
    'swift, sharegpt'
is "$(info -p -o swift --dataset-info pt:swift | jq -c .)" \
    '[{"dataset_path":"pt.jsonl","columns":{"messages":"messages"}}]' \
    'swift, its texts'
is "$(info -p -o alpaca --dataset-info pt:swift | jq -c .)" \
    '[{"dataset_path":"pt.jsonl","columns":{"text":"response"}}]' \
    'swift, texts alone'

# XTuner, V1 and 0.1.
is "$(info -o v1 --dataset-info sft:xtuner)" \
'from xtuner.v1.datasets import DatasetConfig, OpenaiTokenizeFunctionConfig

dataset_config = [
    {
        "dataset": DatasetConfig(name="sft", anno_path="sft.jsonl"),
        "tokenize_fn": OpenaiTokenizeFunctionConfig(
            chat_template="qwen3",  # that of your model
            max_length=4096,
        ),
    },
]' 'XTuner V1'
has "$(info -o v1 --reasoning thinking --dataset-info sft:xtuner)" \
    'chat_template="gpt-oss"' 'a template that reads thinking'
has "$(info -o v1 --reasoning reasoning_content --dataset-info sft:xtuner)" \
    'chat_template="qwen3.5-vl"' 'and one that reads reasoning_content'
has "$(info -p -o v1 --dataset-info pt:xtuner)" \
    'PretrainTokenizeFunctionConfig(' 'XTuner V1, texts'
has "$(info --dataset-info sft:xtuner)" 'type=process_hf_dataset' \
    'legacy is for XTuner 0.1'
has "$(info --dataset-info sft:xtuner)" 'type=template_map_fn_factory' \
    'with a template'
has "$(info -p --dataset-info sft:xtuner)" 'template_map_fn=None' \
    'texts without'
if command -v python3 >/dev/null; then
	for of in '-o v1' '-p -o v1' '-o legacy' '-p -o legacy'; do
		# shellcheck disable=SC2086 # words
		info $of --dataset-info 's"f:xtuner' >config.py
		ok "it is Python: $of" python3 -c \
		    'compile(open("config.py").read(), "config.py", "exec")'
	done
fi

# What cannot be read whole.
cannot() {	# OPTIONS TRAINER SENTENCE
	# shellcheck disable=SC2086 # words
	fails 2 "$2 and $1" wk-xtuner $1 --dataset-info "x:$2"
	is "$(cat fails.out)" '' 'nothing is printed'
	is "$(cat fails.err)" "wk-xtuner: $3" 'the way out is told'
}
cannot '-o legacy' llama-factory \
    'LLaMA-Factory does not read -o legacy: give -o openai, sharegpt or alpaca'
cannot '-p -o v1' llama-factory \
    'LLaMA-Factory skips the role pretrain: give -p -o alpaca'
cannot '-p -o swift' llama-factory \
    'LLaMA-Factory skips a lone message: give -p -o alpaca'
cannot '-p -o sharegpt' llama-factory 'LLaMA-Factory learns the empty question'\
' of these rows, and not the text: give -p -o alpaca'
cannot '-o openai --reasoning thinking' llama-factory \
    'LLaMA-Factory drops the key thinking: give --reasoning inline'
cannot '-o legacy' swift \
    'ms-swift deletes rows of -o legacy: give -o swift'
cannot '-p -o v1' swift \
    'ms-swift deletes rows of the role pretrain: give -p -o swift'
cannot '-p -o sharegpt' swift \
    'ms-swift reads an empty question before the text: give -p -o swift'
cannot '-o v1 --reasoning reasoning_content' swift \
    'ms-swift drops the key reasoning_content: give --reasoning inline'
cannot '-o alpaca' xtuner 'XTuner V1 does not read -o alpaca, and 0.1 drops its'\
' system prompt and history: give -o v1 or legacy'
cannot '-o sharegpt' xtuner \
    'XTuner does not read -o sharegpt: give -o v1 or legacy'
cannot '-p -o openai' xtuner \
    'XTuner V1 does not read these texts: give -p -o v1'
cannot '-p -o swift' xtuner \
    'XTuner V1 drops a lone message of the assistant: give -p -o v1'
cannot '-a -o v1' xtuner \
    'XTuner V1 reads lines, not one array: leave out -a'
cannot '-o swift --reasoning thinking' swift '-o swift has no place for'\
' --reasoning thinking: give --reasoning inline, or -o v1 or -o openai'

# Usage.
for name in '' : x: :swift x:trl dir/; do
	fails 2 "the name '$name'" wk-xtuner -o openai --dataset-info "$name"
	has "$(cat fails.err)" 'NAME, or NAME:TRAINER' 'is refused'
done
fails 2 'with files' wk-xtuner -o openai --dataset-info x in
has "$(cat fails.err)" 'reads no records' 'is refused'
fails 2 'with --check' wk-xtuner --check --dataset-info x
if [ -e /dev/full ]; then
	fails 2 '> /dev/full' sh -c \
	    'wk-xtuner -o openai --dataset-info x >/dev/full'
fi

done_testing
