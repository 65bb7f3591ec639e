# Two commands do everything on a fresh machine: `make demo` and `make test`.
PY := .venv/bin/python
WORKERS ?= 2
# A file's tests run in one worker, which makes what they share once; files begin in the order that tests/conftest.py says.
IN_WORKERS := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
PYTEST := $(PY) -m pytest $(IN_WORKERS)
MEASURED := $(PY) -m coverage run -m pytest $(IN_WORKERS)

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow test-browser test-package page page-is-fresh docs architecture lint format types coverage lock clean

help: ## show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

setup: ## make .venv, or bring it up to date
	@./bootstrap

demo: setup ## compare an open and a censored market; names the page it writes
	.venv/bin/shelflife compare censorship=open censorship=full scenario=guo_2017 --replicates 20 --out results/demo

test: setup ## run the tests, except the slow ones
	$(PYTEST)

test-slow: setup ## run the slow, statistical tests; to have none is no failure
	$(PYTEST) -m slow || [ $$? -eq 5 ]

test-browser: setup ## drive the teacher's page in Chromium; skipped where there is none
	$(PY) -m pytest -n $(WORKERS) -m browser tests/browser

test-package: setup ## install the wheel in fresh environments, on each supported Python, and use it there
	$(PY) -m pytest -n 0 -m package tests/package

page: ## build the teacher's page anew from web/ (needs Node 20)
	cd web && npm ci --no-audit --no-fund && npm run build

page-is-fresh: ## check that the committed page is what web/ builds (needs Node 20)
	web/is-fresh

docs: setup .venv-docs/made ## build the documentation into site/, with every link checked
	$(PY) -m tests.docs.site build/pages
	.venv-docs/bin/python -m tests.docs.notebooks build/pages/docs/tutorial
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/python -m mkdocs build --strict
	@echo "site/index.html"

.venv-docs/made: requirements-docs.lock
	$(PY) -m venv --clear .venv-docs
	.venv-docs/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r $<
	@touch $@

architecture: setup ## run the tests of layout, floors and sizes only
	$(PYTEST) tests/architecture

lint: setup ## check style and format
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: setup ## put the code in format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: setup ## check types in sim/
	$(PY) -m mypy

coverage: setup ## show the lines that no test runs; fails below 95 % of sim/
	$(PY) -m coverage erase
	NUMBA_DISABLE_JIT=1 $(MEASURED) $$($(PY) -m tests.covering sim)
	$(MEASURED) $$($(PY) -m tests.covering experiments)
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report --include='sim/*' --fail-under=95
	$(PY) -m coverage report --include='experiments/*'

lock: ## resolve requirements.lock anew from pyproject.toml, on Python 3.12
	./relock

clean: ## remove .venv and caches
	rm -rf .venv .venv-docs site build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov
