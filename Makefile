# Everything from a bare checkout: the first call makes .venv and installs into it what it needs.
# Recipes end in one exec, so that a signal to make's child reaches the program and nothing is orphaned.

.DEFAULT_GOAL := help
.PHONY: help demo test test-full coverage up lint bench train lock clean
SHELL := /bin/sh
# Options of pytest for `make test`: `--cov` counts what is reached, as `make coverage` and CI do.
COVER :=

VENV := .venv
RUN := exec $(VENV)/bin/python -m
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
RUNNABLE := $(VENV)/runnable
INSTALLED := $(VENV)/installed
# Some builds of Python lack ssl; pip and pymongo do not work with those.
SUPPORTED := import ssl, sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
# Its own Python first: an environment made by one and updated by another is broken.
CANDIDATES := $(VENV)/bin/python python3.11 python3.12 python3

help: ## list the targets
	@exec awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

demo: $(RUNNABLE) ## run the main job end to end on samples/ and print the dashboard
	@$(RUN) stack --with-parent demo

up: $(RUNNABLE) ## run the stack in the foreground: API on PORT (8000), data in DATA_DIR (.local)
	@$(RUN) stack --with-parent up

test: $(INSTALLED) ## run the tests against a MongoDB and a Redis of their own
	@$(RUN) pytest -n 2 -m "not slow" tests/ $(COVER)

test-full: $(INSTALLED) ## run all the tests, the long ones too
	@$(RUN) pytest -n 2 tests/

coverage: COVER := --cov
coverage: test ## run the tests of `make test`, and count the lines and branches they reach

lint: $(INSTALLED) ## ruff, mypy and the fences between the packages
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@exec $(VENV)/bin/lint-imports

bench: $(INSTALLED) ## run the benchmarks, as ratios
	@$(RUN) bench

train: $(INSTALLED) ## train the model of shops' names anew: fetches two npm packages and scikit-learn, takes minutes
	@$(PIP) -r requirements-train.txt
	@$(RUN) training

# Of the versions named in requirements*.in, with everything they need in turn, for each supported Python. pip takes a
# pinned package for one with an extra only where the extra is named.
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url

lock: $(INSTALLED) ## write requirements*.txt with hashes from requirements*.in
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@for part in "" -worker -local -dev -train; do \
	    UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --output-file requirements$$part.txt requirements$$part.in || exit 1; done

clean: ## remove the virtual environment, local data and caches
	@exec rm -rf $(VENV) .local .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# To run the product; the tools of tests and lint come on top.
$(RUNNABLE): requirements.txt requirements-worker.txt requirements-local.txt
	@python=$$(for name in $(CANDIDATES); do \
	    "$$name" -c '$(SUPPORTED)' 2>/dev/null && echo "$$name" && break; done); \
	if [ -z "$$python" ]; then \
	    echo "error: Python 3.11 or 3.12 with ssl is needed; none of python3.11, python3.12 and python3 on PATH is one." >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "error: $$python cannot make virtual environments; install its venv package (apt-get install python3-venv)." >&2; \
	    exit 1; fi; \
	echo "installing into $(VENV), once" >&2; \
	"$$python" -m venv $(VENV) \
	&& $(PIP) -r requirements-local.txt \
	&& exec touch $(RUNNABLE)

$(INSTALLED): $(RUNNABLE) requirements-dev.txt
	@echo "installing the tools of tests and lint, once" >&2; \
	$(PIP) -r requirements-dev.txt && exec touch $(INSTALLED)
