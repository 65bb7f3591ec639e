"""Whoever cites a number of the analysis finds in its function how it was estimated and after whom."""

import inspect
import subprocess
import sys

import pytest

from experiments import analysis

SELECTIONS = {"comparison_metrics", "contested_fragile_posts", "posts_for_the_state"}
"""They choose or rename and estimate nothing."""

ESTIMATING = sorted(
    name for name in analysis.__all__ if inspect.isfunction(getattr(analysis, name)) and name not in SELECTIONS
)


@pytest.mark.parametrize("name", ESTIMATING)
def test_a_function_states_its_estimator_and_its_source(name: str) -> None:
    said = (inspect.getdoc(getattr(analysis, name)) or "").lower()
    assert "estimator" in said
    assert "source" in said


def test_selections_exist() -> None:
    assert set(analysis.__all__) >= SELECTIONS


def test_a_name_is_its_function_whichever_was_used_first() -> None:
    asked = f"from experiments import analysis; names = {sorted(analysis.__all__)}; "
    told = "print([name for _ in 'ab' for name in names if type(getattr(analysis, name)).__name__ == 'module'])"
    done = subprocess.run([sys.executable, "-c", asked + told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
