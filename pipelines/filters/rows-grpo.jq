# Rows for reinforcement learning by a rule (GRPO): the prompt, and what a good
# answer holds: the evidence, or another field, by --arg truth FIELD.  It stands
# where XTuner and verl look (reward_model) and where TRL's rewards do
# (solution); --arg form swift writes messages instead of prompt.  --arg
# data_source, ability and system set these; --arg rejects yes: see row.jq.
include "row" { search: "./" };
include "argument" { search: "./" };
($ARGS.named.form // "prompt") as $form | ($ARGS.named.truth // "evidence") as $truth |
argument(any("prompt", "swift"; . == $form);
    "rows-grpo.jq: form \($form): not prompt or swift") |
row("rows-grpo.jq";
    if .[$truth] | said then null else ["no_\($truth)", "no \($truth)"] end;
    { data_source: ($ARGS.named.data_source // "wk") } +
    (if $form == "swift" then { messages: asked } else { prompt: asked } end) +
    { ability: ($ARGS.named.ability // "qa"),
	reward_model: { style: "rule", ground_truth: .[$truth] },
	solution: .[$truth],
	extra_info: { id: (.id // "" | tostring), answer,
	    source: (.source // .references[0]?.source // "" | tostring) } })
