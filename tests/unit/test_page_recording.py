"""A replay's notes: what changed, added up, is what the worlds say of every post and person at the end."""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from experiments.app.person import person
from experiments.app.recording import FEAR_STEPS, STEPS, Recording, standings
from experiments.app.ring import MOST_ROWS, listed, row_of, thread
from experiments.app.visit import world_of
from experiments.app.world_pair import WorldPair
from sim.state.voices import VOICES

TICKS = 60


@pytest.fixture(scope="module")
def noted() -> Iterator[tuple[WorldPair, Recording]]:
    sizes = {"members": 120, "ticks": TICKS, "seed": 3}
    pair = WorldPair(world_of("guo_2017", common=["strategy=broadcast"], b=["censorship=full"], **sizes))
    recording = Recording(pair)
    recording.note()
    for tick in range(TICKS):
        pair.step()
        if tick % 2 == 1:
            recording.note()
    yield pair, recording
    pair.close()


def unpacked(text: str, kind: str = "u1") -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), kind)


def added_up(recording: Recording, place: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for frame in recording.threads:
        for change in frame[place]:
            before = found.get(change["key"], {"rows": []})
            rows = {row["tick"]: row for row in [*before["rows"], *change["rows"]]}
            found[change["key"]] = before | change | {"rows": [rows[tick] for tick in sorted(rows)]}
    return found


def test_threads_added_up_are_the_threads_of_both_worlds(noted: tuple[WorldPair, Recording]) -> None:
    pair, recording = noted
    assert len(recording.followed) > 10
    n_found = 0
    for place, column in enumerate(pair.columns):
        found = added_up(recording, place)
        for key in recording.followed:
            row = row_of(column.market, key)
            if row is None:
                assert str(key) not in found
                continue
            now = thread(column.market, row)
            assert found[str(key)] | {"rows": found[str(key)]["rows"][-MOST_ROWS:]} == now
            n_found += len(now["rows"])
    assert n_found > 10


def test_every_post_worth_a_look_is_followed(noted: tuple[WorldPair, Recording]) -> None:
    pair, recording = noted
    market = pair.columns[0].market
    keys = market.forum.posts.columns["key"][listed(market)]
    assert len(keys)
    assert set(keys.tolist()) <= set(recording.followed)


def test_standings_added_up_say_of_each_member_what_a_server_would(noted: tuple[WorldPair, Recording]) -> None:
    pair, recording = noted
    for place, column in enumerate(pair.columns):
        changes = [unpacked(frame[place]) for frame in recording.standings]
        stood = np.add.reduce(changes, dtype=np.uint8).reshape(-1, len(column.people.sources))
        assert np.array_equal(stood, standings(column))
        names = column.market.observer.names
        n_read = 0
        for at in range(column.market.first_account):
            who = int(column.market.identities[column.people.sources[at]])
            told = person(column.market, who, column.reads)
            assert told is not None
            beliefs = [each["belief"] for each in told["beliefs"]]
            assert stood[: len(names), at] / STEPS == pytest.approx(beliefs, abs=0.51 / STEPS)
            first = len(names) + len(VOICES)
            assert stood[len(names) : first, at] / STEPS == pytest.approx(
                list(told["trust"].values()), abs=0.51 / STEPS
            )
            assert stood[first, at] / FEAR_STEPS == pytest.approx(told["fear"], abs=0.51 / FEAR_STEPS)
            met = np.unpackbits(stood[first + 4 : -4, at], bitorder="little")[: len(names)].astype(bool)
            assert met.tolist() == [each["met"] for each in told["beliefs"]]
            narrative, how, low, high = stood[-4:, at].tolist()
            assert (how > 0) == (told["read"] is not None)
            if told["read"] is not None:
                n_read += 1
                assert (None if narrative == 0 else names[narrative - 1]) == told["read"]["narrative"]
                assert VOICES[(how - 1) % len(VOICES)] == told["read"]["voice"]
                stances = recording.described()[place]["stances"]
                assert stances[(how - 1) // len(VOICES)] == told["read"]["stance"]
                assert low + 256 * high == told["read"]["tick"]
        assert n_read > 10


def test_standings_say_how_much_each_speaker_said(noted: tuple[WorldPair, Recording]) -> None:
    pair, _ = noted
    column = pair.columns[0]
    stood, first = standings(column), len(column.market.observer.names) + len(VOICES)
    n_said = 0
    for at in range(column.market.first_account, len(column.people.sources)):
        told = person(column.market, int(column.market.identities[column.people.sources[at]]), column.reads)
        assert told is not None
        count = told.get("posts", told.get("answers", 0))
        assert int(stood[first + 2, at]) + 256 * int(stood[first + 3, at]) == count
        n_said += count
    assert n_said > 10


def test_who_they_are_is_described_once(noted: tuple[WorldPair, Recording]) -> None:
    pair, recording = noted
    for column, said in zip(pair.columns, recording.described(), strict=True):
        followers, nth = unpacked(said["n_followers"], "<u4"), unpacked(said["nth"], "<u4")
        for at in (0, 7, column.market.first_account, len(column.people.sources) - 1):
            told = person(column.market, int(column.market.identities[column.people.sources[at]]), column.reads)
            assert told is not None
            assert (followers[at], nth[at]) == (told["n_followers"], told["nth"])
            assert said["voices"][unpacked(said["voice"])[at]] == told["voice"]
