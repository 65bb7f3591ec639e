"""Exported censorship: the platform abroad is asked to take criticism down, and its authors are threatened."""

import numpy as np

from sim.base.chance import Stream, purpose
from sim.base.parameters import parameter
from sim.censorship._contract import CensorshipPart, Fright, Standing
from sim.kernels.luck import luck_now
from sim.state.voices import STATE

_DEMANDS = purpose("censor.demands_in_tick")
_OBEYS = purpose("platform.obeys_demand")
_THREATS = purpose("censor.threatens_in_tick")
_THREATENED = purpose("censor.threatens_author")
_REVEALS = purpose("censor.threatens_in_sight")
_NOBODY = np.zeros(1, np.int64)
_DAY = 24.0


class Exported(CensorshipPart):
    """A quota of demands to take down the criticism that is read most, which the platform abroad obeys in part, and
    threats against its authors.

    A demand that was refused may be made again. Whoever is threatened grows afraid. Who follows the threatened and
    learns of it grows afraid too, and finds a report of it in the feed: a post that says of the state's voice that it
    is unreliable, to be read, believed, answered and forgotten like any other.

    Names: exported censorship, extraterritorial removal demands, transnational repression.
    Assumption: the criticism that is read most is demanded first, and each demand is obeyed alike.
    """

    quota: float = parameter(
        5.0,
        unit="items per day and 1,000 members",
        bounds=(0, 1e6),
        plausible=(0.0, 50.0),
        meaning="How many standing critical posts and comments the platform is asked to take down, most read first.",
        source="Assumption: a dial to be turned; platforms publish demands by country, not by what they criticise",
    )
    obedience: float = parameter(
        0.4,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Chance that the platform obeys a demand.",
        source="Assumption: near the middle of what transparency reports of platforms show by country, 0 to nearly all",
    )
    threats: float = parameter(
        0.2,
        unit="people per day and 1,000 members",
        bounds=(0, 1e6),
        plausible=(0.0, 5.0),
        meaning="How many authors of standing criticism are threatened, with chances in proportion to their readers.",
        source="Assumption: rare beside demands, as each takes a person's work",
    )
    deterrence: float = parameter(
        1.0,
        unit="fear",
        bounds=(0, 100),
        plausible=(0.2, 5.0),
        meaning="Fear that a threat adds to the threatened.",
        source="Assumption: half of what punishment at home adds, as there is a border between",
    )
    seen: float = parameter(
        1.0,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 1.0),
        meaning="Chance that those who follow the threatened learn of it: fear and a report come with that.",
        source="Assumption: all of them, as at home; the threatened are abroad, where they are free to tell",
    )
    contagion: float = parameter(
        0.15,
        unit="fear",
        bounds=(0, 100),
        plausible=(0.02, 1.0),
        meaning="Fear that a threat they learn of adds to each follower of the threatened.",
        source="Assumption: half of what a punishment seen at home adds",
    )
    fear_half_life: float = parameter(
        336.0,
        unit="hours",
        bounds=(1, 1e9),
        plausible=(48.0, 2000.0),
        meaning="Time in which that fear halves.",
        source="Assumption: as at home",
    )

    def demands(self, items: Standing, stream: Stream) -> np.ndarray:
        """Return which items are taken down in this tick: of those demanded, most read first, those that are obeyed."""
        n = _in_this_tick(self.quota, items, stream, _DEMANDS)
        chosen = np.zeros(len(items.keys), np.bool_)
        chosen[np.lexsort((items.keys, -items.reads))[:n]] = True
        return chosen & (luck_now(stream, _OBEYS, items.tick, items.keys) < self.obedience)

    def threatens(self, authors: Standing, stream: Stream) -> np.ndarray:
        """Return which authors are threatened in this tick: a race, with chances in proportion to their readers."""
        n = _in_this_tick(self.threats, authors, stream, _THREATS)
        finish = -np.log(luck_now(stream, _THREATENED, authors.tick, authors.keys)) / np.maximum(authors.reads, 1.0)
        chosen = np.zeros(len(authors.keys), np.bool_)
        chosen[np.argsort(finish, kind="stable")[:n]] = True
        return chosen

    def reveals(self, authors: Standing, stream: Stream) -> np.ndarray:
        """Return whose threat the followers learn of, keyed by author and tick."""
        return luck_now(stream, _REVEALS, authors.tick, authors.keys) < self.seen

    def frightens(self) -> Fright:
        """Return what a threat does."""
        return Fright(self.deterrence, self.contagion, self.fear_half_life)

    def reports_about(self) -> tuple[int, ...]:
        """Return the state's voice, unless nobody is threatened or threats never become known."""
        return (STATE,) if self.threats > 0.0 and self.seen > 0.0 else ()


def _in_this_tick(per_day: float, found: Standing, stream: Stream, decision: int) -> int:
    """Return a whole number for this tick with the declared rate as its mean: rounded up or down by a keyed draw."""
    rate = per_day * found.n_members / 1000.0 * found.tick_hours / _DAY
    return int(rate + luck_now(stream, decision, found.tick, _NOBODY)[0])
