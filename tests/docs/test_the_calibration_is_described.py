"""The calibration in force is what scenarios start from, and the page shows it as it came out."""

from __future__ import annotations

from experiments.calibration.fitted import declared, fitted
from experiments.calibration.goal import goal
from experiments.evidence.items import item_classes
from experiments.evidence.targets._target import Target
from tests.docs.declared_calibration import COMMAND, FILE, found, page

VALUES = found()["parameters"]


def test_what_was_searched_is_what_would_be_searched() -> None:
    aim = goal(found()["procedure"]["seed"])
    assert found()["held_out"]["drawn"] == list(aim.drawn)
    assert set(VALUES) == {one.name for one in fitted([target.id for target in aim.shown])}


def test_every_target_has_its_verdict_hits_and_misses() -> None:
    known = {name for name, item in item_classes().items() if issubclass(item, Target)}
    assert set(found()["targets"]) == known
    for target in found()["targets"].values():
        checks = target["checks"].values()
        accepted = [_accepted(check) for check in checks]
        assert target["met"] == all(accepted)


def _accepted(check: dict[str, float | None]) -> bool:
    got, low, high = check["got"], check["low"], check["high"]
    return got is not None and (low is None or low <= got) and (high is None or got <= high)


def test_a_range_holds_the_value_and_lies_in_what_was_searched() -> None:
    for name, told in VALUES.items():
        low, high = told["range"]
        least, most = declared()[name].plausible or (0.0, 0.0)
        # All are rounded to two digits.
        assert 0.95 * low <= told["value"] <= 1.05 * high
        assert 0.95 * least <= low <= high <= 1.05 * most


def test_the_page_shows_the_calibration_in_force() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text == page(text), f"docs/calibration.md is not what was found: run `{COMMAND}`"
