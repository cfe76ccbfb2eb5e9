# The two commands of the README are `make demo` and `make test`: each does all its own set-up,
# from a Python ≥ 3.11 with venv, and needs no network once that is done.
#
#   make PYTHON=/path/to/python3.12 …   builds .venv on that Python (default: the newest found)
#   make demo ONCE=1 OUT=DIR            plays the seminar, writes its report into DIR, and ends
#   make test ARGS="-k closing"         hands ARGS to pytest
#   make test WORKERS=4                 has so many workers on each of the two databases

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# A run starts some hundreds of processes: each compiles the house again where this forbids them
# to keep what they compiled (git-ignored; `make clean` removes it).
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?=
ONCE ?=
OUT ?=
ARGS ?=
WORKERS ?= 2

# Any Python at all, to run the set-up script, which then chooses the right one.
BOOT := $(firstword $(foreach p,$(PYTHON) python3 python3.13 python3.12 python3.11,$(if $(shell $(p) -c 'print(1)' 2>/dev/null),$(p))))
PROVISION := $(BOOT) tools/provision.py
IN := .venv/bin/
SIDE_BY_SIDE := $(IN)python -m tests.support.side_by_side -n $(WORKERS)

.PHONY: help demo test test-long oracles check-oracles setup setup-run setup-system build wheel bundle check format lock catalogues screenshots tour gallery bench clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

demo: setup-run build ## play the directors' seminar, then leave a room open
	@$(IN)mire demo $(if $(ONCE),--once) $(if $(OUT),--out "$(OUT)")

test: setup build ## every test: on SQLite, on PostgreSQL, in a browser
	$(SIDE_BY_SIDE) $(ARGS)

test-long: setup build ## the same, with many more drawn examples where tests draw them
	$(SIDE_BY_SIDE) --hypothesis-profile=long $(ARGS)

setup: setup-system ## .venv with the tests' tools, and the programs that the tests use
	@$(PROVISION) venv test --python "$(PYTHON)"

setup-run: boot
	@$(PROVISION) venv base --python "$(PYTHON)"

setup-system: boot
	@$(PROVISION) system

.PHONY: boot
boot:
	@test -n "$(BOOT)" || { echo "Mire needs Python 3.11 or newer. On Debian or Ubuntu, type: apt-get install python3 python3-venv" >&2; exit 1; }

build: ## compiled catalogues, fonts and static files (git-ignored)
	@$(IN)mire build

wheel: setup build ## a wheel with all that is compiled, into dist
	$(IN)python tools/package.py wheel

bundle: setup build ## all that an installation without network needs, in one archive, into dist
	$(IN)python tools/package.py bundle

check: setup ## ruff, djangofmt, mypy, import contracts, catalogues
	$(IN)ruff check
	$(IN)ruff format --check
	$(IN)djangofmt --check mire
	$(IN)mypy
	$(IN)lint-imports
	$(IN)python tools/catalogues.py check

format: setup ## lay out the code and the templates
	$(IN)ruff format
	$(IN)djangofmt mire

lock: setup ## the lock files, from requirements/*.in
	$(IN)python tools/lock.py

catalogues: setup ## gather the interface's words into mire/locale/*/LC_MESSAGES/django.po
	$(IN)python tools/catalogues.py extract

screenshots: setup build ## the pictures of the README, into docs/images
	$(IN)python tools/screenshots.py

tour: setup build ## the pictures of docs/visite.md, from the demonstration
	$(IN)python tools/tour.py

gallery: setup build ## every technique on every surface, with few people and many, into build/gallery
	$(IN)python tools/gallery.py $(ARGS)

oracles: setup ## other people's implementations, into .oracles, to compare ours with
	@$(PROVISION) oracles

check-oracles: oracles build ## compare our results with theirs, and print how many agree
	@for file in benchmarks/*_oracle.py; do echo "== $$file"; $(IN)python "$$file" $(ARGS); done

bench: setup build ## every benchmark; ends non-zero when one falls short of its goal
	@short=; for file in benchmarks/*.py; do \
	  case "$$file" in */_*) continue;; esac; \
	  echo "== $$file"; $(IN)python "$$file" $(ARGS) || short="$$short $$file"; \
	done; test -z "$$short" || { echo "Short of their goal:$$short" >&2; exit 1; }

clean: ## remove what was made here: .venv, .oracles, caches, built files
	rm -rf .venv .oracles .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache .bench_cache *.egg-info build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find mire -name '*.mo' -delete
