"""Harm: what a policy does to those it was not meant for."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.metrics._contract import Key, Measured, Metric
from sim.state.record import COVERT, OVERT, Record


class Harm(Metric):
    """Rebuttals removed, ordinary accounts suspended, speech silenced by censorship or fear.

    Names: collateral damage, over-enforcement, chilling effect.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "wrongly_removed_rebuttals": Key(
            "items", "Rebuttals and critical posts hidden or removed by censor or platform.", "lower"
        ),
        "ordinary_accounts_suspended": Key("accounts", "Members suspended by the platform.", "lower"),
        "covert_accounts_suspended": Key("accounts", "Covert state accounts suspended by the platform.", "higher"),
        "speech_silenced": Key(
            "items", "Criticism that was hidden or removed, or that fear kept from being said.", "lower"
        ),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the counts."""
        ordinary = ~np.isin(record.roles, (OVERT, COVERT))
        hidden = (record.comments.hidden >= 0) & ordinary[record.comments.author]
        serves = record.posts.stance * record.narratives.side[record.posts.narrative]
        taken_down = (record.posts.removed >= 0) & (serves < 0) & ordinary[record.posts.author]
        rebuttals = float((hidden & (record.comments.stance < 0)).sum() + taken_down.sum())
        critical = record.comments.stance * serves[record.comments.post] < 0
        silenced = float((hidden & critical).sum() + taken_down.sum())
        members = [event for event in record.events if event.event == "suspended" and event.subject == "member"]
        covert = [event for event in record.events if event.event == "suspended" and event.subject == "account"]
        return {
            "wrongly_removed_rebuttals": rebuttals,
            "ordinary_accounts_suspended": float(len(members)),
            "covert_accounts_suspended": float(len(covert)),
            "speech_silenced": silenced + float(record.steps["hushed"].sum()),
        }
