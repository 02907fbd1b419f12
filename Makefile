# make run    set up .venv, read and build the sample project, print Ale's tables
# make test   lint, types, tests, `alemap check` on our own definitions
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
REFERENCE := $(ALEMAP_REFERENCE)

# Without it each command compiles the libraries anew: 1.3 s more to print a table.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test lint types tests check breaks acceptance oracles faults benchmark fuzz golden-update lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "alemap needs Python 3.11 or newer; name it with: make run PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "this Python cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp requirements.lock pyproject.toml
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/run.stamp ## read and build the sample project, print Ale's ranked risk and difference tables
	@$(BIN)/alemap ingest --quiet
	@$(BIN)/alemap compare --municipality 1440

test: lint types tests check ## everything that must be green

lint: $(VENV)/test.stamp ## style and layout of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp ## static types
	$(BIN)/mypy

tests: $(VENV)/test.stamp ## the test suite
	$(BIN)/python -m pytest -n 2 -q

check: $(VENV)/run.stamp ## our own definitions and SQL models, with their tests
	$(BIN)/alemap check --tests --strict

breaks: $(VENV)/test.stamp ## break every definition in every way its schema forbids, and look whether each is found
	ALEMAP_BREAKS=1 $(BIN)/python -m pytest -q tests/definitions/test_breaks.py

acceptance: $(VENV)/test.stamp ## the tests on real agency files below the folder ALEMAP_REFERENCE
	@test -n "$(REFERENCE)" || { echo "set ALEMAP_REFERENCE to the folder of the reference material" >&2; exit 2; }
	$(BIN)/python -m pytest -n 2 -q tests/acceptance

oracles: $(VENV)/test.stamp ## compare the statistics with expected results: make oracles ORACLES=DIR
	@test -n "$(ORACLES)" || { echo "name the folder: make oracles ORACLES=DIR" >&2; exit 2; }
	$(BIN)/python tests/acceptance/oracles.py $(ORACLES)

faults: $(VENV)/test.stamp ## random faults of agencies against fetching: make faults N=1000 [FROM=0]
	FAULTS=$(or $(N),1000) FAULTS_FROM=$(or $(FROM),0) $(BIN)/python -m pytest -n 2 -q -rP tests/integration/test_faults.py

audit-random: $(VENV)/test.stamp ## attack N random projects: make audit-random N=200
	ALEMAP_RANDOM_PROJECTS=$(or $(N),200) $(BIN)/python -m pytest -n 0 -q tests/integration/test_audit.py -k random

benchmark: $(VENV)/run.stamp ## how long the commands take on the sample, and five million figures to read
	$(BIN)/python benchmarks/commands.py
	$(BIN)/python benchmarks/readers.py
	$(BIN)/python benchmarks/workbook.py
	$(BIN)/python benchmarks/methods.py

fuzz: $(VENV)/test.stamp ## read damaged files of every form: make fuzz N=100000 SEED=1
	$(BIN)/python tests/fuzz/readers.py --inputs $(or $(N),20000) --seed $(or $(SEED),1440)
	$(BIN)/python tests/fuzz/readers.py --inspect --inputs $(or $(N),20000) --seed $(or $(SEED),1440)

golden-update: $(VENV)/test.stamp ## write the expected tables anew; read the difference before committing it
	$(BIN)/python -m pytest -q tests/golden --snapshot-update

lock: ## write the lock files anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --upgrade --quiet -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment and the data
	rm -rf $(VENV) data
