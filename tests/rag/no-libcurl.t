#!/bin/sh
# wk-rag built without libcurl and libmd: it quotes, and does not call.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
CC=${CC:-cc}
need make pkg-config jq "${CC%% *}"

# A pkg-config that knows neither of them.
cat >pkg-config <<'END'
#!/bin/sh
case " $* " in
*' libcurl '* | *' libmd '*) exit 1 ;;
esac
exec pkg-config "$@"
END
chmod +x pkg-config
PKG_CONFIG=$SCRATCH/pkg-config MAKEFLAGS='' make -j2 -C "$ROOT" \
    O="$SCRATCH/o" B="$SCRATCH/b" CC="$CC" CFLAGS=-O0 LDFLAGS= \
    CPPFLAGS= "$SCRATCH/b/wk-rag" >make.out 2>&1
result $? 'wk-rag is built without libcurl' || note "$(cat make.out)"
rag=$SCRATCH/b/wk-rag

is "$(echo '{"question":"Old bells?","hits":[{"text":"Bells ring."}]}' | "$rag" -x |
    jq -r .answer)" 'Bells ring.' '-x quotes from the hits'
fails 2 'a model cannot be asked' "$rag" -m m
is "$(cat fails.err)" 'wk-rag: built without libcurl: only -x' 'and it says so'
fails 2 'a HuixiangDou server cannot be asked' "$rag" -H 127.0.0.1
is "$(cat fails.err)" 'wk-rag: built without libcurl: only -x' 'and it says so'
done_testing
