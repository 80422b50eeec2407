"""The documentation pages in a browser that reaches no other host."""

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("path", "operation"), [("/", ".opblock"), ("/docs", ".opblock"), ("/redoc", "[data-section-id]")]
)
def test_the_documentation_opens_offline_and_complains_of_nothing(tab, stack, path, operation):
    tab.goto(stack + path)
    tab.wait_for_selector(operation, state="attached")
    assert tab.complaints == []


def test_an_operation_can_be_tried_out_on_the_page(tab, stack):
    tab.goto(f"{stack}/docs/")
    tab.locator(".opblock", has_text="/health/live").locator("button").first.click()
    tab.get_by_role("button", name="Try it out").click()
    tab.get_by_role("button", name="Execute").click()
    tab.wait_for_selector(".live-responses-table >> text=200")
    assert tab.complaints == []
