# SPDX-License-Identifier: GPL-3.0-or-later
# Needs Python 3.11+ (with venv), PyPI and no root. `make help` lists the targets.

.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
.PHONY: help venv rehearse test lint bench monkey mutate fuzz test-peers build pins clean

# The clone decides what is imported, not the shell that calls make.
unexport ANSIBLE_CONFIG ANSIBLE_COLLECTIONS_PATH ANSIBLE_COLLECTIONS_PATHS PYTHONHOME PYTHONPATH VIRTUAL_ENV

PY := .venv/bin/python
PYTEST_ARGS ?= -n auto --dist loadfile

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

venv: .venv/.installed ## create .venv with pinned requirements, the collection and the lab

.venv/.installed: requirements.txt extensions/lab/pyproject.toml tools/venv.sh
	$(PY) -m pip --version >/dev/null 2>&1 || sh tools/venv.sh
	$(PY) -m pip install --quiet --requirement requirements.txt
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable extensions/lab
	mkdir -p .venv/collections/ansible_collections/voiceops
	ln -sfn ../../../.. .venv/collections/ansible_collections/voiceops/mivoice5000
	touch $@

.venv/.lint-installed: .venv/.installed requirements-lint.txt
	$(PY) -m pip install --quiet --requirement requirements-lint.txt
	touch $@

rehearse: .venv/.installed ## the whole life cycle on a lab fleet, on this machine
	$(PY) tests/rehearse/rehearse.py $(REHEARSE_ARGS)

test: .venv/.installed ## unit tests, lab tests and molecule scenarios
	cd extensions/lab && ../../.venv/bin/python -m pytest $(PYTEST_ARGS)
	$(PY) -m pytest $(PYTEST_ARGS)

lint: .venv/.lint-installed ## formatting, types, sanity and unit tests on every core, ansible-lint, importer, docs
	$(PY) -m tools.lint $(CHECKS)

bench: .venv/.installed ## measure speed against its targets, and write docs/bench.md
	PYTHONPATH="$$PWD/tests:$$PWD/.venv/collections" $(PY) -m bench $(BENCH_ARGS)

monkey: .venv/.installed ## random calls and faults on lab fleets: no call may harm a phone, no report may be false
	PYTHONPATH="$$PWD/tests:$$PWD/.venv/collections" $(PY) -m monkey $(MONKEY_ARGS)

mutate: .venv/.installed ## take the interlocks away one by one: a test or a monkey has to notice
	PYTHONPATH="$$PWD/tests:$$PWD/.venv/collections" $(PY) -m mutate $(MUTATE_ARGS)

fuzz: .venv/.installed ## search for inputs that the readers cannot stand, ten minutes for each
	$(PY) -m tools.fuzz $(FUZZ_ARGS)

test-peers: .venv/.installed ## tests against real peers; installs Debian packages and their Python ones
	sh tests/peers/install.sh
	$(PY) -m pip install --quiet --requirement tests/peers/requirements.txt
	$(PY) tests/peers/community_crypto.py
	$(PY) -m pytest tests/peers

build: .venv/.installed ## the collection's tarball, in build/
	.venv/bin/ansible-galaxy collection build --force --output-path build

pins: .venv/.lint-installed ## resolve the newest versions into every requirements*.txt
	$(PY) -m tools.pins

clean: ## remove everything that make created
	[ ! -x $(PY) ] || $(PY) -m tools.cache
	rm -rf .venv .cache build tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . \( -name .ansible -o -name .hypothesis -o -name '.*_cache' -o -name '*.egg-info' \) -type d -prune -exec rm -rf {} +
