# Every verb is one short command; `python3 dev.py …` does the same where make is missing.

PYTHON ?= python3
UV ?= uv
LOCK = $(UV) pip compile --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --prerelease disallow --custom-compile-command "make lock" -q

.DEFAULT_GOAL := help
.PHONY: help run demo test test-fast pages screenshots first-view past faults bench bench-solver bench-province bench-load faults-short prodtest check format states house contract schema client css messages lock

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | while IFS='|' read -r verb text; do printf '  make %-13s %s\n' "$$verb" "$$text"; done

run: ## start everything with the demo county; Ctrl-C stops it
	$(PYTHON) dev.py run

demo: ## throw the local data away and start with a fresh demo county
	$(PYTHON) dev.py reset
	$(PYTHON) dev.py run

test: ## all tests with branch coverage, on servers of their own
	$(PYTHON) dev.py test --cov --cov-report=term

test-fast: ## the tests that take no seconds
	$(PYTHON) dev.py test -m "not slow and not every_page"

pages: ## every page in a real browser, both languages, three text sizes: axe, sideways scrolling, other hosts; ten minutes
	$(PYTHON) dev.py test tests/browser/test_every_page.py -m every_page

screenshots: ## pictures of the handbooks, taken from a demo county started for it (needs chromium; two minutes)
	$(PYTHON) dev.py tool scripts.screenshots

first-view: ## gzipped bytes, LCP, INP and CLS of first views on a phone, processor slowed four times (two minutes)
	$(PYTHON) dev.py tool scripts.first_view

past: ## the time machine beside whoever looked at each moment: ten thousand pairs of instants (a quarter of an hour)
	PAST_PAIRS=10000 $(PYTHON) dev.py test tests/alerts/past/test_oracle.py -q -n 2

faults: ## kill, freeze and starve the engine of messages, print what it cost (docs/faults.md; half an hour)
	$(PYTHON) dev.py faults

faults-short: ## the smaller forms of eleven faults, as CI plays them; four minutes
	$(PYTHON) dev.py faults --short

prodtest: ## the production shape on loopback: nginx with TLS, gunicorn, passwords, asked through its door (needs nginx; some minutes)
	$(PYTHON) dev.py prodtest

bench: ## our work beside the least it could cost: ratios from one run (docs/performance.md; some minutes)
	$(PYTHON) dev.py bench

bench-solver: ## the roster engine on generated counties: round robin, greedy and exact side by side (some minutes)
	$(PYTHON) dev.py tool scripts.solver

bench-province: ## a hundred counties beside one of them: what grows with the province (docs/scale.md; half an hour)
	$(PYTHON) dev.py bench-province

bench-load: ## 200 and 2,000 viewers of the board while 2,000 people are called out (docs/scale.md; five minutes)
	$(PYTHON) dev.py bench-load

check: ## what CI checks besides the tests: format, lint, imports, types, migrations, translations …
	$(PYTHON) dev.py check

format: ## put the code into the shape `check` wants
	$(PYTHON) dev.py tool ruff check --fix-only --quiet .
	$(PYTHON) dev.py tool ruff format --quiet .

states: ## draw docs/states.md from the transition tables
	$(PYTHON) dev.py manage draw_states

house: ## draw the subjects of docs/architecture.md from the imports
	$(PYTHON) dev.py tool scripts.house

contract: ## draw docs/openapi.yaml from the views
	$(PYTHON) dev.py tool scripts.contract

schema: ## draw the schema that an empty database begins with, from the migrations (a minute)
	$(PYTHON) dev.py manage draw_schema

client: ## generate a Python client from docs/openapi.yaml into .local/client
	$(PYTHON) dev.py tool scripts.client

css: ## build static/css/app.css from frontend/ (needs npm)
	cd frontend && npm ci && npm run build

messages: ## gather the sentences to translate and compile the catalogues
	$(PYTHON) dev.py tool scripts.messages

lock: ## lock requirements*.in again (needs uv)
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) --no-deps requirements-servers.in -o requirements-servers.txt
