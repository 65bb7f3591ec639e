"""Rows of the table about the teacher's page: measured in a browser, and with a crowd of visitors, on this machine."""

import asyncio
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from experiments.bench.row import Row

if TYPE_CHECKING:
    from playwright.sync_api import Page

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
_ADDRESS = re.compile(r"http://localhost:\d+/")
_FRAME = re.compile(r'"is":"frame","frame":(\d+)')
_REPEATS = 5
_WATCHED_SECONDS = 6.0
_CROWD = 25
_CLOCK = "document.querySelector('.clock').textContent"
_COUNTS_FRAMES = """const send = WebSocket.prototype.send; window.framesSeen = 0;
WebSocket.prototype.send = function (text) {
    if (text.includes('"seen"')) window.framesSeen++;
    send.call(this, text);
};"""


class NoBrowser(RuntimeError):
    """There is nothing here to look at the page with."""


def page_first_render() -> Row:
    """Measure how long it takes until both worlds of 2,000 members stand on the page."""
    seconds = []
    with _served() as address:
        for _ in range(_REPEATS):
            with _browser(address, ready=False) as page:
                began = time.monotonic()
                page.goto(address)
                page.wait_for_selector("body[data-ready=yes]")
                seconds.append(time.monotonic() - began)
    value = statistics.median(seconds)
    note = f"wall seconds from the address to both worlds of 2,000 members, median of {_REPEATS} fresh browsers"
    return Row("page_first_render", round(value, 2), "s", "<= 2", value <= 2.0, note)


def page_frames() -> Row:
    """Measure frames a second that one page draws while both worlds of 2,000 members play."""
    with _served() as address, _browser(address) as page:
        page.select_option("#speed", "30")
        page.click("#play")
        page.wait_for_timeout(1000)
        first, began = page.evaluate("window.framesSeen"), time.monotonic()
        page.wait_for_timeout(1000 * _WATCHED_SECONDS)
        value = (page.evaluate("window.framesSeen") - first) / (time.monotonic() - began)
    note = "frames drawn a second, 2 x 2,000 members, 30 ticks a second asked for, headless without a graphics card"
    return Row("page_frames", round(value, 1), "frames/s", ">= 10", value >= 10.0, note)


def page_pause() -> Row:
    """Measure how long after a pause was pressed the last frame came."""
    with _served() as address, _browser(address) as page:
        page.select_option("#speed", "40")
        longest = 0.0
        for _ in range(_REPEATS):
            page.click("#play")
            page.wait_for_timeout(700)
            page.click("#play")
            longest = max(longest, _seconds_until_still(page))
    note = f"wall seconds until the clock of the page stands still, the longest of {_REPEATS}; 2 x 2,000 members"
    return Row("page_pause", round(longest, 2), "s", "<= 0.5", longest <= 0.5, note)


def page_crowd() -> Row:
    """Measure frames a second that the slowest of 25 visitors gets, each with worlds of their own."""
    with _served() as address:
        value = asyncio.run(_slowest_of_crowd(address.replace("http", "ws") + "talk"))
    note = (
        f"frames a second of the slowest of {_CROWD} visitors, each playing 2 x 2,000 members at 8 ticks a second; "
        "visitors are programs on the same machine that take every frame at once"
    )
    return Row("page_crowd", round(value, 1), "frames/s", ">= 5", value >= 5.0, note)


PAGE_ROWS: dict[str, Callable[[], Row]] = {
    "page_first_render": page_first_render,
    "page_frames": page_frames,
    "page_pause": page_pause,
    "page_crowd": page_crowd,
}
"""The rows that `bench --page` measures."""


def _seconds_until_still(page: "Page") -> float:
    began, last, shown = time.monotonic(), 0.0, page.evaluate(_CLOCK)
    while time.monotonic() - began < 1.5:
        page.wait_for_timeout(20)
        now = page.evaluate(_CLOCK)
        if now != shown:
            shown, last = now, time.monotonic() - began
    return last


async def _slowest_of_crowd(address: str) -> float:
    everyone_ready = asyncio.Barrier(_CROWD)
    return min(await asyncio.gather(*(_visitor(address, seed, everyone_ready) for seed in range(_CROWD))))


async def _visitor(address: str, seed: int, everyone_ready: asyncio.Barrier) -> float:
    """Play as one visitor, and return the frames a second that came."""
    from websockets.asyncio.client import connect

    world = f'{{"scenario":"guo_2017","seed":{seed},"common":["strategy=broadcast"],"b":["censorship=full"]}}'
    async with connect(address, max_size=None) as line:
        await line.send(f'{{"do":"open","world":{world}}}')
        while not _FRAME.search(str(await line.recv())[:60]):
            pass
        await line.send('{"do":"speed","ticks":8}')
        await everyone_ready.wait()
        await line.send('{"do":"play"}')
        n_frames, began = 0, time.monotonic()
        while time.monotonic() - began < _WATCHED_SECONDS:
            found = _FRAME.search(str(await line.recv())[:60])
            if found:
                n_frames += 1
                await line.send(f'{{"do":"seen","frame":{found[1]}}}')
        return n_frames / (time.monotonic() - began)


@contextmanager
def _served() -> Iterator[str]:
    command = [sys.executable, "-m", "experiments", "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - this program itself
    try:
        found = next((match for line in server.stderr or () if (match := _ADDRESS.search(line))), None)
        if found is None:
            raise NoBrowser("the page could not be served; `shelflife serve` says why")
        yield found[0]
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _browser(address: str, *, ready: bool = True) -> Iterator["Page"]:
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        chromium = None
    if chromium is None:
        raise NoBrowser("rows of the page are measured in Chromium by Playwright: install both, or leave out --page")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.add_init_script(_COUNTS_FRAMES)
        if ready:
            page.goto(address)
            page.wait_for_selector("body[data-ready=yes]")
        yield page
        browser.close()
