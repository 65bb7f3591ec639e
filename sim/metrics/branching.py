"""Branching: does passing on lead to passing on?"""

from collections.abc import Mapping
from typing import ClassVar

from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record
from sim.state.voices import ASSERTS


class Branching(Metric):
    """Mean number of shares that each publication or share of the operation's narratives causes.

    Estimated as shares / (posts + shares), the share of all passings-on that were caused by an earlier one: each share
    has one cause, and every publication and share could have been it. Below 1 a post dies out after 1 / (1 - ratio)
    passings-on in the mean. Shares still to come when the run ends are missing.

    Names: branching ratio, effective reproduction number of a cascade, endogeneity.
    Source: Helmstetter & Sornette 2003, Geophysical Research Letters 30(11): the share of triggered events among all is
    the mean number that each triggers; Filimonov & Sornette 2012, Physical Review E 85(5), as a measure of endogeneity.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "branching_ratio": Key(
            "shares per passing-on", "Shares caused by a publication or share of the operation's narratives.", "lower"
        ),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the ratio over all posts that assert the operation's narratives; undefined where there are none."""
        own = record.campaign[record.posts.narrative] & (record.posts.stance == ASSERTS)
        n_shares, n_posts = int(record.posts.shares[own].sum()), int(own.sum())
        if n_posts == 0:
            return {"branching_ratio": Undefined("no post asserts the operation's narratives")}
        return {"branching_ratio": n_shares / (n_posts + n_shares)}
