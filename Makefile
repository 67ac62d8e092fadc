# `make run` serves on http://127.0.0.1:8000; `make check` is what every change must pass. GNU make 3.81 or newer.
ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell sh .ci/preflight choose)
else
CHOSEN := $(PYTHON)
endif
PORT ?= 8000

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
# durable-rules comes as source only: it is built with the locked setuptools, so nothing is fetched whose hash is not known.
LOCKED := $(PIP) --no-build-isolation --only-binary :all: --no-binary durable-rules

.PHONY: run setup test long check bench lock

run: setup
	@sh .ci/preflight port $(PORT)
	@$(BIN)/imaging-cds serve --port $(PORT)

setup: .venv/.runs
	@sh .ci/preflight made "$(CHOSEN)"

test: .venv/.tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

# All tests, and also those that take an hour rather than a minute.
long: .venv/.tests
	@$(BIN)/python -m pytest --long

check: .venv/.tests
	@sh .ci/check

bench: .venv/.tests
	@PYTHONPATH=. $(BIN)/python -P -m tests.bench.run

# Needs uv. `.ci/lock --upgrade` takes newer versions.
lock:
	@sh .ci/lock

.venv/.made: requirements-build.txt
	@GOAL=$(firstword $(MAKECMDGOALS)) sh .ci/preflight python "$(PYTHON)"
	@echo "Setting up .venv with $(PYTHON): about a minute, once"
	@"$(PYTHON)" -m venv .venv
	@$(PIP) --requirement requirements-build.txt
	@sh .ci/launcher > $(BIN)/imaging-cds
	@chmod +x $(BIN)/imaging-cds
	@touch $@

.venv/.runs: .venv/.made requirements.txt
	@$(LOCKED) --requirement requirements.txt
	@touch $@

.venv/.tests: .venv/.runs requirements-test.txt
	@$(LOCKED) --requirement requirements-test.txt
	@touch $@
