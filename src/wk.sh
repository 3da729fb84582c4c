#!/bin/sh
# wk: lists the programs and pipelines; wk NAME ... runs one of them.
unset CDPATH
me=$0
while [ -L "$me" ]; do
	to=$(readlink "$me")
	case $to in
	/*) me=$to ;;
	*) me=$(dirname "$me")/$to ;;
	esac
done
bin=$(cd "$(dirname "$me")" && pwd) || exit 2
pipelines=$bin/../share/wk/pipelines
[ -d "$pipelines" ] || pipelines=$bin/../pipelines	# in the source tree

case ${1-} in
'' | -h | --help | help) ;;
-V | --version) exec "$bin/wk-split" -V ;;
*)
	name=$1
	shift
	case $name in
	*/* | -*) ;;
	*)
		# The pipeline batch hands send, poll and fetch to wk-batch.
		[ ! -x "$pipelines/$name" ] || exec "$pipelines/$name" "$@"
		[ ! -x "$bin/wk-$name" ] || exec "$bin/wk-$name" "$@"
		;;
	esac
	echo "wk: no program or pipeline $name; 'wk' lists them" >&2
	exit 2 ;;
esac

cat <<'EOF'
usage: wk NAME [ARGUMENT...]

Programs, each reads records and writes records (wk NAME -h, man wk-NAME):

EOF
for program in "$bin"/wk-*; do
	[ -x "$program" ] &&
	    printf '  %-14s %s\n' "${program##*/wk-}" \
	    "$("$program" -h | head -n 1)"
done
cat <<'EOF'

Pipelines, from documents to training data (wk NAME -h, man wk-pipelines):

EOF
for pipeline in "$pipelines"/*; do
	[ -f "$pipeline" ] || continue
	[ -x "$pipeline" ] || continue
	printf '  %-14s %s\n' "${pipeline##*/}" \
	    "$(sed -n '2s/^# //p' "$pipeline" | sed 's/[:.].*//')"
done
