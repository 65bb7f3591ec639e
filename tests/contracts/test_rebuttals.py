"""Every way of rebutting keeps its family's promise: it alone brings what it brings, and adds up with the others."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.base.options import option_class, option_names
from sim.rebuttals._contract import RebuttalPart
from tests import worlds

PARTS = option_names("rebuttals")
each_part = pytest.mark.parametrize("name", PARTS)
QUICK: dict[str, dict[str, Any]] = {
    "notes": {"delay": 0.0, "least_ratings": 1, "threshold": -2.0, "propose_rate": 1.0},
    "professionals": {"per_1000_members": 60.0, "delay": 0.0},
}
"""Numbers under which a part is seen at work within a few hours."""


def lived(*parts: str) -> Marketplace:
    chosen = {name: QUICK.get(name, {}) for name in parts}
    return worlds.lived(worlds.world(members=80, ticks=16, rebuttals=chosen), seed=2)


@each_part
def test_a_part_is_a_part(name: str) -> None:
    assert issubclass(option_class("rebuttals", name), RebuttalPart)


def test_where_no_part_is_on_nobody_rebuts_and_nobody_is_warned() -> None:
    alone = lived()
    assert len(alone.forum.comments.in_use()) == 0
    assert alone.posters.n_rows == 0
    assert not alone.members.columns.warned.any()


@each_part
def test_a_part_alone_is_seen_at_work(name: str) -> None:
    nobody, alone = worlds.bytes_of(lived()), worlds.bytes_of(lived(name))
    assert nobody.keys() == alone.keys()
    assert any(nobody[key] != alone[key] for key in nobody), "a part that never does anything is none"


@each_part
def test_whatever_is_said_in_a_thread_has_an_author_a_side_and_a_force(name: str) -> None:
    market = lived(name)
    said = market.forum.comments.in_use()
    assert np.isin(said["stance"], (-1, 1)).all()
    assert ((said["author"] >= 0) & (said["author"] < len(market.voices))).all()
    assert (said["force"] >= 0).all()
    assert np.isfinite(said["force"]).all()


@each_part
def test_a_part_takes_nothing_from_the_others(name: str) -> None:
    """With all others on, the part still does what it does: the world with it is not the world without it."""
    others = [part for part in PARTS if part != name]
    with_it, without = worlds.bytes_of(lived(*PARTS)), worlds.bytes_of(lived(*others))
    shared = with_it.keys() & without.keys()
    assert any(with_it[key] != without[key] for key in shared)
