#!/bin/sh
# Builds the Debian packages twice, in two places, and compares them; has
# lintian look at them; with ROOT, a bare Debian (debootstrap makes one),
# installs them there, does the README's main job, and removes them.
# Usage: package.sh VERSION; the packages come to $O/packages.  TESTS=yes runs
# all tests in the first build, too.
set -eu
cd "$(dirname "$0")/../.."
version=$1
out=$PWD/$O/packages
for tool in dpkg-buildpackage dh lintian; do
	command -v "$tool" >/dev/null || {
		echo "no $tool: apt-get install build-essential debhelper lintian" >&2
		exit 2
	}
done

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM

# build NAME [TZ LANGUAGE UMASK]: from the release's file, in a place of its own.
build() {
	mkdir "$tmp/$1"
	tar -xzf "wk-$version.tar.gz" -C "$tmp/$1"
	(
		cd "$tmp/$1/wk-$version"
		umask "$4"
		TZ=$2 LC_ALL=$3 DEB_BUILD_OPTIONS=$5 \
		    dpkg-buildpackage -us -uc >"$tmp/$1.log" 2>&1
	) || {
		tail -n 30 "$tmp/$1.log" >&2
		exit 1
	}
}

O=$O B=$B sh src/dist.sh "wk-$version" >/dev/null
nocheck=nocheck
[ -z "${TESTS-}" ] || nocheck=''
build one UTC C.UTF-8 022 "$nocheck"
build another-place Asia/Shanghai C 002 nocheck

rm -rf "$out"
mkdir -p "$out"
cp "$tmp"/one/wk*.deb "$tmp"/one/wk_*.dsc "$tmp"/one/wk_*.tar.xz \
    "$tmp"/one/wk_*.changes "$out"
for package in "$out"/*.deb; do
	name=${package##*/}
	cmp "$package" "$tmp/another-place/$name"
	echo "same bytes from two builds: $name"
done

lintian --allow-root --fail-on error,warning,info -I "$tmp"/one/*.changes
echo 'lintian has nothing to say'

[ -n "${ROOT-}" ] || {
	echo 'ROOT=DIR, a bare Debian, would have them installed and used there'
	exit 0
}
mkdir "$ROOT/wk"
cp "$out"/wk_*.deb "$out"/wk-tools_"$version"_*.deb \
    "$out"/wk-clients_"$version"_*.deb debian/tests/main-job "$ROOT/wk"

# inside COMMAND: in the bare Debian, with nothing of our environment.
inside() {
	chroot "$ROOT" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	    DEBIAN_FRONTEND=noninteractive sh -euc "$1" </dev/null
}

inside 'apt-get -qq update
	apt-get -qq -y --no-install-recommends install /wk/wk-tools_*.deb
	! dpkg -s libcurl4 2>/dev/null | grep -q "^Status.* installed"
	echo "wk-tools came without libcurl"
	apt-get -qq -y --no-install-recommends install man-db poppler-utils \
	    poppler-data /wk/*.deb
	AUTOPKGTEST_TMP= sh /wk/main-job
	echo "the main job was done by the packages"
	wk | head -n 8
	apt-get -qq -y purge wk wk-tools wk-clients
	left=$(find / -xdev -path /proc -prune -o -path /wk -prune -o \
	    -name "wk*" -print | grep -vE "^/(tmp|var/(cache|log))/" || true)
	[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
	echo "removed without a trace"'
rm -r "$ROOT/wk"
