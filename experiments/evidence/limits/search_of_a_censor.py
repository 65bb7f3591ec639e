"""L15: what the search of a censor leaves standing, with ample hands and with few."""

from typing import Any, ClassVar, NamedTuple

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import mill, milled
from sim.base.parameters import parameter

_CRITICS = 100
_CLAIMS = 20
_YOUNG, _A_DAY = 6, 24
# A day is what the hands of a censor may
# save up, and posts that nobody reads are shelved at 48 hours: within these all that is said is in the censor's sight.
_HOURS = 48
_ERRORS = 3.0
# Half a pair of hands an hour, a number that binary fractions add up exactly.
_FEW_A_DAY = 12


class Search(NamedTuple):
    """A censor by its parts: the ``catch`` of its filter, the half-lives of friction and fear in hours, 0 for none."""

    name: str
    catch: float
    friction: float
    fear: float

    def parts(self) -> dict[str, Any]:
        """Return the settings of the parts that are on. Nobody is punished, which would make critics speak less."""
        found: dict[str, Any] = {"filter": {"catch": self.catch}} if self.catch else {}
        found |= {"friction": {"half_life": self.friction}} if self.friction else {}
        return found | ({"fear": {"half_life": self.fear, "punish": 0.0}} if self.fear else {})

    def standing(self, ages: np.ndarray) -> np.ndarray:
        """Return the chance that what is ``ages`` [k] hours old still stands."""
        halvings = sum(1.0 / half_life for half_life in (self.friction, self.fear) if half_life)
        return np.asarray((1.0 - self.catch) * 0.5 ** (ages * halvings))


class SearchOfACensor(Item):
    """Of criticism as old as n half-lives of a censor's search 1 / 2ⁿ stands; two searches halve it by turns.

    Hours pass in whole ticks, and the law holds at their ends whatever their length: a search has no memory. With few
    hands, as much is hidden as these can hide, and no more.
    """

    id: ClassVar[str] = "L15"
    expected: ClassVar[str] = "(1 − catch) · 2^(−age (1/h + 1/h')); with few hands, as many hidden as there are hands"
    tolerance: ClassVar[str] = "3 standard errors (binomial); exact for the hands"
    source: ClassVar[str] = (
        "Feller 1971, An introduction to probability theory II, ch. I (memoryless waiting, the first of two)"
    )
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 9.0
    half_life: float = parameter(
        6.0, unit="hours", bounds=(0.5, 100.0), meaning="Half-life h of the silent search.", source="L15"
    )
    other_half_life: float = parameter(
        12.0, unit="hours", bounds=(0.5, 100.0), meaning="Half-life h' of the search for authors.", source="L15"
    )
    catch: float = parameter(
        0.5, unit="probability", bounds=(0.0, 0.99), meaning="Chance that the filter catches an item.", source="L15"
    )

    def examine(self, seed: int) -> Outcome:
        """Let critics say much, and look what stands of it after two days, by its age."""
        searches = (
            Search("silent search", 0.0, self.half_life, 0.0),
            Search("search for authors", 0.0, 0.0, self.other_half_life),
            Search("both", 0.0, self.half_life, self.other_half_life),
            Search("filter and both", self.catch, self.half_life, self.other_half_life),
        )
        checks = [check for search in searches for check in _standing(search, seed)]
        return Outcome((*checks, _by_few_hands(seed)))


def _standing(search: Search, seed: int) -> list[Check]:
    """Hold what stands of all that was said, and of what is younger and older than a half-life, against the law."""
    posts = criticism({"capacity": 1e6, **search.parts()}, seed, _CLAIMS)
    ages, stands = (_HOURS - 1 - posts["born"]).astype(np.float64), posts["removed"] < 0
    parts = {"all": ages >= 0, "up to 6 h old": ages <= _YOUNG, "7 to 24 h old": (ages > _YOUNG) & (ages <= _A_DAY)}
    return [_share(f"{search.name}, {name}", search.standing(ages[part]), stands[part]) for name, part in parts.items()]


def _share(name: str, chances: np.ndarray, stands: np.ndarray) -> Check:
    """Hold the share of what ``stands`` [k] against the mean of its ``chances`` [k], each item by a draw of its own."""
    error = float(np.sqrt((chances * (1.0 - chances)).sum())) / len(chances)
    return around(name, float(chances.mean()), float(stands.mean()), _ERRORS * error)


def _by_few_hands(seed: int) -> Check:
    """Hold how much is hidden where far more is found than there are hands for against what these can do."""
    hands = {"capacity": _FEW_A_DAY * 1_000.0 / _CRITICS, "friction": {"half_life": 0.5}}
    hidden = int((criticism(hands, seed)["removed"] >= 0).sum())
    return around(f"hidden by {_FEW_A_DAY} hands a day", _FEW_A_DAY * _HOURS / _A_DAY, float(hidden), 0.0)


def criticism(censorship: dict[str, Any], seed: int, n_claims: int = 1) -> np.ndarray:
    """Return what critics said of so many claims in two days under a censor, a row a post; nobody reads or answers."""
    free = {"per_1000_members": 1_000.0, "press_share": 0.0}
    world = mill(
        {"kind": "fixed"},
        n_claims=n_claims,
        claim={"serves": "critic", "published_per_day": 6.0},
        members=_CRITICS,
        ticks=_HOURS,
        rebuttals={"professionals": free},
        censorship=censorship,
    )
    posts: np.ndarray = milled(world, seed).forum.posts.in_use()
    return posts
