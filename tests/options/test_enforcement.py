"""Each part of enforcement at work on one post that is written out, hour by hour, and at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.enforcement._contract import Suspects
from sim.enforcement.suspension import Suspension
from sim.kernels.gathering import Deeds
from sim.kernels.reporting import reports
from tests import worlds
from tests.unit.hand_made import STREAM, posts

SURE = {"delay": 2.0, "threshold": 0.1, "content_weight": 1.0, "mistakes": 0.0, "search_mistakes": 0.0}
"""Every fragile post is found in violation two hours after it was put up."""
CAMPAIGN, HOURS = 1, 6
AUTHOR = 3
"""A member who has put up a post of the campaign's."""


def diary(column: str, shared_at: int = -1, n_shares: int = 0, **enforcement: Any) -> list[float]:
    """Return what a column of the post says at the end of each hour under the given enforcement.

    The post is passed on ``n_shares`` times in the hour ``shared_at``; it would outlast one half-life of a search.
    """
    made = Marketplace(worlds.world(members=200, enforcement=SURE | enforcement), 1)
    told = []
    for tick in range(HOURS):
        made.tick = tick
        made.forum.begin_tick()
        if tick == 0:
            row = made.forum.publish(0, np.array([AUTHOR]), np.array([CAMPAIGN]))
            made.forum.posts.columns["found_after"][row] = 1.0
            made.platform.note_speakers(np.array([AUTHOR]))
        made.platform.each[0].shared = np.full(n_shares if tick == shared_at else 0, row[0])
        made.platform.step()
        told.append(float(made.forum.posts.columns[column][row[0]]))
    return told


NOT_YET = -1.0


@pytest.mark.transcript("enforcement.*")
def test_the_verdict_itself_comes_after_the_delay() -> None:
    for part in ("label", "downrank", "removal"):
        assert diary("found", **{part: {}}) == [NOT_YET, NOT_YET, 2, 2, 2, 2]
    for part in ("nudge", "breaker", "suspension"):
        assert diary("found", **{part: {}}) == [NOT_YET] * HOURS, "these wait for no verdict"


@pytest.mark.transcript("enforcement.label")
def test_a_label_comes_with_the_verdict() -> None:
    label = {"label": {"cut": 0.25}}
    assert diary("labelled", **label) == [NOT_YET, NOT_YET, 2, 2, 2, 2]
    assert diary("endorsement", **label) == [1, 1, 0.75, 0.75, 0.75, 0.75]


@pytest.mark.transcript("enforcement.downrank")
def test_what_is_down_ranked_is_shown_less_from_the_verdict_on() -> None:
    assert diary("visibility", downrank={"visibility": 0.5}) == [1, 1, 0.5, 0.5, 0.5, 0.5]


@pytest.mark.transcript("enforcement.removal")
def test_a_post_that_outlasts_one_half_life_is_removed_a_half_life_after_the_verdict() -> None:
    assert diary("removed", removal={"half_life": 3.0}) == [NOT_YET] * 5 + [5]
    assert diary("removed", removal={"half_life": 0.0}) == [NOT_YET, NOT_YET, 2, 2, 2, 2]


@pytest.mark.transcript("enforcement.nudge")
def test_a_nudge_meets_a_post_as_it_is_put_up() -> None:
    assert diary("friction", nudge={"cut": 0.25}) == [0.25] * HOURS


@pytest.mark.transcript("enforcement.breaker")
def test_the_breaker_holds_back_once_what_is_shared_fast() -> None:
    breaker = {"breaker": {"threshold": 20.0, "hold": 2.0}}
    # Two hundred members: four shares an hour are twenty per thousand, and five are more.
    assert diary("visibility", shared_at=1, n_shares=5, **breaker) == [1, 0, 0, 1, 1, 1]
    assert diary("visibility", shared_at=1, n_shares=4, **breaker) == [1] * HOURS


def suspended(**numbers: Any) -> list[bool]:
    """Return whether the author is suspended at the end of each hour, when everyone who spoke is reviewed in each."""
    always = {"reviews": 24.0, "threshold": 0.0, "error": 0.0, "restored": 1.0, "appeal_delay": 3.0}
    made = Marketplace(worlds.world(members=200, enforcement=SURE | {"suspension": always | numbers}), 1)
    told = []
    for tick in range(HOURS):
        made.tick = tick
        made.forum.begin_tick()
        if tick == 1:
            made.forum.publish(tick, np.array([AUTHOR]), np.array([CAMPAIGN]))
            made.platform.note_speakers(np.array([AUTHOR]))
        made.platform.step()
        told.append(bool(made.members.columns.suspended[AUTHOR]))
    return told


@pytest.mark.transcript("enforcement.suspension")
def test_who_speaks_is_reviewed_suspended_and_back_on_appeal() -> None:
    # Spoke in hour 1 and was suspended; the appeal is decided three hours later, and who won it is left alone.
    assert suspended() == [False, True, True, True, False, False]
    assert suspended(restored=0.0) == [False, True, True, True, True, True]
    assert suspended(threshold=1.0) == [False] * HOURS


@pytest.mark.limits("enforcement.suspension", "error")
def test_a_reviewer_without_error_is_exact_and_one_with_an_error_of_1_hardly_better_than_chance() -> None:
    n = 4000
    for error, above, below in ((0.0, 1.0, 0.0), (1.0, 0.540, 0.460)):
        part = Suspension(threshold=0.6, error=error)
        for suspicion, share in ((0.7, above), (0.5, below)):
            found = part.suspends(Suspects(np.arange(n), np.full(n, suspicion)), STREAM, 3)
            # Of a normal error with deviation 1, a share of .54 lies above -.1; four standard errors are .03.
            assert found.mean() == pytest.approx(share, abs=0.03 * error)


@pytest.mark.limits("enforcement.suspension", "appeal_delay")
def test_without_a_delay_an_appeal_is_decided_in_the_next_tick() -> None:
    assert suspended(appeal_delay=0.0) == [False, True, False, False, False, False]


@pytest.mark.limits("enforcement.shared", "threshold", "delay")
def test_nothing_is_in_violation_above_1_everything_above_0_and_without_delay_at_once() -> None:
    assert diary("found", removal={}, threshold=1.0) == [NOT_YET] * HOURS
    assert diary("found", removal={}, threshold=0.0, delay=0.0) == [0.0] * HOURS


@pytest.mark.limits("enforcement.shared", "report_rate")
def test_at_report_rate_0_nobody_reports_and_at_1_whoever_wholly_disbelieves() -> None:
    deeds = Deeds(np.arange(300), np.arange(300), np.zeros(300, np.uint16))
    written = posts(300, stance=np.where(np.arange(300) < 150, 1, -1))
    for rate, disbelieved in ((0.0, False), (1.0, True)):
        found = reports(deeds, written, np.zeros(300), rate, (STREAM, 3))
        assert found.tolist() == [disbelieved] * 150 + [False] * 150, "who believes a denial reports it never"


@pytest.mark.limits("enforcement.shared", "review_cost", "search_cost")
def test_looks_that_cost_nothing_cost_nothing() -> None:
    everyone = {"suspension": {"reviews": 24.0, "threshold": 1.0}, "removal": {}}
    for review, search in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)):
        made = Marketplace(worlds.world(enforcement=everyone | {"review_cost": review, "search_cost": search}), 1)
        for _ in range(20):
            made.step()
        assert (made.platform.spent > 0) == (review + search > 0)
