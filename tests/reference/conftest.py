"""What came out of every exercise, compiled and with the compiler off."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.reference.exercises import Outcome, outcomes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def compiled() -> Outcome:
    """Return what comes out with the compiler as this process has it: on, except under coverage."""
    return outcomes()


@pytest.fixture(scope="session")
def interpreted(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return what comes out of a process in which nothing is compiled."""
    file = tmp_path_factory.mktemp("interpreted") / "outcomes.npz"
    command = [sys.executable, "-m", "tests.reference.exercises", str(file)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, check=True)
    with np.load(file) as saved:
        return dict(saved)
