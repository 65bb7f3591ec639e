"""Covert accounts that pass on what overt accounts of their own side say, at a price."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, simulate
from sim.kernels.publishing import Candidates, boost
from sim.state.accounts import ACTIVE, RESERVE, accounts_from
from sim.state.visits import NOTHING
from tests import worlds
from tests.unit.hand_made import STREAM

BOOSTING = {"kind": "amplify", "worthless": 0.0, "overt_posts": 12.0, "covert_shares": 6.0}


def market(ticks: int = 30, strategy: dict[str, Any] | None = None, **changes: Any) -> Marketplace:
    made = Marketplace(worlds.world(strategy=BOOSTING | (strategy or {}), **changes), 7)
    for _ in range(ticks):
        made.step()
    return made


def boosted(chance: float, own: list[int]) -> list[int]:
    accounts = accounts_from(np.array([False, True, True, True]), np.zeros(4), np.ones(4))
    accounts.status[:] = [ACTIVE, ACTIVE, RESERVE, ACTIVE]
    rows = np.array(own, np.int64)
    boost(accounts, chance, Candidates(rows, 100 + rows, np.ones(len(own))), (STREAM, 4), 0, 4)
    return accounts.shares.tolist()


def test_active_covert_accounts_alone_pass_on_and_only_what_there_is() -> None:
    assert boosted(1.0, [7]) == [NOTHING, 7, NOTHING, 7]
    assert boosted(0.0, [7]) == [NOTHING] * 4
    assert boosted(1.0, []) == [NOTHING] * 4


def test_only_overt_posts_are_passed_on_and_only_overt_accounts_post() -> None:
    made = market()
    posts = made.forum.posts.in_use()
    by_state = made.is_state_account(posts["author"])
    seats = posts["author"][by_state] - made.first_account
    assert len(seats) > 5
    assert not made.accounts.columns.covert[seats].any()
    assert made.accounts.columns.n_shares[made.accounts.columns.covert].sum() > 20
    assert made.accounts.columns.n_shares[~made.accounts.columns.covert].sum() == 0


def test_what_is_passed_on_reaches_those_who_follow_the_covert_account_under_the_overt_voice() -> None:
    nobody = worlds.OPERATION | {"overt_followers": 0.0}
    alone, helped = (
        simulate(worlds.world(strategy=BOOSTING | {"covert_shares": times}, operation=nobody), 7)
        for times in (0.0, 24.0)
    )
    assert alone.summary["reach_ever"] == 0
    assert helped.summary["reach_ever"] > 0
    assert helped.summary["trust_state"] != alone.summary["trust_state"]


def test_each_share_costs_what_is_declared() -> None:
    costs = {"post": 0.0, "reply": 0.0, "account": 0.0, "share": 0.25}
    made = market(operation=worlds.OPERATION | {"costs": costs})
    assert made.operation.spent == pytest.approx(0.25 * made.accounts.columns.n_shares.sum())


def test_what_the_purse_does_not_cover_is_not_passed_on() -> None:
    costs = {"post": 0.0, "reply": 0.0, "account": 0.0, "share": 1.0}
    made = market(operation=worlds.OPERATION | {"costs": costs, "budget": 10.0})
    assert made.accounts.columns.n_shares.sum() == 10


def test_the_breaker_counts_shares_whoever_makes_them() -> None:
    rules = {"enforcement": {"breaker": {"threshold": 2.0, "hold": 4.0}}}
    helped, alone = (market(30, {"covert_shares": times}, **rules) for times in (24.0, 0.0))
    assert helped.ledger.count("held_back") > alone.ledger.count("held_back")


def test_the_platform_has_a_dossier_of_accounts_that_only_pass_on() -> None:
    made = market(enforcement={"suspension": {"reviews": 0.0}})
    sources = made.platform.each[0].dossiers.suspects().sources
    shared = np.flatnonzero(made.accounts.columns.n_shares > 0) + made.first_account
    assert set(shared) <= set(sources)


def test_without_boosts_the_published_program_is_as_it_was() -> None:
    rules = worlds.RULE_SETS["resharers"]
    plain, spelled = (
        worlds.bytes_of(worlds.lived(worlds.world(ticks=20, **rules | {"strategy": rules["strategy"] | more})))
        for more in ({}, {"worthless": 1.0, "overt_posts": 0.0, "covert_shares": 0.0})
    )
    assert plain == spelled


def _exposures(**changes: Any) -> np.ndarray:
    """Return reads a member of posts that assert the campaign, in six worlds in which accounts amplify by default."""
    settings = worlds.changed(worlds.settings(strategy={"kind": "amplify"}), {"operation.covert": 60} | changes)
    return np.array([simulate(worlds.world(**settings), seed).summary["exposures"] for seed in range(6)])


def test_by_default_amplifiers_widen_the_reach_of_overt_posts_and_only_by_those_who_follow_them() -> None:
    """With boosters more is read than with overt accounts alone, in every pair; where nobody follows them, the same."""
    gained = _exposures() - _exposures(**{"strategy.covert_shares": 0.0})
    assert (gained > 0.0).all(), gained
    unheard = {"ties.infiltration": 0.0}
    assert (_exposures(**unheard) == _exposures(**{**unheard, "strategy.covert_shares": 0.0})).all()
