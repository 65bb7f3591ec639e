"""Effect sizes are computed as the cited studies compute them, by hand on a few people."""

import numpy as np
import pytest

from experiments.evidence._contract import Check, around, between
from experiments.evidence.effect_sizes import RELIABILITY, change, correlation_of, share_of_top, standardised_difference
from experiments.evidence.targets._target import distance_in_tolerances


def test_a_standardised_difference_is_in_standard_deviations_of_answers_and_not_of_minds() -> None:
    treated, control = np.array([0.4, 0.6, 0.8]), np.array([0.2, 0.4, 0.6])
    # Means .6 and .4; the variance of minds is .04 in both arms, that of answers .04 / .7.
    assert standardised_difference(treated, control) == pytest.approx(0.2 / np.sqrt(0.04 / 0.7))
    assert pytest.approx(0.7) == RELIABILITY


def test_arms_of_different_spread_are_pooled() -> None:
    treated, control = np.array([0.0, 1.0]), np.array([0.2, 0.2, 0.2])
    assert standardised_difference(treated, control) == pytest.approx(0.3 / np.sqrt(0.5 / 2 / 0.7))


@pytest.mark.parametrize(
    ("difference", "correlation"), [(0.0, 0.0), (2.0, 2 / np.sqrt(8)), (-0.1, -0.1 / np.sqrt(4.01))]
)
def test_a_correlation_follows_from_a_difference(difference: float, correlation: float) -> None:
    assert correlation_of(difference) == pytest.approx(correlation)


def test_the_top_is_of_those_who_did_it_at_all() -> None:
    # Of four who shared, the top half made 8 + 5 of 16; the three who never shared are not among them.
    assert share_of_top(np.array([0, 8, 2, 0, 5, 1, 0]), 0.5) == pytest.approx(13 / 16)
    assert share_of_top(np.array([3, 1]), 0.01) == pytest.approx(0.75)
    assert share_of_top(np.zeros(3), 0.01) is None


def test_a_change_is_a_share_of_what_there_was() -> None:
    assert change(75, 100) == pytest.approx(-0.25)
    assert change(1, 0) is None


@pytest.mark.parametrize(
    ("check", "distance"),
    [
        (around("d", 0.29, 0.29, 0.1), 0.0),
        (around("d", 0.29, 0.39, 0.1), 1.0),
        (around("d", 0.29, 0.14, 0.1), 1.5),
        (Check("d", -0.2, -0.3, -0.4, -0.1), 0.5),
        (Check("d", -0.2, -0.15, -0.4, -0.1), 0.5),
        (between("share", 0.5, 1.0, 0.6), 0.0),
        (between("share", 0.5, 1.0, 0.25), 2.0),
        (between("ratio", -np.inf, 0.25, 0.5), 2.0),
        (around("d", 0.29, None, 0.1), 5.0),
        (around("d", 0.29, 99.0, 0.1), 5.0),
    ],
)
def test_a_distance_is_in_units_of_what_is_accepted_and_a_lost_cause_is_five(check: Check, distance: float) -> None:
    assert distance_in_tolerances((check,)) == pytest.approx(distance)


def test_the_distance_of_several_checks_is_their_root_mean_square() -> None:
    checks = (around("one", 0.0, 3.0, 1.0), around("other", 0.0, 4.0, 1.0))
    assert distance_in_tolerances(checks) == pytest.approx(np.sqrt(12.5))


def test_what_is_just_accepted_is_met_and_a_hair_beyond_is_not() -> None:
    assert around("d", 0.5, 0.75, 0.25).met
    assert not around("d", 0.5, 0.751, 0.25).met
