"""Whoever asks a command to stop is heard, wherever the program happens to be."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from experiments import cli
from experiments.stopping import stop_if_asked, stopped_when_asked

ASKED = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture(autouse=True)
def _hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back, after each test, what Python does with an exception that nobody can catch."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)


def asked_inside_a_callback(number: signal.Signals) -> None:
    """Ask this process to stop while Python is called from C, where an exception ends nothing."""
    ctypes.CFUNCTYPE(None)(lambda: os.kill(os.getpid(), number))()


def fail(first: Callable[..., None], *given: object) -> NoReturn:
    """Do something, then fail as compiling does where a callback did not end."""
    first(*given)
    raise RuntimeError("no compiled object yet")


@pytest.mark.parametrize("number", ASKED)
def test_what_fails_for_a_swallowed_interrupt_is_an_interrupt(number: signal.Signals) -> None:
    with pytest.raises(KeyboardInterrupt), stopped_when_asked():
        fail(asked_inside_a_callback, number)


@pytest.mark.parametrize("number", ASKED)
def test_what_goes_on_after_a_swallowed_interrupt_stops_at_the_next_tick(number: signal.Signals) -> None:
    with stopped_when_asked():
        asked_inside_a_callback(number)
        with pytest.raises(KeyboardInterrupt):
            stop_if_asked()


def test_what_was_swallowed_before_a_part_began_is_heeded_in_it() -> None:
    with stopped_when_asked():
        asked_inside_a_callback(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt), stopped_when_asked():
            stop_if_asked()


def test_a_failure_that_nobody_asked_for_stays_one_and_an_earlier_question_is_forgotten() -> None:
    with pytest.raises(KeyboardInterrupt), stopped_when_asked():
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(RuntimeError, match="no compiled object"), stopped_when_asked():
        fail(stop_if_asked)


def test_what_ignored_ctrl_c_goes_on_ignoring_it_and_handlers_are_as_before() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stopped_when_asked():
            os.kill(os.getpid(), signal.SIGINT)
            stop_if_asked()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("then_fails", [True, False])
def test_a_run_that_swallowed_ctrl_c_says_that_it_was_interrupted(
    then_fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sim

    def simulated(*_world: object, progress: Callable[[int, int], None], **_more: object) -> None:
        asked_inside_a_callback(signal.SIGINT)
        if then_fails:
            fail(lambda: None)
        progress(1, 2)
        raise AssertionError("it went on")

    monkeypatch.setattr(sim, "simulate", simulated)
    asked = ["run", "scenario=quiet_market", "members=50", "ticks=2", "--out", str(tmp_path / "out")]
    assert cli.main(asked) == cli.INTERRUPTED
    said = capsys.readouterr().err
    assert "interrupted: what is written is whole" in said
    assert "Traceback" not in said
    assert "ignored" not in said
    assert not (tmp_path / "out").exists()
