#!/bin/sh
# Installs what is missing, or names the command that does.
# need.sh NAME...: each NAME is a command, or a library as pkg-config knows it.
# Those that are missing are named and installed with the system's package
# manager, as root or by `sudo -n`.  Status 2: it could not.
# need.sh -l NAME...: prints the command that installs the NAMEs, here or not;
# prints nothing if the package manager is not known.
set -u

# name, then its package for: apt dnf pacman brew (- where there is none)
packages='cc gcc gcc gcc gcc
libc libc6-dev glibc-devel glibc -
make make make make make
pkg-config pkg-config pkgconf-pkg-config pkgconf pkgconf
jq jq jq jq jq
prove perl perl-Test-Harness perl perl
strace strace strace strace -
python3 python3 python3 python python
mandoc mandoc mandoc mandoc -
sqlite3-command sqlite3 sqlite sqlite sqlite
zsh zsh zsh zsh zsh
fish fish fish fish fish
ca-certificates ca-certificates ca-certificates ca-certificates -
libbsd-overlay libbsd-dev libbsd-devel libbsd libbsd
libmd libmd-dev libmd-devel libmd libmd
libcurl libcurl4-openssl-dev libcurl-devel curl curl
libpcre2-8 libpcre2-dev pcre2-devel pcre2 pcre2
uchardet libuchardet-dev uchardet-devel uchardet uchardet
sqlite3 libsqlite3-dev sqlite-devel sqlite sqlite
libxml-2.0 libxml2-dev libxml2-devel libxml2 libxml2
libzip libzip-dev libzip-devel libzip libzip
pdftotext poppler-utils poppler-utils poppler poppler
poppler-data poppler-data poppler-data poppler-data -'

here() {
	case $1 in
	lib* | uchardet | sqlite3)
		if [ "$1" = libc ]; then
			echo '#include <stdio.h>' | cc -E - >/dev/null 2>&1
		else
			pkg-config --exists "$1" 2>/dev/null
		fi ;;
	ca-certificates)
		[ -s /etc/ssl/certs/ca-certificates.crt ] ||
		    [ -s /etc/pki/tls/certs/ca-bundle.crt ] ||
		    [ -s /etc/ssl/cert.pem ] ;;
	poppler-data) [ -d /usr/share/poppler/cMap ] ;;
	python3) python3 -c 'import json' 2>/dev/null ;;
	sqlite3-command) command -v sqlite3 >/dev/null 2>&1 ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

missing_of() {
	missing=''
	for name; do
		here "$name" || missing="$missing $name"
	done
}

# packages_for NAME...: their packages, for this machine's manager.
packages_for() {
	for name; do
		echo "$packages" | awk -v name="$name" -v column="$column" \
		    '$1 == name && column > 0 && $column != "-" {
			print $column
		    }'
	done | sort -u | tr '\n' ' ' | sed 's/ $//'
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

# This machine's manager: its column in the table, how a person calls it, and
# how we do.
if command -v apt-get >/dev/null 2>&1; then
	column=2 by_hand='sudo apt-get install'
	install() {
		as_root env DEBIAN_FRONTEND=noninteractive \
		    apt-get -qq update &&
		    as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get -qq -y --no-install-recommends install "$@"
	}
elif command -v dnf >/dev/null 2>&1; then
	column=3 by_hand='sudo dnf install'
	install() {
		as_root dnf -q -y install "$@"
	}
elif command -v pacman >/dev/null 2>&1; then
	column=4 by_hand='sudo pacman -S --needed'
	install() {
		as_root pacman -Sy --noconfirm --needed "$@"
	}
elif command -v brew >/dev/null 2>&1; then
	column=5 by_hand='brew install'
	install() {
		brew install -q "$@"
	}
else
	column=0 by_hand=''
	install() {
		echo 'no package manager that is known: apt-get dnf pacman brew'
	}
fi

# line NAME...: what a person pastes to install them.
line() {
	list=$(packages_for "$@")
	[ -z "$list" ] || echo "$by_hand $list"
}

if [ "${1-}" = -l ]; then
	shift
	line "$@"
	exit 0
fi

missing_of "$@"
[ -n "$missing" ] || exit 0

# shellcheck disable=SC2086
list=$(packages_for $missing)
echo "missing:$missing${list:+; installing $list}" >&2
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
install $list >"$log" 2>&1

missing_of "$@"
[ -n "$missing" ] || exit 0
tail -n 5 "$log" >&2
echo "still missing:$missing" >&2
# shellcheck disable=SC2086
hint=$(line $missing)
echo "install them, then run the same command again${hint:+: $hint}" >&2
exit 2
