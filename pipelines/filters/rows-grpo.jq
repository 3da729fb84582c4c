# Rows for reinforcement learning by a rule (GRPO): the prompt, and what a good
# answer holds: the evidence, or another field, by --arg truth FIELD.  --arg
# data_source, ability and system set these; --arg rejects yes: see row.jq.
include "row" { search: "./" };
($ARGS.named.truth // "evidence") as $truth |
row("rows-grpo.jq";
    if .[$truth] | said then null else ["no_\($truth)", "no \($truth)"] end;
    { data_source: ($ARGS.named.data_source // "wk"), prompt: asked,
	ability: ($ARGS.named.ability // "qa"),
	reward_model: { style: "rule", ground_truth: .[$truth] },
	extra_info: { id: (.id // "" | tostring), answer,
	    source: (.source // .references[0]?.source // "" | tostring) } })
