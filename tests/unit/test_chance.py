"""Keyed chance: the same decision has the same luck, another decision has other luck."""

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from sim.base.chance import ALONE, draws, first_draws, identity, purpose, stream, unit

DECISION = purpose("test.decision")
SMALLEST, LARGEST = np.int64(0), np.int64(2**32 - 1)


def luck(n: int, seed: int = 5, decision: int = DECISION) -> np.ndarray:
    return np.array([draws(stream(seed), decision, 3, one, ALONE) for one in range(n)])


def test_a_unit_draw_is_never_0_and_never_1() -> None:
    assert 0.0 < unit(SMALLEST) < 1e-9
    assert 1 - 1e-9 < unit(LARGEST) < 1.0


@pytest.mark.parametrize("replicate", [0, 1, 77])
def test_seed_0_is_a_seed_like_any_other(replicate: int) -> None:
    assert stream(0, replicate) != stream(1, replicate)
    assert stream(0, replicate) == stream(0, replicate)


def test_the_replicate_changes_the_stream_and_0_is_the_first() -> None:
    assert stream(4) == stream(4, 0)
    assert len({stream(4, replicate) for replicate in range(1000)}) == 1000


def test_seed_and_replicate_are_not_written_into_one_number() -> None:
    assert stream(1, 11) != stream(11, 1)


def test_many_seeds_share_no_stream() -> None:
    assert len({stream(seed) for seed in range(5000)}) == 5000


@pytest.mark.parametrize("changed", [{"decision": purpose("test.other")}, {"tick": 4}, {"one": 8}, {"other": 9}])
def test_each_part_of_the_key_changes_the_draw(changed: dict[str, int]) -> None:
    key = {"decision": DECISION, "tick": 3, "one": 7, "other": 5}
    assert draws(stream(1), *key.values()) != draws(stream(1), *(key | changed).values())


@pytest.mark.parametrize("seed", [0, 5])
def test_many_first_draws_at_once_are_the_first_draws_one_by_one(seed: int) -> None:
    ones = np.array([0, 1, 7, 2**31, 2**32 - 1, *range(100, 160)])
    at_once = first_draws(stream(seed), DECISION, 3, ones, 9)
    assert at_once.tolist() == [draws(stream(seed), DECISION, 3, one, 9).first for one in ones]


def test_the_two_identities_of_a_decision_do_not_commute() -> None:
    assert draws(stream(1), DECISION, 3, 7, 5) != draws(stream(1), DECISION, 3, 5, 7)


def test_an_identity_is_a_signed_32_bit_word_and_repeats() -> None:
    found = [identity(stream(1), DECISION, 3, one, 2) for one in range(200)]
    assert len(set(found)) == 200
    assert all(0 <= word < 2**32 for word in found)
    assert found[7] == identity(stream(1), DECISION, 3, 7, 2)


@pytest.mark.parametrize("place", range(4))
def test_draws_are_uniform(place: int) -> None:
    assert kstest(luck(4000)[:, place], "uniform").pvalue > 0.01


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
def test_the_four_draws_of_a_decision_are_independent(pair: tuple[int, int]) -> None:
    # 6 x 6 cells with 4,000 / 36 = 111 expected in each; 25 degrees of freedom once the margins are fixed.
    one, other = luck(4000)[:, pair[0]], luck(4000)[:, pair[1]]
    assert _chi_square(one, other) < chi2.ppf(0.99, 35)


def test_neighbouring_identities_seeds_and_decisions_are_independent() -> None:
    first = luck(4001)[:, 0]
    assert _chi_square(first[:-1], first[1:]) < chi2.ppf(0.99, 35)
    assert _chi_square(first, luck(4001, seed=6)[:, 0]) < chi2.ppf(0.99, 35)
    assert _chi_square(first, luck(4001, decision=DECISION + 1)[:, 0]) < chi2.ppf(0.99, 35)


def _chi_square(one: np.ndarray, other: np.ndarray) -> float:
    counts = np.histogram2d(one, other, bins=6, range=[[0, 1], [0, 1]])[0]
    expected = len(one) / 36
    return float(((counts - expected) ** 2 / expected).sum())
