"""Harm: what a policy does to those it was not meant for."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.metrics._contract import Key, Measured, Metric
from sim.state.record import COVERT, OVERT, Record
from sim.state.removers import BY_PLATFORM


class Harm(Metric):
    """Rebuttals removed, ordinary accounts suspended, speech silenced by censorship or fear; and what enforcing costs.

    Ordinary is whoever is not the operation's: members and rebuttal posters.

    Names: collateral damage, over-enforcement, false positives, chilling effect.
    Assumption: what counts as harm is listed here, and is not weighed against each other.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "wrongly_removed_rebuttals": Key(
            "items", "Rebuttals and critical posts hidden or removed by censor or platform.", "lower"
        ),
        "rebuttals_removed_by_platform": Key(
            "items", "Those of them that the platform removed by its terms; the others are a censor's.", "lower"
        ),
        "wrongly_flagged_posts": Key("posts", "Ordinary posts that the platform found in violation.", "lower"),
        "ordinary_accounts_limited": Key("accounts", "Members and rebuttal posters whose later posts sink.", "lower"),
        "ordinary_accounts_suspended": Key("accounts", "Suspensions of members by the platform.", "lower"),
        "rebuttal_posters_suspended": Key("accounts", "Suspensions of rebuttal posters by the platform.", "lower"),
        "ordinary_accounts_restored": Key("accounts", "Members and rebuttal posters restored on appeal.", "higher"),
        "covert_accounts_suspended": Key("accounts", "Covert state accounts suspended by the platform.", "higher"),
        "speech_silenced": Key(
            "items", "Criticism that was hidden or removed, or that fear or jail kept from being said.", "lower"
        ),
        "platform_cost": Key("platform cost units", "What the platform spent on searches, reviews, appeals.", "lower"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the counts and the cost."""
        ordinary = ~np.isin(record.roles, (OVERT, COVERT))
        posts, comments = record.posts, record.comments
        hidden = (comments.hidden >= 0) & ordinary[comments.author]
        serves = posts.stance * record.narratives.side[posts.narrative]
        taken_down = (posts.removed >= 0) & (serves < 0) & ordinary[posts.author]
        hidden_rebuttals = hidden & (comments.stance < 0)
        rebuttals = float(hidden_rebuttals.sum() + taken_down.sum())
        talk_by_platform = hidden_rebuttals & (comments.hidden_by == BY_PLATFORM)
        posts_by_platform = taken_down & (posts.removed_by == BY_PLATFORM)
        critical = comments.stance * serves[comments.post] < 0
        silenced = float((hidden & critical).sum() + taken_down.sum())
        return {
            "wrongly_removed_rebuttals": rebuttals,
            "rebuttals_removed_by_platform": float(talk_by_platform.sum() + posts_by_platform.sum()),
            "wrongly_flagged_posts": float(((posts.found >= 0) & ordinary[posts.author]).sum()),
            "ordinary_accounts_limited": _count(record, "limited", "member") + _count(record, "limited", "poster"),
            "ordinary_accounts_suspended": _count(record, "suspended", "member"),
            "rebuttal_posters_suspended": _count(record, "suspended", "poster"),
            "ordinary_accounts_restored": _count(record, "restored", "member") + _count(record, "restored", "poster"),
            "covert_accounts_suspended": _count(record, "suspended", "account"),
            "speech_silenced": silenced + float(record.steps["hushed"].sum()),
            "platform_cost": record.platform_spent,
        }


def _count(record: Record, event: str, subject: str) -> float:
    return float(sum(entry.event == event and entry.subject == subject for entry in record.events))
