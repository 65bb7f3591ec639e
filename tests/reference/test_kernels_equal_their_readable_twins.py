"""With the compiler off, every kernel leaves behind the very same bytes."""

import numpy as np
import pytest

from sim.base.compiled import COMPILER_ON
from tests.reference.exercises import EXERCISES, Outcome


@pytest.mark.skipif(not COMPILER_ON, reason="both would be the readable twin")
@pytest.mark.parametrize("exercise", [exercise.__name__ for exercise in EXERCISES])
def test_a_kernel_compiled_and_not_gives_the_same_bytes(exercise: str, compiled: Outcome, interpreted: Outcome) -> None:
    names = [name for name in compiled if name.partition(".")[0] == exercise]
    different = [name for name in names if not _same(compiled[name], interpreted[name])]
    assert names
    assert not different


def test_both_processes_did_the_same_exercises(compiled: Outcome, interpreted: Outcome) -> None:
    assert compiled.keys() == interpreted.keys()


def test_the_exercises_leave_something_behind(compiled: Outcome) -> None:
    constant = {name for name, found in compiled.items() if found.size > 1 and np.all(found == found.flat[0])}
    assert not constant - _CONSTANT


# Columns that no exercise is about.
_CONSTANT = {
    *("seating.last_asserted", "seating.acquainted", "seating.fear", "seating.suspended"),
    *("seating.met", "seating.corrected", "seating.warned", "reading.segment"),
}


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.dtype == other.dtype and one.tobytes() == other.tobytes()
