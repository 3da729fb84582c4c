# Of the line "REQUESTS TOKENS" of a night, options for each of the -v stages
# stages: its share of what is left of -v requests and -v tokens, either of
# which may be "".  Status 1 if nothing is left, 2 if a limit is no number.
function share(option, limit, spent,	left) {
	if (limit == "")
		return
	if (limit !~ /^[1-9][0-9]*$/)
		exit status = 2
	left = int((limit - spent) / stages)
	if (limit <= spent)
		status = 1
	printf("--stop-after-%s %d ", option, (left > 1 ? left : 1))
}
{
	share("requests", requests, $1)
	share("tokens", tokens, $2)
}
END { exit status }
