"""The product's main job end to end, on the statements in samples/, through the public HTTP API only."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stack.api_client import ApiClient
from stack.busy_year import busy_year
from stack.dashboard import covered_from, dashboard_lines, progress_line, transaction_line
from stack.errors import StackError
from stack.process import ROOT, Group, Process
from stack.scratch import leave
from stack.servers import LOOPBACK, free_port
from stack.up import is_healthy

LOG = ROOT / ".local" / "demo.log"  # not with the scratch data, or an error would name a file that is gone
SAMPLES = ROOT / "samples"
# What the statement itself does not say, as a customer of that bank would fill it in.
CURRENCIES = {"uk-current-account.csv": "GBP", "german-giro.csv": "EUR", "us-checking.csv": "USD"}
# Nora lives in Berlin by the last month of her statements, and that one is complete.
BASE_CURRENCY, MONTH = "EUR", "2026-10"
SENTENCE = "coffee 4.50 at Blue Bottle yesterday"
# What a person would put right here, the best first: what the machine takes for a restaurant is a ticket to a concert.
CORRECTIONS = (
    ("Berghain Kantine Ticket", "entertainment"),
    ("Ivars Salmon House", "dining"),
    ("Pilatus Bahnen", "public-transport"),
)
BUSY_LINES = 10_000
OUTCOMES = ("created", "duplicate", "rejected", "ignored")
REDRAW = "\r\x1b[K"  # to the start of the line, and erase it
START_SECONDS = 120.0


def demo() -> None:
    """Start the stack on scratch data, tell the story, stop it. StackError when any step fails."""
    signal.signal(signal.SIGTERM, leave)
    with scratch_stack() as url:
        api = ApiClient(url)
        api.register("nora@example.com", "correct horse battery staple")
        count_in(api, BASE_CURRENCY)
        import_samples(api)
        import_busy_year(url)
        add_by_sentence(api)
        correct_category(api)
        list_newest(api)
        show_month(api)


@contextmanager
def scratch_stack() -> Iterator[str]:
    """The address of a stack of its own, with nothing in it."""
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    print("starting MongoDB, Redis, the API and a worker", flush=True)
    with tempfile.TemporaryDirectory(prefix="finsight-demo-") as folder, Group() as group:
        # What .env names may be somebody's real database.
        env = {**os.environ, "PORT": str(port), "DATA_DIR": folder, "FLASK_SKIP_DOTENV": "1"}
        argv = [sys.executable, "-m", "stack", "up"]
        stack = Process("stack", argv, LOG, env, grace=40, death_signal=signal.SIGTERM)
        group.start(stack)
        group.wait_until(lambda: is_healthy(url), stack, START_SECONDS)
        yield url


def count_in(api: ApiClient, currency: str) -> None:
    """Make it the base currency of the personal workspace."""
    (workspace,) = api.get("/workspaces")["data"]
    api.patch(f"/workspaces/{workspace['id']}", {"currency": currency})


def import_samples(api: ApiClient) -> None:
    """Upload the statements one after the other, each with its bar."""
    statements = sorted(SAMPLES.glob("*.csv"))
    if not statements:
        raise StackError(f"There is no statement in {SAMPLES}.")
    print("importing statements", flush=True)
    for statement in statements:
        import_statement(api, statement)


def import_busy_year(url: str) -> None:
    """Somebody else's long statement: the bar moves, and nobody sees it in Nora's figures."""
    api = ApiClient(url)
    api.register("max@example.com", "correct horse battery staple")
    print(f"\nimporting {BUSY_LINES:,} lines for somebody else", flush=True)
    with tempfile.TemporaryDirectory(prefix="finsight-demo-") as folder:
        statement = Path(folder) / "busy-year.csv"
        statement.write_text("".join(busy_year(BUSY_LINES)))
        started = time.monotonic()
        import_statement(api, statement)
    print(f"  {BUSY_LINES / (time.monotonic() - started):,.0f} lines a second, this machine's one worker")


def import_statement(api: ApiClient, statement: Path) -> None:
    """Upload one statement, and say what became of its lines."""
    currency = CURRENCIES.get(statement.name)
    job = api.upload("/transactions/import", statement, {"currency": currency} if currency else {})["job"]
    draw(statement.name, job)
    result = api.wait_for(job, lambda seen: draw(statement.name, seen))
    line = progress_line(statement.name, result["lines"], result["lines"])
    outcomes = ", ".join(f"{result[name]} {name}" for name in OUTCOMES if result[name])
    print(f"{REDRAW if sys.stdout.isatty() else ''}{line} {outcomes}", flush=True)


def draw(name: str, job: dict[str, Any]) -> None:
    """Redraw a bar in place, where there is a terminal to redraw."""
    if sys.stdout.isatty():
        progress = job["progress"]
        print(f"{REDRAW}{progress_line(name, progress['done'], progress['total'], job['state'])}", end="", flush=True)


def add_by_sentence(api: ApiClient) -> None:
    """One purchase in a person's own words."""
    started = api.post("/transactions", {"text": SENTENCE})
    api.wait_for(started["job"], lambda _job: None)
    row = api.get(f"/transactions/{started['transaction']['id']}")
    account = api.get(f"/accounts/{row['account_id']}")["name"]
    print(f"\nadding “{SENTENCE}”, which went to {account} as no account was named")
    print(transaction_line(row))


def correct_category(api: ApiClient) -> None:
    """File one transaction where it belongs; its merchant is learned, and its past follows."""
    row, wanted = misfiled(api)
    by_slug = {category["slug"]: category["id"] for category in api.get("/categories")["data"]}
    corrected = api.patch(f"/transactions/{row['id']}", {"category_id": by_slug[wanted]})
    print(f"\ncorrecting a category: {row['category'] or 'none'} → {corrected['category']}")
    print(transaction_line(corrected))
    offer = corrected["offer"]
    if offer:
        body = {"merchant": offer["merchant"], "category_id": by_slug[wanted]}
        filed = api.wait_for(api.post("/rules/apply", body)["job"], lambda _job: None)
        print(f"  and {filed['changed']} more of {offer['merchant']}, which the answer offered")


def misfiled(api: ApiClient) -> tuple[dict[str, Any], str]:
    """The first of CORRECTIONS that is not filed right, and its category. StackError when all are."""
    for words, category in CORRECTIONS:
        for row in api.get("/transactions", q=words, sort="-date", limit="1")["data"]:
            if row["category"] != category:
                return row, category
    raise StackError("There is nothing left to correct; give stack/demo.py another example.")


def list_newest(api: ApiClient) -> None:
    """The newest of all accounts."""
    print("\nnewest transactions")
    for row in api.get("/transactions", sort="-date", limit="8")["data"]:
        print(transaction_line(row))


def show_month(api: ApiClient) -> None:
    """The dashboard of a month."""
    covered = covered_from(api.get("/accounts")["data"], BASE_CURRENCY)
    print("\n".join(dashboard_lines(api.get("/insights/dashboard", month=MONTH), covered)))
