# kbdiag, from a fresh checkout: `make run` serves it, `make test` proves it. Needed beforehand: CPython 3.11 or 3.12
# with its headers, a C compiler and make; and a path to this checkout that holds no spaces (make cannot handle them).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:

# Yours to set: `make run PYTHON=python3.12`, `make run ARGS='--port 9000'`, `make test ARGS='-k bind'`, `CC=clang`.
PYTHON ?=
ARGS   ?=

VENV    := .venv
BIN     := $(VENV)/bin
LOCKING := .venv-lock
REQ     := requirements
CHECK   := $(REQ)/check_python.py

ifneq ($(words $(CURDIR)),1)
$(error The path of this checkout holds a space, which make cannot handle: $(CURDIR))
endif

# Another Python's settings must stay out of .venv; and the compiler that was checked is the one that compiles.
unexport PYTHONHOME PYTHONPATH
export CC

# No registry is named here: pip asks the one it is set up for, and the hashes decide what is accepted.
PIP    := -m pip install --quiet --no-user --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --no-build-isolation

# .venv says what it was made for when an installation is complete, and unsays it before the next one begins.
unsay = rm -f $(VENV)/.made-for
say   = echo "$(CURDIR): `$(BIN)/python -I $(CHECK) --identity`" > $(VENV)/.made-for && touch $@

# "yes" if .venv is complete, was made here (it cannot be moved) and by the Python asked for, which is still the same.
sound := $(shell unset PYTHONHOME PYTHONPATH; \
    test -x $(BIN)/python && test -f $(VENV)/.made-for && is=`$(BIN)/python -I $(CHECK) --identity 2>&1` && \
    test "`cat $(VENV)/.made-for`" = "$(CURDIR): $$is" && \
    if test -n "$(PYTHON)"; then test "`"$(PYTHON)" $(CHECK) --identity 2>&1`" = "$$is"; fi && echo yes)
ifneq ($(sound),yes)
.PHONY: $(VENV)/.locked
endif

# Sets $python to the PYTHON given, else to the first that fits; or ends with the most telling complaint.
choose_python = \
    if test -n "$(PYTHON)"; then set -- "$(PYTHON)"; else set -- python3 python3.12 python3.11; fi; \
    worst=0; complaint="kbdiag needs CPython 3.11 or 3.12, but none of these runs here: $$*; install one and, if it is"; \
    complaint="$$complaint not found by itself, name it with PYTHON=, as in: make run PYTHON=python3.12"; \
    for python in "$$@"; do \
        answer=`"$$python" $(CHECK) "$$python" 2>/dev/null`; code=$$?; \
        test $$code -ne 0 || break; \
        case $$code in 3|4) test $$code -le $$worst || { worst=$$code; complaint=$$answer; } ;; esac; \
    done; \
    test $$code -eq 0 || { echo "$$complaint" >&2; exit 1; }

.PHONY: help
help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(VENV)/.project ## Install what is needed, create and migrate the database, serve; ARGS go to `kbdiag serve`
	@exec $(BIN)/kbdiag serve $(ARGS)

.PHONY: test
test: $(VENV)/.project $(VENV)/.test ## Install what the tests need and run them all; ARGS go to pytest
	@$(BIN)/python -m pytest -n auto $(ARGS)

.PHONY: lint
lint: $(VENV)/.project $(VENV)/.test ## Check style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

.PHONY: format
format: $(VENV)/.project $(VENV)/.test ## Format the code and repair what can be repaired safely
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

GENERATED := openapi/openapi.json rules/schema/article.schema.json rules/schema/vocabulary.schema.json docs/rule-errors.md

.PHONY: generated
generated: $(VENV)/.project ## Write anew what is made from code and vocabulary: openapi/, rules/schema/, docs/rule-errors.md
	@$(BIN)/kbdiag openapi > openapi/openapi.json.new
	@for name in article vocabulary; do \
	    $(BIN)/kbdiag rules schema $$name > rules/schema/$$name.schema.json.new || exit 1; \
	done
	@$(BIN)/kbdiag rules codes > docs/rule-errors.md.new
	@for file in $(GENERATED); do mv $$file.new $$file || exit 1; done

.PHONY: postgresql
postgresql: $(VENV)/.project $(VENV)/.postgresql ## Install the driver that a PostgreSQL KBDIAG_DATABASE_URL needs

.PHONY: eventlogs
eventlogs: $(VENV)/.project $(VENV)/.eventlogs ## Install the readers of event-log files (.evtx, .evt)

.PHONY: lock
lock: $(LOCKING)/.made ## Bring requirements/*.txt in line with *.in; ARGS=--upgrade takes the newest of everything
	@for name in lock build run postgresql eventlogs test; do \
	    case $$name in lock|build) bound= ;; *) bound="--constraints $(REQ)/build.txt" ;; esac; \
	    $(LOCKING)/bin/uv pip compile --quiet --no-config --universal --python $(LOCKING)/bin/python \
	        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	        --custom-compile-command 'make lock' $$bound $(ARGS) \
	        --output-file $(REQ)/$$name.txt $(REQ)/$$name.in || exit 1; \
	done

.PHONY: clean
clean: ## Remove everything that make and the tools have made; the data directory stays
	@rm -rf $(VENV) $(LOCKING) *.egg-info build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What runs, from the lock. A changed lock makes .venv anew, so that nothing stays behind that it no longer names.
$(VENV)/.locked: $(REQ)/build.txt $(REQ)/run.txt
	@$(choose_python); $(unsay) && echo "Making $(VENV) with $$answer; this happens once ..." && \
	    "$$python" -m venv --clear $(VENV)
	@$(BIN)/python $(LOCKED) -r $(REQ)/build.txt
	@$(BIN)/python $(LOCKED) -r $(REQ)/run.txt
	@$(say)

# The project itself, editable: the code that runs is the code of this checkout.
$(VENV)/.project: $(VENV)/.locked pyproject.toml app/__init__.py
	@$(unsay) && PYTHONWARNINGS=ignore $(BIN)/python $(PIP) --no-index --no-deps --no-build-isolation --editable .
	@$(say)

$(VENV)/.postgresql $(VENV)/.eventlogs $(VENV)/.test: $(VENV)/.%: $(REQ)/%.txt $(VENV)/.locked
	@echo "Installing what $(REQ)/$*.txt names ..."
	@$(unsay) && $(BIN)/python $(LOCKED) -r $(REQ)/$*.txt
	@$(say)

$(LOCKING)/.made: $(REQ)/lock.txt
	@$(choose_python); "$$python" -m venv --clear $(LOCKING)
	@$(LOCKING)/bin/python $(PIP) --require-hashes -r $(REQ)/lock.txt
	@touch $@
