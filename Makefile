# `make run` starts the whole product on this machine, `make test` tests it; nothing else is
# needed but Python 3.11 or later.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test lint install lock schema

run: install
	@exec $(BIN)/python -m ooumph.embedded.run

test: install
	@exec $(BIN)/pytest -n 2 $(ARGS)

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=ooumph.settings.testing $(BIN)/python manage.py check
	DJANGO_SETTINGS_MODULE=ooumph.settings.testing $(BIN)/python manage.py makemigrations --check

schema: install  ## Write schema.graphql anew.
	DJANGO_SETTINGS_MODULE=ooumph.settings.testing $(BIN)/python manage.py export_schema

install:
	@command -v $(PYTHON) > /dev/null || { echo "Install Python 3.11 or later: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) ooumph/embedded/install.py

lock: install  ## Pin anew what the requirements and the graph bring along.
	$(BIN)/python -m ooumph.embedded.jars --lock
	@{ echo "# Every package the environment holds, pinned; made by \`make lock\` from requirements-dev.txt."; $(BIN)/pip freeze; } > constraints.txt.draft
	@mv constraints.txt.draft constraints.txt
