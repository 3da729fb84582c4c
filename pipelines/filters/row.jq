# What the filters rows-*.jq share.  row(none; f): the row that f makes of a
# record; but nothing if the record has an error, a state other than success,
# or none, an array of kind and message, says why it gives no row.  With
# --arg rejects yes it is the other way round: the records that give no row come
# out, with the reason.  With --arg records yes, those that give a row come out.
def said: type == "string" and test("\\S");
def trim: sub("^\\s+"; "") | sub("\\s+$"; "");
# The text as it is compared: without case, blanks and punctuation.
def plain: ascii_downcase | gsub("[\\s\\p{P}]+"; "");
def unanswered: if .turns != null then ["dialogue", "a dialogue, not one turn"]
    elif .question | said | not then ["no_question", "no question"]
    elif .answer | said | not then ["no_answer", "no answer"] else null end;
def row($stage; none; f):
    if .error or (.state // "success") != "success" then
	if $ARGS.named.rejects then . else empty end
    else (unanswered // none) as $none |
	if $ARGS.named.rejects then
	    if $none == null then empty
	    else .error = { stage: $stage, kind: $none[0], message: $none[1] } end
	elif $none then empty elif $ARGS.named.records then . else f end
    end;
# The messages of a prompt, after --arg system TEXT or --rawfile system FILE.
def system: $ARGS.named.system // "" | trim;
def asked: (system | if . == "" then [] else [{ role: "system", content: . }] end) +
    [{ role: "user", content: .question }];
