"""Levels of enforcement differ in what comes of them, and not in their settings alone."""

import numpy as np
import pytest

from experiments import compose
from sim import Scenario, simulate
from tests import worlds
from tests.conf.test_levels_of_enforcement import STEPS


def _what_came_of(level: str) -> dict[str, float | None]:
    # Where posts stay in sight for a day and more, verdicts of every level come in time.
    return simulate(compose("guo_2017", f"enforcement={level}", "feed.chatter=.5", "members=600", "ticks=300")).summary


@pytest.mark.slow
@pytest.mark.parametrize(("lower", "upper"), STEPS)
def test_where_posts_are_long_in_sight_each_level_changes_what_comes_of_the_one_below(lower: str, upper: str) -> None:
    one, other = _what_came_of(lower), _what_came_of(upper)
    changed = {key for key in one if one[key] != other[key]}
    assert changed & {"credibility_final", "credibility_excess", "reach_peak"}


def _reads(level: str, fragility: dict[str, float]) -> np.ndarray:
    """Return how often the campaign and its rival were read asserted, over four worlds in which posts stay in sight."""
    rules = compose("guo_2017", f"enforcement={level}").enforcement.model_dump(mode="json", exclude_none=True)
    settings = worlds.settings(enforcement=rules, feed={"kind": "engagement", "chatter": 0.5})
    settings = worlds.changed(settings, {"ticks": 96, "members": 200, "narratives.claims.rival.published_per_day": 3.0})
    claims = {f"narratives.claims.{claim}.fragility": value for claim, value in fragility.items()}
    world = Scenario(**worlds.changed(settings, claims))
    steps = [simulate(world, seed).steps for seed in range(4)]
    return np.array([sum(float(found[f"reads.{claim}"].sum()) for found in steps) for claim in ("campaign", "rival")])


@pytest.mark.slow
def test_enforcement_bears_down_on_what_is_fragile_whosever_it_is() -> None:
    """What the levels take from the campaign they take from its rival, once it is the rival that is fragile."""
    kept = {}
    for fragile, sound in (("campaign", "rival"), ("rival", "campaign")):
        none, strict, maximal = (_reads(level, {fragile: 0.9, sound: 0.1}) for level in ("none", "strict", "maximal"))
        place = ("campaign", "rival").index(fragile)
        assert none[place] > strict[place] > maximal[place]
        kept[fragile] = maximal / none
    assert kept["campaign"][0] < kept["campaign"][1] - 0.05
    assert kept["rival"][1] < kept["rival"][0] - 0.05
