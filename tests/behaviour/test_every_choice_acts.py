"""Every choice acts, as every number does: names, lists and switches; and what is exempt from that does not act."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from pydantic import BaseModel

from sim import Scenario, simulate
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import declarations
from sim.scenario import Claim, MarketSettings, Shock
from sim.scenario.families import combining_block
from tests import worlds
from tests.behaviour.acting import (
    CONTEXTS,
    DISCLOSED,
    ENFORCED,
    EXEMPT,
    SEED,
    hot_world,
    network,
    numbers,
    released,
    same,
    world_of,
)

Changes = dict[str, Any]
Pair = tuple[Changes, Changes]

MARKETS: Changes = {"markets": {"overseas": {}, "home": {}}}
CENSORED = {"filter": {"catch": 0.5}, "fear": {"half_life": 4.0, "punish": 0.5}}
ON_REPORT = ENFORCED | {"report_rate": 0.3, "posture": "on_report"}
TAKEN_DOWN = MARKETS | {name: value for name, value in DISCLOSED.items() if not name.startswith("disclosure.")}
HEADLINES = {"kind": "headline", "wave": 2, "every": 1.0, "delay": 0.5}
AMONG = {"belief": {"kind": "bounded_confidence"}}
REACTING: Changes = {"strategy.kind": "reactive", "strategy.threshold": 1.0}
THIRDS = {"left": 0.2, "middle": 0.6, "right": 0.2}
EXPOSE = {"kind": "expose", "hour": 4.0}
WAVE, CONGRESS = {"kind": "takedown_wave", "hour": 20.0, "share": 0.5}, {"kind": "congress", "hour": 40.0}


def shocks(**changes: Any) -> Changes:
    """Return a scenario's shock, an exposé at hour 4 unless said otherwise."""
    return {"shocks": {"dated": [EXPOSE | changes]}}


def congress(pace: float, lead: float) -> Changes:
    return {"shocks": {"dated": [CONGRESS | {"pace": pace, "lead": lead}]}}


def on_a_day(start: str) -> Changes:
    return {"operation.starts_on": start, "shocks": {"dated": [{"kind": "expose", "date": "2017-08-02"}]}}


CHOICES: dict[str, Pair] = {
    "enforcement.posture": ({"enforcement": ON_REPORT}, {"enforcement": ON_REPORT | {"posture": "by_search"}}),
    "operation.starts_on": (on_a_day("2017-08-01"), on_a_day("2017-08-02")),
    "operation.accounts.kind": (released(), {"operation.accounts": {"kind": "figures"}}),
    "inputs": (network(), network() | {"inputs": network(steps=(2, 3, 5, 11))["inputs"]}),
    "narratives.segments": ({}, {"narratives.segments": THIRDS}),
    "narratives.claims": ({}, {"narratives.claims.another": {"serves": "critic"}}),
    "narratives.claims.campaign.serves": ({}, {"narratives.claims.campaign.serves": "none"}),
    "narratives.claims.campaign.counters": (REACTING, REACTING | {"narratives.claims.campaign.counters": None}),
    "narratives.claims.campaign.pushed_by": ({}, {"narratives.claims.campaign.pushed_by": "overt"}),
    "narratives.claims.campaign.resonance": ({}, {"narratives.claims.campaign.resonance": {}}),
    "markets": ({}, MARKETS | {"markets.home.lets_in": 0.1}),
    "markets.home.censorship": (MARKETS, MARKETS | {"markets.home.censorship": CENSORED}),
    "markets.home.enforcement": (MARKETS, MARKETS | {"markets.home.enforcement": ENFORCED}),
    "markets.home.feed": (MARKETS, MARKETS | {"markets.home.feed": {"kind": "newest"}}),
    "markets.home.disclosure": (TAKEN_DOWN, TAKEN_DOWN | {"markets.home.disclosure": HEADLINES}),
    "belief.among": (AMONG, AMONG | {"belief.among": "neighbours"}),
    "belief.opinions.start": (AMONG, AMONG | {"belief.opinions.start": "uniform"}),
    "belief.mechanism": ({"belief": {"kind": "contagion"}}, {"belief": {"kind": "contagion", "mechanism": "rumour"}}),
    "shocks.dated": ({}, shocks()),
    "shocks.dated.0.kind": (shocks(), {"shocks": {"dated": [WAVE]}}),
    "shocks.dated.0.date": (shocks(hour=None, date="2017-08-01"), shocks(hour=None, date="2017-08-02")),
    "shocks.dated.0.hour": (shocks(), shocks(hour=9.0)),
    "shocks.dated.0.about": (shocks(), shocks(about="critic")),
    "shocks.dated.0.reliable": (shocks(), shocks(reliable=True)),
    "shocks.dated.0.by": (shocks(), shocks(by="critic")),
    "shocks.dated.0.reports": (shocks(every=2.0), shocks(every=2.0, reports=9)),
    "shocks.dated.0.every": (shocks(reports=5), shocks(reports=5, every=2.0)),
    "shocks.dated.0.share": ({"shocks": {"dated": [WAVE]}}, {"shocks": {"dated": [WAVE | {"share": 1.0}]}}),
    "shocks.dated.0.pace": (congress(2.0, 30.0), congress(5.0, 30.0)),
    "shocks.dated.0.lead": (congress(5.0, 30.0), congress(5.0, 5.0)),
}
"""Two values of each that must make different worlds, as changes to the small market."""


def declared_choices() -> Iterator[str]:
    """Yield every setting that is no number with a unit, and every setting of a shock, by dotted name."""
    yield from _settings_of(Scenario, "")
    yield from _settings_of(Claim, "narratives.claims.campaign.")
    yield from _settings_of(MarketSettings, "markets.home.")
    yield from (f"shocks.dated.0.{name}" for name in Shock.model_fields)
    for family in FAMILIES.values():
        if family.combines:
            yield from _settings_of(combining_block(family.key, ()), f"{family.key}.")
        for name in option_names(family.key):
            middle = f"{name}." if family.combines else ""
            yield from _settings_of(option_class(family.key, name), f"{family.key}.{middle}")


def _settings_of(block: type[BaseModel], prefix: str) -> Iterator[str]:
    numbers_with_unit = {about.name for about in declarations(block, prefix)}
    # Which option a family has, and which parts, is tried option by option and part by part.
    elsewhere = {*numbers_with_unit, *FAMILIES, f"{prefix}kind"} - {"operation.accounts.kind"}
    for name, field in block.model_fields.items():
        kind, dotted = field.annotation, f"{prefix}{name}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _settings_of(kind, f"{dotted}.")
        elif dotted not in elsewhere:
            yield dotted


def numbers_under(changes: Changes) -> dict[str, Any]:
    return numbers_of(worlds.changed(worlds.hot_settings(), changes))


@cache
def _numbers_of_what_is_written(written: str) -> dict[str, Any]:
    return numbers(simulate(Scenario(**_ASKED_FOR[written]), SEED))


_ASKED_FOR: dict[str, dict[str, Any]] = {}


def numbers_of(settings: dict[str, Any]) -> dict[str, Any]:
    """Return what comes out of settings; many choices are held against the same world, which runs once."""
    if "inputs" in settings:
        return numbers(simulate(Scenario(**settings), SEED))
    written = repr(sorted(settings.items()))
    _ASKED_FOR[written] = settings
    return _numbers_of_what_is_written(written)


def test_every_choice_is_tried_or_exempt_for_a_reason() -> None:
    declared = set(declared_choices())
    tried, exempt = set(CHOICES), set(EXEMPT)
    assert not tried & exempt
    in_numbers = {about.name for about in declarations(Scenario)}
    assert declared - tried - exempt == set(), "neither tried nor exempt: give two values of it above"
    assert (tried | exempt) - declared - in_numbers == set(), "declared no longer"


@pytest.mark.parametrize("name", CHOICES)
def test_two_values_make_different_worlds(name: str) -> None:
    one, other = (numbers_under(changes) for changes in CHOICES[name])
    assert not same(one, other), name


@pytest.mark.parametrize("name", EXEMPT)
def test_what_is_exempt_changes_no_number(name: str) -> None:
    about = EXEMPT[name]
    assert len(about.reason.split()) > 1
    assert repr(about.one) != repr(about.other)
    one, other = (numbers_under(changes) for changes in (about.one, about.other))
    assert same(one, other), f"{name} acts, though it is exempt: {about.reason}"


def pairs_of_options() -> Iterator[tuple[str, str, str]]:
    """Yield each option beside the next of its family."""
    for key, family in FAMILIES.items():
        if not family.combines:
            yield from ((key, *names) for names in pairwise(option_names(key)))


@pytest.mark.parametrize(("family", "one", "other"), list(pairs_of_options()))
def test_two_options_of_a_family_make_different_worlds(family: str, one: str, other: str) -> None:
    assert not same(numbers_of(_with_option(family, one)), numbers_of(_with_option(family, other)))


def _with_option(family: str, option: str) -> dict[str, Any]:
    """Return a world with that option of a family; of what helps a family to act, no more than the option knows."""
    chosen = {f"{family}.kind": option} | (network() if option == "edge_list" else {})
    settings, known = world_of(chosen), option_class(family, option).model_fields
    helps = CONTEXTS.get(family, {})
    of_family = {key for key in helps if key.startswith(f"{family}.")}
    fitting = {key: value for key, value in helps.items() if key not in of_family or key.split(".")[1] in known}
    return worlds.changed(settings, fitting)


def parts() -> list[tuple[str, str]]:
    return [(key, part) for key, family in FAMILIES.items() if family.nothing for part in option_names(key)]


@pytest.mark.parametrize(("family", "part"), parts())
def test_a_part_that_is_on_makes_another_world_than_one_that_is_off(family: str, part: str) -> None:
    settings = hot_world(f"{family}.{part}", {})
    on = settings[family].get(part) or {}
    with_it, without = (numbers_of(worlds.changed(settings, {f"{family}.{part}": how})) for how in (on, None))
    assert not same(with_it, without)
