#!/bin/sh
# Writes $O/config.mk: what this machine has, and a rule for each source file.
# The Makefile runs it each time; a file is replaced only if it changed.
# Environment: O CC CFLAGS PKG_CONFIG; FLAGS: what else objects depend on.
set -eu
export LC_ALL=C	# the order of files

O=${O:-build}
CC=${CC:-cc}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
mkdir -p "$O"
tmp=$O/config.$$
trap 'rm -f "$tmp" "$tmp".*' EXIT

# A program and the modules of pkg-config that it cannot do without.
programs='wk-split libpcre2-8 uchardet libmd
wk-ask libcurl libmd
wk-regexlist libpcre2-8 libmd
wk-rag libcurl libmd
wk-xtuner
wk-index sqlite3 libmd
wk-find sqlite3 libmd
wk-ground
wk-dedup
wk-stat
wk-web libcurl libmd
wk-page libcurl libmd
wk-embed libcurl libmd
wk-rerank libcurl libmd
wk-batch libcurl libmd
wk-text libpcre2-8 uchardet libxml-2.0 libzip'

# A program that is built without its modules, too, of these sources; then
# no_calls.c is one of them.
small='wk-rag no_calls.c quote.c rag.c repeats.c trim.c wk-rag.c'

# The modules of the unit tests of a room of src/lib; the others need none.
rooms='text libpcre2-8 uchardet
stage libmd
kb sqlite3 libmd
call libcurl libmd
chat libcurl libmd'

# A header, as a source includes it, and its module.
headers='pcre2.h libpcre2-8
uchardet.h uchardet
sqlite3.h sqlite3
curl/curl.h libcurl
sha2.h libmd'

# replace FILE: its new content is stdin; the same content leaves it alone.
replace() {
	cat >"$tmp.new"
	cmp -s "$tmp.new" "$1" || mv "$tmp.new" "$1"
}

# stop MESSAGE [NAME...]: nothing can be built, for want of NAMEs; make says so
# when it comes to a program.
stop() {
	why=$1
	shift
	hint=$(sh src/need.sh -l "$@")
	replace "$O/config.mk" <<END
# Written by src/configure.sh; change that, not this.
PROGRAMS = incomplete
UNITS = incomplete
ROOMS = base
incomplete \$(O)/stub \$(O)/makezip $room_targets:
	@echo '$why${hint:+: $hint}' >&2; exit 1
.PHONY: incomplete
END
	exit 0
}

# compiles FLAG...: whether the compiler takes the flags without a word.
compiles() {
	echo '#include <stdio.h>
	int main(void) { return 0; }' >"$tmp.c"
	# shellcheck disable=SC2086
	$CC ${CFLAGS-} "$@" -o "$tmp.o" "$tmp.c" 2>/dev/null
}

# have MODULE: whether it is here.
have() {
	case " $modules " in
	*" $1 "*) ;;
	*) return 1 ;;
	esac
}

# lacks MODULE...: sets $missing to those that are not here; false if all are.
lacks() {
	missing=''
	for module; do
		have "$module" || missing="$missing $module"
	done
	[ -n "$missing" ]
}

# needs_of NAME: the modules of a program or a room.
needs_of() {
	printf '%s\n' "$programs" "$rooms" | sed -n "s/^$1 //p"
}

# small_of PROGRAM: its sources if it is built without its modules.
small_of() {
	echo "$small" | sed -n "s/^$1 //p"
}

# sources_of PROGRAM: the sources that it is built of.
sources_of() {
	# shellcheck disable=SC2046
	case " $smaller " in
	*" $1 "*) printf "src/$1/%s\n" $(small_of "$1") ;;
	*) for source in "src/$1"/*.c; do
		case $source in
		*/no_calls.c) ;;
		*) echo "$source" ;;
		esac
	done ;;
	esac
}

# compile OBJECT SOURCE [FLAG...]: the rule.
compile() {
	object=$1 source=$2
	shift 2
	printf '%s\n' "
$object: $source \$(O)/flags
	\$(SAY) '  CC $object'
	@mkdir -p ${object%/*}
	\$(Q)\$(CC) \$(ALL_CFLAGS) $* -MMD -MP -c -o \$@ $source
-include ${object%.o}.d"
}

# link PROGRAM OBJECTS MODULE...: the rule.  pkg-config is not asked again for
# the modules of the rule before.
linked_with='' libs=''
link() {
	target=$1 linked=$2
	shift 2
	[ "$linked_with" = "$*" ] || {
		linked_with=$* libs=$("$PKG_CONFIG" --libs "$@")
	}
	printf '%s\n' "
$target: $linked \$(O)/libwk.a
	\$(SAY) '  LD $target'
	@mkdir -p ${target%/*}
	\$(Q)\$(CC) \$(ALL_CFLAGS) \$(ALL_LDFLAGS) -o \$@ $linked \\
		\$(O)/libwk.a $libs -lm \$(LDLIBS)"
}

# add_object SOURCE: sets $object, where its object goes, and adds it to
# $objects.
add_object() {
	object=${1#src/}
	object="\$(O)/${object%.c}.o"
	objects="$objects $object"
}

rules_of_library() {
	printf '%s\n' "$headers" | while read -r header module; do
		have "$module" || echo "#include <$header>"
	done >"$tmp.absent"
	# A header that includes one of those is not to be had, either.
	grep -lF -f "$tmp.absent" src/lib/*/*.h >"$tmp.headers" || true
	sed 's|.*/\(.*\)|#include "\1"|' "$tmp.headers" >>"$tmp.absent"
	grep -lF -f "$tmp.absent" src/lib/*/*.c >"$tmp.left" || true
	objects=''
	for source in src/lib/*/*.c; do
		! grep -qxF "$source" "$tmp.left" || continue
		add_object "$source"
		compile "$object" "$source"
	done
	printf '\nOBJECTS =%s\n' "$objects"
	echo "$objects" | replace "$O/objects"
}

rules_of_programs() {
	for program in $built; do
		objects=''
		for source in $(sources_of "$program"); do
			add_object "$source"
			compile "$object" "$source"
		done
		needs=$(needs_of "$program")
		# shellcheck disable=SC2086
		! lacks $needs || needs=''
		# shellcheck disable=SC2086
		link "\$(B)/$program" "$objects" libbsd-overlay $needs
	done
	objects=''
	for program in $built; do
		objects="$objects \$(B)/$program"
	done
	printf '\nPROGRAMS =%s\n' "$objects"
}

# program_of ROOM: the program whose tests a folder of tests holds, if any:
# tests/split has those of wk-split, tests/wk-text those of wk-text, as
# tests/text has those of src/lib/text.
program_of() {
	case $1 in
	wk-*) echo "$1" ;;
	*) [ -d "src/lib/$1" ] || [ ! -d "src/wk-$1" ] || echo "wk-$1" ;;
	esac
}

# rules_of_units ROOM: of its unit tests, whose programs it adds to $units.
rules_of_units() {
	objects='' include='' program=$(program_of "$1")
	if [ -n "$program" ]; then
		include=-Isrc/$program
		for source in $(sources_of "$program"); do
			[ "$source" = "src/$program/$program.c" ] ||
			    add_object "$source"
		done
	fi
	for source in "tests/$1"/*.c; do
		name=${source##*/}
		name=${name%.c}
		case $name in
		fuzz-* | '*') continue ;;
		esac
		unit="\$(O)/unit/$1/$name"
		compile "$unit.o" "$source" -Itests "$include"
		# shellcheck disable=SC2086
		link "$unit" "$unit.o$objects" $modules
		units="$units $unit"
	done
}

# used_by ROOM: the programs that its tests run: those they name, if it is
# the room of a program; none, if it is the stub's; else all.
used_by() {
	if [ -n "$(program_of "$1")" ]; then
		named=$(cat "tests/$1"/*.t "tests/$1"/*.sh 2>/dev/null |
		    grep -o 'wk-[a-z]*' | sort -u)
	elif [ "$1" = stub ]; then
		named=''
	else
		named=$built
	fi
	for program in $named; do
		case " $built " in
		*" $program "*) printf ' %s' "\$(B)/$program" ;;
		esac
	done
}

# For each folder of tests, the target room-NAME: what its tests need.
rules_of_rooms() {
	all_units=''
	for room in $all_rooms; do
		units='' uses=''
		# shellcheck disable=SC2046
		[ "$room" = stub ] ||
		    lacks $(needs_of "$room") \
			$(needs_of "$(program_of "$room")") ||
		    rules_of_units "$room"
		! ls "tests/$room"/*.t >/dev/null 2>&1 ||
		    uses="$(used_by "$room") \$(O)/stub"
		! grep -q makezip "tests/$room"/*.t 2>/dev/null ||
		    ! have libzip || uses="$uses \$(O)/makezip"
		printf '\n.PHONY: room-%s\nroom-%s:%s\n' "$room" "$room" \
		    "$uses$units"
		all_units="$all_units$units"
	done
	printf '\nUNITS =%s\nROOMS = %s\n' "$all_units" "$all_rooms"
}

rules_of_stub() {
	objects=''
	for source in tests/stub/*.c; do
		name=${source##*/}
		object="\$(O)/stub.d/${name%.c}.o"
		objects="$objects $object"
		compile "$object" "$source"
	done
	# shellcheck disable=SC2086
	link "\$(O)/stub" "$objects" $modules
}

rules_of_makezip() {
	have libzip || return 0
	compile '$(O)/makezip.d/makezip.o' tests/makezip.c
	link '$(O)/makezip' '$(O)/makezip.d/makezip.o' libbsd-overlay libzip
}

all_rooms=$(cd tests && echo */ | tr -d /)
# shellcheck disable=SC2086
room_targets=$(printf 'room-%s ' $all_rooms)
compiles || {
	command -v "${CC%% *}" >/dev/null 2>&1 ||
	    stop "no C compiler: $CC" cc libc
	flags=${CFLAGS-} CFLAGS=''
	! compiles || stop "$CC does not take these CFLAGS: $flags"
	stop "$CC compiles nothing" cc libc
}
command -v "$PKG_CONFIG" >/dev/null 2>&1 ||
    stop 'no pkg-config' pkg-config libbsd-overlay
"$PKG_CONFIG" --exists libbsd-overlay || stop 'no libbsd' libbsd-overlay

modules=libbsd-overlay
for module in libpcre2-8 uchardet sqlite3 libcurl libmd libxml-2.0 libzip; do
	! "$PKG_CONFIG" --exists "$module" || modules="$modules $module"
done
built='' smaller='' left_out='' wanted=''
while read -r program needs; do
	# shellcheck disable=SC2086
	if ! lacks $needs; then
		built="$built $program"
		continue
	fi
	wanted="$wanted$missing"
	if [ -n "$(small_of "$program")" ]; then
		built="$built $program" smaller="$smaller $program"
		left_out="$left_out calls of $program (${missing# })"
	else
		left_out="$left_out $program (${missing# })"
	fi
done <<EOF
$programs
EOF
# shellcheck disable=SC2086
how_to=$(sh src/need.sh -l $wanted)

# taken FLAG...: prints those that the compiler takes: all, as a rule.
taken() {
	! compiles -Werror "$@" || { printf ' %s' "$@"; return; }
	for flag; do
		! compiles -Werror "$flag" || printf ' %s' "$flag"
	done
}
harden=$(taken -fPIE -fstack-protector-strong -fstack-clash-protection \
    -fcf-protection -D_FORTIFY_SOURCE=3)
ldharden=$(taken -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)

# Code for several processors, of which the program takes one when it starts:
# the compiler, the linker and the C library have to know how.  (With musl it
# links, and the program ends by a signal; clang 14 gives the function another
# name for other files.)
target_clones() {
	echo '#include <stdlib.h>
	#if !defined(__GLIBC__) && !defined(__FreeBSD__)
	#error no indirect functions
	#endif
	extern int twice(int);
	__attribute__((target_clones("default", "avx2"))) int
	twice(int n) { return 2 * n; }' >"$tmp.c"
	echo 'extern int twice(int);
	int main(int n, char **v) { (void)v; return twice(n) != 2; }' \
	    >"$tmp.2.c"
	# shellcheck disable=SC2086
	$CC ${CFLAGS-} -Werror -o "$tmp.o" "$tmp.c" "$tmp.2.c" 2>/dev/null
}
have=''
! target_clones || have=-DHAVE_TARGET_CLONES

echo "$CC ${CFLAGS-} ${FLAGS-} $have" | replace "$O/flags"
{
	echo "# Written by src/configure.sh; change that, not this."
	echo "HARDEN =$harden"
	echo "LDHARDEN =$ldharden"
	echo "HAVE = $have"
	# shellcheck disable=SC2086
	echo "PKG_CFLAGS = $("$PKG_CONFIG" --cflags $modules)"
	echo "LEFT_OUT =$left_out"
	echo "HOW_TO = $how_to"
	rules_of_library
	rules_of_programs
	rules_of_rooms
	rules_of_stub
	rules_of_makezip
} >"$tmp.mk"
replace "$O/config.mk" <"$tmp.mk"
