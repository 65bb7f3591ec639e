"""Every screen of the page, on both usual screens, in light and projector mode: all of it in sight, nothing over it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, open_world

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (1920, 1080)]
SMALL = {"scenario": "guo_2017", "seed": 1, "members": 150, "ticks": 72, "common": "strategy=broadcast", "tick": 70}
LONG = SMALL | {"a": ["censorship=open"], "b": ["censorship=full", "enforcement=maximal", "rebuttals=notes"]}

BEYOND = """() => {
    const scrolled = node => {
        for (let at = node.parentElement; at; at = at.parentElement)
            if (/auto|scroll/.test(getComputedStyle(at).overflow)) return at.tagName !== 'MAIN';
        return false;
    };
    return [...document.querySelectorAll('#page *, dialog, dialog *')]
        .filter(node => node.getClientRects().length && !node.closest('.spoken, .worksheet') && !scrolled(node))
        .map(node => [`${node.tagName}.${node.getAttribute('class')} ${node.textContent.slice(0, 30)}`,
            node.getBoundingClientRect()])
        .filter(([, box]) => box.left < -1 || box.right > innerWidth + 1
            || box.top < -1 || box.bottom > innerHeight + 1)
        .map(([name, box]) => `${name}: ${Math.round(box.right)} x ${Math.round(box.bottom)}`);
}"""
"""What stands outside the window and is in no box that can be scrolled; the middle of the page must not need that."""

TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
    ? [`${document.documentElement.scrollWidth} in ${innerWidth}`] : []"""
"""A narrow window is scrolled downwards as a whole, and never sideways."""

CUT = """() => [...document.querySelectorAll('#page *, dialog, dialog *')]
    .filter(node => node.getClientRects().length && !node.closest('.spoken, .worksheet, select, svg'))
    .filter(node => !/auto|scroll/.test(getComputedStyle(node).overflowX) && node.tagName !== 'INPUT')
    .filter(node => node.clientWidth && node.scrollWidth > node.clientWidth + 1)
    .map(node => `${node.tagName}.${node.className} ${node.textContent.slice(0, 40)}: `
        + `${node.scrollWidth} in ${node.clientWidth}`)"""
"""What is wider than the box that it stands in: it is cut off there, or lies over its neighbour."""

OVER = """() => {
    const solid = ['header h1', 'header button', 'header select', '.clock', '.head', '.people', '.strip .legend > span',
        '.strip label', '.strip button', '.below', '.plot', 'footer button', 'footer .command', '.post', '.bell',
        '.rounds', '.round.legend > span', '.curve .note > span', '.curve h3', '.curve button', '.notice'];
    const boxes = [...document.querySelectorAll(solid.join())]
        .filter(node => node.getClientRects().length && node.textContent + node.querySelector('canvas'))
        .map(node => [node, node.getBoundingClientRect()]);
    const before = (a, b) => a.right <= b.left + 1 || a.bottom <= b.top + 1;
    const apart = (a, b) => before(a, b) || before(b, a);
    const name = node => `${node.tagName}.${node.className} ${node.textContent.slice(0, 15)}`;
    return boxes.flatMap(([one, a], place) => boxes.slice(place + 1)
        .filter(([two, b]) => !one.contains(two) && !two.contains(one) && !apart(a, b))
        .map(([two]) => `${name(one)} / ${name(two)}`));
}"""


def _start(page: Page, _: Served) -> None:
    """What a visitor sees first."""


def _story(page: Page, _: Served) -> None:
    page.get_by_role("button", name="The enforcement ladder").click()


def _predict(page: Page, _: Served) -> None:
    page.get_by_role("button", name="2 Predict").click()


def _open_play(page: Page, served: Served) -> None:
    open_world(page, served.address, **LONG)
    page.wait_for_selector(".ring .bell")


def _post(page: Page, _: Served) -> None:
    page.wait_for_selector("#posts option:nth-child(3)", state="attached")
    page.select_option("#posts", index=2)


def _person(page: Page, _: Served) -> None:
    page.locator("canvas").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".person", state="visible")


def _limits(page: Page, _: Served) -> None:
    page.click("#limits")


def _table(page: Page, _: Served) -> None:
    page.get_by_role("button", name="Data").first.click()


def _shared(page: Page, _: Served) -> None:
    page.click("#share")


SCREENS: list[Callable[[Page, Served], None]] = [
    *(_start, _limits, _shared, _story, _predict, _open_play, _post, _person, _table)
]
"""Each begins where the one before it ended, with every dialogue closed."""


@pytest.mark.parametrize("size", SIZES, ids=["720", "1080"])
@pytest.mark.parametrize("rail", [True, False], ids=["rail", "no_rail"])
@pytest.mark.parametrize("projector", [False, True], ids=["light", "projector"])
def test_nothing_is_cut_off_or_lies_over_another(
    page: Page, served: Served, size: tuple[int, int], *, projector: bool, rail: bool
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert _wrong_on_all_screens(page, served, {"beyond": BEYOND, "cut": CUT, "over": OVER}, projector, not rail) == {}


@pytest.mark.parametrize("projector", [False, True], ids=["light", "projector"])
def test_on_a_narrow_window_one_thing_stands_below_the_other(page: Page, served: Served, *, projector: bool) -> None:
    page.set_viewport_size({"width": 640, "height": 900})
    assert _wrong_on_all_screens(page, served, {"wide": TOO_WIDE, "cut": CUT, "over": OVER}, projector, False) == {}


def _wrong_on_all_screens(
    page: Page, served: Served, looks: dict[str, str], projector: bool, wide: bool
) -> dict[str, list[str]]:
    """Go through all screens; return what each look finds wrong on which."""
    found = {}
    for screen in SCREENS:
        page.evaluate("document.body.classList.remove('wide')")
        screen(page, served)
        page.evaluate(
            """([projector, wide]) => {
                document.body.classList.toggle('projector', projector);
                document.body.classList.toggle('wide', wide);
                window.dispatchEvent(new Event('resize'));
            }""",
            [projector, wide],
        )
        page.wait_for_timeout(300)
        for what, how in looks.items():
            if wrong := page.evaluate(how):
                found[f"{screen.__name__}, {what}"] = wrong
        page.evaluate("document.querySelector('dialog')?.close()")
    return found


def test_a_dialogue_opens_at_its_first_line(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.click("#limits")
    assert page.evaluate("document.querySelector('dialog').scrollTop") == 0
    assert page.evaluate("document.activeElement.textContent") == "What this model is not"


def test_old_worlds_are_not_taken_for_new_ones_while_those_open(page: Page) -> None:
    page.evaluate(
        """() => {
            window.said = [];
            new MutationObserver(() => window.said.push([
                document.body.classList.contains('opening'), document.querySelector('.clock').textContent]))
                .observe(document.querySelector('.clock'), {childList: true});
        }"""
    )
    page.click("#new-seed")
    page.wait_for_function("() => !document.body.classList.contains('opening')")
    said = page.evaluate("window.said")
    assert said[0] == [True, "opening the worlds …"]
    # The first picture comes a frame after the worlds.
    expect(page.locator(".clock")).to_contain_text("seed")


def test_play_pressed_while_a_lesson_opens_plays_that_lesson(page: Page, served: Served) -> None:
    open_world(page, served.address, **SMALL | {"tick": 72})
    page.get_by_role("button", name="◂ Lessons").click()
    page.get_by_role("button", name="Buzz is not belief").click()
    page.get_by_role("button", name="2 Predict").click()
    for place in range(2):
        page.locator(f"input[name=prediction-{place}]").first.check()
    assert page.evaluate("document.body.classList.contains('opening')")
    page.evaluate("document.querySelector('#play').click()")
    page.wait_for_function("() => parseFloat(document.querySelector('.clock').textContent.slice(4)) > 0.2")
    page.wait_for_timeout(2000)
    expect(page.locator("header h1")).to_have_text(re.compile("cartoon"))
    expect(page.locator("footer .command")).to_contain_text("scenario=cartoon_2015")
