# All figures in one object; tokens are those of the journals, if they tell.
# Run with -n.
{ row: $row[0], stat: $stat[0], fold: $fold[0],
  tokens: ($tokens[0].tokens | if . == [] then $stat[0].tokens else . end),
  rows: ($finished | map(select(.file == "sft.jsonl" or .file == "multi-turn.jsonl").records) |
    if . == [] then $finished[0].records // 0 else add end),
  pretrain: [$finished[] | select(.file == "pretrain.jsonl") | .characters[] |
    select(.field == "text" or .field == "output") | .field = "rows of pretraining"],
  files: [$finished[] | { name: .file, rows: .records, bytes,
    format: ([.formats[] | select(.format)] | max_by(.n).format) }] }
