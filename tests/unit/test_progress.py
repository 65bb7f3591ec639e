"""Progress: done, failed, running, rate and one time left, on a terminal and in plain lines."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable

import pytest

from experiments import progress
from experiments.progress import Progress

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    """A terminal that keeps what is shown on it."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        return [line.strip() for line in re.split(r"[\r\n]+", ESCAPES.sub("", self.getvalue())) if line.strip()]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return how to set the clock that progress reads."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])

    def set_to(seconds: float) -> None:
        now[0] = seconds

    return set_to


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in place of standard error; to be called by the test itself, before which pytest puts its own."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "140")
    return shown


def tell(told: Progress, at: Callable[[float], None]) -> None:
    """Tell of a sweep whose first run takes 20 s to come, and each ten more another 20 s."""
    for seconds, done, failed in ((0, 0, 0), (10, 0, 0), (20, 10, 0), (40, 20, 2)):
        at(seconds)
        told.told(done, 100, failed, 4, what="runs")


def test_plain_lines_tell_done_failed_running_rate_and_time_left(
    capsys: pytest.CaptureFixture[str], at: Callable[[float], None]
) -> None:
    with Progress() as told:
        tell(told, at)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "runs: 10 of 100, 0 failed, 4 running, 0.5 a second, 3 min left"
    assert lines[-1] == "runs: 20 of 100, 2 failed, 4 running, 0.5 a second, 3 min left"


def test_a_terminal_shows_done_failed_running_rate_and_one_time_left(
    monkeypatch: pytest.MonkeyPatch, at: Callable[[float], None]
) -> None:
    terminal = terminal_of(monkeypatch)
    with Progress() as told:
        tell(told, at)
    last = terminal.lines()[-1]
    assert last.startswith("runs")
    assert last.endswith("20 of 100 · 2 failed · 4 running · 0.5 a second · 3 min left")
    assert not re.search(r"\d:\d\d", last), "no second time left that contradicts the first"


def test_the_wait_for_the_first_run_counts_as_time(
    capsys: pytest.CaptureFixture[str], at: Callable[[float], None]
) -> None:
    """Told of again and again while nothing is done yet, the rate is not that of the last moment."""
    with Progress() as told:
        for seconds in range(100):
            at(float(seconds))
            told.told(0, 100, 0, 4, what="runs")
        at(110.0)
        told.told(11, 100, 0, 4, what="runs")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "runs: 0 of 100, 0 failed, 4 running"
    assert ", 0.1 a second, " in lines[-1]


def test_what_has_no_failures_and_no_workers_tells_of_none(
    monkeypatch: pytest.MonkeyPatch, at: Callable[[float], None]
) -> None:
    terminal = terminal_of(monkeypatch)
    with Progress() as told:
        for done in (0, 5):
            at(float(done))
            told.told(done, 10, what="ticks")
    assert terminal.lines()[-1].endswith("5 of 10 · 1 a second · 5 s left")


def test_a_second_round_is_judged_by_its_own_time(
    capsys: pytest.CaptureFixture[str], at: Callable[[float], None]
) -> None:
    with Progress() as told:
        for seconds, done in ((0, 0), (1000, 10), (1000, 0), (1020, 5)):
            at(seconds)
            told.told(done, 10, 0, 2, what="runs")
    assert capsys.readouterr().err.splitlines()[-1] == "runs: 5 of 10, 0 failed, 2 running, 0.25 a second, 20 s left"


def test_lengths_of_time_are_said_as_people_do() -> None:
    assert [progress.in_words(seconds) for seconds in (0.3, 40, 600, 12_000)] == [
        "less than a second",
        "40 s",
        "10 min",
        "3 h 20 min",
    ]


def test_quiet_says_nothing(monkeypatch: pytest.MonkeyPatch, at: Callable[[float], None]) -> None:
    terminal = terminal_of(monkeypatch)
    with Progress(quiet=True) as told:
        tell(told, at)
    assert terminal.getvalue() == ""
