# The one door: what a person runs here is what continuous integration runs.
PY := .venv/bin/python

.PHONY: help setup demo serve test test-spark simulate check fmt schema bench docs lock

help:            ## list the targets
	@grep -E '^[a-z-]+: *.*##' $(MAKEFILE_LIST) | sed -E 's/: *.*## /\t/' | expand -t 12

setup:           ## install everything the program needs
	@scripts/bootstrap.sh runtime

demo: setup      ## sample book, daily run, desk in the browser
	@.venv/bin/tenure demo

serve: setup     ## the web desk and its worker on your own data
	@.venv/bin/tenure serve

setup-dev:
	@scripts/bootstrap.sh dev
	@scripts/browser.sh

test: setup-dev  ## all tests
	$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

test-spark: setup-dev  ## pricing on a local Spark (installs pyspark and Java)
	@scripts/spark.sh
	$(PY) -m pytest -m spark tests/spark $(ARGS)

simulate: setup-dev ## ninety daily runs of a sample company, judged by a second opinion (ARGS="--seed 8 --json")
	@$(PY) -m tests.desk.simulation $(ARGS)

check: setup-dev ## format, lint, types, import order, lock files
	.venv/bin/ruff format --check src tests
	.venv/bin/ruff check src tests
	.venv/bin/lint-imports --no-cache --no-logo
	.venv/bin/mypy

fmt: setup-dev   ## format and fix
	.venv/bin/ruff format src tests
	.venv/bin/ruff check --fix src tests

schema: setup-dev ## keep what the migrations come to, for empty databases
	$(PY) -m tests.foundation.kept_schema

bench: setup     ## measure every hot path against its floor, write docs/benchmarks.md
	.venv/bin/tenure bench all --write docs/benchmarks.md

docs: setup-dev  ## check that the documents tell the truth
	$(PY) -m pytest -q tests/docs

lock: setup-dev  ## renew the pins (needs a line to the package index)
	for f in runtime dev node bootstrap spark; do \
	  .venv/bin/uv pip compile -q --universal --no-emit-index-url --no-header --generate-hashes \
	    --python-version 3.11 --upgrade requirements/$$f.in -o requirements/$$f.txt; done
