#!/bin/sh
# Writes $O/config.mk: what this machine has, and a rule for each source file.
# The Makefile runs it each time; the file is replaced only if it changed.
# Environment: O CC CFLAGS PKG_CONFIG.
set -eu

O=${O:-build}
CC=${CC:-cc}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
out=$O/config.mk
mkdir -p "$O"
tmp=$out.$$
trap 'rm -f "$tmp" "$tmp".*' EXIT

# A program and the packages that it cannot do without.
programs='wk-split libpcre2-8 uchardet
wk-ask libcurl libmd
wk-regexlist libpcre2-8
wk-rag libcurl libmd
wk-xtuner
wk-index sqlite3
wk-find sqlite3
wk-web libcurl libmd'

# The same for the unit tests of a room of src/lib; the others need none.
rooms='text uchardet
kb sqlite3
call libcurl libmd
chat libcurl libmd'

# What Debian calls the package of a pkg-config module.
debian_name() {
	case $1 in
	libbsd-overlay) echo libbsd-dev ;;
	libmd) echo libmd-dev ;;
	libpcre2-8) echo libpcre2-dev ;;
	uchardet) echo libuchardet-dev ;;
	sqlite3) echo libsqlite3-dev ;;
	libcurl) echo libcurl4-openssl-dev ;;
	*) echo "$1" ;;
	esac
}

have() {
	"$PKG_CONFIG" --exists "$1" 2>/dev/null
}

# compiles FLAG...: whether the compiler takes the flags without a word.
compiles() {
	echo 'int main(void) { return 0; }' >"$tmp.c"
	# shellcheck disable=SC2086
	$CC ${CFLAGS-} -Werror "$@" -o "$tmp.o" "$tmp.c" 2>/dev/null
}

# The packages that a source file includes, a name each.
packages_of() {
	sed -n 's/^#include <\(sqlite3\|pcre2\|uchardet[^>]*\|curl[^>]*\|sha2\)\.h>.*/\1/p' \
	    "$1" | sed 's/^pcre2/libpcre2-8/; s/^uchardet.*/uchardet/;
	    s/^curl.*/libcurl/; s/^sha2/libmd/'
}

# lacks PACKAGE...: prints the first one that is missing; false if none is.
lacks() {
	for package; do
		have "$package" || { echo "$package"; return 0; }
	done
	return 1
}

# needs_of NAME: the packages of a program or a room.
needs_of() {
	printf '%s\n' "$programs" "$rooms" | sed -n "s/^$1 //p"
}

# compile OBJECT SOURCE [FLAG...]: the rule.
compile() {
	object=$1 source=$2
	shift 2
	printf '\n%s: %s\n' "$object" "$source"
	printf "\t\$(SAY) '  CC %s'\n" "$object"
	printf '\t@mkdir -p %s\n' "$(dirname "$object")"
	printf '\t$(Q)$(CC) $(ALL_CFLAGS) %s -MMD -MP -c -o $@ %s\n' \
	    "$*" "$source"
	printf -- '-include %s\n' "${object%.o}.d"
}

# link PROGRAM OBJECTS MODULE...: the rule.
link() {
	target=$1 linked=$2
	shift 2
	printf '\n%s: %s $(O)/libwk.a\n' "$target" "$linked"
	printf "\t\$(SAY) '  LD %s'\n" "$target"
	printf '\t@mkdir -p %s\n' "$(dirname "$target")"
	printf '\t$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ %s %s\n' \
	    "$linked \$(O)/libwk.a" \
	    "$("$PKG_CONFIG" --libs "$@") -lm \$(LDLIBS)"
}

# object_of SOURCE: where its object goes.
object_of() {
	object=${1#src/}
	printf '$(O)/%s\n' "${object%.c}.o"
}

command -v "$PKG_CONFIG" >/dev/null 2>&1 || {
	echo "configure: no pkg-config: sudo apt-get install pkg-config" >&2
	exit 1
}
have libbsd-overlay || {
	echo "configure: no libbsd: sudo apt-get install libbsd-dev" >&2
	exit 1
}

modules=libbsd-overlay
for package in libpcre2-8 uchardet sqlite3 libcurl libmd; do
	have "$package" && modules="$modules $package"
done
built='' left_out='' wanted=''
while read -r program needs; do
	# shellcheck disable=SC2086
	if missing=$(lacks $needs); then
		missing=$(debian_name "$missing")
		left_out="$left_out $program($missing)"
		case " $wanted " in
		*" $missing "*) ;;
		*) wanted="$wanted $missing" ;;
		esac
		continue
	fi
	built="$built $program"
done <<EOF
$programs
EOF

harden=''
for flag in -fPIE -fstack-protector-strong -fstack-clash-protection \
    -fcf-protection -D_FORTIFY_SOURCE=3; do
	compiles "$flag" && harden="$harden $flag"
done
ldharden=''
for flag in -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack; do
	compiles "$flag" && ldharden="$ldharden $flag"
done

# Rules for the library, the programs, the unit tests and the stub.
write_rules() {
	objects=''
	for source in src/lib/*/*.c; do
		# shellcheck disable=SC2046
		lacks $(packages_of "$source") >/dev/null && continue
		object=$(object_of "$source")
		objects="$objects $object"
		compile "$object" "$source"
	done
	printf '\nOBJECTS =%s\n' "$objects"
	bins=''
	for program in $built; do
		objects=''
		for source in "src/$program"/*.c; do
			object=$(object_of "$source")
			objects="$objects $object"
			compile "$object" "$source"
		done
		# shellcheck disable=SC2046
		link "\$(B)/$program" "$objects" libbsd-overlay \
		    $(needs_of "$program")
		bins="$bins \$(B)/$program"
	done
	printf '\nPROGRAMS =%s\n' "$bins"
	units=''
	for source in tests/*/*.c; do
		room=$(basename "$(dirname "$source")")
		name=$(basename "$source" .c)
		case $room/$name in
		stub/* | */fuzz-*) continue ;;
		esac
		# shellcheck disable=SC2046
		lacks $(needs_of "$room") $(needs_of "wk-$room") \
		    >/dev/null && continue
		objects='' include=''
		if [ -d "src/wk-$room" ]; then
			include=-Isrc/wk-$room
			for own in "src/wk-$room"/*.c; do
				[ "$own" = "src/wk-$room/wk-$room.c" ] ||
				    objects="$objects $(object_of "$own")"
			done
		fi
		unit="\$(O)/unit/$room/$name"
		compile "$unit.o" "$source" -Itests "$include"
		# shellcheck disable=SC2086
		link "$unit" "$unit.o$objects" $modules
		units="$units $unit"
	done
	printf '\nUNITS =%s\n' "$units"
	objects=''
	for source in tests/stub/*.c; do
		object="\$(O)/stub.d/$(basename "$source" .c).o"
		objects="$objects $object"
		compile "$object" "$source"
	done
	# shellcheck disable=SC2086
	link "\$(O)/stub" "$objects" $modules
}

{
	echo "# Written by src/configure.sh; change that, not this."
	echo "HARDEN =$harden"
	echo "LDHARDEN =$ldharden"
	# shellcheck disable=SC2086
	echo "PKG_CFLAGS = $("$PKG_CONFIG" --cflags $modules)"
	echo "BUILT =$built"
	echo "LEFT_OUT =$left_out"
	echo "WANTED =$wanted"
	write_rules
} >"$tmp"

cmp -s "$tmp" "$out" || mv "$tmp" "$out"
