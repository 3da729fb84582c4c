# GNU make and bmake.  Settings: PREFIX DESTDIR CC CFLAGS CPPFLAGS LDFLAGS
# LDLIBS PKG_CONFIG; O is where objects go, B where programs go; V=1 shows
# whole commands.  T names the rooms of tests/ that check runs: make check
# T='split json'.

VERSION = 0.2
PREFIX ?= /usr/local
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man
DATADIR = $(PREFIX)/share/wk
# Where the shells look for completions.
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR = $(PREFIX)/share/zsh/site-functions
FISHDIR = $(PREFIX)/share/fish/vendor_completions.d
# bmake sets CFLAGS itself, to DBG.
DBG = -O2 -g
CFLAGS ?= $(DBG)
O = build
B = bin

default: all

FLAGS = $(VERSION) $(CPPFLAGS) $(HARDEN) $(LDHARDEN) $(LDFLAGS) $(LDLIBS)
CONFIGURED != O='$(O)' CC='$(CC)' CFLAGS='$(CFLAGS)' FLAGS='$(FLAGS)' \
	PKG_CONFIG='$(PKG_CONFIG)' sh src/configure.sh && echo yes
include $(O)/config.mk

# By this name, make -n does not run a command that has it, as it would by the
# other.
THIS_MAKE = $(MAKE)

# The rooms that check runs; tests/check.sh names those that are not there.
T ?= $(ROOMS)
CHECKED != set -- $(T); [ $$\# -gt 0 ] || set -- $(ROOMS); \
	for room; do [ ! -d "tests/$$room" ] || echo "room-$$room"; done

# Each rule says what it makes (SAY), or, with V=1, shows its command.
SAY_ = @echo
SAY_0 = @echo
SAY_1 = @:
Q_ = @
Q_0 = @
Q_1 =
SAY = $(SAY_$(V))
Q = $(Q_$(V))

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes \
	-Wstrict-prototypes -Wold-style-definition -Wwrite-strings \
	-Wcast-qual -Wpointer-arith -Wformat=2 -Wvla -Wundef -Wconversion \
	-Wsign-conversion -Wimplicit-fallthrough -Wnull-dereference -Walloca
WARN_GCC = -Wformat-signedness -Wduplicated-cond -Wduplicated-branches \
	-Wlogical-op -Wtrampolines
WARN_CLANG = -Wmissing-variable-declarations -Wunreachable-code-aggressive \
	-Wcomma -Wextra-semi-stmt
ALL_CFLAGS = -std=c99 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Isrc/lib \
	$(PKG_CFLAGS) $(WARN) $(HARDEN) $(HAVE) $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(LDHARDEN) -Wl,--as-needed $(LDFLAGS)
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
ASAN_FLAGS = detect_leaks=1:allocator_may_return_null=1:exitcode=99

LEFT = test -z '$(LEFT_OUT)' || { \
	echo 'left out, for want of a library: $(LEFT_OUT)'; \
	[ -z '$(HOW_TO)' ] || echo 'to build them: $(HOW_TO)'; }

all: $(PROGRAMS) $(B)/wk
	@$(LEFT)

$(B)/wk: src/wk.sh
	@mkdir -p $(B)
	$(Q)cp src/wk.sh $@ && chmod 755 $@

$(O)/libwk.a: $(OBJECTS) $(O)/objects
	$(SAY) '  AR $@'
	@rm -f $@
	$(Q)$(AR) rcs $@ $(OBJECTS)

units: $(UNITS)

check: $(CHECKED)
	@$(LEFT)
	@O='$(O)' B='$(B)' T='$(T)' MAKE='$(THIS_MAKE)' sh tests/check.sh

stress: all $(O)/stub
	@O='$(O)' B='$(B)' sh tests/stress.sh

# The sanitizers want to see a plain build: no fortified calls, -O1.  A test
# asks for more memory than there can be, and wants NULL.  Some put a library
# before theirs.  What they find ends in a status that no program has.
asan:
	ASAN_OPTIONS=$(ASAN_FLAGS) \
		$(MAKE) O=build/asan B=build/asan/bin \
		HARDEN= LDHARDEN= CFLAGS='-O1 -g $(SANITIZE)' check

# The plain twins of the vector code, as on machines without SSE2.
plain:
	$(MAKE) O=build/plain B=build/plain/bin CPPFLAGS=-DWK_PLAIN check

# As on systems without epoll(7), pipe2(2) and SOCK_CLOEXEC.
posix:
	$(MAKE) O=build/posix B=build/posix/bin CPPFLAGS=-DWK_POSIX check

# Built by a cross compiler, run by qemu-user: the libraries of arm64 are
# needed, too.
arm64:
	SLOW=10 PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig \
		$(MAKE) O=build/arm64 B=build/arm64/bin \
		CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar check

fuzz:
	@O='$(O)' sh tests/fuzz.sh

lint:
	@WARN='$(WARN)' WARN_GCC='$(WARN_GCC)' WARN_CLANG='$(WARN_CLANG)' \
		PKG_CFLAGS='$(PKG_CFLAGS)' sh tests/lint.sh

bench: all $(O)/stub
	@O='$(O)' B='$(B)' sh tests/bench/bench.sh

quality: all $(O)/stub
	@O='$(O)' B='$(B)' sh tests/quality/quality.sh

real: all
	@B='$(B)' PYTHON='$(PYTHON)' sh tests/real/real.sh
	@B='$(B)' PYTHON='$(PYTHON)' EMBED_GGUF='$(EMBED_GGUF)' \
		sh tests/real/embed.sh
	@B='$(B)' PYTHON='$(PYTHON)' EMBED_GGUF='$(EMBED_GGUF)' \
		sh tests/real/rerank.sh

check-trainers: all
	@B='$(B)' PYTHON='$(PYTHON)' WK_XTUNER='$(WK_XTUNER)' \
		WK_LLAMA_FACTORY='$(WK_LLAMA_FACTORY)' WK_SWIFT='$(WK_SWIFT)' \
		WK_TRL='$(WK_TRL)' WK_EVALSCOPE='$(WK_EVALSCOPE)' \
		sh tests/trainers/check.sh

cluster: all $(O)/stub
	@O='$(O)' B='$(B)' sh tests/cluster/all.sh

packages:
	@O='$(O)' B='$(B)' ROOT='$(ROOT)' TESTS='$(TESTS)' \
		sh tests/package/package.sh '$(VERSION)'

pictures: all $(O)/stub
	@O='$(O)' B='$(B)' sh tests/pictures/pictures.sh

map:
	@sh src/map.sh

INSTALLING = O='$(O)' DESTDIR='$(DESTDIR)' BINDIR='$(BINDIR)' \
	MANDIR='$(MANDIR)' DATADIR='$(DATADIR)' BASHDIR='$(BASHDIR)' \
	ZSHDIR='$(ZSHDIR)' FISHDIR='$(FISHDIR)' PROGRAMS='$(PROGRAMS) $(B)/wk' \
	sh src/install.sh

install: all
	$(SAY) '  INSTALL $(DESTDIR)$(PREFIX)'
	$(Q)$(INSTALLING)

uninstall:
	$(SAY) '  UNINSTALL $(DESTDIR)$(PREFIX)'
	$(Q)$(INSTALLING) -u

dist:
	@O='$(O)' B='$(B)' sh src/dist.sh wk-$(VERSION)

clean:
	rm -rf build bin

.PHONY: default all units check stress asan plain posix arm64 fuzz lint \
	bench quality real check-trainers cluster packages map pictures \
	install uninstall dist clean
