# What a developer and an operator type. Each line is one script, so that it also works without make.

.PHONY: help run test check bench generated sql

help: ## Lists these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: ## Installs what is missing and starts the demo: open the addresses it prints
	@scripts/run

test: ## Everything CI checks: format, lints, SQL, tests, documentation, licences, browser stories
	@scripts/test

check: ## The quick part of `make test`: format and lints, with the committed SQL metadata
	@cargo fmt --all --check
	@SQLX_OFFLINE=true cargo clippy --workspace --all-targets -- --deny warnings

bench: ## Load programs, each beside its yardstick
	@scripts/bench

generated: ## Writes docs/settings.md and docs/routes.md again
	@scripts/generated

sql: ## Writes .sqlx again, from the migrations and the queries in the code
	@scripts/sql
