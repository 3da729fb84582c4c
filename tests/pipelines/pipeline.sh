# For the tests of the pipelines: the stub server, the programs where the
# pipelines look for them, documents.  Sourced first, in place of lib.sh.
# shellcheck shell=sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need jq iconv
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
export WK_BIN="$B"

# documents: two of them, in docs.
documents() {
	mkdir docs
	printf '云泽的水里沉着九口古钟，潮水退尽时能看见钟顶。\n\n摆渡女子闻苇撑一条乌篷船，养了一只叫三两的鸬鹚。\n' \
	    >docs/a.txt
	printf '石桥镇在云泽的南边，有三座石桥和一座水磨。\n' >docs/b.txt
}
