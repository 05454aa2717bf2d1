# Deep Learning by Experiment. `make help` lists what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CHAPTERS ?= $(wildcard notebooks/*.ipynb)

# One thread: small models run faster so, and their results agree across machines. No bars and no live updates in outputs.
QUIET := OMP_NUM_THREADS=1 D2LHELPERS_LIVE=0 D2LHELPERS_PROGRESS=$(shell mktemp -u)

.PHONY: help lab test outputs bench seeds browser lint clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is %s. Name another one: make PYTHON=python3.12" % sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[homework,lectures,test]'
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements 2> /dev/null
	@touch $@

# As root (in a container) JupyterLab wants to be told so; without a screen it prints its address instead of opening it.
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
SCREEN := $(if $(filter Darwin,$(shell uname -s))$(DISPLAY)$(WAYLAND_DISPLAY),,--no-browser)

lab: $(VENV)/installed  ## open the course in JupyterLab (LAB_ARGS="--ip=0.0.0.0" for other machines, say)
	@echo "JupyterLab prints its address below. Stop it with Ctrl-C."
	$(BIN)/jupyter lab $(ROOT) $(SCREEN) --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB_ARGS)

test: $(VENV)/installed  ## run every test: package, chapters, exercises, links, spelling (what CI runs)
	$(BIN)/ruff check
	$(QUIET) $(BIN)/python -m pytest -n 2 --dist loadgroup tests
	$(QUIET) $(BIN)/python -m pytest -n 2 --dist loadfile -p tests.nbval_conditions --nbval --nbval-current-env --nbval-cell-timeout 120 \
		--nbval-sanitize-with tests/nbval_sanitize.cfg $(CHAPTERS)

outputs: $(VENV)/installed  ## run chapters from a fresh kernel and keep their outputs (CHAPTERS=notebooks/03*)
	$(QUIET) $(BIN)/jupyter nbconvert --to notebook --inplace --execute --log-level=WARN --ExecutePreprocessor.timeout=600 \
		--ExecutePreprocessor.record_timing=False $(CHAPTERS)
	@$(BIN)/jupyter nbconvert --to notebook --inplace --log-level=WARN --CoalesceStreamsPreprocessor.enabled=True $(CHAPTERS)

bench: $(VENV)/installed  ## measure speed as ratios in one run
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench

seeds: $(VENV)/installed  ## hold every claim at five other seeds (CHAPTERS=notebooks/03*)
	$(QUIET) $(BIN)/python -m tests.seeds $(CHAPTERS)

browser: $(VENV)/installed  ## run every chapter in a real JupyterLab in headless Chromium
	$(QUIET) $(BIN)/python -m pytest -m browser tests/test_browser.py

clean:  ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache
