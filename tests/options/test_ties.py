"""Who follows whom in markets of a few members, tie by tie, and what a rule does at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.state.inputs import NO_INPUTS, EdgeList, Inputs
from sim.ties._contract import Network
from tests.unit.hand_made import STREAM, told_out

NETWORKS = [name for name in option_names("ties") if issubclass(option_class("ties", name), Network)]


def followees(name: str, segments: list[int], inputs: Inputs = NO_INPUTS, **settings: Any) -> list[list[int]]:
    """Return whom each member follows."""
    rule: Any = option_class("ties", name)(**settings)
    ties = told_out(rule.wire(np.array(segments, np.int16), STREAM, inputs))
    followed: list[list[int]] = [[] for _ in segments]
    for followee, (start, stop) in enumerate(zip(ties.start, ties.start[1:], strict=False)):
        for follower in ties.followers[start:stop].tolist():
            followed[follower].append(followee)
    return followed


@pytest.mark.transcript("ties.segments")
def test_two_and_two_who_keep_to_their_own_follow_each_other() -> None:
    alone = {"homophily": 1.0, "followees": 1.0, "followees_spread": 0.0}
    assert followees("segments", [0, 0, 1, 1], **alone) == [[1], [0], [3], [2]]
    assert followees("segments", [0, 1, 0, 1], **alone) == [[2], [3], [0], [1]]
    assert followees("segments", [0, 1, 1], **alone) == [[], [2], [1]], "nobody of the own segment, nobody to follow"


@pytest.mark.transcript("ties.poisson")
def test_three_who_follow_two_others_follow_all_and_with_none_nobody() -> None:
    assert followees("poisson", [0, 0, 0], followees=2.0) == [[1, 2], [0, 2], [0, 1]]
    assert followees("poisson", [0, 0, 0], followees=0.0) == [[], [], []]


@pytest.mark.limits("ties.implicit", "followees")
@pytest.mark.transcript("ties.implicit")
def test_three_of_whom_no_list_is_kept_follow_all_or_nobody() -> None:
    assert followees("implicit", [0, 0, 0], followees=2.0) == [[1, 2], [0, 2], [0, 1]]
    assert followees("implicit", [0, 0, 0], followees=0.0) == [[], [], []]
    assert followees("implicit", [0], followees=2.0) == [[]]


@pytest.mark.transcript("ties.preferential")
def test_six_arrive_where_those_who_have_followers_get_more() -> None:
    # Two founders follow each other; at exponent 2 whoever comes copies whom an earlier one follows.
    assert followees("preferential", [0] * 6, followees=1.0, popularity_exponent=2.0) == [[1], [0], [0], [1], [1], [0]]
    assert followees("preferential", [0] * 3, followees=2.0) == [[1, 2], [0, 2], [0, 1]]


@pytest.mark.transcript("ties.random_walk")
def test_six_arrive_and_follow_one_and_whom_that_one_follows() -> None:
    followed = followees("random_walk", [0] * 6, followees=2.0, closure=1.0)
    assert followed == [[1, 2], [0, 2], [0, 1], [0, 2], [0, 1], [1, 2]]
    for newcomer in (3, 4, 5):
        one, other = followed[newcomer]
        assert other in followed[one] or one in followed[other]


@pytest.mark.transcript("ties.edge_list")
def test_three_lines_are_three_ties_or_go_both_ways() -> None:
    listed = Inputs(edges=EdgeList(4, np.array([0, 1, 3]), np.array([1, 0, 2])))
    assert followees("edge_list", [0] * 4, listed, path="edges.txt") == [[1], [0], [], [2]]
    assert followees("edge_list", [0] * 4, listed, path="edges.txt", directed=False) == [[1], [0], [3], [2]]


@pytest.mark.limits("ties.*", "infiltration")
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_covert_accounts_are_followed_by_nobody_or_by_everybody_at_the_limits(name: str, chance: float) -> None:
    path = {"path": "edges.txt"} if name == "edge_list" else {}
    rule: Any = option_class("ties", name)(infiltration=chance, **path)
    shares = rule.shares_following(np.array([False, True, True]), np.array([0.3, 0.2, 0.7]))
    assert shares.tolist() == [0.3, chance, chance]
