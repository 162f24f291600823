# Pombo. `make run` and `make test` are all that most people need; they install what is missing
# through apt where that is allowed, and say what is missing where it is not.

CARGO ?= cargo
PREFIX ?= /usr/local
DESTDIR ?=
BINARY := target/release/pombo

# Two installations of packages, or two builds, only wait for each other.
.NOTPARALLEL:

.PHONY: help run build test lint bench deny screenshots package install uninstall clean

help:
	@echo "make run          build Pombo and open it on the built-in demo account"
	@echo "make test         install what the tests need, then check and test everything"
	@echo "make torture      the long form of the tests that break things (RUNS=$(RUNS), from seed FIRST=$(FIRST))"
	@echo "make fuzz         spoilt input for everything that reads what others wrote (MINUTES=$(MINUTES))"
	@echo "make pages        the mails of tests/pages beside Chromium, in target/pages/"
	@echo "make lint         formatting and lints only"
	@echo "make bench        measure what must be fast"
	@echo "make deny         check licences and advisories of all dependencies (needs cargo-deny)"
	@echo "make screenshots  draw the pictures of the README anew"
	@echo "make package      build a Debian package in target/debian/"
	@echo "make install      install under PREFIX ($(PREFIX)); DESTDIR is honoured"

run: packages-run build
	@packaging/run-demo.sh $(BINARY)

build: need-cargo
	$(CARGO) build --release --locked

test: packages-run packages-headless packages-test oauth-provider servers lint
	@skips=$$(packaging/servers.sh --skips target/servers); \
	if $(CARGO) nextest --version >/dev/null 2>&1; then \
	    set -ex; \
	    $(CARGO) nextest run --locked --no-fail-fast -- $$skips; \
	    $(CARGO) test --locked --doc; \
	else \
	    set -ex; \
	    $(CARGO) test --locked --no-fail-fast -- $$skips; \
	fi
	@packaging/servers.sh --report target/servers

# The figures of a long run are in tests/README.md. A seed that goes wrong is told at once, and run
# again with POMBO_SEED=…
RUNS ?= 1000
FIRST ?= 1
.PHONY: torture
torture: packages-run packages-test need-cargo
	POMBO_RUNS=$(RUNS) POMBO_FIRST=$(FIRST) $(CARGO) test --locked --test sync_model -- --nocapture \
	    whatever_happens_nothing_is_lost_doubled_or_forgotten
	POMBO_TORTURE=1 $(CARGO) test --locked --test sync_power -- --nocapture \
	    whatever_the_power_takes_along_nothing_is_lost_or_done_twice
	POMBO_TORTURE=1 $(CARGO) test --locked --test sync_break -- --nocapture --test-threads=1

# Each of the targets gets the same share of the time. What fails is kept in target/fuzz/ and named.
MINUTES ?= 60
.PHONY: fuzz
fuzz: need-cargo
	POMBO_FUZZ_MINUTES=$(MINUTES) $(CARGO) test --locked --lib -- --nocapture --test-threads=1 fuzz_

# Figures to a line, pictures side by side. In the release form, as the times mean nothing in the other.
.PHONY: pages
pages: need-cargo
	POMBO_PAGES=1 $(CARGO) test --locked --release --test pages -- --nocapture each_mail_beside_a_browser

lint: need-cargo
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings

bench: need-cargo
	$(CARGO) bench --locked

deny: need-cargo
	@$(CARGO) deny --version >/dev/null 2>&1 || \
	    { echo "cargo-deny is missing: cargo install cargo-deny --locked" >&2; exit 1; }
	$(CARGO) deny check

screenshots: build
	packaging/screenshots.sh $(BINARY)

package: build
	packaging/debian.sh $(BINARY) target/debian

install: build
	packaging/install.sh $(BINARY) "$(DESTDIR)$(PREFIX)"

uninstall:
	packaging/install.sh --remove "$(DESTDIR)$(PREFIX)"

clean:
	$(CARGO) clean

.PHONY: need-cargo
need-cargo: packages-run
	@command -v $(CARGO) >/dev/null 2>&1 || { \
	    echo "Rust is missing. Install it from https://rustup.rs, open a new terminal, and try again." >&2; \
	    exit 1; }

.PHONY: oauth-provider
oauth-provider: packages-test
	@packaging/oauth-provider.sh target/oauth-provider

# What cannot be fetched is told, and its tests are left out, not passed.
.PHONY: servers
servers: packages-test
	@packaging/servers.sh target/servers

.PHONY: packages-run packages-headless packages-test
packages-run packages-headless packages-test: packages-%:
	@packaging/install-packages.sh packaging/debian-packages-$*.txt
