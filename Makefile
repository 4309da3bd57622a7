# The same commands for a person and for CI. `make` alone lists them.
.PHONY: help setup demo demo-reset test test-long check format screenshots

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv, install what the portal needs, check the system libraries
	@.ci/setup demo

demo: ## run the demonstration on this machine (PORT=8000); Ctrl-C stops it
	@.ci/demo

demo-reset: ## throw the demonstration's records away and run it afresh
	@.ci/demo --reset

test: ## every check and every test
	@.ci/setup test
	@.venv/bin/python -m tests.run

test-long: ## the tests that take long
	@.ci/setup test
	@.venv/bin/python -m tests.run long

check: ## style, layers, migrations, settings, vendored files
	@.ci/setup test
	@.ci/check

format: ## put code and templates in the house style
	@.ci/setup test
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@.venv/bin/djlint templates --reformat --warn --quiet

screenshots: ## make the pictures of docs/screens/ anew, from a fresh demonstration
	@.ci/setup test
	@.venv/bin/python -m docs.screenshots
