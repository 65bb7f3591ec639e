"""What the two decorators of rules promise."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.base.chance import Stream, draws, philox, purpose
from sim.base.compiled import COMPILER_ON

ROOT = Path(__file__).resolve().parents[2]
LIVE_THROUGH_EVERY_RULE_SET = """
from sim import Marketplace
from tests.worlds import RULE_SETS, world
for name, changes in RULE_SETS.items():
    try:
        market = Marketplace(world(**changes), 5)
        for _ in range(45):
            market.step()
        market.close()
    except IndexError as error:
        raise SystemExit(f"{name}: {error}") from error
"""
OUT_OF_BOUNDS = """
import numpy as np
from sim.kernels.memory import wear_off
from sim.state.members import no_members
wear_off(no_members(3, 2), 0.5, 0, 4)
"""


def rules(decorator: str) -> dict[str, list[ast.FunctionDef]]:
    found: dict[str, list[ast.FunctionDef]] = {}
    for file in sorted((ROOT / "sim").rglob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and decorator in {ast.unparse(mark) for mark in node.decorator_list}:
                found.setdefault(node.name, []).append(node)
    return found


def names_in(node: ast.AST) -> list[str]:
    plain = [each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)]
    return plain + [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)]


def test_python_never_calls_a_rule_that_is_compiled_for_compiled_rules_only() -> None:
    within = rules("compiled_within")
    assert len(within) > 30
    compiled = [node for found in (within, rules("compiled")) for nodes in found.values() for node in nodes]
    inside = [name for node in compiled for name in names_in(node)]
    sources = [ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "sim").rglob("*.py")]
    everywhere = [name for source in sources for name in names_in(source)]
    for name in within:
        assert everywhere.count(name) == inside.count(name), f"{name} is called by Python: declare it `compiled`"


def test_a_rule_within_answers_python_after_compiled_rules_used_it() -> None:
    stream = Stream(3, 4)
    first = draws(stream, purpose("test.first"), 1, 2, 3).first
    words = philox((int(purpose("test.first")), 1, 2, 3), (stream.key_0, stream.key_1))
    assert first == (int(words[0]) + 0.5) * 2.0**-32


def checked_run(script: str, cache: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: PLW1510 - the test looks at the status
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.slow
@pytest.mark.skipif(not COMPILER_ON, reason="without the compiler, NumPy itself checks every index")
def test_kernels_stay_within_their_arrays(tmp_path: Path) -> None:
    wrong = checked_run(OUT_OF_BOUNDS, tmp_path)
    assert wrong.returncode != 0
    assert "IndexError" in wrong.stderr
    lived = checked_run(LIVE_THROUGH_EVERY_RULE_SET, tmp_path)
    assert lived.returncode == 0, lived.stderr
