# Preference rows of records with answer and rejected, a worse answer: as TRL
# reads them (messages), or with --arg form alpaca, sharegpt or swift.  --arg
# system TEXT sets a system prompt; --arg rejects yes: see row.jq.
include "row" { search: "./" };
include "argument" { search: "./" };
def none: if .rejected | said | not then ["no_rejected", "no rejected"]
    elif (.rejected | plain) == (.answer | plain) then
	["same_answer", "rejected is the answer itself"] else null end;
def with_system: if system == "" then . else .system = system end;
def message($role; $text): { role: $role, content: $text };
def gpt: { from: "gpt", value: . };
($ARGS.named.form // "trl") as $form |
argument(any("trl", "alpaca", "sharegpt", "swift"; . == $form);
    "rows-dpo.jq: form \($form): not trl, alpaca, sharegpt or swift") |
row("rows-dpo.jq"; none;
    if $form == "trl" then { prompt: asked, chosen: [message("assistant"; .answer)],
	rejected: [message("assistant"; .rejected)] }
    elif $form == "alpaca" then { instruction: .question, input: "",
	chosen: .answer, rejected } | with_system
    elif $form == "sharegpt" then { conversations: [{ from: "human", value: .question }],
	chosen: (.answer | gpt), rejected: (.rejected | gpt) } | with_system
    else { messages: (asked + [message("assistant"; .answer)]),
	rejected_response: .rejected } end)
