"""What a community note does to the post it stands under, and when."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from experiments.evidence._contract import Check, Outcome, around
from experiments.evidence.effect_sizes import change
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import ONE_MARKET, CountLog, campaign_posts, lived
from experiments.evidence.worlds import Worlds

# Every note that someone proposes and another rates is shown, so that notes come as an experimenter would assign them.
_SHOWN = {"propose_rate": 1.0, "rate_rate": 1.0, "least_ratings": 1, "threshold": -2.0}
_NEVER = 1e3
_LATE = 48.0


class Shared(NamedTuple):
    """A market's posts: identities ``keys`` [k], the tick of a ``noted`` [k], ``shares`` [ticks, k], ``own`` rows."""

    keys: np.ndarray
    noted: np.ndarray
    shares: np.ndarray
    own: np.ndarray


class Note(Target):
    """A note halves later shares of a post, takes an eighth of all its shares, and does nothing when it comes late.

    Two markets that share every draw, with notes and without; the same posts in both, those of the operation that get a
    note. Shares after the note, over the whole life, and over the life with notes two days late. Intervals are those
    that the study gives to its effects, rounded.
    """

    id: ClassVar[str] = "note"
    expected: ClassVar[str] = "-46 % of shares after it, -12 % over life, 0 when 48 h late"
    tolerance: ClassVar[str] = "± 10, ± 6 and ± 3 points"
    source: ClassVar[str] = "Slaughter, Peytavin, Ugander & Saveski 2025, PNAS 122, e2503413122"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 4.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the change of shares after a note, over life, and over life where notes are late."""
        none, soon = _market(worlds, seed, _NEVER), _market(worlds, seed, None)
        after, life = _changes(soon, none)
        _, late = _changes(_market(worlds, seed, _LATE), none)
        n_noted = int((soon.noted[soon.own] >= 0).sum())
        checks = (
            around("after", -0.46, after, 0.10),
            around("over life", -0.12, life, 0.06),
            Check("48 h late", 0.0, late, -0.03, 0.03),
        )
        return Outcome(checks, note=f"{n_noted} posts noted.")


def _market(worlds: Worlds, seed: int, delay: float | None) -> Shared:
    notes: dict[str, Any] = _SHOWN if delay is None else _SHOWN | {"delay": delay}
    design = ONE_MARKET | {"ticks": 132, "members": 4000, "operation.stops_at": 72.0, "rebuttals": _with(notes)}
    log = CountLog("shares")
    record = lived(worlds("guo_2017", "strategy=broadcast", changes=design), seed, log)
    own = np.concatenate([campaign_posts(record, covert=covert) for covert in (False, True)])
    return Shared(record.posts.key, record.posts.noted, log.by_tick(), own)


def _with(notes: dict[str, Any]) -> dict[str, Any]:
    return {"crowd": {}, "professionals": {"leader_followed_by": 0.8}, "notes": notes}


def _changes(noted: Shared, never: Shared) -> tuple[float | None, float | None]:
    """Return the change of shares after the note and over life, of the posts that got one, against their twins."""
    row_of = {key: row for row, key in enumerate(never.keys.tolist())}
    pairs = [(row, row_of[key]) for row in noted.own if noted.noted[row] >= 0 and (key := noted.keys[row]) in row_of]
    if not pairs:
        return None, None
    rows, twins = np.array(pairs).T
    before = noted.shares[noted.noted[rows], rows].sum()
    before_twins = never.shares[noted.noted[rows], twins].sum()
    life, life_twins = int(noted.shares[-1, rows].sum()), int(never.shares[-1, twins].sum())
    return change(life - before, life_twins - before_twins), change(life, life_twins)
