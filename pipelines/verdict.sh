# How a pipeline ends.  Sourced.
# shellcheck shell=sh

# verdict STATUS...: folds the statuses of the programs of a pipe into one,
# and returns it: 3 if there is one, else 2, else 75, else 1, else 0.  Any
# other status is of a program that broke or was killed, and counts as 2; so
# do no statuses at all.  In bash, right after the pipe:
#
#	wk-find -k kb q.jsonl | wk-rag -x | wk-xtuner -r rejects >rows
#	verdict "${PIPESTATUS[@]}"
#	status=$?
#
# What the pipe made is for use if that is 0 or 1, and else is not.
verdict() {
	[ $# -gt 0 ] || return 2
	verdict=0
	for verdict_of; do
		case $verdict_of in
		0) ;;
		1) [ "$verdict" -ne 0 ] || verdict=1 ;;
		75) [ "$verdict" -gt 1 ] || verdict=75 ;;
		3) verdict=3 ;;
		*) [ "$verdict" -eq 3 ] || verdict=2 ;;
		esac
	done
	return "$verdict"
}
