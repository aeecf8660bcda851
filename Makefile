# What a newcomer needs: `make demo` and `make test`. Both need Python 3.11 or newer, make,
# the OpenMP runtime (libgomp1), and a package registry; `make test` also needs PostgreSQL's programs (postgresql),
# LibreOffice Calc (libreoffice-calc-nogui), strace, and for the page Chromium (chromium).
PYTHON ?= python3
BIN := .venv/bin
# Models for tests are shared between runs; the tests' own home is thrown away each time.
CACHE := $(CURDIR)/.cache
UV := uv==0.13.9

.PHONY: demo learn-demo test test-long wheel-test lint check fuzz clients docs journeys clean distclean lock samples

demo: .venv/run.stamp
	PATH="$(CURDIR)/$(BIN):$$PATH" samples/demo.sh

# Makes problems, trains the smallest model on them and proves it on others: under 20 minutes on two cores. It installs
# what training needs (torch) beside the rest.
learn-demo: .venv/learn.stamp
	home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && mkdir -p "$(CACHE)" && \
	FARSIDE_HOME="$$home" FARSIDE_MODELS_DIR="$(CACHE)/models" PATH="$(CURDIR)/$(BIN):$$PATH" samples/learn_demo.sh

test: lint check

# Formatting, types, and which room may import which.
lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# All tests but the long ones, those with real (small) models too: fetched once, 600 MB. So many files of
# tests at a time as there are WORKERS. Pictures of the page are left in .cache/shots, to be looked at.
WORKERS ?= 2
check: .venv/dev.stamp
	$(call with_models,FARSIDE_SHOTS="$(CACHE)/shots" $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder)

# What takes minutes by itself. Not in `make test`.
test-long: .venv/dev.stamp
	$(call with_models,$(BIN)/pytest -m long)

# Builds the wheel and uses it far from the repository: installed by pip for each Python of PYTHONS, by uv and by
# pipx. Not in `make test`, which uses the wheel with the packages that are here: each takes a minute and 0.8 GB for a while.
PYTHONS ?= $(foreach version,3.11 3.12 3.13,$(shell command -v python$(version)))
wheel-test: .venv/dev.stamp
	rm -rf dist && $(BIN)/python -m hatchling build -t wheel
	$(BIN)/python -m tests.packaging.installed dist/*.whl $(PYTHONS)

# A command with a home that is thrown away, and the models that tests need. Farside's files are compiled as pip
# compiles those of a package: tests start hundreds of processes, also where Python writes no bytecode.
with_models = mkdir -p "$(CACHE)" && $(BIN)/python -m compileall -q farside && \
	home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	export FARSIDE_HOME="$$home" FARSIDE_MODELS_DIR="$(CACHE)/models" && \
	$(BIN)/farside models pull smollm2-135m && \
	$(BIN)/farside models pull qwen2.5-0.5b && $(1)

# Inputs that nobody would think of: every parser, the HTTP lines, archives, exports, requests of two users. Not in
# `make test`: MINUTES=20. Inputs that fail are kept in .cache/fuzz.
MINUTES ?= 20
fuzz: .venv/dev.stamp
	home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	FARSIDE_HOME="$$home" nice $(BIN)/python -m fuzz --minutes $(MINUTES) --failures "$(CACHE)/fuzz"

# Clients of other people (OpenAI's, Anthropic's, LangChain, aider, MCP …) against a real server, each in an
# environment of its own; needs npm, and a registry for the first time. Not in `make test`. CLIENTS="openai llm": only these.
CLIENTS ?=
clients: .venv/dev.stamp
	home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && FARSIDE_HOME="$$home" \
	$(BIN)/python -m benchmarks.clients.run --folder "$(CACHE)/clients" \
	  --out "benchmarks/results/$$(date +%Y-%m-%d)-clients.md" $(CLIENTS)

# The three journeys of docs/journeys.md with the default model (1.1 GB, fetched once), and their pictures made again. On two
# cores that do nothing else, half an hour. DATA has more documents of the same kinds, in resumes/ and invoices/.
journeys: .venv/dev.stamp
	mkdir -p "$(CACHE)" && home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	export FARSIDE_HOME="$$home" FARSIDE_MODELS_DIR="$(CACHE)/models" && $(BIN)/farside models pull qwen2.5-1.5b && \
	$(BIN)/python -m benchmarks.journeys $(DATA) --shots docs/journeys

# What is written from the code: the table of routes.
docs: .venv/dev.stamp
	$(BIN)/python -m tests.server.routes

# The example documents, made again from samples/source; the result is the same to the byte.
samples: .venv/dev.stamp
	$(BIN)/python samples/make.py

.venv/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Farside needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/run.stamp: .venv/pip.stamp requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@error=$$($(BIN)/python -c 'import xllamacpp' 2>&1) || { case "$$error" in \
	  *libgomp*) echo "The engine needs the OpenMP runtime: sudo apt-get install libgomp1" ;; \
	  *) echo "$$error" ;; esac >&2; exit 1; }
	touch $@

.venv/learn.stamp: .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[learn]'
	touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Exact versions and hashes of everything, for every platform, from the ranges in pyproject.toml.
# requirements.lock has what runs Farside and builds it; requirements-dev.lock has that and what tests it.
lock:
	$(PYTHON) -m venv "$(CACHE)/lock"
	"$(CACHE)/lock/bin/python" -m pip install --quiet --disable-pip-version-check $(UV)
	set -e; compile() { "$(CACHE)/lock/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --custom-compile-command "make lock" --no-emit-index-url \
	  pyproject.toml "$$@"; }; \
	compile --upgrade --extra build --extra dev -o requirements-dev.lock; \
	compile --extra build -c requirements-dev.lock -o requirements.lock
	"$(CACHE)/lock/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url farside/engine/build_requirements.in \
	  -o farside/engine/build_requirements.txt

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Also the fetched models of the tests.
distclean: clean
	rm -rf .cache
