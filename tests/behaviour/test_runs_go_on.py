"""A run that is interrupted goes on from its latest checkpoint, and nobody can tell from what it leaves."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments import cli
from experiments.checkpoints import Checkpoints, checkpoint_folder, interval_of
from experiments.composing.problems import BadInput
from sim import Marketplace, Scenario, simulate
from sim.marketplace_snapshot import UnreadableSnapshot, restored, snapshot
from tests import worlds
from tests.behaviour.sweeps import ROOT

SEED, TAKEN_AT = 7, 31
SMALL = ["scenario=guo_2017", "members=60", "ticks=30", "--quiet"]


def at_tick(world: Scenario, tick: int) -> Marketplace:
    market = Marketplace(world, SEED)
    for _ in range(tick):
        market.step()
    return market


@pytest.mark.parametrize("rules", worlds.RULE_SETS)
def test_a_market_goes_on_from_a_snapshot_as_if_nothing_had_happened(rules: str) -> None:
    world = worlds.world(**worlds.RULE_SETS[rules])
    begun = at_tick(world, TAKEN_AT)
    taken = snapshot(begun)
    begun.step()
    resumed = restored(world, SEED, 0, taken)
    while resumed.tick < world.ticks:
        resumed.step()
    resumed.close()
    undisturbed = worlds.lived(world, seed=SEED)
    expected = worlds.bytes_of(undisturbed)
    assert [name for name, held in worlds.bytes_of(resumed).items() if held != expected[name]] == []
    assert resumed.ledger.events == undisturbed.ledger.events


def test_a_snapshot_changes_nothing_and_is_the_same_each_time() -> None:
    market = at_tick(worlds.world(), 10)
    before = worlds.bytes_of(market)
    assert snapshot(market) == snapshot(market)
    assert worlds.bytes_of(market) == before


def test_a_restored_market_has_the_settings_of_its_scenario_and_no_copies_of_them() -> None:
    world = worlds.world(**worlds.RULE_SETS["two markets and a wall"])
    resumed = restored(world, SEED, 0, snapshot(at_tick(world, 5)))
    assert [feed is own for feed, own in zip(resumed.reading.feeds, world.rankings(), strict=True)] == [True, True]
    assert resumed.reading.belief is world.belief
    assert b"sim.disclosure" not in snapshot(resumed)


def test_what_is_no_snapshot_is_refused_and_makes_nothing(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "made"),)

    for hostile in (pickle.dumps(Trap()), b"", b"torn", snapshot(at_tick(worlds.world(), 3))[:-100]):
        with pytest.raises(UnreadableSnapshot):
            restored(worlds.world(), SEED, 0, hostile)
    assert not (tmp_path / "made").exists()


class Interrupted(Exception):
    """Somebody pulled the plug."""


def until(tick: int) -> object:
    def told(done: int, _: int) -> None:
        if done == tick:
            raise Interrupted

    return told


@pytest.mark.parametrize("stopped_at", [1, 13, 60, 61, 99])
def test_a_run_stopped_in_either_of_its_worlds_ends_with_the_same_numbers(tmp_path: Path, stopped_at: int) -> None:
    world = worlds.world(ticks=60)
    checkpoints = Checkpoints(tmp_path / "kept", "one", 12)
    with pytest.raises(Interrupted):
        simulate(world, SEED, progress=until(stopped_at), bookmarks=checkpoints.of_world)  # type: ignore[arg-type]
    resumed = simulate(world, SEED, bookmarks=checkpoints.of_world)
    undisturbed = simulate(world, SEED)
    assert resumed.summary == undisturbed.summary
    assert resumed.steps.equals(undisturbed.steps)
    assert resumed.events.equals(undisturbed.events)


def kept(folder: Path, *ticks: int) -> Checkpoints:
    checkpoints = Checkpoints(folder, "one", 5)
    for tick in ticks:
        checkpoints.of_world("campaign").keep(b"world %d" % tick, tick)
    return checkpoints


def test_the_latest_two_checkpoints_are_kept(tmp_path: Path) -> None:
    checkpoints = kept(tmp_path, 5, 10, 15)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "campaign.000000010.snapshot",
        "campaign.000000015.snapshot",
    ]
    assert checkpoints.of_world("campaign").latest() == b"world 15"
    assert checkpoints.of_world("quiet").latest() is None


@pytest.mark.parametrize("damage", [lambda held: held[:-1], lambda _: b"", lambda held: held[:40] + b"\0" + held[41:]])
def test_a_torn_checkpoint_is_named_and_set_aside_and_the_one_before_is_taken(tmp_path: Path, damage: object) -> None:
    checkpoints = kept(tmp_path, 5, 10)
    torn = tmp_path / "campaign.000000010.snapshot"
    torn.write_bytes(damage(torn.read_bytes()))  # type: ignore[operator]
    assert checkpoints.of_world("campaign").latest() == b"world 5"
    assert [line.split()[0] for line in checkpoints.set_aside] == [torn.name]
    assert not torn.exists()
    assert (tmp_path / "campaign.000000010.damaged").exists()


def test_checkpoints_of_another_run_are_refused(tmp_path: Path) -> None:
    kept(tmp_path, 5)
    assert interval_of(tmp_path, "one") == 5
    with pytest.raises(BadInput, match="another run"):
        interval_of(tmp_path, "two")


def test_the_command_leaves_no_checkpoint_behind_when_it_is_done(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert cli.main(["run", *SMALL, "--checkpoint-every", "7", "--out", str(out)]) == cli.DONE
    assert sorted(file.name for file in tmp_path.iterdir()) == ["run"]
    assert checkpoint_folder(out) == tmp_path / "run.checkpoints"


def test_the_command_refuses_an_interval_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    assert cli.main(["run", *SMALL, "--checkpoint-every", "0", "--out", str(out)]) == cli.BAD_INPUT
    assert "--checkpoint-every" in capsys.readouterr().err
    assert not out.exists()


def test_to_resume_what_was_never_begun_is_to_begin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loud = [word for word in SMALL if word != "--quiet"]
    assert cli.main(["run", *loud, "--resume", "--out", str(tmp_path / "run")]) == cli.DONE
    assert "begins at its first tick" in capsys.readouterr().err


@pytest.mark.slow
def test_a_killed_run_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    asked = ["run", "scenario=guo_2017", "members=400", "ticks=300", "--quiet"]
    assert cli.main([*asked, "--out", str(tmp_path / "undisturbed")]) == cli.DONE
    again = [*asked, "--out", str(tmp_path / "run")]
    for world in ("campaign", "quiet"):
        process = subprocess.Popen(
            [sys.executable, "-m", "experiments", *again, "--resume", "--checkpoint-every", "10"], cwd=ROOT
        )
        while process.poll() is None and not list((tmp_path / "run.checkpoints").glob(f"{world}.*.snapshot")):
            time.sleep(0.02)
        assert process.poll() is None, "it must be killed while it runs"
        process.kill()
        process.wait()
    assert cli.main([*again, "--resume"]) == cli.DONE
    tables = sorted(file.name for file in (tmp_path / "undisturbed").glob("*.parquet"))
    assert len(tables) == 6
    for name in tables:
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes(), name
