# Counts shards, a line "STATUS N" each: 0 and 1 are done, running, 2 and 3 have
# failed, 75 and waiting will be run.
{
	standing = $1 ~ /^[01]$/ ? "done" : $1 ~ /^[23]$/ ? "failed" : \
	    $1 == "running" ? $1 : "waiting"
	count[standing]++
	if (standing == "failed")
		named = named "\nshard " $2 " ended with " $1 ": see log/" $2
}
END {
	printf("%d shards: %d done, %d running, %d waiting, %d failed%s\n", NR,
	    count["done"], count["running"], count["waiting"],
	    count["failed"], named)
}
