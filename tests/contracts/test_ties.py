"""Every option of ties keeps its family's promise: members follow others, each at most once, by keyed chance alone."""

import numpy as np
import pytest

from sim.base.chance import stream
from sim.base.options import option_class, option_names
from sim.state.inputs import EdgeList, Inputs
from sim.state.ties import Ties
from sim.ties._contract import TieRule
from tests.unit.hand_made import told_out

N = 80
LISTED = EdgeList(N, np.arange(N), (np.arange(N) + 7) % N)
each_rule = pytest.mark.parametrize("name", option_names("ties"))


def rule_of(name: str) -> TieRule:
    settings = {"kind": name} | ({"path": "edges.txt"} if name == "edge_list" else {})
    made = option_class("ties", name).model_validate(settings)
    assert isinstance(made, TieRule)
    return made


def wired(name: str, n: int = N, seed: int = 11) -> Ties:
    listed = Inputs(edges=LISTED._replace(n_nodes=n, follower=LISTED.follower[:n], followee=LISTED.followee[:n] % n))
    return rule_of(name).wire(np.arange(n, dtype=np.int16) % 3, stream(seed), listed)


def pairs(ties: Ties) -> np.ndarray:
    listed = told_out(ties)
    followee = np.repeat(np.arange(len(listed.start) - 1), np.diff(listed.start))
    return np.stack([listed.followers, followee], axis=1)


@each_rule
@pytest.mark.parametrize("n", [2, 9, N])
def test_ties_go_from_members_to_other_members_each_once(name: str, n: int) -> None:
    ties = wired(name, n)
    found = pairs(ties)
    assert len(ties.start) == n + 1
    assert ties.start[-1] == len(ties.followers)
    assert ((found >= 0) & (found < n)).all()
    assert (found[:, 0] != found[:, 1]).all()
    assert len(np.unique(found, axis=0)) == len(found)


@each_rule
def test_ties_are_stored_where_the_rule_says_so(name: str) -> None:
    assert (len(wired(name).followers) > 0) == rule_of(name).stored
    assert rule_of(name).everyone == (len(pairs(wired(name))) == 0)


@each_rule
def test_the_same_chance_wires_the_same_ties(name: str) -> None:
    assert wired(name).followers.tobytes() == wired(name).followers.tobytes()
    assert wired(name).start.tobytes() == wired(name).start.tobytes()
    assert pairs(wired(name)).tobytes() == pairs(wired(name)).tobytes()


@each_rule
def test_a_share_of_members_follows_each_account(name: str) -> None:
    figures = np.array([0.0, 0.25, 1.0])
    shares = rule_of(name).shares_following(np.array([True, False, True]), figures)
    assert shares.tolist() == figures.tolist(), "unless something else is set, as the figures have it"
