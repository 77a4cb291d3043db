# Fresh machine to running platform: `make demo`. Everything that is checked: `make test`.
# The environment is .venv/ and nothing is installed outside it, but for the Debian packages
# that `make test` names as it installs them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8080
BIN := .venv/bin
UV := $(BIN)/uv
LOCK := $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# An environment that was moved or copied from elsewhere no longer runs: make it anew.
ifneq ($(shell cat .venv/.place 2>/dev/null),$(CURDIR))
.venv/.uv: FORCE
endif

.PHONY: help demo test format-check lint types contracts services check unit bench soak pictures \
        messages format lock clean FORCE

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.runtime ## serve a sample engagement on http://127.0.0.1:8080 (PORT=... changes it)
	@PORT=$(PORT) exec $(BIN)/engage demo

# Two processes, each with servers of its own; a file's tests stay together, and files are begun in
# the order that tests/conftest.py gives them.
test: check services ## everything: packages, format, lint, types, import contracts, all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: format-check lint types contracts ## what reads the code without running it

format-check: .venv/.dev ## is everything formatted?
	@$(BIN)/ruff format --check .

lint: .venv/.dev ## what ruff finds
	@$(BIN)/ruff check .

types: .venv/.dev ## what mypy finds
	@$(BIN)/mypy --strict engage tests/services

contracts: .venv/.dev ## who imports whom
	@$(BIN)/lint-imports

services: .venv/.dev ## the Debian packages that the tests start services from
	@.ci/system-packages

unit: .venv/.dev services ## the tests that start no service and no browser
	@$(BIN)/python -m pytest -m "not services and not browser and not soak"

bench: .venv/.dev services ## measure, as docs/performance.md reports
	@$(BIN)/python -m tests.benchmarks

soak: .venv/.dev services ## the tests that run for minutes
	@$(BIN)/python -m pytest -m soak tests

pictures: .venv/.dev services ## how public pages look, as docs/pages/ shows it
	@$(BIN)/python -m tests.pictures

messages: .venv/.dev ## what public pages say, brought up in the French catalogue to be translated
	@$(BIN)/python -m tests.language.catalogue

format: .venv/.dev ## format, and mend what ruff can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: .venv/.uv ## choose and lock the newest allowed versions of everything
	@$(LOCK) --upgrade --group build --output-file requirements.txt
	@$(LOCK) --upgrade --group build --group dev --constraint requirements.txt \
	    --output-file requirements-dev.txt
	@echo "uv~=0.13.9" | $(UV) pip compile - --quiet --upgrade --universal --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --output-file .ci/uv.txt

clean: ## remove the environment and what tools left behind; var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.uv: .ci/uv.txt .ci/bootstrap
	@.ci/bootstrap
	@touch $@

.venv/.runtime: .venv/.uv requirements.txt pyproject.toml
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode \
	    -r requirements.txt  # else each command of who may not write here compiles it all
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q engage
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@
