"""Whatever an operation sees, its strategy answers with chances, shares and counts, and with nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.base.options import option_class, option_names
from sim.strategies._contract import COVERT, OVERT, Plan, Returns, Sighting, Strength, left_to_overt
from tests.unit.hand_made import STREAM

COUNTS = some.integers(0, 200)
RATES = some.floats(0.0, 24.0)


@some.composite
def sightings(draw: some.DrawFn) -> Sighting:
    """Draw what an operation of any size may see, in a world of 1 to 3 segments and 1 to 4 narratives."""
    n_segments, n_narratives = draw(some.integers(1, 3)), draw(some.integers(1, 4))
    luck = np.random.default_rng(draw(some.integers(0, 2**32)))
    own = luck.random(n_narratives) < 0.7
    strength = Strength(*(draw(COUNTS) for _ in range(2)), n_reserve := draw(COUNTS), draw(some.integers(0, n_reserve)))
    axes = (n_segments, 2, n_narratives)
    return Sighting(
        hours=draw(some.floats(0.0, 1e4)),
        tick_hours=draw(some.sampled_from([1 / 60, 1.0, 24.0])),
        engagement=luck.exponential(20.0, n_narratives),
        own=own,
        rivals=~own,
        n_active=strength.n_overt + strength.n_covert,
        n_reserve=strength.n_reserve,
        tick=draw(some.integers(0, 10**6)),
        counters=own & (luck.random(n_narratives) < 0.5),
        returns=Returns(luck.poisson(3.0, axes).astype(float), luck.poisson(1.0, axes).astype(float)),
        strength=strength._replace(n_lost=draw(some.integers(0, 20))),
        overt_only=luck.random(n_narratives) < draw(some.sampled_from([0.0, 0.5, 1.0])),
    )


@pytest.mark.parametrize("name", [name for name in option_names("strategy") if name != "silent"])
@settings(max_examples=60, deadline=None)
@given(shown=sightings(), overt=RATES, covert=RATES, replies=RATES, n_ticks=some.integers(1, 4))
def test_orders_are_chances_shares_and_counts(
    name: str, shown: Sighting, overt: float, covert: float, replies: float, n_ticks: int
) -> None:
    pace = {"overt_posts": overt, "covert_posts": covert, "covert_replies": replies}
    kind, plan = option_class("strategy", name), Plan(STREAM)
    chosen = kind(**{key: value for key, value in pace.items() if key in kind.model_fields})
    for _ in range(n_ticks):
        orders = chosen.decide(shown, plan)
    assert min(orders.overt_posts, orders.covert_posts) >= 0.0
    assert 0.0 <= orders.covert_replies <= 1.0
    orders = left_to_overt(orders, shown.overt_only, shown.returns.posts.shape[0])
    for shares in (orders.narratives, *orders.by_persona.reshape(-1, len(shown.own))):
        efforts = np.diff(shares, prepend=0.0)
        assert (efforts >= -1e-12).all()
        assert (efforts[~shown.own] <= 1e-12).all(), "effort goes to a narrative that is not its own"
    assert orders.narratives[-1] == pytest.approx(float(shown.own.any()))
    by_persona = orders.by_persona if len(orders.by_persona) else np.tile(orders.narratives, (1, 2, 1))
    for voice, may in ((OVERT, shown.own), (COVERT, shown.own & ~shown.overt_only)):
        efforts = np.diff(by_persona, axis=-1, prepend=0.0)[:, voice]
        assert (efforts[:, ~may] <= 1e-12).all(), "a voice posts about what is not left to it"
        assert by_persona[:, voice, -1] == pytest.approx(float(may.any())), "a voice that could post is silent"
    assert orders.recruits >= 0
    assert -1 <= orders.joins <= shown.strength.n_due


@given(shown=sightings())
def test_the_silent_say_nothing_whatever_they_see(shown: Sighting) -> None:
    orders = option_class("strategy", "silent")().decide(shown, Plan(STREAM))
    assert (orders.overt_posts, orders.covert_posts, orders.covert_replies, orders.recruits) == (0.0, 0.0, 0.0, 0)
