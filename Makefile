# Two commands on a fresh machine: `make demo` and `make test`. Both make their own .venv from locked versions
# and need nothing but Python 3.11 or newer (and, the first time, a way to the Python package index).

VENV := .venv
BIN := $(VENV)/bin
# pip takes exact versions and checks their hashes; nothing is built from source by surprise.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
SELF := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' pyproject.toml
ROOMS := extract kb templates

.PHONY: help demo test lint samples docs lock clean

help:
	@echo "make demo     read the bundled reports, ask two questions, write a digest and a workbook into demo/"
	@echo "make test     lint, types, floors, tests"
	@echo "make samples  render samples/*.pdf again from their specs"
	@echo "make docs     write docs/commands.md from the commands' own help"
	@echo "make lock     choose newer versions and write the lock files again"
	@echo "make clean    remove .venv, demo/ and caches"

demo: $(VENV)/.runtime
	@$(BIN)/yanbao demo --samples samples --into demo

test: lint $(VENV)/.ocr $(VENV)/.dask $(VENV)/.samples
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo

samples: $(VENV)/.samples
	$(BIN)/python samples/render.py

docs: $(VENV)/.runtime
	$(BIN)/python docs/write_commands.py

lock: $(VENV)/.lock
	$(COMPILE) --upgrade --group build --output-file requirements.lock
	$(COMPILE) --upgrade --group build --group dev --group facts --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) --upgrade --group build --extra ocr --constraint requirements.lock --output-file requirements-ocr.lock
	$(COMPILE) --upgrade --group build --extra dask --constraint requirements.lock --output-file requirements-dask.lock
	$(COMPILE) --upgrade --group build --extra samples --constraint requirements.lock --output-file requirements-samples.lock

clean:
	rm -rf $(VENV) demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(ROOMS) tests samples bench -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that is new enough; PYTHON=/path/to/python3.11 chooses another.
$(VENV)/.made:
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$($$python --version) (once; a few minutes on a slow line)"; \
	    "$$python" -m venv $(VENV) && touch $@ && exit 0; \
	    echo "Error: $$python could not make a virtual environment."; \
	    echo "  Try: install its venv module (on Debian and Ubuntu: apt install python3-venv), then run make again."; \
	    exit 1; \
	  fi; \
	done; \
	echo "Error: no Python 3.11 or newer was found."; \
	echo "  Try: install one from your system or python.org, or name it: make PYTHON=/path/to/python3.11"; \
	exit 1

$(VENV)/.runtime: $(VENV)/.made requirements.lock pyproject.toml
	@$(INSTALL) -r requirements.lock
	@$(SELF)
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

# The tests read pictures too; `make demo` and the plain install do without.
$(VENV)/.ocr: $(VENV)/.runtime requirements-ocr.lock
	@$(INSTALL) -r requirements-ocr.lock
	@touch $@

# A cluster of this machine is tested as well; only who reads on many machines installs it.
$(VENV)/.dask: $(VENV)/.runtime requirements-dask.lock
	@$(INSTALL) -r requirements-dask.lock
	@touch $@

$(VENV)/.samples: $(VENV)/.runtime requirements-samples.lock
	@$(INSTALL) -r requirements-samples.lock
	@touch $@

$(VENV)/.lock: $(VENV)/.runtime
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input 'uv>=0.8'
	@touch $@
