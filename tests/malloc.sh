# For the tests of a lack of memory: sets $shim, the library that makes an
# allocation fail (malloc-fail.c).  Ends the test, skipped, where there is none.
# Source it after tests/lib.sh.
# shellcheck shell=sh
case $B in
*asan*)
	echo '1..0 # SKIP the sanitizers have a malloc of their own'
	exit 0
	;;
esac
shim=$SCRATCH/malloc-fail.so
if ! ${CC:-cc} -shared -fPIC -O1 -o "$shim" "$ROOT/tests/malloc-fail.c" \
    >cc.out 2>&1; then
	echo '1..0 # SKIP no compiler that makes the shim'
	exit 0
fi
