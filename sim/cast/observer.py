"""The observer: one row of numbers a tick."""

from typing import TYPE_CHECKING

import numpy as np

from sim.kernels.observing import (
    ACQUAINTED,
    BELIEF,
    BELIEF_OF_MET,
    CHUNK,
    MET_EVER,
    READ_LATELY,
    Acquaintance,
    acquaintance,
    observe_any,
    observe_groups,
    sums_by_chunk,
    total,
    trust_by_chunk,
)
from sim.kernels.trusting import Opinions, trust_after_news
from sim.state.accounts import ACTIVE
from sim.state.series import Series
from sim.state.voices import VOICES

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

# A multiple of the chunks in which sums are made, so that members are added up in the same order, block or no block.
_BLOCK = 16 * CHUNK


class Observer:
    """Writes the steps table; every column but tick and hours is a share, a mean or a count of this tick."""

    def __init__(self, model: "Marketplace") -> None:
        """Open an empty table."""
        self.model = model
        self.rows = Series()
        self.window = max(1, round(model.world.metrics.reach.window / model.world.tick_hours))
        self.names = model.world.narrative_names()
        # Of all members, where there are several markets or few members; else nobody's.
        self.beliefs = np.zeros((0, 0))
        # Asked once: it goes through the rules of every market.
        self.hears_news = bool(model.world.news_about)
        self.n_rebuttals = 0

    def observe(self) -> None:
        """Add this tick's row."""
        model = self.model
        row: dict[str, float] = {"tick": model.tick, "hours": model.hours}
        row |= self._of_campaign_and_narratives() | self._of_trust() | self._of_talk()
        if model.messages.in_use:
            row |= self._of_feeds()
        if model.markets.several:
            row |= self._of_markets()
        self.rows.append(row)

    def steps(self) -> dict[str, np.ndarray]:
        """Return the table as columns."""
        return self.rows.columns()

    def _of_campaign_and_narratives(self) -> dict[str, float]:
        model, members = self.model, self.model.members.columns
        n, campaign = model.world.members, model.operation.own
        since = max(model.tick - self.window + 1, 0)
        read = model.over_members(lambda start, stop: observe_any(members.last_asserted[start:stop], campaign, since))
        lately, ever = (sum(counts) for counts in zip(*read, strict=True))
        sums = self._sums_by_narrative(since)
        seen = {
            "reach": lately / n,
            "reach_ever": ever / n,
            "credibility": _ratio(sums[BELIEF_OF_MET, campaign].sum(), sums[ACQUAINTED, campaign].sum()),
            "belief_mean": _ratio(sums[BELIEF, campaign].sum(), n * int(campaign.sum())),
        }
        for place, name in enumerate(self.names):
            seen[f"reach.{name}"] = sums[READ_LATELY, place] / n
            seen[f"credibility.{name}"] = _ratio(sums[BELIEF_OF_MET, place], sums[ACQUAINTED, place])
            seen[f"belief.{name}"] = sums[BELIEF, place] / n
            seen[f"reads.{name}"] = int(model.speech.narrative_reads[0, place])
            seen[f"reads_knocked_out.{name}"] = int(model.speech.narrative_reads[1, place])
        return seen

    def _sums_by_narrative(self, since: int) -> np.ndarray:
        """Return the totals of ``sums_by_chunk`` over everybody [5, J], and keep the beliefs that are asked for again.

        Probabilities in double precision of all members at once would take more room than beliefs themselves.
        """
        model = self.model
        n, n_narratives = model.members.columns.belief.shape
        if model.markets.several or n <= _BLOCK:
            self.beliefs, parts = self._sums_within(since, slice(0, n))
        else:
            ranges = model.over_members(lambda start, stop: self._in_blocks(since, start, stop), CHUNK)
            self.beliefs, parts = np.zeros((0, n_narratives)), np.concatenate(ranges)
        return np.asarray(total(parts.reshape(len(parts), -1)).reshape(5, n_narratives))

    def _in_blocks(self, since: int, start: int, stop: int) -> np.ndarray:
        """Return the sums of each chunk of the members ``start`` to ``stop``, who are seen a block at a time."""
        bounds = range(start, stop, _BLOCK)
        blocks = [self._sums_within(since, slice(first, min(first + _BLOCK, stop)))[1] for first in bounds]
        return np.concatenate([self._sums_within(since, slice(0, 0))[1], *blocks])

    def _sums_within(self, since: int, rows: slice) -> tuple[np.ndarray, np.ndarray]:
        members = self.model.members.columns
        beliefs = self.model.world.belief.probabilities(members.belief[rows])
        return beliefs, sums_by_chunk(
            Acquaintance(members.last_asserted[rows], members.acquainted[rows]), beliefs, since
        )

    def _of_markets(self) -> dict[str, float]:
        model, members = self.model, self.model.members.columns
        markets, since = model.markets, max(model.tick - self.window + 1, 0)
        where, n = markets.of[: model.world.members], len(markets.sizes)
        known = acquaintance(members)
        own = observe_groups(known, self.beliefs, model.operation.own, since, where, n)
        rival = observe_groups(known, self.beliefs, model.operation.rivals, since, where, n)
        n_own = int(model.operation.own.sum())
        seen: dict[str, float] = {}
        for place, name in enumerate(markets.names):
            size = int(markets.sizes[place])
            seen[f"reach_at.{name}"] = _ratio(own[READ_LATELY, place], size)
            seen[f"credibility_at.{name}"] = _ratio(own[BELIEF_OF_MET, place], own[ACQUAINTED, place])
            seen[f"belief_at.{name}"] = _ratio(own[BELIEF, place], size * n_own)
            seen[f"rivals_ever_at.{name}"] = _ratio(rival[MET_EVER, place], size)
        return seen

    def _of_trust(self) -> dict[str, float]:
        model, members = self.model, self.model.members.columns
        trust = members.trust
        if self.hears_news:
            log_odds = model.world.belief.scale == "log_odds"
            trust = trust_after_news(Opinions(trust, members.belief, members.prior, model.doubts, log_odds))
        parts = model.over_members(lambda start, stop: trust_by_chunk(trust[start:stop]), CHUNK)
        means = total(np.concatenate(parts)) / len(trust)
        return {f"trust_{voice}": float(means[place]) for place, voice in enumerate(VOICES)}

    def _of_feeds(self) -> dict[str, float]:
        copies = self.model.messages.copies
        held = np.flatnonzero(copies)
        shares = copies[held] / max(int(copies.sum()), 1)
        quality = self.model.forum.posts.columns["quality"][held]
        return {
            "feed_quality": float(np.sum(shares * quality)) if len(held) else float("nan"),
            "bad_slot_share": float(np.sum(shares[quality == 0.0])) if len(held) else float("nan"),
            "diversity": float(-np.sum(shares * np.log(shares))) if len(held) else float("nan"),
        }

    def _of_talk(self) -> dict[str, float]:
        model, speech = self.model, self.model.speech
        n = model.world.members
        return {
            "reads": speech.n_reads / n,
            "exposures": speech.exposures / n,
            "posts": len(model.forum.new_posts()) + len(model.messages.reused),
            "comments": len(model.forum.new_comments()),
            "rebuttals": self.n_rebuttals,
            "hidden": model.censor.n_hidden,
            "hushed": speech.n_hushed,
            "reports": model.platform.n_reports,
            "platform_cost": model.platform.spent_now,
            "fear_mean": float(np.mean(model.members.columns.fear, dtype=np.float64)),
            "spent": model.operation.spent,
            "active_accounts": int((model.accounts.columns.status == ACTIVE).sum()),
            "posts_alive": len(model.forum.alive),
        }


def _ratio(over: float, under: float) -> float:
    return float(over / under) if under else float("nan")
