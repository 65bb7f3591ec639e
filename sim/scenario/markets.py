"""Several markets in one world: each with its environment and its platform, and a firewall around it."""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field

from sim.base.options import FAMILIES
from sim.base.parameters import Declared, parameter
from sim.disclosure._contract import Disclosure
from sim.feeds._contract import Feed
from sim.scenario.families import combined_parts, exclusive_option
from sim.ties._contract import TieRule

HOME = "home"
"""The market of the state itself goes by this name; what leaks into it, an operation notices."""


OF_A_MARKET = ("censorship", "enforcement", "feed", "disclosure")
"""Families of which a market may have an option of its own: those of its environment and of its platform."""


_COMMON_DIALS = ("length", "chatter")


def _own(family: str) -> BeforeValidator:
    chosen = combined_parts if FAMILIES[family].combines else exclusive_option
    return BeforeValidator(lambda settings: None if settings is None else chosen(family, settings))


class MarketSettings(Declared):
    """A market: who is in it, how open its firewall is, and its own rules where they differ from the scenario's."""

    audience: float = parameter(
        1.0,
        unit="weight",
        bounds=(0, 1e6),
        plausible=(0.2, 3.0),
        meaning="Its part of the members, in proportion to the other markets'.",
        source="Assumption: markets of one size",
    )
    overt: float = parameter(
        1.0,
        unit="weight",
        bounds=(0, 1e6),
        plausible=(0.2, 3.0),
        meaning="Its part of the operation's overt accounts, in proportion.",
        source="Assumption: spread evenly, unless the scenario says where they stand",
    )
    covert: float = parameter(
        1.0,
        unit="weight",
        bounds=(0, 1e6),
        plausible=(0.2, 3.0),
        meaning="Its part of the operation's covert accounts, in proportion.",
        source="Assumption: spread evenly, unless the scenario says where they stand",
    )
    posters: float = parameter(
        1.0,
        unit="weight",
        bounds=(0, 1e6),
        plausible=(0.2, 3.0),
        meaning="Its part of the professional rebuttal posters, in proportion.",
        source="Assumption: spread evenly, unless the scenario says where they stand",
    )
    lets_in: float = parameter(
        1.0,
        unit="share of ties",
        bounds=(0, 1),
        plausible=(0.01, 0.5),
        meaning="Permeability inwards: share of its members' ties to sources abroad that its firewall leaves open.",
        source="Assumption: no firewall, unless the scenario has one",
    )
    lets_out: float = parameter(
        1.0,
        unit="share of ties",
        bounds=(0, 1),
        plausible=(0.05, 1.0),
        meaning="Permeability outwards: share of ties of readers abroad to its sources that are left open.",
        source="Assumption: nobody is kept from reading a market from outside",
    )
    circumvents: float = parameter(
        0.0,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.01, 0.3),
        meaning="Share of its members who get round its firewall and speak abroad as freely as those there.",
        source="Assumption: nobody, unless the scenario says so",
    )
    censorship: Annotated[Any, _own("censorship")] = Field(
        None, description="Its environment; the scenario's own where null."
    )
    enforcement: Annotated[Any, _own("enforcement")] = Field(
        None, description="Its platform's enforcement; the scenario's own where null."
    )
    feed: Annotated[Feed | None, _own("feed")] = Field(
        None, description="How its platform ranks; the scenario's own where null."
    )
    disclosure: Annotated[Disclosure | None, _own("disclosure")] = Field(
        None, description="What its platform publishes of takedowns; the scenario's own where null."
    )


def weights(markets: Mapping[str, MarketSettings], kind: str) -> np.ndarray:
    """Return the weight [M] of each market for a kind of people: audience, overt, covert or posters."""
    return np.array([getattr(market, kind) for market in markets.values()])


def openness(markets: Mapping[str, MarketSettings]) -> np.ndarray:
    """Return the share [M, M] of ties that are open from the market of the source to that of the reader."""
    readers = list(markets.values())
    share = np.array([[source.lets_out * reader.lets_in for reader in readers] for source in readers])
    np.fill_diagonal(share, 1.0)
    return share


def wrong_with(markets: Mapping[str, MarketSettings], ties: TieRule, feed: Feed) -> list[str]:
    """Return what does not fit between markets, and between them and the ``ties`` or the scenario's own ``feed``."""
    problems = [
        f"markets: all have {kind}=0, so nobody of that kind would stand anywhere; give one of them a weight"
        for kind in ("audience", "overt", "covert", "posters")
        if markets and weights(markets, kind).sum() <= 0.0
    ]
    if len(markets) > 1 and not ties.stored:
        problems.append(f"ties={ties.kind}: a firewall closes ties, and none are stored; choose another kind of ties")
    return problems + _feeds_apart(markets, feed)


def with_common_dials(settings: Any) -> Any:
    """Return a scenario's ``settings`` in which a market's own feed is as long and as busy as the scenario's.

    Only where nothing else is said; what is no plain data yet, or no settings at all, is left as it is.
    """
    feed, markets = (settings.get(key) if isinstance(settings, dict) else None for key in ("feed", "markets"))
    if not isinstance(feed, dict) or not isinstance(markets, dict):
        return settings
    common = {key: feed[key] for key in _COMMON_DIALS if key in feed}
    filled = {
        name: market | {"feed": common | market["feed"]}
        for name, market in markets.items()
        if isinstance(market, dict) and isinstance(market.get("feed"), dict)
    }
    return settings | {"markets": markets | filled}


def _feeds_apart(markets: Mapping[str, MarketSettings], feed: Feed) -> list[str]:
    """Return in what the markets' own feeds differ, from the scenario's and among themselves, where they must not."""
    own = {name: market.feed for name, market in markets.items() if market.feed}
    problems = [
        f"markets.{name}.feed.{key}={getattr(each, key):g}: all feeds are as long and as busy as the scenario's "
        f"({getattr(feed, key):g}), only their ranking is a market's own; leave it out or set feed.{key}"
        for name, each in own.items()
        for key in _COMMON_DIALS
        if getattr(each, key) != getattr(feed, key)
    ]
    rankings = [market.feed or feed for market in markets.values()]
    scorings = {ranking.scoring for ranking in rankings if ranking.scoring}
    if len(scorings) > 1:
        problems.append(
            "markets: agreement is computed once for all feeds that rank by it; give them the same recompute and memory"
        )
    return problems
