# Allied's commands: `make` lists them. All they need is GNU make 3.81 and Python 3.11, or newer.
# The first one creates a virtual environment and installs what requirements.lock pins;
# the next ones do so again only when pyproject.toml or the lock has changed.

VENV ?= .venv
PYTHON ?=
PYTEST_ARGS ?=
ARGS ?=

STAMP := $(VENV)/.installed
PY := "$(VENV)/bin/python"
PIP := $(PY) -m pip --disable-pip-version-check --quiet
UV := "$(VENV)/bin/uv"

# uv must take the interpreter it is given, never fetch another.
export UV_PYTHON_DOWNLOADS := never
# Where this is set, nothing keeps its bytecode, and every start costs seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help app test test-all setup lint format pytest bench table coverage lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  Options: PYTHON=python3.12     the interpreter to build the environment with"
	@echo "           VENV=.venv-312        another environment"
	@echo "           PYTEST_ARGS='-k ceo'  what pytest (test, pytest, bench, coverage) gets"
	@echo "           ARGS='--help'         what 'allied app' gets"

app: setup ## Set up all that is needed and open the app in a browser
	@"$(VENV)/bin/allied" app $(ARGS)

test: lint pytest ## Set up all that is needed, check style and types, and run the tests

test-all: PYTEST_ARGS += -m ""
test-all: lint pytest ## The same with the exhaustive tests: minutes of simulation, the wheel in an empty environment

setup: $(STAMP) ## Create the virtual environment and install the locked packages
	@version='import sys; print("%d.%d" % sys.version_info[:2])'; \
	if [ -n "$(PYTHON)" ] && [ "$$("$(PYTHON)" -c "$$version")" != "$$($(PY) -c "$$version")" ]; then \
	    echo "$(VENV) holds Python $$($(PY) -c "$$version"), not that of '$(PYTHON)':" \
	        "run 'make clean' first, or choose another environment with VENV=." >&2; \
	    exit 1; \
	fi

lint: setup ## Check style (ruff) and types (mypy)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: setup ## Mend style where ruff can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

pytest: setup ## Run the tests alone
	$(PY) -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

bench: setup ## Run the benchmarks
	$(PY) -m pytest benchmarks --benchmark-only $(PYTEST_ARGS)

table: setup ## Measure everything in one go and print the table of ratios
	$(PY) -m benchmarks.table

coverage: setup ## Say which lines no test runs
	$(PY) -m coverage run -m pytest $(PYTEST_ARGS)
	$(PY) -m coverage report

# Keeps the versions that are locked where they still fit; `rm requirements.lock` first moves all to the newest.
lock: ## Write requirements.lock anew from pyproject.toml
	$(create-venv)
	@$(PIP) install uv
	@$(UV) pip compile pyproject.toml --python $(PY) --all-extras --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	@if grep -nE '://|^-' requirements.lock; then \
	    echo "requirements.lock must name no host, file or index: see the lines above" >&2; exit 1; \
	fi

clean: ## Remove the environment, caches and built packages
	rm -rf "$(VENV)" build dist htmlcov .coverage .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find sim scenarios calibration viz tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(STAMP): pyproject.toml requirements.lock
	$(create-venv)
	@echo "Installing what requirements.lock pins: about a minute"
	@if $(PIP) install uv && \
	    $(UV) pip install --quiet --python $(PY) --compile-bytecode --require-hashes -r requirements.lock; then \
	    :; \
	else \
	    echo "uv does not work here; pip installs the same, more slowly"; \
	    $(PIP) install --require-hashes -r requirements.lock; \
	fi
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch "$@"

# An interpreter counts as found only once it has run: a pyenv shim may exist and fail, Debian's python3 may lack venv.
define create-venv
@if $(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then exit 0; fi; \
if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; else set -- python3.13 python3.12 python3.11 python3 python; fi; \
for candidate do \
    if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
        echo "Creating $(VENV) with $$("$$candidate" --version)"; \
        exec "$$candidate" -m venv --clear "$(VENV)"; \
    fi; \
done; \
echo "No fitting Python found. Allied needs Python 3.11 or newer, with its venv module." >&2; \
echo "Tried:" >&2; \
for candidate do \
    version=$$("$$candidate" --version 2>/dev/null) || version="does not run"; \
    echo "  $$candidate: $$version" >&2; \
done; \
echo "If you have one elsewhere: make PYTHON=/path/to/python3. On Debian and Ubuntu: apt install python3-venv." >&2; \
exit 1
endef
