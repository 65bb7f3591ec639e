"""Levels of enforcement differ in what comes of them, and not in their settings alone."""

import pytest

from experiments import compose
from sim import simulate
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
