# The dataset card, of sampled records, as sample.awk writes them.
# $figures: an object of all figures; $title, $license, $languages: texts.
# Run with -rn.
include "text";
def f: $figures[0];
def file($name): [f.files[] | select(.name == $name and .rows > 0)][0];
# size: as Hugging Face names it.
def size: . as $n | if . < 1000 then "n<1K" else
    [["1K", 1e4, "10K"], ["10K", 1e5, "100K"], ["100K", 1e6, "1M"], ["1M", 1e7, "10M"],
	["10M", 1e8, "100M"], ["100M", 1e9, "1B"]] |
    [.[] | select($n < .[1])][0] // .[-1] | "\(.[0])<n<\(.[2])" end;
def config($name; $test): "- config_name: \($name)\n  data_files:\n  - split: train\n" +
    "    path: \($name).jsonl" +
    if $test then "\n  - split: test\n    path: \($name).holdout.jsonl" else "" end;
def table($heads): if length == 0 then empty else "| \($heads | join(" | ")) |\n|" +
    ($heads | map(if startswith("#") then " ---: |" else " --- |" end) | add) + "\n" +
    (map("| \(map(if type == "number" then number else . end) | join(" | ")) |") |
	join("\n")) + "\n" | gsub("\\| #"; "| ") end;
# heading: only over what is there.
def heading($title; body): [body] | if all(. == "") then empty else "## \($title)\n", .[] end;
def listed($key): [.[]? | select(.n > 0 and .[$key] != null)] | map("\(.[$key] | md) (\(.share | percent))") |
    join(", ");
[inputs.record] as $sample |
([file("sft.jsonl", "multi-turn.jsonl") | .rows] | add // 0) as $rows |
(if $languages != "" then $languages | split(",") else
    ([f.fold.languages[].n] | add // 0) as $all |
    [f.fold.languages[] | select(.n * 20 >= $all).lang] end) as $languages |
[f.tokens[].model | select(. != null)] as $models |
"---",
"pretty_name: \($title | line | tojson)",
(if $languages == [] then empty else "language:", ($languages[] | "- \(.)") end),
"license: \($license)",
"size_categories:\n- \(f.rows | size)",
"task_categories:",
(if $rows > 0 then "- question-answering" else empty end),
"- text-generation",
"tags:\n- synthetic\n- sft" + (if file("pretrain.jsonl") then "\n- pretraining" else "" end),
(if f.files == [] then empty else "configs:" end),
([("sft", "multi-turn", "pretrain") as $name | select(file("\($name).jsonl")) | $name] |
    to_entries[] | config(.value; file("\(.value).holdout.jsonl")) +
    if .key == 0 then "\n  default: true" else "" end),
"---",
"<!-- Written by wk report, which replaces this file.  Take this line away, and it",
"leaves the file as it is. -->\n",
"# \($title | md)\n",
(if $rows > 0 then "\($rows | count("row")) of questions and answers" +
    (f.fold.units[0] | if . and .unit == "passage" then
	" about \(.given | number) of \(.n | count("passage")) of documents"
    elif . and .unit == "aspect" then " about \(.given | count("aspect")) of a subject"
    else "" end) elif f.rows > 0 then "\(f.rows | count("row")) for incremental pretraining"
    else "There are no rows" end) + ".\n",
heading("Files"; [f.files[] | [.name, .rows, .format, "\(.bytes / 1000 | ceil | number) kB"]] |
    table(["file", "#rows", "format", "#size"])),
heading("A row"; f.row // empty | walk(if type == "string" then seen | clip(300) else . end) |
    "```json", tojson, "```\n"),
heading("How it was made";
    (if $rows > 0 then (
	(if $sample | any(.hits) then
	    "The documents were put into a knowledge base; each question was answered from the passages that it found."
	elif $sample | any(.evidence) then
	    "The documents were cut into passages. A model asked about each passage and answered from it, and copied the words that prove the answer; these words were looked up in the passage."
	else empty end),
	(if f.stat.scores | any(.score == "support") then
	    "Answers with a number or a name that their passage does not hold are not among the rows."
	else empty end),
	(if f.fold.rejects | any(.why == "duplicate") then
	    "Near duplicates were left out." else empty end),
	(if $sample | any(.turns | arrays | length > 1) then "Rows of several turns were asked on from the answers."
	else empty end),
	"\([f.fold.rejects[].n] | add // 0 | count("record")) gave no row:" +
	    (f.fold.rejects | if . == [] then " none" else group_by(.why) |
	    map({ why: .[0].why, n: (map(.n) | add) }) | sort_by(-.n) |
	    map(" \(.why | md) \(.n | number)") | join(",") end) + "."
    ) elif f.rows > 0 then "Documents were cut into chunks; no model was asked."
    else empty end),
    ([$sample[].judge | objects | .model | strings] | unique | select(. != []) |
	"A model gave the answers points, which the table of scores tells: " +
	(map(md) | join(", ")) + "."),
    (if $models == [] then empty else
	"Models: \($models | unique | map(md) | join(", "))." end), ""),
heading("What is in it";
    ([f.stat.characters[] | select(.field != "text") | [(.field | md), .n, .q1, .median,
	.q3, .p95, .max]] | table(["characters of", "#how many", "#quartile", "#median",
	"#quartile", "#95 %", "#most"])),
    ([f.stat.scores[] | [(.score | md), .n, .q1, .median, .q3, .mean]] |
	table(["score", "#rows", "#quartile", "#median", "#quartile", "#mean"])),
    (f.stat.question_types | listed("question_type") | select(. != "") |
	"Types of questions: \(.).\n"),
    (f.stat.openings | listed("opening") | select(. != "") |
	"Questions begin with: \(.).\n"),
    (f.fold.sources.list | map(.source | md) | select(. != []) |
	"Documents: \(join(", "))" + (f.fold.sources.n - length | if . > 0 then
	    " and \(number) more" else "" end) + ".\n")),
heading("Limits"; select($rows > 0) |
    "- A model wrote the questions and the answers. Not all of them were read by a person.",
    "- That numbers, names and evidence stand in the passage does not prove that an answer is right.",
    (f.fold.units[0] | select(. and .unit == "passage" and .n > .given) |
	"- \(.n - .given | count("passage")) of \(.n | number) gave no row."),
    (f.stat.duplicates[] | select(.what == "questions" and .n > 0) |
	"- \(.n | count("question")) (\(.share | percent)) ask what an earlier one asks."),
    (f.stat.marks[] | select(.n > 0) |
	"- Answers with the mark “\(.mark | md)” of wk-stat: \(.n | number) (\(.share | percent))."),
    (select($license == "unknown") |
	"- Nobody has said yet under which licence the documents, and so these rows, may be used."))
