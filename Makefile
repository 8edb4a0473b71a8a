# Everything that a person does with this checkout. `make help` lists it.
# Needs python3 (3.11 or newer), make and git; all else goes into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
HOME_DIR ?= storage
CORPUS ?= ../shared/corpus
STAMPS := $(VENV)/.stamps

.PHONY: help demo test lint check bench crash corpus ocr docs clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMPS)/run ## try it: a home in storage/, the samples filed, three searches, verify
	@$(BIN)/python samples/demo.py $(HOME_DIR)

test: $(STAMPS)/run $(STAMPS)/test ## all tests but the long crash runs (under 5 minutes on 2 cores)
	$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

lint: $(STAMPS)/run $(STAMPS)/test $(STAMPS)/lint ## ruff, mypy --strict and the layers
	$(BIN)/ruff check .
	@mkdir -p build/mypy && ln -sfn ../../plugins build/mypy/archive_plugins
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: test lint ## what has to be green before a change goes in

bench: $(STAMPS)/run $(STAMPS)/test ## the figures of benchmarks/RESULTS.md, measured on this machine
	@for each in $(filter-out benchmarks/corpus.py,$(sort $(wildcard benchmarks/*.py))); do \
	  echo "== $$each"; $(BIN)/python $$each || exit 1; done

crash: $(STAMPS)/run $(STAMPS)/test ## every crash point of the intake, with counts (long; needs strace, power cuts need root)
	ARCHIVE_CRASH=all $(BIN)/python -m pytest tests/crash --timeout=0 -s

corpus: $(STAMPS)/run $(STAMPS)/test ## every file of the shared corpus through the intake, with a table of outcomes
	$(BIN)/python benchmarks/corpus.py $(CORPUS)/documents

ocr: $(STAMPS)/run $(STAMPS)/test ## the real OCR engines on pages drawn by the tests (needs the extra ocr, or tesseract)
	ARCHIVE_OCR=1 $(BIN)/python -m pytest tests/ocr/test_engines.py -rs

forms: $(STAMPS)/run $(STAMPS)/test ## look-alike forms as real files through the intake, with shares right a format and layout
	$(BIN)/python benchmarks/forms.py --misses 10

docs: $(STAMPS)/run $(STAMPS)/test ## write the generated pages, blocks and words anew
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/blocks.py

clean: ## remove what can be made again (.venv, caches, builds); never a home
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installs run only when pyproject.toml has changed since the last one.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (python3)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "python3 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(STAMPS)/run: pyproject.toml | $(BIN)/python
	@echo "Installing safety-archive into $(VENV) ..."
	@$(PIP) --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: pyproject.toml | $(STAMPS)/run
	@echo "Installing what the tests need ..."
	@$(PIP) --editable '.[test]'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/lint: pyproject.toml | $(STAMPS)/run
	@echo "Installing the linters ..."
	@$(PIP) --editable '.[lint]'
	@mkdir -p $(STAMPS) && touch $@
