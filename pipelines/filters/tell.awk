# Says how many passages gave how many rows, and which gave none and why, of
# lines "SOURCE \t START \t WHAT": WHAT is row, or why a record is none.
{
	at = $1 " at " $2
	if (!(at in seen)) {
		seen[at] = 1
		name[passages++] = at
	}
}
$3 == "row" { rows++; got += !rows_of[at]++; next }
{ if (!kinds[$3]++) kind[nkinds++] = $3; why[at] = why[at] ", " $3 }
END {
	printf "%d passages; %d gave %d rows\n", passages, got, rows
	for (i = 0; i < nkinds; i++)
		printf "%s%d %s", i ? ", " : "rejected: ", kinds[kind[i]], kind[i]
	if (nkinds)
		print ""
	for (i = 0; i < passages; i++) {
		if (rows_of[name[i]])
			continue
		if (++none > 10)
			continue
		print "no row: " name[i] ": " substr(why[name[i]], 3, 70)
	}
	if (none > 10)
		printf "no row: %d passages more\n", none - 10
}
