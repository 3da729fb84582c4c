# Says how many of a unit (-v unit=passage) gave how many rows, and which gave
# none and why (a unit that is empty is aspect), of lines "NAME \t WHAT": WHAT is
# row, or why a record is none.  A third word, document, marks what gave no unit.
$3 != "" { lost[++nlost] = $1 ": " $2; next }
!($1 in seen) { seen[$1] = 1; name[n++] = $1 }
$2 == "row" { rows++; got += !rows_of[$1]++; next }
{ if (!kinds[$2]++) kind[nkinds++] = $2; why[$1] = why[$1] ", " $2 }
END {
	unit = unit != "" ? unit : "aspect"
	printf "%d %s%s, of which %d gave %d rows\n", n, unit,
	    n == 1 ? "" : "s", got, rows
	for (i = 0; i < nkinds; i++)
		printf "%s%d %s", i ? ", " : "rejected: ", kinds[kind[i]], kind[i]
	if (nkinds)
		print ""
	for (i = 0; i < n; i++)
		if (!rows_of[name[i]] && ++none <= 10)
			print "no row: " name[i] ": " substr(why[name[i]], 3, 70)
	if (none > 10)
		printf "no row: %d more\n", none - 10
	for (i = 1; i <= nlost && i <= 10; i++)
		print "no " unit ": " lost[i]
	if (nlost > 10)
		printf "no %s: %d more\n", unit, nlost - 10
}
