"""The worlds that are drawn come from the whole space: every option, every declared number, every input."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel

from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declared, declarations
from sim.scenario import Claim, MarketSettings, News, Operation, Shock
from sim.scenario.families import combining_block
from sim.scenario.markets import OF_A_MARKET
from tests.property.declared_blocks import block_within, settings_of
from tests.property.declared_worlds import calm, checked, declared_settings

_OFTEN = settings(
    max_examples=375,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_OPTIONS = [(family, option) for family in FAMILIES for option in option_names(family)]
_BLOCKS = [
    *(Claim, MarketSettings, News, Operation, Shock),
    *(option_class(*option) for option in _OPTIONS),
    *(combining_block(family, option_names(family)) for family, about in FAMILIES.items() if about.combines),
]


@pytest.mark.parametrize("kind", _BLOCKS, ids=lambda kind: kind.__name__)
def test_every_declared_number_of_a_block_may_be_drawn(kind: type[Declared]) -> None:
    assert {about.name for about in declarations(kind)} <= set(_drawn_by(kind))


def _drawn_by(kind: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name in settings_of(kind):
        yield prefix + name
        within = block_within(kind.model_fields[name])
        if within is not None:
            yield from _drawn_by(within, f"{prefix}{name}.")


@pytest.mark.slow
def test_every_option_and_every_input_comes_in_some_valid_world() -> None:
    came: set[str] = set()

    @_OFTEN
    @given(declared_settings(ticks=30))
    def note(drawn: dict[str, Any]) -> None:
        checked(calm(drawn))
        came.update(_choices(drawn))

    note()
    owned = {f"market.{family}" for family in OF_A_MARKET}
    inputs = {"edges", "nodes", "accounts"}
    shocks = {"expose", "ruling", "block", "notice", "takedown_wave", "congress", "shock.hour", "shock.date"}
    options = {f"{family}.{option}" for family, option in _OPTIONS}
    assert sorted({*options, *owned, *inputs, *shocks, "budget", "share", "resonance"} - came) == []


def _choices(drawn: dict[str, Any]) -> Iterator[str]:
    """Yield what the world has: options, markets' own rules, kinds and moments of shocks, inputs, a budget."""
    for family in FAMILIES:
        chosen = drawn[family]
        yield from (f"{family}.{name}" for name in ([chosen["kind"]] if "kind" in chosen else chosen))
    yield from (f"market.{name}" for market in drawn["markets"].values() for name in market)
    for shock in drawn["shocks"]["dated"]:
        yield from (shock["kind"], *(f"shock.{name}" for name in shock))
    yield from (name for name, value in drawn["inputs"]._asdict().items() if value)
    yield from drawn["operation"]
    yield from (name for claim in drawn["narratives"]["claims"].values() for name in claim)
