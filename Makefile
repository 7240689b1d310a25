# make demo | make test | make test-spark | make check | make bench | make docs | make setup
PYTHON ?= python3
PORT ?= 8000
UV := var/tools/bin/uv
POLKU := .venv/bin/polku
export UV_COMPILE_BYTECODE = 1
export UV_PROJECT_ENVIRONMENT = .venv
LOCK := pyproject.toml uv.lock
PO := $(wildcard polku/locale/*/LC_MESSAGES/*.po)

.PHONY: setup demo test test-spark check bench docs clean
.DEFAULT_GOAL := setup

setup: var/stamps/base var/stamps/messages

$(UV): tools/bootstrap.sh
	@sh tools/bootstrap.sh "$(PYTHON)"

var/stamps/base: $(UV) $(LOCK)
	@mkdir -p var/stamps
	@$(UV) sync --quiet --locked --inexact --python "$(PYTHON)"
	@touch $@

var/stamps/dev: $(UV) $(LOCK) var/stamps/base
	@$(UV) sync --quiet --locked --inexact --group dev --python "$(PYTHON)"
	@touch $@

var/stamps/spark: $(UV) $(LOCK) var/stamps/dev
	@$(UV) sync --quiet --locked --inexact --group dev --extra spark --python "$(PYTHON)"
	@touch $@

var/stamps/messages: var/stamps/base $(PO) tools/messages.py
	@.venv/bin/python tools/messages.py compile
	@touch $@

demo: setup
	@$(POLKU) demo --port $(PORT)

test: setup var/stamps/dev
	@sh tools/test-tools.sh
	@.venv/bin/python -m pytest

test-spark: setup var/stamps/spark
	@sh tools/java.sh
	@.venv/bin/python -m pytest -n 0 tests/spark

check: setup var/stamps/dev
	@sh tools/check.sh

bench: setup var/stamps/dev
	@.venv/bin/python -m bench

docs: setup var/stamps/dev
	@.venv/bin/python -m mkdocs build --strict

clean:
	rm -rf .venv var
