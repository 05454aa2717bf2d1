# Deep Learning by Experiment. `make help` lists what there is.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CHAPTERS ?= $(wildcard notebooks/*.ipynb)

# One thread: small models run faster so, and their results agree across machines. No bars and no live updates in outputs.
QUIET := OMP_NUM_THREADS=1 D2LHELPERS_LIVE=0 D2LHELPERS_PROGRESS=$(shell mktemp -u)

.PHONY: help lab gate test outputs slides pdf live handouts release collect grade feedback grades formgrader grade-under-load grade-many bench seeds versions tables terms browser clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is %s. Name another one: make PYTHON=python3.12" % sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[book,homework,lectures,test]'
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements 2> /dev/null
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/mathjax3-extension 2> /dev/null  # RISE asks for it, JupyterLab has its own
	@touch $@

# As root (in a container) JupyterLab wants to be told so; without a screen it prints its address instead of opening it.
ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
SCREEN := $(if $(filter Darwin,$(shell uname -s))$(DISPLAY)$(WAYLAND_DISPLAY),,--no-browser)

lab: $(VENV)/installed  ## open the course in JupyterLab (LAB_ARGS="--ip=0.0.0.0" for other machines, say)
	@echo "JupyterLab prints its address below. Stop it with Ctrl-C."
	$(BIN)/jupyter lab $(ROOT) $(SCREEN) --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB_ARGS)

gate: $(VENV)/installed  ## hold the form: ruff check and format, types, doctests, cells (what pre-commit runs)
	$(BIN)/ruff check
	$(BIN)/ruff format --check --exclude notebooks
	$(BIN)/ruff format --check --line-length 99 notebooks
	$(BIN)/mypy
	$(QUIET) $(BIN)/python -m pytest -q --doctest-modules d2lhelpers course homework/grader tests/notebooks/test_form.py

test: gate  ## run every test: form, package, chapters, exercises, links, spelling (what CI runs)
	$(QUIET) $(BIN)/python -m pytest -n 2 --dist loadgroup --durations 25 tests
	$(QUIET) $(BIN)/python -m pytest -n 2 --dist loadfile -p tests.notebooks.nbval_conditions --nbval --nbval-current-env --nbval-cell-timeout 120 \
		--nbval-sanitize-with tests/notebooks/nbval_sanitize.cfg $(CHAPTERS) homework/source

outputs: $(VENV)/installed  ## run chapters from a fresh kernel and keep their outputs (CHAPTERS=notebooks/03*)
	$(QUIET) $(BIN)/jupyter nbconvert --to notebook --inplace --execute --log-level=WARN --ExecutePreprocessor.timeout=600 \
		--ExecutePreprocessor.record_timing=False $(CHAPTERS)
	@$(BIN)/jupyter nbconvert --to notebook --inplace --log-level=WARN --CoalesceStreamsPreprocessor.enabled=True $(CHAPTERS)
	@sed -i.before 's|$(CURDIR)/||g' $(CHAPTERS) && rm -f $(addsuffix .before,$(CHAPTERS))  # in tracebacks, no reader has this folder

slides: $(VENV)/installed  ## write lectures/slides: reveal.js decks that open without a network (once: npm ci --prefix lectures)
	$(BIN)/python -m course.lectures slides $(CHAPTERS)

pdf: $(VENV)/installed  ## write lectures/slides and print them to PDF (needs Chromium)
	$(BIN)/python -m course.lectures pdf $(CHAPTERS)

live: $(VENV)/installed  ## write lectures/live: copies of the chapters to type in, in class
	$(BIN)/python -m course.lectures live $(CHAPTERS)

handouts: $(VENV)/installed  ## write lectures/handouts: copies for students, without solutions
	$(BIN)/python -m course.lectures handouts $(CHAPTERS)

# Homework: PS names the assignment, FROM what students handed in; options of grade as GRADE_ARGS="--workers 8" (homework/README.md).
PS ?= ps1
GRADER := $(BIN)/python -m homework.grader

release: $(VENV)/installed  ## make the students' copy of an assignment (PS=ps1 DUE="2026-10-05 23:59")
	$(GRADER) release $(PS) $(if $(DUE),--due "$(DUE)")

collect: $(VENV)/installed  ## take in what students handed in (PS=ps1 FROM=folder-or-zip)
	$(if $(FROM),,$(error say where it is: make collect PS=$(PS) FROM=folder-or-zip))
	$(GRADER) collect $(PS) "$(FROM)"

grade: $(VENV)/installed  ## run, test and record what is not graded yet (PS=ps1; one student anew: STUDENT="Ann Lee")
	OMP_NUM_THREADS=1 $(GRADER) grade $(PS) $(if $(STUDENT),--student "$(STUDENT)") $(GRADE_ARGS)

feedback: $(VENV)/installed  ## write a page for each student (PS=ps1)
	$(GRADER) feedback $(PS)

grades: $(VENV)/installed  ## write homework/grades.csv anew; fill a platform's sheet too (PS=ps1 SHEET=worksheet.csv)
	$(GRADER) grades $(if $(SHEET),$(PS) --sheet "$(SHEET)" $(if $(COLUMN),--column "$(COLUMN)"))

formgrader: $(VENV)/installed  ## open formgrader in JupyterLab: points by hand, comments, overviews
	cd homework && PATH="$(CURDIR)/$(BIN):$$PATH" jupyter lab $(ROOT) $(SCREEN) --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate $(LAB_ARGS)

grade-under-load: $(VENV)/installed  ## grade the whole bank of submissions beside twelve busy loops: the same scores
	D2LHELPERS_BUSY=12 $(QUIET) $(BIN)/python -m pytest tests/homework/test_grader.py -k "deserves"

grade-many: $(VENV)/installed  ## grade 200 copies, killed in the middle and resumed: 200 right rows in bounded memory
	D2LHELPERS_CLASS=200 $(QUIET) $(BIN)/python -m pytest tests/homework/test_grader.py -k "killed_in_the_middle"

bench: $(VENV)/installed  ## measure speed: ratios, and the CPU seconds of every chapter
	OMP_NUM_THREADS=1 $(BIN)/python -m course.bench
	OMP_NUM_THREADS=1 $(BIN)/python -m course.bench_grader

seeds: $(VENV)/installed  ## hold every claim at five other seeds, and show by what margin (CHAPTERS=notebooks/03*)
	$(QUIET) $(BIN)/python -m course.seeds $(CHAPTERS)

versions: $(VENV)/installed  ## run package and chapters with the lowest releases that pyproject.toml allows
	$(QUIET) $(BIN)/python -m course.versions

tables: $(VENV)/installed  ## write the tables and the map that name the chapters, after one was added or renamed
	$(BIN)/python -m course.tables

terms: $(VENV)/installed  ## gather notebooks/terms.md from the chapters' recaps
	$(BIN)/python -m course.terms

browser: $(VENV)/installed  ## run every chapter in a real JupyterLab in headless Chromium
	$(QUIET) $(BIN)/python -m pytest -m browser tests/notebooks/test_browser.py

clean:  ## remove the environment, caches and what was built for lectures
	rm -rf $(VENV) .venv-lowest .pytest_cache .ruff_cache .mypy_cache lectures/node_modules lectures/slides lectures/live lectures/handouts
