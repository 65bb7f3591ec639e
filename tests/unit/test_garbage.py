"""How often a command looks for garbage in cycles."""

import gc

import pytest

from experiments.cli import main


def test_a_command_looks_for_garbage_seldom_because_what_compiling_makes_stays(capsys: pytest.CaptureFixture) -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        assert main(["scenarios"]) == 0
        assert gc.get_threshold() == (100_000, 10, 10)
    finally:
        gc.set_threshold(*before)
    assert capsys.readouterr().out
