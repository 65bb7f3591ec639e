"""Mesa's own view: a model for each visitor, and nothing from elsewhere."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Heard, Served, stop

pytestmark = pytest.mark.browser


@pytest.fixture
def view() -> Iterator[Served]:
    command = [
        sys.executable,
        "-m",
        "experiments",
        "solara",
        "scenario=guo_2017",
        "members=100",
        "ticks=48",
        "--port",
        "0",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = next((match for line in process.stderr if (match := re.search(r"http://localhost:\d+/", line))), None)
    assert found
    running = Served(found[0], process)
    yield running
    stop(running)


def test_each_visitor_steps_a_model_of_their_own_without_internet(chromium: Browser, view: Served) -> None:
    contexts = [chromium.new_context(), chromium.new_context()]
    pages: list[Page] = []
    for context in contexts:
        page, said = context.new_page(), Heard()
        said.listen(page)
        page.goto(view.address)
        page.get_by_role("button", name="Step").wait_for(timeout=60_000)
        assert not said.outside
        pages.append(page)
    pages[0].get_by_role("button", name="Step").click()
    expect(pages[0].get_by_text("Time: 1.0")).to_be_visible(timeout=30_000)
    expect(pages[1].get_by_text("Time: 0.0")).to_be_visible()
    expect(pages[1].locator("img").first).to_be_visible()
    for context in contexts:
        context.close()


def test_it_stops_at_the_last_tick_however_many_are_asked_for_at_once(chromium: Browser, view: Served) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(view.address)
    step = page.get_by_role("button", name="Step")
    step.wait_for(timeout=60_000)
    render = page.get_by_role("slider").nth(1)
    render.focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    for _ in range(40):
        if not step.is_enabled():
            break
        # The button may close between the look and the click, and one that is closed is never clicked by hand.
        step.evaluate("button => button.click()")
        page.wait_for_timeout(150)
    expect(page.get_by_text("Time: 48.0")).to_be_visible(timeout=30_000)
    expect(step).to_be_disabled()
    page.get_by_role("button", name="Reset").click()
    expect(step).to_be_enabled()
    context.close()
