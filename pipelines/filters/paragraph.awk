# Of nightly's log, a paragraph about the last night: what happened, how much is
# done, what to do.  -v output=DIR status=N made='FILE, FILE' paid='REPLIES TOKENS'
# more=LOG.  What happened is what nightly itself said, else the last thing that a
# program complained of.
/^nightly: .*, started$/ { said = other = ""; next }
/^nightly: .*, status [0-9]+$/ { next }
/: status [0-9]+[:,] .* (was|were) not changed/ || /: [0-9]+ records: / { next }
/: to continue, run the same/ || /: interrupted; finishing/ { next }
/^nightly: / { said = said (said == "" ? "" : "; ") substr($0, 10); next }
/^wk-text: .*: [0-9]+ text/ { next }
/^[a-z][a-z.-]*: / { other = $0 }
END {
	why = said != "" ? said : other != "" ? other : "see the log"
	print "nightly: " output ": " why " (status " status ")."
	print "New tonight: " (made == "" ? "nothing" : made) \
	    ".  All other files are unchanged."
	split(paid, replies, " ")
	print "Replies paid for tonight: " replies[1] + 0 ".  " \
	    (status == 2 || status == 3 ? "Correct that: then t" : "T") \
	    "he next night continues,"
	print "and nothing is paid for twice.  More is in " more "."
}
