"""Every part of a censor keeps its family's promise: an answer for each item, keyed by the item, and none for none."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.censorship._contract import CensorshipPart, Criticism, Fright, Standing
from sim.state.voices import VOICES
from tests.unit.hand_made import STREAM

N = 400
each_part = pytest.mark.parametrize("name", option_names("censorship"))
EVERYTHING = ("screens", "finds", "punishes", "demands", "threatens", "reveals", "shows", "tells")
OF_STANDING = ("demands", "threatens", "reveals")


def part_of(name: str, **settings: Any) -> CensorshipPart:
    made = option_class("censorship", name)(**settings)
    assert isinstance(made, CensorshipPart)
    return made


def criticism(order: np.ndarray) -> Criticism:
    keys = np.arange(N)[order]
    return Criticism(1000 + keys, (keys % 50).astype(float), ((keys * 37) % 97) / 20.0, 1.0)


def standing(order: np.ndarray) -> Standing:
    keys = np.arange(N)[order]
    return Standing(1000 + keys, ((keys * 53) % N).astype(float), 10_000, 3, 1.0)


def answers(name: str, order: np.ndarray, **settings: Any) -> dict[str, np.ndarray]:
    part = part_of(name, **settings)
    asked: dict[str, Callable[..., np.ndarray]] = {what: getattr(part, what) for what in EVERYTHING}
    return {
        what: ask(standing(order) if what in OF_STANDING else criticism(order), STREAM) for what, ask in asked.items()
    }


@each_part
def test_a_part_answers_for_each_item(name: str) -> None:
    found = answers(name, np.arange(N))
    assert {what: (mask.shape, mask.dtype) for what, mask in found.items()} == dict.fromkeys(
        EVERYTHING, ((N,), np.dtype(np.bool_))
    )
    assert any(mask.any() for mask in found.values()), "a part that never does anything is none"


@each_part
def test_a_part_has_nothing_to_say_of_nothing(name: str) -> None:
    assert [mask.tolist() for mask in answers(name, np.arange(0)).values()] == [[]] * len(EVERYTHING)


@each_part
def test_what_befalls_an_item_does_not_hang_on_its_place_in_the_list(name: str) -> None:
    backwards = np.arange(N)[::-1]
    one, other = answers(name, np.arange(N)), answers(name, backwards)
    for what in EVERYTHING:
        assert np.array_equal(one[what], other[what][backwards]), what


@each_part
def test_what_a_part_slows_frightens_and_brings_into_the_news_has_a_size(name: str) -> None:
    part = part_of(name)
    assert 0 <= part.slows() <= 1
    assert set(part.reports_about()) <= set(range(len(VOICES)))
    fright = part.frightens()
    if fright is not None:
        assert isinstance(fright, Fright)
        assert min(fright) >= 0
        assert fright.half_life > 0
