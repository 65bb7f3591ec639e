"""A pair of worlds, A and B: the same seed and network under two settings, each beside its own quiet twin."""

import math
from typing import Any, Final

import numpy as np

from experiments.analysis.decay import Decay, decay
from experiments.app.asked import Refused, WorldAsked
from experiments.app.command_line import command_line
from experiments.app.dials import compose_column, numbers
from experiments.app.limits import MOST_MEMBERS, MOST_TICKS
from experiments.app.people import People, packed
from experiments.app.person import LastReads, person
from experiments.app.ring import headline, listed, most_contested, posts_of, row_of, thread
from sim import Marketplace, Scenario
from sim.run import measured, record_of

_LISTED_EVERY = 8
"""Ticks from one list of posts to the next while worlds play."""

CURVES: Final = ("reach", "credibility", "excess")
"""What is drawn over time: share reached, belief of those who ever met it, belief of all above the quiet twin's."""


class Column:
    """One world of the pair, and what was observed of it so far; ``curves`` holds one list a series."""

    def __init__(self, world: Scenario, overrides: tuple[str, ...]) -> None:
        """Seat the world and its quiet twin."""
        self.world, self.overrides = world, overrides
        self.market = Marketplace(world, world.seed)
        self.quiet = Marketplace(world.without_campaign(), world.seed)
        self.people = People(self.market)
        self.reads = LastReads(world.members)
        self.curves: dict[str, list[float | None]] = {name: [] for name in CURVES}
        self.talk: dict[str, float] = {"rebuttals": 0, "hidden": 0, "hushed": 0}
        self.summary: dict[str, float | None] | None = None
        self.undefined: dict[str, str] = {}

    def step(self) -> None:
        """Live through a tick in both worlds."""
        self.market.step()
        self.quiet.step()
        self.reads.note(self.market)
        row = self.market.observer.rows.latest
        excess = row["belief_mean"] - self.quiet.observer.rows.latest["belief_mean"]
        for name, value in zip(CURVES, (row["reach"], row["credibility"], excess), strict=True):
            self.curves[name].append(_number(value))
        for name in self.talk:
            self.talk[name] += row[name]

    def finish(self) -> None:
        """End both worlds and measure the one against the other, as a run does."""
        if self.summary is None:
            self.summary, self.undefined = measured(self.world, record_of(self.market), record_of(self.quiet))

    def half_lives(self) -> dict[str, dict[str, float | None]]:
        """Return peak and half-life in hours of reach and of the excess, as far as they are known by now."""
        hours = np.arange(self.market.tick) * self.world.tick_hours
        found = {name: decay(hours, np.array(self.curves[name], float)) for name in ("reach", "excess")}
        return {name: _in_hours(fall) for name, fall in found.items()}

    def close(self) -> None:
        """Let the threads of both worlds go."""
        self.market.close()
        self.quiet.close()


class WorldPair:
    """Two columns in step.

    Raises:
        Refused: on construction, if either world is not offered or refused by the model.
    """

    def __init__(self, asked: WorldAsked) -> None:
        """Compose and seat both columns."""
        worlds = _composed(asked)
        self.asked = asked
        self.columns = [Column(world, own) for world, own in zip(worlds, (asked.a, asked.b), strict=True)]
        self.focus: int | None = None
        self.who: int | None = None

    @property
    def tick(self) -> int:
        """Ticks lived through."""
        return self.columns[0].market.tick

    @property
    def ticks(self) -> int:
        """Ticks in all."""
        return self.columns[0].world.ticks

    @property
    def over(self) -> bool:
        """Whether the last tick was lived through."""
        return self.tick >= self.ticks

    def step(self) -> None:
        """Live through a tick in both columns; after the last one, measure."""
        if self.over:
            return
        for column in self.columns:
            column.step()
        if self.over:
            for column in self.columns:
                column.finish()

    def described(self) -> dict[str, Any]:
        """Return what a page needs once of these worlds."""
        first = self.columns[0].world
        return {
            "asked": self.asked.model_dump(mode="json"),
            "scenario": first.scenario,
            "story": first.story.model_dump(mode="json"),
            "seed": first.seed,
            "members": first.members,
            "ticks": first.ticks,
            "tick_hours": first.tick_hours,
            "narratives": list(first.narratives.claims),
            "numbers": [numbers(column.world) for column in self.columns],
            "people": [column.people.described(column.market) for column in self.columns],
            "command": command_line(self.asked, first),
        }

    def picture(self, since: int) -> dict[str, Any]:
        """Return what there is to see now, with the curves from the tick ``since`` on."""
        return {
            "tick": self.tick,
            "since": since,
            "over": self.over,
            "columns": [self._of_column(column, since) for column in self.columns],
            "listed": self._listed(since),
        }

    def _listed(self, since: int) -> list[dict[str, Any]]:
        """Return posts worth a look: now and then while ticks go by, and always when somebody looks."""
        market = self.columns[0].market
        if since not in (0, self.tick) and self.tick % _LISTED_EVERY:
            return []
        # First whatever the person in focus has posted, so that any post can be reached through its author.
        theirs = [] if self.who is None else posts_of(market, self.who).tolist()
        others = [row for row in listed(market).tolist() if row not in theirs]
        return [headline(market, row) | {"theirs": row in theirs} for row in (*theirs, *others)]

    def _of_column(self, column: Column, since: int) -> dict[str, Any]:
        belief, marks = column.people.now(column.market, column.reads.reading)
        return {
            "curves": {name: values[since:] for name, values in column.curves.items()},
            "half_lives": column.half_lives() if self.tick else {},
            "talk": {name: int(count) for name, count in column.talk.items()},
            "belief": packed(belief),
            "marks": packed(marks),
            "thread": self._thread(column.market),
            "person": None if self.who is None else person(column.market, self.who, column.reads),
            "summary": column.summary,
            "undefined": column.undefined,
        }

    def _thread(self, market: Marketplace) -> dict[str, Any] | None:
        """Return the thread in focus; without a chosen one that which is most contested in A, in both columns."""
        key = self.focus
        if key is None:
            first = self.columns[0].market
            row = most_contested(first)
            key = None if row is None else int(first.forum.posts.columns["key"][row])
        row = None if key is None else row_of(market, key)
        return None if row is None else thread(market, row)

    def close(self) -> None:
        """Let go of everything."""
        for column in self.columns:
            column.close()


def _composed(asked: WorldAsked) -> list[Scenario]:
    worlds = [compose_column(asked, own) for own in (asked.a, asked.b)]
    first = worlds[0]
    problems = []
    if first.members > MOST_MEMBERS:
        problems.append(f"members={first.members}: this page takes at most {MOST_MEMBERS}; say members={MOST_MEMBERS}")
    if first.ticks > MOST_TICKS:
        problems.append(f"ticks={first.ticks}: this page takes at most {MOST_TICKS}; say ticks={MOST_TICKS}")
    if problems:
        raise Refused(problems)
    return worlds


def _in_hours(fall: Decay) -> dict[str, float | None]:
    half = fall.half_life
    return {
        "peak_hours": _number(fall.peak_hours),
        "peak": _number(fall.peak),
        "hours": _number(half.hours),
        "beyond_hours": _number(half.beyond_hours),
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
