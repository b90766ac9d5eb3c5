# Everything a machine with Python 3.11 or newer, make and a network needs.

# 3.11 is what the tests run on; the pins hold up to 3.14.
PYTHONS  := python3.11 python3.12 python3.13 python3.14 python3
PROBE    := import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PYTHON   ?= $(firstword $(shell for p in $(PYTHONS); do "$$p" -c '$(PROBE)' 2>/dev/null && echo "$$p"; done))

# Extra arguments of `iwr run` and of pytest; DINOV2=no leaves the extra [dinov2] and its tests out.
RUN_ARGS    ?=
PYTEST_ARGS ?= -n 2
DINOV2      ?= yes

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check -qq

# A stamp's name holds what the step depended on, so a changed pin or a moved checkout is seen.
key      = $(firstword $(shell { pwd; cat $(1); } | cksum))
PACKAGES := $(VENV)/packages-$(call key,pyproject.toml constraints.txt)
EXTRA    := $(VENV)/dinov2-$(call key,constraints.txt constraints-dinov2.txt constraints-dinov2-cpu.txt)
BROWSER  := $(VENV)/browser-$(call key,/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench bench-grounding zoo icons node lock clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

setup: $(BROWSER)  ## the environment in .venv, a browser and fonts; the other targets do it too

demo: setup  ## judge the suite's pages, with no model and no API key
	$(BIN)/iwr run $(RUN_ARGS)

test: setup $(if $(filter yes,$(DINOV2)),$(EXTRA)) lint  ## style, types and the whole test suite
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: setup
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy --strict

bench: setup  ## the operator beside bare Playwright, and each visual measure
	$(BIN)/python -m tests.bench

bench-grounding: setup  ## how often the right element is found, on pages of others (about half an hour)
	$(BIN)/python -m tests.grounding

zoo: node setup  ## build and pack the pages of the component libraries (tests/zoo)
	$(BIN)/python -m tests.zoo build
	$(BIN)/python -m tests.zoo pack

icons: node setup  ## draw the kinds of icons that the operator knows anew
	npm --prefix tests/zoo/src/icons ci --no-audit --no-fund
	$(BIN)/python -m tests.build_icons

clean:  ## remove the environment and every cache in this folder; runs stay
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

node:
	@command -v npm >/dev/null || { echo "make: no npm; install Node.js 20.19 or newer (nodejs.org)" >&2; exit 1; }

$(BIN)/python:
	@$(or $(PYTHON),false) -c '$(PROBE)' || { echo "make: no usable Python 3.11 to 3.14 among: $(or $(PYTHON),$(PYTHONS)). \
	Install one with its venv module (Debian: python3 and python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(PACKAGES): | $(BIN)/python
	@echo "Installing the packages of constraints.txt: a minute or two."
	$(PIP) install --require-hashes --no-deps -r constraints.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/packages-* && touch $@

# The CPU build of torch where pip is offered one; else the registry's, which on Linux brings CUDA.
$(EXTRA): | $(PACKAGES)
	@echo "Installing the extra [dinov2]: half a minute, or several GB where no CPU build is offered (DINOV2=no skips it)."
	$(PIP) install --require-hashes --no-deps -r constraints-dinov2-cpu.txt || \
	$(PIP) install --require-hashes --no-deps -r constraints-dinov2.txt
	@rm -f $(VENV)/dinov2-* && touch $@

$(BROWSER): | $(PACKAGES)
	$(BIN)/iwr doctor --install
	@rm -f $(VENV)/browser-* && touch $@

# uv resolves for all supported systems and versions at once, which pip cannot.
UV      := build/lock/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-annotate --custom-compile-command "make lock"
TORCH   := torch==2.13.0
# Of the CPU build for CPython 3.11 on x86-64 Linux, the machine that the tests run on.
TORCH_CPU_SHA256 := 6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b

lock: | $(BIN)/python  ## pin the newest versions that fit pyproject.toml
	$(BIN)/python -m venv build/lock && build/lock/bin/python -m pip --quiet install uv
	$(COMPILE) --upgrade --extra dev pyproject.toml -o constraints.txt
	printf '%s\n' '$(TORCH)' 'transformers>=5.5' | \
	$(COMPILE) --upgrade -c constraints.txt - -o constraints-dinov2.txt
	{ echo '# constraints-dinov2.txt for machines where pip is offered a CPU build of torch. By: make lock'; \
	  echo '$(TORCH)+cpu --hash=sha256:$(TORCH_CPU_SHA256)'; \
	  awk '/^[a-z]/ {keep = !/^(cuda|nvidia|torch|triton)/} keep' constraints-dinov2.txt; } > constraints-dinov2-cpu.txt
