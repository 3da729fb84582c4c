# A record with question and answer goes into the field wk_record of one that
# asks its question alone; others pass as they are.
include "row" { search: "./" };
if .error or (.state // "success") != "success" or unanswered then . else
    { wk_asked: true, question, answer, wk_record: . } end
