"""The server of the page where something is wrong: a world that fails, a port that is taken, no browser."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from experiments.app import server
from experiments.app.listening import listening_socket, page_address, settings_of_server
from experiments.app.world_pair import WorldPair
from experiments.bench import page as bench_of_page
from experiments.cli import main

WORLD = {"scenario": "guo_2017", "seed": 1, "members": 60, "ticks": 30, "b": ["censorship=full"]}


@pytest.fixture
def address() -> Iterator[str]:
    listening = listening_socket(0, lan=False)
    running = uvicorn.Server(uvicorn.Config(server.application(3), **settings_of_server()))
    thread = threading.Thread(target=lambda: running.run(sockets=[listening]))
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield page_address(listening, lan=False).replace("http", "ws") + "talk"
    running.should_exit = True
    thread.join(timeout=20)


def play_until_closed(line: ClientConnection) -> int:
    """Play a pair of worlds; return the last tick seen before the server let go."""
    line.send(json.dumps({"do": "open", "world": WORLD}))
    line.send(json.dumps({"do": "play"}))
    tick = -1
    while True:
        try:
            said = json.loads(line.recv(timeout=20))
        except ConnectionClosed:
            return tick
        if said["is"] == "frame":
            tick = said["tick"]
            line.send(json.dumps({"do": "seen", "frame": said["frame"]}))


def test_worlds_that_fail_let_their_page_go_and_harm_nobody_else(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = WorldPair.step

    def fails_at_three(pair: WorldPair) -> None:
        if pair.tick == 3:
            raise RuntimeError("planted")
        lived(pair)

    with connect(address) as other:
        assert json.loads(other.recv(timeout=20))["is"] == "welcome"
        with monkeypatch.context() as planted, connect(address) as line:
            planted.setattr(WorldPair, "step", fails_at_three)
            assert play_until_closed(line) <= 3
        other.send(json.dumps({"do": "open", "world": WORLD, "tick": 5}))
        while (said := json.loads(other.recv(timeout=20)))["is"] != "frame":
            pass
        assert said["tick"] == 5


def test_a_port_that_is_taken_is_named_with_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    taken = listening_socket(0, lan=False)
    port = taken.getsockname()[1]
    assert main(["serve", "--port", str(port), "--quiet"]) == 1
    said = capsys.readouterr().err
    assert str(port) in said
    assert "--port N" in said
    taken.close()


REPLAY = ["--replay", "x.html", "censorship=open", "censorship=full"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["--port", "70000"], "--port"),
        (["--visitors", "0"], "--visitors"),
        (["censorship=full"], "--replay"),
        (["--replay", "no_such_folder/x.html", "censorship=open", "censorship=full"], "no_such_folder"),
        (["--replay", "x.html", "censorship=full"], "two settings"),
        (["--replay", "x.html", "ties=edge_list", "ties=segments"], "ties"),
        ([*REPLAY, "ticks=3"], "ticks=3 (command line): must be a whole number from 24 to 2,000 (ticks)"),
        ([*REPLAY, "ticks=3"], "a replay is no larger, and no smaller"),
        ([*REPLAY, "members=9000"], "members=9000 (command line): must be a whole number from 50 to 5,000 (members)"),
        ([*REPLAY, "members=abc"], "members=abc (command line): must be a whole number from 1 to"),
        ([*REPLAY, "scenario=guo2017"], "did you mean guo_2017?"),
        ([*REPLAY, "tick_minutes=10", "ticks=4000"], "ticks=4000 (command line): must be a whole number from 24"),
        ([*REPLAY, "--seed", str(2**60)], "--seed=1152921504606846976 (command line): must be at most 9,007,"),
        (["--replay", "/proc/x.html", "censorship=open", "censorship=full"], "cannot be made: /proc takes no files"),
    ],
)
def test_bad_input_is_refused_before_anything_is_served(
    given: list[str], named: str, capsys: pytest.CaptureFixture[str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert main(["serve", *given]) == 2
    told = capsys.readouterr().err
    assert named in told
    assert "Input should" not in told
    assert not list(Path(str(tmp_path)).iterdir())


def test_the_bench_says_what_it_lacks_where_there_is_no_browser(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_page() -> None:
        raise bench_of_page.NoBrowser("rows of the page are measured in Chromium")

    monkeypatch.setitem(bench_of_page.PAGE_ROWS, "page_frames", no_page)
    assert main(["bench", "page_frames", "--quiet"]) == 1
    assert "Chromium" in capsys.readouterr().err
