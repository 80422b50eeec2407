"""`python -m stack demo` as its user sees it."""

import re

import pytest

from tests.stack.processes import running

pytestmark = pytest.mark.slow


def test_the_demo_tells_a_month_that_is_right():
    with running("-m", "stack", "demo") as demo:
        told, error = demo.communicate(timeout=240)
    assert (demo.returncode, error) == (0, "")
    assert re.search(r"correcting a category: dining → entertainment\n +2026-08-12 Berghain", told)
    assert "which went to german-giro" in told
    assert re.search(r"Mira Okonkwo +Pizza", told)
    assert re.findall(r"^  (2026-\d\d) +[\d.]+ +\S", told, re.MULTILINE)[0] == "2026-03"
    assert "Amounts in GBP and USD stand apart" in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 96
