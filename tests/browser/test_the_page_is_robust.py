"""The server under visitors who come by link, drop out, crowd in, or mean harm."""

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import Heard, Served, csv_of, open_world, ready, serve, stop

pytestmark = pytest.mark.browser

WORLD = {
    "scenario": "guo_2017",
    "seed": 5,
    "members": 150,
    "ticks": 72,
    "a": ["censorship=open"],
    "b": ["censorship=full"],
}
CROWD = 40


@pytest.fixture
def own_server() -> Iterator[Served]:
    running = serve("--visitors", "2")
    yield running
    stop(running)


def talk_at(served: Served) -> str:
    return served.address.replace("http", "ws") + "talk"


def too_long(line: ClientConnection) -> None:
    """Send ten megabytes, and wait for what comes of it."""
    line.send("x" * 10_000_000)
    while True:
        line.recv()


def heard(line: ClientConnection, kind: str) -> dict[str, object]:
    """Return the next message of a kind."""
    while True:
        said: dict[str, object] = json.loads(line.recv(timeout=30))
        if said["is"] == kind:
            return said


def test_the_link_gives_the_same_curves_in_a_fresh_browser_to_the_last_digit(
    page: Page, chromium: Browser, served: Served
) -> None:
    open_world(page, served.address, **WORLD, common="strategy=broadcast")
    page.select_option("#speed", "40")
    page.click("#play")
    page.wait_for_function("() => parseFloat(document.querySelector('.clock').textContent.slice(4)) > 1.5")
    page.click("#play")
    page.wait_for_timeout(500)
    page.click("#share")
    link = page.get_by_label("link").input_value()
    page.keyboard.press("Escape")
    mine = csv_of(page)
    other = chromium.new_context(accept_downloads=True)
    fresh = other.new_page()
    fresh.goto(link)
    ready(fresh)
    fresh.wait_for_timeout(500)
    theirs = csv_of(fresh)
    other.close()
    assert mine == theirs
    assert len(mine.splitlines()) > 36


def test_two_visitors_do_not_disturb_each_other(page: Page, chromium: Browser, served: Served) -> None:
    other = chromium.new_context()
    second = other.new_page()
    open_world(second, served.address, **WORLD | {"seed": 9})
    before = second.locator(".clock").text_content()
    page.click("#play")
    page.wait_for_function("() => parseFloat(document.querySelector('.clock').textContent.slice(4)) > 0.3")
    assert second.locator(".clock").text_content() == before
    second.click("#step")
    second.wait_for_timeout(300)
    expect(second.locator(".clock")).to_contain_text("seed 9")
    expect(page.locator(".clock")).to_contain_text("seed 1")
    other.close()


def test_a_dropped_connection_comes_back_to_the_same_worlds(page: Page, served: Served) -> None:
    open_world(page, served.address, **WORLD)
    page.add_init_script(
        """const Plain = WebSocket; window.made = [];
        window.WebSocket = class extends Plain { constructor(a) { super(a); window.made.push(this); } };"""
    )
    page.reload()
    ready(page)
    page.click("#step")
    page.click("#step")
    page.wait_for_timeout(400)
    before = csv_of(page)
    page.evaluate("() => window.made.at(-1).close()")
    page.wait_for_function("() => window.made.length > 1 && window.made.at(-1).readyState === 1")
    page.wait_for_timeout(600)
    assert csv_of(page) == before
    page.click("#step")
    page.wait_for_timeout(400)
    assert csv_of(page).startswith(before)
    assert len(csv_of(page).splitlines()) == len(before.splitlines()) + 1


def test_worlds_go_on_where_they_were_even_after_the_server_was_started_anew(chromium: Browser) -> None:
    first = serve()
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    open_world(page, first.address, **WORLD)
    page.click("#step")
    page.click("#step")
    page.wait_for_timeout(400)
    before = csv_of(page)
    stop(first)
    expect(page.locator(".notice")).to_contain_text("connection dropped")
    second = serve("--port", str(first.port))
    page.wait_for_function("() => document.querySelector('.notice').textContent === ''", timeout=30_000)
    page.wait_for_timeout(800)
    page.click("#step")
    page.wait_for_timeout(500)
    after = csv_of(page)
    context.close()
    stop(second)
    assert after.startswith(before)
    assert len(after.splitlines()) == len(before.splitlines()) + 1


def test_the_visitor_beyond_the_limit_gets_a_kind_refusal(own_server: Served, chromium: Browser) -> None:
    def crowd() -> None:
        with connect(talk_at(own_server)) as one, connect(talk_at(own_server)) as two:
            heard(one, "welcome")
            heard(two, "welcome")
            with connect(talk_at(own_server)) as third:
                assert "Please come back" in str((heard(third, "full"))["why"])
                with pytest.raises(ConnectionClosed):
                    third.recv()
            one.send(json.dumps({"do": "open", "world": WORLD}))
            assert (heard(one, "world"))["world"]

    crowd()
    context = chromium.new_context()
    guests = [context.new_page() for _ in range(3)]
    for guest in guests:
        guest.goto(own_server.address)
    expect(guests[-1].locator(".notice")).to_contain_text("Please come back")
    ready(guests[0])
    # When somebody leaves there is room again.
    guests[0].close()
    ready(guests[-1])
    context.close()


def test_forty_are_let_in_and_the_next_is_not(served: Served) -> None:
    def crowd() -> list[str]:
        lines = [connect(talk_at(served), legacy=True) for _ in range(CROWD + 1)]
        said = [json.loads(line.recv())["is"] for line in lines]
        for line in lines:
            line.close()
        return said

    said = crowd()
    assert said == ["welcome"] * CROWD + ["full"]


def test_hostile_messages_are_refused_without_harm_to_anyone(page: Page, served: Served) -> None:
    def attack() -> None:
        with connect(talk_at(served), max_size=None) as line:
            heard(line, "welcome")
            for text in ("nonsense", "[" * 20_000, '{"do": "step", "ticks": 1e99}', '{"do":"open"}', "\0\0"):
                line.send(text)
                assert (heard(line, "refused"))["problems"]
            line.send(b"\x00\xff")
            assert (heard(line, "refused"))["problems"]
            for world in (
                WORLD | {"scenario": "<script>alert(1)</script>"},
                WORLD | {"a": ["ties=edge_list", "ties.path=/etc/passwd"]},
                WORLD | {"a": ["belief.trust.state=${oc.env:HOME}"]},
                WORLD | {"members": 10**9},
            ):
                line.send(json.dumps({"do": "open", "world": world}))
                assert (heard(line, "refused"))["problems"]
            for early in ("play", "pause", "reset"):
                line.send(json.dumps({"do": early}))
            line.send(json.dumps({"do": "open", "world": WORLD}))
            assert (heard(line, "frame"))["tick"] == 0
            with pytest.raises(ConnectionClosed):
                too_long(line)

    page.click("#play")
    attack()
    day = page.locator(".clock").text_content()
    page.wait_for_function("before => document.querySelector('.clock').textContent !== before", arg=day)
    assert served.process.poll() is None


def test_script_in_a_link_is_shown_as_text_and_never_run(page: Page, served: Served) -> None:
    open_world(page, served.address, **WORLD)
    page.goto("about:blank")
    page.goto(
        f"{served.address}#scenario=%3Cimg%20src%3Dx%20onerror%3Dwindow.harmed%3D1%3E&a=%3Cscript%3Ewindow.harmed%3D1%3C/script%3E"
    )
    expect(page.locator(".notice")).not_to_be_empty()
    assert page.evaluate("() => window.harmed") is None


def test_another_site_cannot_talk_to_the_server(served: Served) -> None:
    def intrude() -> None:
        with connect(talk_at(served), origin="http://elsewhere.example"):
            pytest.fail("a page of another site was let in")

    with pytest.raises(InvalidStatus):
        intrude()
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(served.address, headers={"Host": "elsewhere.example"}))  # noqa: S310
    assert refused.value.code == 400


@pytest.mark.parametrize(
    "path",
    [
        "../server.py",
        "..%2fserver.py",
        "%2e%2e/server.py",
        "server.py",
        "etc/passwd",
        "/etc/passwd",
        "replay/x",
        "page.js/../../server.py",
    ],
)
def test_no_file_of_the_machine_can_be_read(served: Served, path: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as line:
        line.sendall(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.split()[1] == b"404"
    assert b"Starlette" not in answer


def test_it_listens_on_this_machine_only_unless_it_is_told_otherwise(served: Served) -> None:
    def listens_at(port: int) -> set[str]:
        wanted = f":{port:04X}"
        rows = [row.split() for row in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
        return {row[1] for row in rows if row[1].endswith(wanted) and row[3] == "0A"}

    assert listens_at(served.port) == {f"0100007F:{served.port:04X}"}
    wide = serve("--lan", "--visitors", "1")
    found = listens_at(wide.port)
    stop(wide)
    assert found == {f"00000000:{wide.port:04X}"}


def test_the_replay_opens_from_disk_without_network_and_plays(
    page: Page, chromium: Browser, served: Served, tmp_path: Path
) -> None:
    open_world(page, served.address, **WORLD, common="strategy=broadcast", tick=60)
    page.click("#share")
    with page.expect_download() as found:
        page.click("#replay-file")
    file = tmp_path / "replay.html"
    found.value.save_as(file)
    context = chromium.new_context(offline=True, accept_downloads=True)
    alone, said = context.new_page(), Heard()
    said.listen(alone)
    alone.goto(file.as_uri())
    ready(alone)
    alone.select_option("#speed", "40")
    alone.keyboard.press("Escape")
    alone.click("#play")
    alone.wait_for_function("() => document.querySelector('.clock').textContent.startsWith('day 2.5')")
    expect(alone.locator(".ring .bell").first).to_be_visible()
    replayed = csv_of(alone)
    page.keyboard.press("Escape")
    assert replayed == csv_of(page)
    assert (said.outside, said.complaints) == ([], [])
    context.close()


def test_the_command_writes_a_replay(chromium: Browser, tmp_path: Path) -> None:
    import sys

    file = tmp_path / "two.html"
    settings = ["censorship=open", "censorship=full", "scenario=guo_2017", "members=150", "ticks=36"]
    command = [sys.executable, "-m", "experiments", "serve", "--replay", str(file), *settings, "--quiet"]
    subprocess.run(command, check=True)
    context = chromium.new_context(offline=True)
    alone = context.new_page()
    alone.goto(file.as_uri())
    ready(alone)
    expect(alone.locator("footer .command")).to_contain_text("ticks=36")
    context.close()
