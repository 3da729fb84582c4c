# Of lines "KEY \t RECORD", prints the records; the later of two with one key,
# which is not "", has the state duplicate.
{
	tab = index($0, "\t")
	key = substr($0, 1, tab - 1)
	record = substr($0, tab + 1)
	if (key != "\"\"" && seen[key]++ && record !~ /,"state":/)
		sub(/}$/, ",\"state\":\"duplicate\"}", record)
	print record
	fflush()
}
