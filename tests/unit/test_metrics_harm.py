"""The harm of enforcement, counted by hand."""

import numpy as np
import pytest

from sim.metrics.harm import Harm
from sim.state.accounts import accounts_from
from sim.state.comments import no_comments
from sim.state.ledger import Event
from sim.state.narratives import Narratives
from sim.state.posts import no_posts
from sim.state.record import COVERT, CRITIC_POSTER, MEMBER, OVERT, Record
from sim.state.removers import BY_CENSOR, BY_NOBODY, BY_PLATFORM

MEMBERS, STATE_OVERT, STATE_COVERT, CRITIC = 0, 2, 3, 4


def _narratives() -> Narratives:
    one = np.ones(2)
    return Narratives(np.array([1, -1], np.int8), one, one, one, np.ones((1, 2)), np.full(2, -1, np.int16), 0 * one)


def _record() -> Record:
    """Six posts, three comments and five dated events; narrative 0 serves the state, 1 its critics."""
    posts = no_posts(6)
    posts["author"] = [STATE_COVERT, STATE_COVERT, MEMBERS, MEMBERS, CRITIC, CRITIC]
    posts["narrative"] = [0, 0, 0, 1, 1, 1]
    posts["stance"] = [1, 1, -1, -1, 1, 1]
    posts["found"] = [3, -1, 4, 4, 5, -1]
    posts["removed"] = [9, -1, 9, 9, 9, -1]
    posts["removed_by"] = [BY_PLATFORM, BY_NOBODY, BY_CENSOR, BY_PLATFORM, BY_PLATFORM, BY_NOBODY]
    comments = no_comments(3)
    comments["author"] = [CRITIC, MEMBERS, STATE_COVERT]
    comments["stance"] = [-1, 1, -1]
    comments["hidden"] = [4, 4, 4]
    comments["hidden_by"] = [BY_PLATFORM, BY_CENSOR, BY_PLATFORM]
    kinds = [("suspended", "member"), ("suspended", "poster"), ("suspended", "account"), ("restored", "member")]
    kinds += [("limited", "member"), ("limited", "account"), ("limited", "poster")]
    return Record(
        steps={"hushed": np.array([2.0, 1.0])},
        posts=posts.view(np.recarray),
        comments=comments.view(np.recarray),
        accounts=accounts_from(np.array([False, True]), np.zeros(2), np.zeros(2)),
        narratives=_narratives(),
        roles=np.array([MEMBER, MEMBER, OVERT, COVERT, CRITIC_POSTER], np.int8),
        campaign=np.array([True, False]),
        belief=np.zeros((2, 2)),
        segment=np.zeros(2, np.int16),
        events=[Event(5, event, subject, 0) for event, subject in [*kinds, ("restored", "poster")]],
        spent=0.0,
        tick_hours=1.0,
        platform_spent=12.5,
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        # The member's denial, the critic's post and the critic's comment; whoever denies the critic rebuts nothing.
        ("wrongly_removed_rebuttals", 3),
        # Not the denial, which a censor took.
        ("rebuttals_removed_by_platform", 2),
        ("wrongly_flagged_posts", 3),
        # Not the state's account.
        ("ordinary_accounts_limited", 2),
        ("ordinary_accounts_suspended", 1),
        ("rebuttal_posters_suspended", 1),
        ("ordinary_accounts_restored", 2),
        ("covert_accounts_suspended", 1),
        ("speech_silenced", 6),
        ("platform_cost", 12.5),
    ],
)
def test_harm_by_hand(key: str, value: float) -> None:
    assert Harm().measure(_record(), _record())[key] == value


def test_every_key_is_declared_and_measured() -> None:
    assert set(Harm().measure(_record(), _record())) == set(Harm.keys)
    assert all(key.unit and key.meaning.endswith(".") and key.better for key in Harm.keys.values())
