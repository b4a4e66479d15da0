# Two commands: `make run` serves the site with its demo data, `make test` runs the whole gate.

.PHONY: help run test setup check-fast format lock demo-reset clean

help: ## show this list
	@grep -E '^[a-z-]+: .*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: ## build what is missing, then serve on http://127.0.0.1:8000 (PORT=8123 make run: another port)
	@scripts/run

test: ## the whole gate, with everything it needs installed first
	@scripts/setup --development --browser
	@scripts/check

setup: ## build everything both need: environment, packages, front-end files, model, catalogues
	@scripts/setup

check-fast: ## the gate without the model and the browser
	@scripts/setup --development
	@scripts/check --fast

format: ## put the code into its standard form
	@.venv/bin/python -m ruff check --fix-only --quiet .
	@.venv/bin/python -m ruff format .

lock: ## write the locked requirement files anew (make lock UPGRADE=1: newest versions)
	@scripts/lock $(if $(UPGRADE),--upgrade)

demo-reset: ## start the demo over: the embedded database is emptied and loaded again
	@scripts/setup
	@.venv/bin/python -m flask --app wsgi demo-reset

clean: ## remove what set-up built; the database, models and uploads in var/ stay
	rm -rf .venv node_modules marketplace/static/vendor marketplace/translations/*/LC_MESSAGES
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find marketplace matching scripts tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Kept: var/ (the embedded database, the model). To start the demo over: make demo-reset"
