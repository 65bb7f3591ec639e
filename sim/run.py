"""One run: a campaign and its quiet twin, from a checked scenario to a summary and tables."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from sim.marketplace import Marketplace
from sim.marketplace_snapshot import restored, snapshot
from sim.metrics._contract import Undefined
from sim.run_tables import accounts_table, comments_table, events_table, members_table, posts_table, steps_table
from sim.scenario import Scenario, parts_on
from sim.state.record import COVERT, CRITIC_POSTER, MEMBER, OVERT, PRESS_POSTER, Record
from sim.state.voices import CRITIC

type Progress = Callable[[int, int], None]


class Bookmark(Protocol):
    """Where the snapshots of one world are kept, one ``every`` so many ticks and one at its end."""

    every: int

    def latest(self) -> bytes | None:
        """Return the last snapshot that was kept, None if there is none to go on from."""

    def keep(self, taken: bytes, tick: int) -> None:
        """Keep a snapshot of the world before the given tick."""


type Bookmarks = Callable[[str], Bookmark]


@dataclass(frozen=True)
class RunResult:
    """What a run left behind: ``record`` of the campaign, ``quiet`` of its twin, and the numbers made of them.

    ``summary`` holds every metric's keys; an undefined one is None, and ``undefined`` says why.
    """

    scenario: Scenario
    seed: int
    replicate: int
    record: Record
    quiet: Record
    summary: dict[str, float | None]
    undefined: dict[str, str]

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row a tick: what was observed, with the excess of credibility over the quiet twin."""
        return steps_table(self.record, self.quiet)

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row a post: who, what, and its fate."""
        return posts_table(self.record, self.scenario.narrative_names())

    @cached_property
    def comments(self) -> pd.DataFrame:
        """One row a comment."""
        return comments_table(self.record)

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """One row a state account."""
        return accounts_table(self.record, list(self.scenario.narratives.segments))

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row a dated event."""
        return events_table(self.record)

    @cached_property
    def members(self) -> pd.DataFrame:
        """A panel of members, evenly spaced: segment and final belief in each narrative, with and without campaign."""
        return members_table(self.record, self.quiet, self.scenario)


def simulate(
    scenario: Scenario,
    seed: int | None = None,
    replicate: int = 0,
    progress: Progress | None = None,
    bookmarks: Bookmarks | None = None,
) -> RunResult:
    """Run a scenario and its quiet twin under the same chance, and measure the one against the other.

    ``seed`` is the scenario's own where None; ``progress`` is told ticks done and ticks in all, over both worlds.
    ``bookmarks`` gives the place for snapshots of the worlds ``campaign`` and ``quiet``: each goes on from the latest.
    """
    root = scenario.seed if seed is None else seed
    ticks = scenario.ticks
    told = progress or _tell_nobody
    place: Callable[[str], Bookmark | None] = bookmarks or (lambda _: None)
    record = live(scenario, root, replicate, lambda tick: told(tick, 2 * ticks), place("campaign"))
    twin = scenario.without_campaign()
    quiet = live(twin, root, replicate, lambda tick: told(ticks + tick, 2 * ticks), place("quiet"))
    summary, undefined = measured(scenario, record, quiet)
    return RunResult(scenario, root, replicate, record, quiet, summary, undefined)


def measured(scenario: Scenario, record: Record, quiet: Record) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return every metric's keys for a campaign beside its quiet twin, None where undefined, and the reasons why."""
    summary: dict[str, float | None] = {}
    undefined: dict[str, str] = {}
    for metric in parts_on("metrics", scenario.metrics).values():
        for key, value in metric.measure(record, quiet).items():
            summary[key] = None if isinstance(value, Undefined) else value
            if isinstance(value, Undefined):
                undefined[key] = value.reason
    return summary, undefined


def _tell_nobody(_done: int, _total: int) -> None:
    pass


def live(
    scenario: Scenario, seed: int, replicate: int, told: Callable[[int], None], bookmark: Bookmark | None = None
) -> Record:
    """Live through one world from the first tick to the last, and return its record; go on where it left a bookmark.

    Raises:
        UnreadableSnapshot: if what the bookmark holds is no snapshot of this world.
    """
    taken = bookmark.latest() if bookmark else None
    market = (
        restored(scenario, seed, replicate, taken) if taken else Marketplace(scenario, seed, replicate, tidies=True)
    )
    while market.tick < scenario.ticks:
        market.step()
        told(market.tick)
        if bookmark and (market.tick % bookmark.every == 0 or market.tick == scenario.ticks):
            bookmark.keep(snapshot(market), market.tick)
    return record_of(market)


def record_of(market: Marketplace) -> Record:
    """Close a market and return its record."""
    market.close()
    forum = market.forum
    return Record(
        steps=market.observer.steps(),
        posts=forum.all_posts().view(np.recarray),
        comments=forum.all_comments().view(np.recarray),
        accounts=market.accounts.columns,
        narratives=market.narratives,
        roles=_roles(market),
        campaign=market.operation.own,
        belief=market.world.belief.probabilities(market.members.columns.belief),
        segment=market.members.columns.segment,
        events=market.ledger.events,
        spent=market.operation.spent,
        tick_hours=market.world.tick_hours,
        platform_spent=market.platform.spent,
        studies=tuple(market.researcher.studies),
        research_spent=market.researcher.spent,
        acquainted=market.members.columns.acquainted,
        market_of=market.markets.of,
        market_names=market.markets.names,
        exposures_of=market.speech.exposures_of.astype(np.int64),
        amplified_by=market.speech.amplified_by.astype(np.int64),
    )


def _roles(market: Marketplace) -> np.ndarray:
    accounts = np.where(market.accounts.columns.covert, COVERT, OVERT)
    # As they were seated: whom a false attribution made the state's in the eyes of readers is none of it.
    voices = np.r_[market.posters.columns.voice, market.voices[market.first_desk :]]
    posters = np.where(voices == CRITIC, CRITIC_POSTER, PRESS_POSTER)
    return np.r_[np.full(market.world.members, MEMBER), accounts, posters].astype(np.int8)
