"""Every number that the enforcement family declares changes some metric between its low and its high."""

from functools import cache

import pytest

from sim import Scenario, simulate
from sim.base.options import option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.enforcement._contract import Shared
from tests import worlds

ONLY_ON_REPORT = {"report_rate", "mistakes"}
"""What a search does not ask for; a report makes the rest act as well."""


def _declared() -> dict[str, Declaration]:
    found = {one.name: one for one in declarations(Shared)}
    for part in option_names("enforcement"):
        found |= {one.name: one for one in declarations(option_class("enforcement", part), f"{part}.")}
    return found


DECLARED = _declared()


@cache
def _summary(name: str, value: float) -> str:
    posture = "on_report" if name in ONLY_ON_REPORT else "by_search"
    rules = worlds.ENFORCED | {"posture": posture, "report_rate": 0.3, "breaker": {"threshold": 3.0, "hold": 6.0}}
    settings = worlds.changed(worlds.settings(members=300, enforcement=rules), {f"enforcement.{name}": value})
    return str(sorted(simulate(Scenario(**settings), seed=7).summary.items()))


@pytest.mark.parametrize("name", DECLARED)
def test_low_and_high_are_different_worlds(name: str) -> None:
    low, high = DECLARED[name].plausible or (DECLARED[name].low, DECLARED[name].high)
    assert low is not None
    assert high is not None
    assert _summary(name, float(low)) != _summary(name, float(high))
