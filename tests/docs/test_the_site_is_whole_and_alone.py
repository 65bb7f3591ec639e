"""The built site: nothing on it is fetched from elsewhere, and it can be read and searched from a disk."""

from __future__ import annotations

import io
import json
import re
from contextlib import chdir, redirect_stdout
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.docs.notebooks import ALONE
from tests.docs.snippets import blocks, trimmed

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
FETCHED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "use": "href",
}
"""What a browser fetches without being asked, and where its address stands; a link's case is decided by its kind."""
KINDS_THAT_ARE_FETCHED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
OF_STYLES = re.compile(r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)|@import\s+['\"]((?:https?:)?//[^'\"]+)")


class Fetches(HTMLParser):
    """Collects the addresses that a page would fetch from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elsewhere: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get(FETCHED.get(tag, ""), "")
        if tag == "link" and KINDS_THAT_ARE_FETCHED & set(given.get("rel", "").split()):
            address = given.get("href", "")
        if ELSEWHERE.match(address):
            self.elsewhere.append(address)
        self.elsewhere += _of_styles(given.get("style", ""))


def _of_styles(text: str) -> list[str]:
    return [one or other for one, other in OF_STYLES.findall(text)]


def test_what_a_page_would_fetch_from_elsewhere_is_found_out() -> None:
    page = '<script src="//cdn.example/a.js"></script><a href="https://example.org">a link</a><img src="b.png">'
    page += '<link rel="stylesheet" href="https://fonts.example/c.css"><div style="background:url(http://example/d)">'
    found = Fetches(page).elsewhere
    assert found == ["//cdn.example/a.js", "https://fonts.example/c.css", "http://example/d"]


def _built(pattern: str) -> list[Path]:
    if not SITE.is_dir():
        pytest.fail("there is no site/: run `make docs` first")
    return sorted(SITE.rglob(pattern))


@pytest.mark.site
def test_no_page_fetches_anything_from_elsewhere() -> None:
    pages = _built("*.html")
    assert len(pages) > 25
    found = {page.name: Fetches(page.read_text(encoding="utf-8")).elsewhere for page in pages}
    found |= {sheet.name: _of_styles(sheet.read_text(encoding="utf-8")) for sheet in _built("*.css")}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


@pytest.mark.site
def test_pages_open_and_can_be_searched_from_a_disk_without_any_request_that_leaves_it() -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, FLAGS

    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here")
    asked: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for file in _built("*.html"):
            page.goto(file.as_uri())
        page.goto((SITE / "index.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type("inoculation")
        page.wait_for_selector(".md-search-result__item", timeout=20_000)
        browser.close()
    assert len(asked) > 100
    assert [address for address in asked if not address.startswith(("file:", "data:", "blob:", "about:"))] == []


@pytest.mark.site
@pytest.mark.parametrize("name", ALONE)
def test_a_notebook_runs_and_prints_what_its_page_shows(name: str, tmp_path: Path) -> None:
    cells = json.loads((SITE / f"docs/tutorial/{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    page = (ROOT / f"docs/tutorial/{name}.md").read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "__main__"}
    printed = ""
    for cell in cells:
        if cell["cell_type"] == "code":
            told = io.StringIO()
            with chdir(tmp_path), redirect_stdout(told):
                exec(compile("".join(cell["source"]), name, "exec"), names)  # noqa: S102 - the notebook is ours
            printed += trimmed(told.getvalue())
    assert printed == "".join(block.code for block in blocks(page) if block.language == "text")


@pytest.mark.site
def test_the_search_knows_every_page() -> None:
    index = json.loads((SITE / "search" / "search_index.json").read_text(encoding="utf-8"))
    known = {entry["location"].split("#")[0] or "index.html" for entry in index["docs"]}
    built = {page.relative_to(SITE).as_posix() for page in _built("*.html")} - {"404.html"}
    assert built == known
