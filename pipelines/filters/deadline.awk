# Of the line "SECONDS HOUR MINUTE SECOND", now, the seconds at which the first
# of -v until=HH:MM and -v minutes=N is; 0 without both.  Status 2 if one of them
# is not of this form.
{
	if (until !~ /^(([01][0-9]|2[0-3]):[0-5][0-9])?$/ ||
	    minutes !~ /^([0-9]+(\.[0-9]+)?)?$/)
		exit 2
	split(until, at, ":")
	left = (at[1] * 60 + at[2] - $2 * 60 - $3) * 60 - $4
	left += left > 0 ? 0 : 86400
	if (until == "" || (minutes != "" && minutes * 60 < left))
		left = minutes * 60
	printf "%d\n", until minutes == "" ? 0 : $1 + left + .5
}
