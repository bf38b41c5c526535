# Stoa. `make run` tries it, `make check` proves it, `make help` lists the rest.
SAN ?=
B := build$(if $(SAN),/san)
CC ?= cc
PKGS := libgit2 libcmark-gfm yaml-0.1 sqlite3 icu-i18n icu-uc libsodium libxml-2.0
WARN := -Wall -Wextra -Wshadow -Wconversion -Wvla -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef
OPT := $(if $(SAN),-O1 -g -fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer,-O2 -g -D_FORTIFY_SOURCE=2)
comma := ,
STOA_CFLAGS := -std=c11 -D_GNU_SOURCE -I. $(WARN) -Werror $(OPT) -fPIE -fstack-protector-strong -MMD -MP $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
STOA_LDLIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcmark-gfm-extensions -lcmark-gfm
STOA_LDFLAGS := -pie -Wl,-z,relro,-z,now $(if $(SAN),-fsanitize=address$(comma)undefined)

CORE := $(patsubst %.c,$B/%.o,$(wildcard core/*.c))
GEN := $(patsubst %.c,$B/%.o,$(wildcard gen/*.c))
CGI := $(patsubst %.c,$B/%.o,$(wildcard cgi/*.c))
UNIT := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/test_*.c))
FUZZ := $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all help clean
all: $(if $(wildcard gen/main.c),$B/stoa) $(if $(wildcard cgi/main.c),$B/stoa.fcgi)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STOA_CFLAGS) $(CFLAGS) -c -o $@ $<

$B/libcore.a: $(CORE)
	@rm -f $@ && ar rcs $@ $^
# For the tests, which want the rooms without their main().
$B/libgen.a: $(filter-out $B/gen/main.o,$(GEN))
	@rm -f $@ && ar rcs $@ $^
$B/libcgi.a: $(filter-out $B/cgi/main.o,$(CGI))
	@rm -f $@ && ar rcs $@ $^

$B/stoa: $(GEN) $B/libcore.a
	$(CC) $(STOA_LDFLAGS) $(LDFLAGS) -o $@ $^ $(STOA_LDLIBS)
$B/stoa.fcgi: $(CGI) $B/libcore.a
	$(CC) $(STOA_LDFLAGS) $(LDFLAGS) -o $@ $^ $(STOA_LDLIBS) -lfcgi

# tests/unit/test_cgi_*.c and test_gen_*.c test those rooms, the others core.
$B/tests/test_cgi_%: tests/unit/test_cgi_%.c $B/libcgi.a $B/libcore.a
	@mkdir -p $(@D)
	$(CC) $(STOA_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $^ $(STOA_LDLIBS) -lfcgi -lcmocka -ljansson
$B/tests/test_gen_%: tests/unit/test_gen_%.c $B/libgen.a $B/libcore.a
	@mkdir -p $(@D)
	$(CC) $(STOA_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $^ $(STOA_LDLIBS) -lcmocka -ljansson
$B/tests/test_%: tests/unit/test_%.c $B/libcore.a
	@mkdir -p $(@D)
	$(CC) $(STOA_CFLAGS) $(CFLAGS) $(STOA_LDFLAGS) -o $@ $^ $(STOA_LDLIBS) -lcmocka -ljansson

.PHONY: unit
unit: $(UNIT) ## the cmocka tests
	@for t in $(UNIT); do $$t || exit 1; done

clean: ## what was built
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
