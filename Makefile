# One command for everything; `make` alone lists them.
.POSIX:

PYTHON = python3
VENV = .venv
PY = $(VENV)/bin/python
DATA = newsproof-data
PORT = 7860
# Passed on by test, fit, external and peers: make test ARGS='-k sentences'
ARGS =

.PHONY: help run test check gate lint format fit external eval peers torture load bench lock docs clean

help: ## list these commands
	@echo 'make COMMAND, where COMMAND is'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run ## install, read the sample articles, open the page on 127.0.0.1:7860
	@echo '== Reading the sample articles into $(DATA)'
	@$(VENV)/bin/newsproof --data-dir $(DATA) ingest --samples
	@echo '== Opening the page'
	@$(VENV)/bin/newsproof --data-dir $(DATA) serve --port $(PORT)

test: $(VENV)/.dev ## install, run every test (browser tests are skipped without Chromium)
	@echo '== Tests'
	@$(PY) -m pytest $(ARGS)

check: lint test ## formatting, lint, types, the order of imports, every test

lint: $(VENV)/.dev ## formatting, lint, types, the order of imports
	@echo '== Formatting'
	@$(VENV)/bin/ruff format --check .
	@echo '== Lint'
	@$(VENV)/bin/ruff check .
	@echo '== Types'
	@$(PY) -m mypy
	@$(PY) -m mypy tools
	@echo '== Order of imports'
	@$(VENV)/bin/lint-imports

format: $(VENV)/.dev ## format the code and mend what lint can mend
	@$(VENV)/bin/ruff check --fix-only .
	@$(VENV)/bin/ruff format .

fit: $(VENV)/.dev ## train the judge again, two hours on two cores (reads the public sets, NEWSPROOF_DATA)
	@$(PY) -m eval.training $(ARGS)

external: $(VENV)/.dev ## measure judge, search and answers on public sets, write the pages (NEWSPROOF_DATA)
	@$(PY) -m eval.external judge --write $(ARGS)
	@$(PY) -m eval.external retrieval --part later --write
	@$(PY) -m eval.external answers --part later --write

gate: $(VENV)/.run ## hold answers and verdicts on the development cases against the baseline
	@$(VENV)/bin/newsproof eval gate --cache build/eval --out build/gate.html --out build/gate.xml \
	  --out build/gate.md --history docs/results/history.jsonl

eval: $(VENV)/.run ## measure answers and verdicts on the development cases
	@$(VENV)/bin/newsproof eval run

peers: $(VENV)/.run ## install other pipelines in an environment of their own, measure beside them
	@$(PY) -m eval.peers setup
	@$(PY) -m eval.peers run $(ARGS)

torture: $(VENV)/.dev ## kill, fill and damage at full counts (hours)
	@TORTURE=full $(PY) -m pytest tests/torture $(ARGS)

load: $(VENV)/.dev ## ask a server as crowds do, two hours, write docs/load.md (needs Chromium)
	@$(PY) -m eval.load visit --write
	@$(PY) -m eval.load run $(ARGS) --write

bench: $(VENV)/.run ## measure speed and memory on this machine
	@$(PY) -m eval.bench

lock: $(VENV)/.dev ## write requirements.lock from what is installed
	@$(PY) -m tools.lock

docs: $(VENV)/.dev ## write docs/cli.md from the commands
	@$(PY) -m tools.cli_docs

clean: ## delete caches and builds; the archive and .venv stay
	rm -rf build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find sources index bot eval tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed is noted in stamps, so that a second run installs nothing.
$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo 'error: $(PYTHON) is not there. Install Python 3.11 or later, or name it: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: Newsproof needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) -V 2>&1). Name a later one: make PYTHON=python3.12" >&2; exit 1; }
	@echo '== Making $(VENV) with '"$$($(PYTHON) -V)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml requirements.lock
	@echo '== Installing what Newsproof needs (2 GB on disk; some minutes the first time)'
	@$(PY) -m pip install -qq -c requirements.lock -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml requirements.lock
	@echo '== Installing what Newsproof and its checks need (2.5 GB on disk; some minutes the first time)'
	@$(PY) -m pip install -qq -c requirements.lock -e '.[dev]'
	@touch $@ $(VENV)/.run
