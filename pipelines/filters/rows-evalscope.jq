# Rows of EvalScope's general_qa: question and reference answer.  --arg system
# TEXT sets a system prompt; --arg rejects yes: see row.jq.
include "row" { search: "./" };
row("rows-evalscope.jq"; null; { query: .question, response: .answer } +
    if system == "" then {} else { system: system } end)
