#!/bin/sh
# The Debian packages' lists, and the release's file.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

version=$(sed -n 's/^VERSION = //p' "$ROOT/Makefile")
is "$(sed -n '1s/^wk (\(.*\)).*/\1/p' "$ROOT/debian/changelog")" "$version" \
    'debian/changelog has the version of the Makefile'
ok 'NEWS.md has a part about it' grep -q "^## $version" "$ROOT/NEWS.md"

# Each program and its libraries: those that call servers are a package of
# their own.
sed -n "/^programs='/,/'\$/p" "$ROOT/src/configure.sh" |
    sed "s/^programs='//; s/'\$//" >programs
while read -r program libraries; do
	package=wk-tools
	case " $libraries " in
	*" libcurl "*) package=wk-clients ;;
	esac
	for file in "usr/bin/$program" "usr/share/man/man1/$program.1" \
	    "usr/share/man/zh_CN/man1/$program.1" \
	    "usr/share/bash-completion/completions/$program" \
	    "usr/share/zsh/vendor-completions/_$program" \
	    "usr/share/fish/vendor_completions.d/$program.fish"; do
		is "$(cd "$ROOT/debian" && grep -lx "$file" ./*.install)" \
		    "./$package.install" "$file is in $package alone"
	done
done <programs
is "$(cat "$ROOT"/debian/*.install | sed -n 's|^usr/bin/\(wk-.*\)|\1|p' |
    sort)" "$(cut -d ' ' -f 1 programs | sort)" \
    'the packages have no other program'

# A release where there is no git.
mkdir tree tree/build tree/bin
cp -R "$ROOT/Makefile" "$ROOT/src" tree
touch tree/build/x tree/bin/x
(cd tree && O=build B=bin sh src/dist.sh wk-1) >said
is "$(cat said)" wk-1.tar.gz 'make dist names the file that it made'
is "$(cd tree && sha256sum -c wk-1.tar.gz.sha256)" 'wk-1.tar.gz: OK' \
    'its checksum stands beside it'
tar -tzf tree/wk-1.tar.gz >list
ok 'it holds the sources' grep -qx wk-1/src/dist.sh list
is "$(grep -cE '^wk-1/(build|bin)/' list)" 0 'nothing that was built'
(cd tree && O=build B=bin sh src/dist.sh wk-1) >said
is "$(tar -tzf tree/wk-1.tar.gz | grep -c 'tar.gz')" 0 \
    'made again, it does not hold itself'
done_testing
