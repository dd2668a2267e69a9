# Needs nothing but Python 3.11 or newer (with venv) and make.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install run demo link test check soak bench lock clean browser

PORT ?= 8000
export PORT
JOBS ?= 2

PYTHON ?= $(shell for p in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes
# Every route by everybody: slow, so `make test` runs them and `make check` does not.
WALKS := tests/test_access.py tests/devcraft/test_headers.py
CAN_INSTALL = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update >/dev/null
INSTALL = DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends
STATIC_SOURCES := $(shell find static -type f)
DATA := $(or $(DATA_DIR),var)

help:
	@echo "make run      install, migrate and serve on http://127.0.0.1:$(PORT)/ (PORT= to change)"
	@echo "make demo     fill the desk of local-user with a sample month"
	@echo "make link     print another one-time sign-in link"
	@echo "make test     install what tests need and run them all, browser journeys included"
	@echo "make check    lint, types and unit tests on SQLite: the inner loop"
	@echo "make bench    measure pages and commands; make soak runs random seeds for long"
	@echo "make install  only make .venv, the secret key and the static files"

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Devcraft needs Python 3.11 or newer with venv. On Debian: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing Devcraft into .venv"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/.run
	@echo "Installing what the tests need into .venv"
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(DATA)/secret_key:
	@mkdir -p -m 700 $(DATA)
	@umask 077 && python3 -c 'import secrets; print(secrets.token_urlsafe(64))' > $@

.venv/.static: .venv/.run $(STATIC_SOURCES) | $(DATA)/secret_key
	@.venv/bin/python manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@

install: .venv/.run $(DATA)/secret_key .venv/.static

run: install
	@exec .venv/bin/python manage.py serve

demo: install
	@.venv/bin/python manage.py migrate --no-input --verbosity 0
	@.venv/bin/python manage.py seed_demo

link: install
	@.venv/bin/python manage.py sign_in_link

# Tried once: where the package does not exist, Chromium itself does all.
.venv/.headless_shell: | .venv/bin/python
	@command -v chromium-headless-shell >/dev/null || { $(CAN_INSTALL) && $(INSTALL) chromium-headless-shell >/dev/null 2>&1; } || true
	@touch $@

browser: .venv/.headless_shell
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { $(CAN_INSTALL) && echo "Installing Chromium" && $(INSTALL) chromium fonts-noto-color-emoji >/dev/null; } || true

test: install .venv/.dev browser
	@.venv/bin/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: install .venv/.dev
	@.venv/bin/ruff check --quiet . && .venv/bin/ruff format --quiet --check .
	@.venv/bin/djade --check --target-version 5.2 $$(git ls-files "templates/*.html")
	@.venv/bin/mypy --no-error-summary .
	@.venv/bin/lint-imports --no-logo >/dev/null
	@.venv/bin/python manage.py makemigrations --check --dry-run --verbosity 0
	@HYPOTHESIS_PROFILE=check .venv/bin/python -m pytest --ignore=tests/browser $(WALKS:%=--ignore=%) -m "not threads" -q -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

soak: install .venv/.dev
	@HYPOTHESIS_PROFILE=soak .venv/bin/python -m pytest -m "stateful or threads" -q $(ARGS)

bench: install .venv/.dev
	@.venv/bin/python -m benchmarks $(ARGS)
	@.venv/bin/python -m benchmarks.reports
	@.venv/bin/python -m benchmarks.usage
	@.venv/bin/python -m benchmarks.spans
	@.venv/bin/python -m benchmarks.worlds
	@.venv/bin/python -m benchmarks.memory
	@.venv/bin/python -m benchmarks.agents
	@.venv/bin/python -m benchmarks.exchange

# Needs uv; records no host names (pip-compile would).
lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet --upgrade pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet --upgrade pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv .static .mypy_cache .ruff_cache .pytest_cache .hypothesis
