"""Workspaces with shops that nothing local knows, and the job that asks a model about them, run in this process."""

import pytest

from app.jobs import service as jobs
from app.refiling import service as refiling
from tests.transactions.builders import a_transaction, an_account, workspace_of

# What no lexicon holds, with a word that may leave the machine in each.
SHOPS = ("Qorvandel Harbor", "Zzyvex Compass", "Tondrix Window")


@pytest.fixture
def account(user):
    return an_account(user)


@pytest.fixture
def spend(user, account):
    """Enters a payment to a shop of that name."""

    def enter(shop, amount="-12.00", **fields):
        posted = a_transaction(user, account, description=f"POS PURCHASE {shop.upper()}", amount=amount, **fields)
        assert posted["category"] is None, posted
        return posted

    return enter


@pytest.fixture
def ask(user):
    """Runs the job of the user's workspace; returns it as the user sees it."""

    def run():
        job = jobs.create(workspace_of(user), "categorise", None)
        assert refiling.run_categorise(str(job["_id"]))
        return user.get(f"/jobs/{job['_id']}").json

    return run


@pytest.fixture
def say(fake_model):
    """Lets the model say a category for each merchant, by the first word of the name or its number."""

    def play(*answers):
        fake_model.answer = lambda _: {
            "merchants": [{"n": n, "category": category, "confidence": sure} for n, category, sure in answers]
        }

    return play
