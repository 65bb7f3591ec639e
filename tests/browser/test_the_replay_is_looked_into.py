"""A replay opened from disk, without any network: any post and any person is put in focus, by click and by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Heard, Served, open_world, ready

pytestmark = pytest.mark.browser

WORLD = {
    "scenario": "guo_2017",
    "seed": 5,
    "members": 150,
    "ticks": 72,
    "common": "strategy=broadcast",
    "a": "censorship=open",
    "b": "censorship=full",
    "tick": 60,
}


@pytest.fixture
def alone(page: Page, served: Served, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The replay of a live page's worlds up to where they stand, offline, played to its end."""
    open_world(page, served.address, **WORLD)
    page.click("#share")
    with page.expect_download() as found:
        page.click("#replay-file")
    page.keyboard.press("Escape")
    found.value.save_as(tmp_path / "replay.html")
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 720})
    fresh, said = context.new_page(), Heard()
    said.listen(fresh)
    fresh.goto((tmp_path / "replay.html").as_uri())
    ready(fresh)
    fresh.select_option("#speed", "40")
    fresh.locator("#play").press("Enter")
    fresh.wait_for_function("() => document.querySelector('.clock').textContent.startsWith('day 2.5')")
    expect(fresh.locator("#play")).to_have_text("Play")
    yield fresh
    assert (said.outside, said.complaints) == ([], [])
    context.close()


def threads(page: Page) -> list[str]:
    return [str(text) for text in page.locator(".ring").all_inner_texts()]


def rounded(text: str) -> str:
    """Return a text with its shares in whole percents, as a replay says them."""
    return re.sub(r"(\d+\.\d)%", lambda found: f"{float(found[1]):.0f}%", text)


def test_a_post_is_put_in_the_ring_as_on_the_live_page(page: Page, alone: Page) -> None:
    labels = page.locator("#posts option").all_text_contents()
    assert len(labels) > 4
    assert alone.locator("#posts option").all_text_contents() == labels
    most_contested = threads(alone)
    for place in (2, len(labels) - 1):
        for each in (page, alone):
            each.select_option("#posts", index=place)
        page.wait_for_timeout(500)
        assert threads(alone) == threads(page)
    assert threads(alone) != most_contested
    # The choice stays when the replay begins anew, and the thread is as long as it was then.
    alone.click("#reset")
    expect(alone.locator(".ring .round").nth(1)).to_have_count(0)


def test_a_person_is_looked_at_by_keyboard_as_on_the_live_page(page: Page, alone: Page) -> None:
    for each in (page, alone):
        each.locator("canvas").first.focus()
        each.keyboard.press("ArrowRight")
        for _ in range(3):
            each.keyboard.press("ArrowDown")
    for each in (page, alone):
        for column in range(2):
            expect(each.locator(".person").nth(column)).to_contain_text("no. 30")
    for column in range(2):
        said = alone.locator(".person").nth(column).inner_text()
        live = page.locator(".person").nth(column).inner_text()
        assert re.sub(r"\d+%", "%", said) == re.sub(r"\d+%", "%", rounded(live))
        recorded, exact = ([int(share) for share in re.findall(r"(\d+)%", rounded(text))] for text in (said, live))
        # Four trusts, and of each claim the belief at first, and now where it was met.
        assert len(exact) >= 8
        # Recorded in 254 steps: a share may be rounded to the other side.
        assert recorded == pytest.approx(exact, abs=1)
    alone.keyboard.press("Escape")
    expect(alone.locator(".person").first).to_be_hidden()


def drawn(page: Page) -> None:
    """Wait until what was asked for is drawn: a panel comes with the next frame, and moves what stands around it."""
    page.evaluate("async () => { for (let n = 0; n < 4; n++) await new Promise(requestAnimationFrame); }")


def test_a_person_is_looked_at_by_click_and_let_go_by_button(alone: Page) -> None:
    box = alone.locator("canvas").first.bounding_box()
    assert box is not None
    person = alone.locator(".person").first
    for part in range(30, 95, 2):
        alone.mouse.click(box["x"] + box["width"] * part / 100, box["y"] + box["height"] * 0.43)
        drawn(alone)
        if person.is_visible():
            break
    expect(person).to_contain_text("followers")
    before = person.inner_text()
    alone.click("#reset")
    expect(person).to_be_hidden()
    drawn(alone)
    alone.mouse.click(box["x"] + box["width"] * part / 100, box["y"] + box["height"] * 0.43)
    expect(person).to_contain_text(before.split(" · ")[0])
    alone.click("#nobody")
    expect(person).to_be_hidden()
