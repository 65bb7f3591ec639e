"""Agreement across divides: what one camp grants and the other denies is no agreement, however many grant it."""

from typing import Any

import numpy as np
import pytest

from sim.kernels.bridging import PUBLISHED, Agreement, Penalties, Ratings, agreement

LEFTIST, RIGHTIST, BRIDGING, REFUSED = range(4)
LEFT, RIGHT = [1, 0, 1, 0], [0, 1, 1, 0]
START = np.array([0.3, -0.2, 0.1, 0.4])


def fitted(grants: list[list[int]], start: np.ndarray = START, penalties: Penalties = PUBLISHED) -> Agreement:
    """Return the fit where every rater (a row) rated every item (a column)."""
    raters, items = np.indices((len(grants), len(grants[0])))
    return agreement(Ratings(raters.ravel(), items.ravel(), np.array(grants).ravel()), len(grants), start, penalties)


def test_only_what_both_camps_grant_passes_the_published_threshold() -> None:
    found = fitted([LEFT] * 4 + [RIGHT] * 4).items.intercepts
    assert found[BRIDGING] > 0.4
    assert found[REFUSED] < 0
    assert found[[LEFTIST, RIGHTIST]] == pytest.approx(found[[RIGHTIST, LEFTIST]], abs=0.01)
    assert (found[[LEFTIST, RIGHTIST]] < 0.2).all()


def test_a_majority_of_one_camp_does_not_make_its_item_bridging() -> None:
    """Two in three grant the leftist item and two in three the mixed one; only the second is granted on both sides."""
    mixed = [[1, 0, 1, 0, 1]] * 6 + [[1, 0, 1, 0, 0]] * 2 + [[0, 1, 1, 0, 1]] * 2 + [[0, 1, 1, 0, 0]] * 2
    found = fitted(mixed, np.append(START, 0.2)).items.intercepts
    shares = np.mean(mixed, axis=0)
    assert shares[LEFTIST] == shares[4]
    assert found[LEFTIST] < found[4] < found[BRIDGING]


def test_turning_who_grants_it_round_turns_agreement_round() -> None:
    one = fitted([LEFT] * 4 + [RIGHT] * 4).items.intercepts
    swapped = fitted([[1, 0, 0, 1]] * 4 + [[0, 1, 0, 1]] * 4).items.intercepts
    assert one[BRIDGING] == pytest.approx(swapped[REFUSED], abs=0.01)
    assert one[REFUSED] == pytest.approx(swapped[BRIDGING], abs=0.01)


def test_factors_tell_the_camps_apart() -> None:
    found = fitted([LEFT] * 4 + [RIGHT] * 4)
    left, right = found.raters.factors[:4], found.raters.factors[4:]
    assert (np.sign(left) == -np.sign(right)).all()
    assert found.items.factors[LEFTIST] * left[0] > 0.3
    assert found.items.factors[RIGHTIST] * right[0] > 0.3
    assert found.items.factors[BRIDGING] == pytest.approx(0, abs=0.05)


def test_the_sign_of_the_start_changes_no_intercept() -> None:
    one, other = (fitted([LEFT] * 4 + [RIGHT] * 3, start) for start in (START, -START))
    assert np.array_equal(one.items.intercepts, other.items.intercepts)
    assert np.array_equal(one.items.factors, -other.items.factors)


def test_without_room_for_factors_one_rating_each_is_shared_by_the_three_intercepts() -> None:
    # Factors cost too much; the loss is (1 - 3c)^2 + .15 x 3 c^2, least at c = 1 / 3.15.
    found = fitted([[1]], np.array([0.3]), Penalties(0.15, 1e9))
    assert (found.mean, found.items.intercepts[0]) == pytest.approx((1 / 3.15, 1 / 3.15), abs=2e-3)


def test_no_small_change_lowers_the_loss() -> None:
    grants = np.random.default_rng(3).integers(0, 2, (9, 5))
    raters, items = np.indices(grants.shape)
    found = agreement(Ratings(raters.ravel(), items.ravel(), grants.ravel()), 9, np.linspace(-0.5, 0.5, 5))

    def loss(step: dict[str, Any]) -> float:
        i_u, i_n = found.raters.intercepts[:, None], (found.items.intercepts + step.get("intercepts", 0.0))[None]
        f_u, f_n = found.raters.factors[:, None], (found.items.factors + step.get("factors", 0.0))[None]
        mean = found.mean + step.get("mean", 0.0)
        penalty = 0.15 * (mean**2 + i_u**2 + i_n**2) + 0.03 * (f_u**2 + f_n**2)
        return float(np.mean((grants - mean - i_u - i_n - f_u * f_n) ** 2 + penalty))

    least = loss({})
    assert least == pytest.approx(found.loss, rel=1e-9)
    steps: list[dict[str, Any]] = [{"mean": sign * 0.02} for sign in (-1, 1)]
    steps += [
        {name: sign * 0.02 * np.eye(5)[n]} for name in ("intercepts", "factors") for sign in (-1, 1) for n in range(5)
    ]
    assert all(loss(step) > least for step in steps)


def test_nothing_rated_is_agreement_on_nothing() -> None:
    nothing = np.zeros(0, np.int64)
    found = agreement(Ratings(nothing, nothing, nothing), 0, np.zeros(0))
    assert (found.mean, found.loss, len(found.items.intercepts)) == (0.0, 0.0, 0)
