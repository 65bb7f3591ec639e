"""The page as a class sees it: it plays, pauses, steps, looks at posts and people, and works by keyboard alone."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from experiments.app.server import BUNDLE
from tests.browser.conftest import Served, csv_of, open_world

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
LEAST_TARGET = 44
LEAST_TEXT = 18


def ticks(page: Page) -> int:
    return len(csv_of(page).splitlines()) - 3


def test_the_bundle_is_small_and_names_no_other_machine() -> None:
    files = {name: (BUNDLE / name).read_text(encoding="utf-8") for name in ("index.html", "page.js", "page.css")}
    assert sum(len(text.encode()) for text in files.values()) <= MOST_BYTES
    addresses = {found for text in files.values() for found in re.findall(r"https?://[^\"'`\s)]+", text)}
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_it_plays_pauses_steps_and_resets(page: Page) -> None:
    page.click("#step")
    expect(page.locator(".clock")).to_contain_text("day 0.0 of 20")
    page.wait_for_function("() => document.querySelector('.spoken').textContent.length > 0")
    page.select_option("#speed", "40")
    page.click("#play")
    expect(page.locator("#play")).to_have_text("Pause")
    page.wait_for_function("() => parseFloat(document.querySelector('.clock').textContent.slice(4)) > 1.0")
    page.click("#play")
    page.wait_for_timeout(500)
    held = page.locator(".clock").text_content()
    page.wait_for_timeout(700)
    assert page.locator(".clock").text_content() == held
    page.click("#reset")
    # The clock says so only when the worlds are there anew, and no longer before.
    expect(page.locator(".clock")).to_contain_text("day 0.0 of 20", timeout=20_000)
    assert ticks(page) == 0


def test_a_run_ends_with_its_numbers_and_plays_again(page: Page, served: Served) -> None:
    open_world(page, served.address, scenario="guo_2017", seed=2, ticks=48, members=200, b="censorship=full")
    page.select_option("#speed", "40")
    page.click("#play")
    page.wait_for_function("() => document.querySelector('.clock').textContent.startsWith('day 2.0')")
    expect(page.locator("#play")).to_have_text("Play")
    assert ticks(page) == 48
    page.click("#numbers")
    expect(page.locator("dialog")).to_contain_text("Largest daily reach")
    page.keyboard.press("Escape")
    page.click("#play")
    page.wait_for_function("() => parseFloat(document.querySelector('.clock').textContent.slice(4)) < 1.5")
    expect(page.locator("#play")).to_have_text("Pause")


def test_a_post_is_put_in_the_ring_and_stays_there(page: Page, served: Served) -> None:
    open_world(page, served.address, scenario="guo_2017", common="strategy=broadcast", seed=1, ticks=480, tick=200)
    page.wait_for_selector("#posts option:nth-child(6)", state="attached")
    page.select_option("#posts", index=5)
    chosen = page.locator("#posts").input_value()
    page.wait_for_timeout(400)
    before = page.locator(".ring .post").first.text_content()
    page.click("#step")
    page.wait_for_timeout(400)
    assert page.locator("#posts").input_value() == chosen
    # The author, claim and hour of the post in the ring are still those of the chosen one; only counts may grow.
    after = page.locator(".ring .post").first.text_content()
    assert before
    assert after
    assert before.split(" reads")[0].rsplit("·", 1)[0] == after.split(" reads")[0].rsplit("·", 1)[0]
    assert page.locator(".ring .bell").count() == 2


def test_a_person_is_looked_at_by_click_and_by_keyboard(page: Page) -> None:
    page.locator("canvas").first.focus()
    page.keyboard.press("ArrowRight")
    person = page.locator(".person").first
    expect(person).to_contain_text("member of the audience no. 0")
    for words in ("Belief", "Trust", "peer", "state", "has read nothing yet"):
        expect(person).to_contain_text(words)
    page.keyboard.press("ArrowDown")
    expect(person).to_contain_text("no. 10")
    page.keyboard.press("Escape")
    expect(person).to_be_hidden()
    box = page.locator("canvas").first.bounding_box()
    assert box is not None
    # The discs of groups stand in a row at a fixed height; somewhere along it the audience is met.
    for part in range(30, 95, 2):
        page.mouse.click(box["x"] + box["width"] * part / 100, box["y"] + box["height"] * 0.43)
        page.wait_for_timeout(60)
        if person.is_visible():
            break
    expect(person).to_contain_text("followers")


def test_a_whole_lesson_is_played_by_keyboard_alone(page: Page) -> None:
    def press_on(name: str) -> None:
        target = page.get_by_role("button", name=name, exact=True).first
        for _ in range(120):
            if target.evaluate("node => node === document.activeElement"):
                break
            page.keyboard.press("Tab")
        assert target.evaluate("node => node === document.activeElement"), name
        page.keyboard.press("Enter")

    press_on("Buzz is not belief")
    page.wait_for_selector("text=A short film made by")
    page.keyboard.press("Space")
    expect(page.locator(".notice")).to_contain_text("Predict first")
    for place in range(2):
        group = page.locator(f"input[name=prediction-{place}]").first
        for _ in range(40):
            if group.evaluate("node => node.name === document.activeElement.name"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.locator(".sketch .handle").nth(3).focus()
    page.keyboard.press("ArrowUp")
    press_on("Run")
    page.keyboard.press("9")
    page.keyboard.press("Space")
    page.wait_for_selector("text=What came out in this run", timeout=60_000)
    expect(page.locator(".verdict")).to_have_count(2)
    expect(page.locator(".verdict").first).to_contain_text("You: B, Voice trusted.")
    expect(page.locator("caption", has_text="Over 1 seed so far")).to_be_visible()
    expect(page.locator(".sketch .came")).to_have_count(2)
    page.locator(".rail").evaluate("node => node.scrollTo(0, 0)")
    expect(page.get_by_role("button", name="Same worlds, new seed")).to_be_in_viewport(ratio=1)
    press_on("Discuss")
    expect(page.locator(".questions li")).to_have_count(5)
    press_on("Open play")
    expect(page.locator(".rail h2").first).to_have_text("Open play")


def test_a_prediction_is_kept_and_cannot_be_changed_after_the_run(page: Page) -> None:
    page.get_by_role("button", name="Censored or open").click()
    page.get_by_role("button", name="2 Predict").click()
    page.locator("input[name=prediction-0][value=b]").check()
    page.locator("input[name=prediction-1][value=equal]").check()
    handle = page.locator(".sketch .handle").first
    handle.focus()
    page.keyboard.press("ArrowUp")
    drawn = handle.get_attribute("aria-valuenow")
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    page.get_by_role("button", name="Censored or open").click()
    page.get_by_role("button", name="2 Predict").click()
    assert page.locator("input[name=prediction-0][value=b]").is_checked()
    assert page.locator(".sketch .handle").first.get_attribute("aria-valuenow") == drawn == "55"


def test_a_drawing_is_a_prediction_of_which_no_pick_can_be_wrong(page: Page) -> None:
    page.get_by_role("button", name="Buzz is not belief").click()
    page.get_by_role("button", name="2 Predict").click()
    expect(page.locator(".guide .next")).to_be_disabled()
    page.locator(".sketch .handle").first.focus()
    page.keyboard.press("ArrowUp")
    page.locator(".guide .next").click()
    page.keyboard.press("9")
    page.locator(".rail .turn").click()
    page.wait_for_selector("text=What came out in this run", timeout=60_000)
    expect(page.locator(".verdict").first).to_contain_text("You: no prediction.")
    expect(page.locator(".verdict").first).not_to_contain_text("as predicted")


def test_a_link_to_the_end_of_a_lesson_does_not_answer_for_the_class(page: Page, served: Served) -> None:
    open_world(
        page,
        served.address,
        version="another",
        lesson="buzz_is_not_belief",
        scenario="cartoon_2015",
        seed=1,
        ticks=360,
        a="belief.trust.state=0.35",
        b="belief.trust.state=0.6",
        tick=360,
    )
    expect(page.locator(".notice")).to_contain_text("made with version another")
    page.wait_for_function("() => document.querySelector('.clock').textContent.startsWith('day 15.0')")
    page.get_by_role("button", name="2 Predict").click()
    radio = page.locator("input[name=prediction-0][value=a]")
    expect(radio).to_be_enabled()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".notice")).to_contain_text("Predict first")
    radio.check()
    assert radio.is_checked()


def test_dials_are_turned_and_applied(page: Page) -> None:
    page.get_by_role("button", name="Open play").click()
    page.get_by_label("enforcement in B").select_option("maximal")
    page.get_by_label("censorship in B").select_option("open")
    page.locator("input[name=ticks]").fill("72")
    page.click("#apply")
    command = page.locator("footer .command")
    expect(command).to_contain_text("enforcement=maximal")
    expect(command).to_contain_text("ticks=72")
    slider = page.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.click("#apply")
    expect(command).to_contain_text("rebuttals.professionals.per_1000_members=")
    page.locator("input[name=members]").fill("9999999")
    page.click("#apply")
    expect(page.locator(".notice")).to_contain_text("members")
    expect(command).to_contain_text("members=2000")


def test_everything_pressed_is_large_enough_and_text_is_large_on_a_projector(page: Page) -> None:
    small = page.evaluate(
        """least => [...document.querySelectorAll('button, select, input, a.button')]
            .filter(node => node.getClientRects().length)
            .map(node => [node.textContent, node.getBoundingClientRect()])
            .filter(([, box]) => box.width < least || box.height < least).map(([text]) => text)""",
        LEAST_TARGET,
    )
    assert small == []
    page.click("#projector")
    page.wait_for_timeout(300)
    tiny = page.evaluate(
        """least => [...document.querySelectorAll('#page *')]
            .filter(node => node.getClientRects().length && [...node.childNodes].some(
                each => each.nodeType === 3 && each.textContent.trim()))
            .filter(node => parseFloat(getComputedStyle(node).fontSize) < least)
            .map(node => node.className + ': ' + node.textContent.slice(0, 30))""",
        LEAST_TEXT,
    )
    assert tiny == []


def test_whoever_asked_for_less_motion_gets_few_frames(page: Page, chromium: Browser, served: Served) -> None:
    def pictures_and_days_in_two_seconds(context: BrowserContext) -> tuple[int, float]:
        counted = context.new_page()
        open_world(counted, served.address, scenario="guo_2017", ticks=480, members=100, b="censorship=full")
        counted.select_option("#speed", "40")
        counted.click("#play")
        counted.evaluate(
            """() => {
                window.pictures = 0;
                new MutationObserver(() => (window.pictures += 1))
                    .observe(document.querySelector('.clock'), {childList: true});
            }"""
        )
        counted.wait_for_timeout(2000)
        pictures = int(counted.evaluate("window.pictures"))
        counted.click("#play")
        days = re.search(r"day ([0-9.]+) of", counted.locator(".clock").inner_text())
        assert days is not None
        return pictures, float(days[1])

    calm = chromium.new_context(reduced_motion="reduce")
    few, calm_days = pictures_and_days_in_two_seconds(calm)
    calm.close()
    many, days = pictures_and_days_in_two_seconds(page.context)
    assert 0 < few <= 8 < many
    assert calm_days > days / 2, "fewer pictures of a world that goes on as quickly"


def test_data_stand_behind_each_plot_and_the_sheet_prints(page: Page) -> None:
    page.click("#step")
    page.get_by_role("button", name="Data").first.click()
    expect(page.locator("dialog caption")).to_contain_text("Reach")
    page.keyboard.press("Escape")
    page.click("#limits")
    expect(page.locator("dialog")).to_contain_text("no text is ever written")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Exporting the censor").click()
    # The browser's own menu, or its key: nothing on the page was pressed.
    page.pdf()
    page.emulate_media(media="print")
    sheet = page.locator(".worksheet")
    expect(sheet).to_be_visible()
    for words in ("Predict before you run", "Where will more posts win by walkover?", "shelflife compare", "Discuss"):
        expect(sheet).to_contain_text(words)
    assert sheet.locator(".asked").count() == sheet.locator("h2", has_text="Predict").locator("+ ol > li").count() > 0
    expect(page.locator("header")).to_be_hidden()
    page.emulate_media(media="screen")
