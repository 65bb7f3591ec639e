"""Every strategy keeps its family's promise: orders for each sighting, and nothing remembered outside its plan."""

from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.kernels.publishing import Orders
from sim.strategies._contract import COVERT, OVERT, Plan, Strategy
from tests.unit.hand_made import STREAM
from tests.unit.scripted import FIRST, SECOND, returns, sighting


def strategy(name: str, **settings: Any) -> Any:
    made = option_class("strategy", name)(**settings)
    assert isinstance(made, Strategy)
    return made


@pytest.mark.parametrize("name", option_names("strategy"))
def test_a_strategy_answers_every_sighting_with_orders_and_forgets_nothing_outside_its_plan(name: str) -> None:
    decided, again = strategy(name), strategy(name)
    one, other = Plan(STREAM), Plan(STREAM)
    script = [sighting(tick, returns=returns((0, COVERT, FIRST, 2, tick))) for tick in range(30)]
    for shown in script:
        first = decided.decide(shown, one)
        assert isinstance(first, Orders)
        for value, twin in zip(first, again.decide(shown, other), strict=True):
            assert np.array_equal(value, twin)


@pytest.mark.parametrize("name", option_names("strategy"))
def test_a_strategy_without_a_narrative_of_its_own_says_nothing(name: str) -> None:
    none = np.zeros(4, bool)
    orders = strategy(name).decide(sighting(own=none, counters=none, rivals=none), Plan(STREAM))
    assert not orders.narratives.any()
    assert not orders.by_persona.any()


@pytest.mark.parametrize("name", option_names("strategy"))
def test_a_strategy_leaves_what_it_is_shown_as_it_was(name: str) -> None:
    shown, kept = (sighting(returns=returns((1, OVERT, SECOND, 3, 5))) for _ in range(2))
    plan = Plan(STREAM)
    for _ in range(3):
        strategy(name).decide(shown, plan)
    assert [np.array_equal(a, b) for a, b in zip(shown.returns, kept.returns, strict=True)] == [True, True]


@pytest.mark.parametrize("name", option_names("strategy"))
@pytest.mark.parametrize("tick_hours", [0.1, 1.0, 24.0])
def test_orders_are_chances_shares_and_whole_numbers_of_accounts(name: str, tick_hours: float) -> None:
    decided, plan = strategy(name), Plan(STREAM)
    for tick in range(5):
        shown = sighting(tick, tick_hours=tick_hours, n_reserve=7, engagement=np.full(4, 1e3))
        orders = decided.decide(shown, plan)
        assert min(orders.overt_posts, orders.covert_posts) >= 0
        for chance in (orders.covert_replies, orders.covert_shares):
            assert 0 <= chance <= 1
        for shares in (orders.narratives, *(row for segment in orders.by_persona for row in segment)):
            assert (np.diff(shares, prepend=0.0) >= -1e-12).all()
            assert len(shares) == 4
            assert shares[-1] <= 1 + 1e-12
        assert orders.recruits >= 0
        assert int(orders.recruits) == orders.recruits
