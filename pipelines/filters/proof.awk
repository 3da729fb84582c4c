# Tells whether shards gave all that they had to.  A line for each: N; what was
# noted when it ended, STATUS COMMAND READ and six figures; and these figures as
# they are now: BYTES RECORDS LINES SHA256 REJECTS SHA256.  -v command is the sum
# of the command, -v plan "SHARDS BYTES", -v one is "" unless there has to be a
# line, or a reject, for each record.  Prints the totals, or what is wrong with
# the first that is wrong.  Status: 0; 1 if a shard had it; 2 if one is wrong.
function wrong(what) {
	if (status < 2)
		print what
	status = 2
}
function shard(what) {
	wrong("shard " $1 ": " what)
}
function damaged(what) {
	shard(what "; to run it again, remove state/end/" $1)
}
{
	if (NF < 10 || $2 !~ /^[01]$/ || $3 != command)
		shard("it has not ended with 0 or 1")
	else if ($4 != $5)
		shard("the command read " $4 " of its " $5 " bytes")
	else if (NF != 16)
		damaged("a file of it cannot be read")
	else if ($11 != $5 || $12 != $6)
		damaged("it has " $11 " bytes, not " $5 " as when it was read")
	else if ($13 != $7 || $14 != $8)
		damaged("its output has " $13 " lines and is not as noted: " $7 \
		    " lines, SHA-256 " $8)
	else if ($15 != $9 || $16 != $10)
		damaged("its rejects are " $15 " and not as noted: " $9 \
		    ", SHA-256 " $10)
	else if (one != "" && $6 != $7 + $9)
		shard($6 " records in, but " $7 " out and " $9 " rejected")
	if ($2 == 1 && !status)
		status = 1
	bytes += $5
	records += $6
	lines += $7
	rejects += $9
}
END {
	if (sprintf("%d %.0f", NR, bytes) != plan)
		wrong("shards are missing: there are " NR " of " \
		    sprintf("%.0f", bytes) " bytes, and " plan " were cut")
	if (status < 2)
		printf("%d shards: %.0f records in, %.0f lines out, %.0f " \
		    "rejected\n", NR, records, lines, rejects)
	exit status
}
