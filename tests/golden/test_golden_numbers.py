"""A few numbers of a few worlds stay what they are to the last bit, until somebody says why they change."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.base.options import FAMILIES
from tests.golden import rewrite
from tests.golden.golden_worlds import WORLDS, golden_numbers

MOST_NUMBERS = 30
KEPT = json.loads(rewrite.NUMBERS.read_text(encoding="utf-8"))


def test_the_numbers_are_what_they_were_to_the_last_bit() -> None:
    found = golden_numbers()
    changed = rewrite.differing(KEPT, found)
    told = "\n".join(
        f"  {name}: was {KEPT.get(world, {}).get(key)!r}, is {found.get(world, {}).get(key)!r}"
        for name in changed
        for world, _, key in [name.rpartition(": ")]
    )
    assert not changed, (
        f"the model gives other numbers than it did:\n{told}\nIf you did not mean to change any, find out what did. If "
        f"you did, run `{rewrite.COMMAND}`, which writes the reason into the changelog, and commit both together."
    )


def test_there_are_few_of_them_and_each_says_something() -> None:
    numbers = [number for kept in KEPT.values() for number in kept.values()]
    assert 20 <= len(numbers) <= MOST_NUMBERS
    assert all(number is not None and math.isfinite(number) and number != 0 for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert {world: tuple(kept) for world, kept in KEPT.items()} == {name: world.keys for name, world in WORLDS.items()}


def test_every_family_is_at_work_in_them_by_more_than_one_of_its_options() -> None:
    used: dict[str, set[str]] = {family: set() for family in FAMILIES}
    n_markets = []
    for world in WORLDS.values():
        settings = world.composed().settings()
        n_markets.append(len(settings["markets"]))
        for key, family in FAMILIES.items():
            if not family.combines:
                used[key].add(settings[key]["kind"])
                continue
            # In a scenario of several markets, each may have a censor and a platform of its own.
            for block in (settings[key], *(market.get(key) or {} for market in settings["markets"].values())):
                used[key] |= {name for name, part in block.items() if isinstance(part, dict)}
    assert max(n_markets) == 2
    assert {family for family, options in used.items() if len(options) < 2} == set(), used


def test_rewriting_needs_a_reason_and_tells_the_changelog(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite.main([]) == rewrite.main(["because"]) == 2
    assert "a reason of at least 3 words" in capsys.readouterr().err
    numbers, log = tmp_path / "numbers.json", tmp_path / "CHANGELOG.md"
    log.write_text("## [Unreleased]\n\n### Changed\n\n- Before. (changes numbers: no)\n")
    first = {"open": {"reach": 0.1, "cost": 3.0}}
    assert rewrite.rewritten(first, "A first set", numbers, log) == ["open: reach", "open: cost"]
    assert rewrite.rewritten(first, "Nothing new here", numbers, log) == []
    almost = {"open": {"reach": math.nextafter(0.1, 1.0), "cost": 3.0}}
    assert rewrite.rewritten(almost, "The last bit moved", numbers, log) == ["open: reach"]
    assert json.loads(numbers.read_text()) == almost
    lines = log.read_text().splitlines()
    assert lines[4] == "- The last bit moved (golden numbers: 1 of 2 changed). (changes numbers: yes)"
    assert lines[5] == "- A first set (golden numbers: 2 of 2 changed). (changes numbers: yes)"
    assert "Nothing new" not in log.read_text()


def test_a_number_that_comes_or_goes_is_a_change() -> None:
    assert rewrite.differing({"a": {"x": None}}, {"a": {}}) == ["a: x"]
    assert rewrite.differing({}, {"a": {"x": None}}) == ["a: x"]
    assert rewrite.differing({"a": {"x": None}}, {"a": {"x": None}}) == []


@pytest.mark.slow
def test_the_numbers_are_the_same_with_the_compiler_off() -> None:
    world = "open"
    asked = (
        "import json; from sim import simulate; from tests.golden.golden_worlds import WORLDS; "
        f"w = WORLDS[{world!r}]; s = simulate(w.composed()).summary; print(json.dumps({{k: s[k] for k in w.keys}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=rewrite.ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == KEPT[world]
