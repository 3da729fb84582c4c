#!/usr/bin/env bash
# The plots of the figures in DIR/fold, as JSON strings of SVG.
# Usage: plots.sh DIR; what is between the stages goes there, too.
set -uf
parts=$(cd "$(dirname "$0")" && pwd) || exit 2
while IFS=$'\t' read -r i width edge <&3; do
	jq -r ".plots[$i].bars[] | @tsv" "$1/fold" >"$1/bars" &&
	    gnuplot -d -c "$parts/plot.gp" "$1/bars" "$width" "$edge" >"$1/drawn" &&
	    awk -f "$parts/svg.awk" "$1/drawn" | jq -Rs . || exit 2
done 3< <(jq -r '.plots | to_entries[] | [.key, .value.width, .value.edge] | @tsv' \
    "$1/fold")
