"""Alarms: who was struck in sight, and how much that frightens those who follow them."""

import numpy as np

from sim.state.alarms import joined, no_alarms, raised


def test_a_source_struck_twice_in_a_tick_alarms_as_the_louder_part_does() -> None:
    alarms = raised(raised(no_alarms(), np.array([9, 4]), 0.3), np.array([7, 4]), 0.1)
    assert alarms.sources.tolist() == [4, 7, 9]
    assert alarms.fear.tolist() == [0.3, 0.1, 0.3]
    louder = raised(alarms, np.array([4, 7]), 0.2)
    assert louder.fear.tolist() == [0.3, 0.2, 0.3]


def test_nobody_more_struck_changes_nothing() -> None:
    alarms = raised(no_alarms(), np.array([2]), 0.5)
    again = raised(alarms, np.zeros(0, np.int64), 9.0)
    assert (again.sources.tolist(), again.fear.tolist()) == ([2], [0.5])


def test_alarms_of_several_markets_are_put_in_the_order_of_sources() -> None:
    home, abroad = raised(no_alarms(), np.array([8, 2]), 0.3), raised(no_alarms(), np.array([5]), 0.1)
    both = joined([home, no_alarms(), abroad])
    assert both.sources.tolist() == [2, 5, 8]
    assert both.fear.tolist() == [0.3, 0.1, 0.3]
