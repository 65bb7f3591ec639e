"""A server of the page in a process of its own, and Chromium to look at it."""

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
_ADDRESS = re.compile(r"http://localhost:(\d+)/")


@dataclass
class Served:
    """A running server: its address, its process, the visitors it takes."""

    address: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        """The port it listens on."""
        return urlsplit(self.address).port or 0


@dataclass
class Heard:
    """What a page asked for outside this machine, and what it complained about."""

    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note all requests, errors and complaints of a page."""
        page.on("request", lambda request: self._request(request.url))
        page.on("websocket", lambda socket: self._request(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: line.type in ("error", "warning") and self.complaints.append(line.text))

    def _request(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob", "file") and parts.hostname not in ("localhost", "127.0.0.1"):
            self.outside.append(address)


def serve(*options: str) -> Served:
    """Start a server on a free port and wait until it says where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", "serve", "--port", "0", *options], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := _ADDRESS.search(line):
            # What it says later must not fill the pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return Served(found[0], process)
    raise AssertionError(f"the server ended with {process.wait()} and said no address")


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """A server for all tests that do not need one of their own."""
    running = serve()
    yield running
    stop(running)


def stop(running: Served) -> None:
    """End a server that this test run started."""
    running.process.terminate()
    try:
        running.process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        running.process.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's headless Chromium."""
    if not Path(CHROMIUM).exists():
        reason = "there is no Chromium here (on Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor, who has never been here."""
    fresh = chromium.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    fresh.set_default_timeout(20_000)
    yield fresh
    fresh.close()


@pytest.fixture
def heard() -> Heard:
    """What the pages of a test say; looked at when the test asks for it."""
    return Heard()


@pytest.fixture
def page(context: BrowserContext, served: Served, heard: Heard) -> Iterator[Page]:
    """The page, ready; afterwards it must have complained of nothing and asked nothing of other machines."""
    fresh = context.new_page()
    heard.listen(fresh)
    fresh.goto(served.address)
    ready(fresh)
    yield fresh
    assert not heard.outside
    assert not heard.complaints


def ready(page: Page) -> None:
    """Wait until the worlds are on the page."""
    page.wait_for_selector("body[data-ready=yes]")


def open_world(page: Page, address: str, **world: object) -> None:
    """Open a page by a link: scenario, seed, ticks, members, a, b … as the link has them."""
    from urllib.parse import urlencode

    page.goto("about:blank")
    page.goto(f"{address}#{urlencode(world, doseq=True)}")
    ready(page)


def csv_of(page: Page) -> str:
    """Return the curves as the page hands them out."""
    with page.expect_download() as found:
        page.click("#csv")
    return found.value.path().read_text(encoding="utf-8")
