"""What is observed of a large audience is the same to the last bit however many threads add it up."""

from __future__ import annotations

import pytest

import sim.cast.observer
from sim.kernels.observing import CHUNK
from tests import worlds


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_that_share_chunks_observe_the_same(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    world = worlds.world(members=3 * CHUNK + 5, ticks=6)
    expected = worlds.bytes_of(worlds.lived(world))
    # Blocks of a chunk, so that few members are many blocks.
    monkeypatch.setattr(sim.cast.observer, "_BLOCK", CHUNK)
    found = worlds.bytes_of(worlds.lived(world.model_copy(update={"threads": threads})))
    assert [name for name, held in found.items() if held != expected[name]] == []


def test_ranges_hold_whole_chunks_and_everybody_once() -> None:
    market = worlds.lived(worlds.world(members=3 * CHUNK + 5, ticks=1, threads=2))
    ranges = worlds.Marketplace(market.world, 7).over_members(lambda start, stop: (start, stop), CHUNK)
    assert ranges == [(0, 2 * CHUNK), (2 * CHUNK, 3 * CHUNK + 5)]
