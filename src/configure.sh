#!/bin/sh
# Writes config.mk: what this machine has, and a rule for each source file.
# The Makefile runs it each time; the file is replaced only if it changed.
# Environment: CC CFLAGS PKG_CONFIG.
set -eu

CC=${CC:-cc}
PKG_CONFIG=${PKG_CONFIG:-pkg-config}
out=config.mk
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

command -v "$PKG_CONFIG" >/dev/null 2>&1 || {
	echo "configure: no pkg-config: apt-get install pkg-config" >&2
	exit 1
}
have libbsd-overlay || {
	echo "configure: no libbsd: apt-get install libbsd-dev" >&2
	exit 1
}

modules=libbsd-overlay
for package in libpcre2-8 uchardet sqlite3 libcurl libmd; do
	have "$package" && modules="$modules $package"
done
built='' left_out=''
while read -r program needs; do
	[ -f "src/$program.c" ] || continue
	# shellcheck disable=SC2086
	if missing=$(lacks $needs); then
		left_out="$left_out $program($(debian_name "$missing"))"
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

{
	echo "# Written by src/configure.sh; change that, not this."
	echo "HARDEN =$harden"
	echo "LDHARDEN =$ldharden"
	# shellcheck disable=SC2086
	echo "PKG_CFLAGS = $("$PKG_CONFIG" --cflags $modules)"
	echo "BUILT =$built"
	echo "LEFT_OUT =$left_out"
	objects='' rules=''
	for source in src/lib/*.c; do
		# shellcheck disable=SC2046
		lacks $(packages_of "$source") >/dev/null && continue
		object="\$(O)/$(basename "$source" .c).o"
		objects="$objects $object"
		rules="$rules
$object: $source \$(HEADERS)
	@mkdir -p \$(O)
	\$(CC) \$(ALL_CFLAGS) -c -o \$@ $source"
	done
	echo "HEADERS =" src/*.h src/lib/*.h
	echo "OBJECTS =$objects"
	bins=''
	for program in $built; do
		bins="$bins \$(B)/$program"
	done
	echo "PROGRAMS =$bins"
	echo "$rules"
	echo "$programs" | while read -r program needs; do
		case " $built " in
		*" $program "*) ;;
		*) continue ;;
		esac
		echo
		echo "\$(B)/$program: src/$program.c \$(O)/libwk.a \$(HEADERS)"
		echo "	@mkdir -p \$(B)"
		# shellcheck disable=SC2086
		echo "	\$(CC) \$(ALL_CFLAGS) \$(ALL_LDFLAGS) -o \$@" \
		    "src/$program.c \$(O)/libwk.a" \
		    "$("$PKG_CONFIG" --libs libbsd-overlay $needs) -lm \$(LDLIBS)"
	done
	units=''
	for source in tests/unit/*.c; do
		name=$(basename "$source" .c)
		[ -f "$source" ] || continue
		case $name in
		kb) have sqlite3 || continue ;;
		splitter | list) have libpcre2-8 || continue ;;
		encoding | document) have uchardet || continue ;;
		endpoint | http | verdict | chat | huixiangdou)
			have libcurl || continue ;;
		journal | passages) have libmd || continue ;;
		esac
		units="$units \$(O)/unit/$name"
		echo
		echo "\$(O)/unit/$name: $source" tests/unit/*.h \
		    "\$(O)/libwk.a \$(HEADERS)"
		echo "	@mkdir -p \$(O)/unit"
		# shellcheck disable=SC2086
		echo "	\$(CC) \$(ALL_CFLAGS) -Isrc/lib \$(ALL_LDFLAGS)" \
		    "-o \$@ $source \$(O)/libwk.a" \
		    "$("$PKG_CONFIG" --libs $modules) -lm \$(LDLIBS)"
	done
	echo
	echo "UNITS =$units"
	stub=$(echo tests/stub/*.c)
	echo
	echo "\$(O)/stub: $stub" tests/stub/*.h "\$(O)/libwk.a \$(HEADERS)"
	echo "	@mkdir -p \$(O)"
	# shellcheck disable=SC2086
	echo "	\$(CC) \$(ALL_CFLAGS) \$(ALL_LDFLAGS) -o \$@" \
	    "$stub \$(O)/libwk.a" \
	    "$("$PKG_CONFIG" --libs $modules) -lm \$(LDLIBS)"
} >"$tmp"

cmp -s "$tmp" "$out" || mv "$tmp" "$out"
