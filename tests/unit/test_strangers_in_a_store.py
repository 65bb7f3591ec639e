"""What is torn, foreign or lost its runs is named and set aside: nothing is read, and nothing removed, in silence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import store
from tests.unit.test_store import MANIFEST, MODEL, filled, line, results, run, undisturbed


def set_aside(folder: Path) -> dict[str, bytes]:
    """Return every file that was set aside, by table and name."""
    aside = folder / "aside"
    return {file.relative_to(aside).as_posix(): file.read_bytes() for file in aside.rglob("*") if file.is_file()}


@pytest.mark.parametrize("study", ["tests", "others"])
def test_a_whole_file_of_another_store_is_set_aside_and_not_deleted(tmp_path: Path, study: str) -> None:
    whole = undisturbed(tmp_path / "own", 4)
    store.create(tmp_path / "other", MANIFEST | ({"design_hash": study} if study != "tests" else {}))
    store.compact(filled_with(tmp_path / "other", 9))
    file = next((tmp_path / "other" / "steps").glob("part*"))
    shutil.copy(file, tmp_path / "own" / "steps")
    done = store.compact(tmp_path / "own")
    assert [name for name, _ in done.set_aside] == [f"steps/{file.name}"]
    assert set_aside(tmp_path / "own") == {f"steps/{file.name}": file.read_bytes()}
    assert results(tmp_path / "own") == whole


def filled_with(folder: Path, *numbers: int) -> Path:
    made = [run(number) for number in numbers]
    store.Writer(folder, MODEL).write(made, [line(one) for one in made])
    return folder


def test_results_whose_runs_are_lost_are_set_aside_and_not_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    whole = undisturbed(folder, 4)
    next((folder / "runs").glob("*")).unlink()
    done = store.compact(folder)
    assert (done.runs, done.parts) == (0, 0)
    lost = {name: content for name, content in whole.items() if not name.startswith("runs/")}
    assert sorted(name for name, _ in done.set_aside) == sorted(lost)
    assert all(why == "the set of runs that named it is lost" for _, why in done.set_aside)
    assert set_aside(folder) == lost
    store.compact(filled(folder, [range(4)]))
    assert results(folder) == whole


def test_what_a_killed_compaction_left_of_merged_shards_is_removed_in_silence(tmp_path: Path) -> None:
    folder = filled(tmp_path, [range(4)])
    left = {file: file.read_bytes() for file in folder.glob("*/shard*") if file.parent.name != "runs"}
    store.compact(folder)
    whole = results(folder)
    for file, content in left.items():
        file.write_bytes(content)
    done = store.compact(folder)
    assert left
    assert not done.set_aside
    assert results(folder) == whole


def test_what_a_writer_that_was_killed_before_it_named_its_runs_left_is_removed_in_silence(tmp_path: Path) -> None:
    folder = filled(tmp_path, [range(4), [5]])
    runs = sorted((folder / "runs").glob("shard*"))[0]
    left = [file for file in folder.glob(f"*/{runs.name}") if file != runs]
    runs.rename(folder / "runs" / f".{os.getpid()}.0.partial")
    done = store.completed(folder)
    assert left
    assert not done.set_aside
    assert not any(file.exists() for file in left)
    assert not list(folder.rglob("*.partial"))


def test_torn_and_foreign_files_of_the_diary_are_named_set_aside_and_never_read(tmp_path: Path) -> None:
    folder, other = filled(tmp_path / "store", [[1], [2]]), tmp_path / "other"
    lines = len(store.open(folder).log)
    store.create(other, MANIFEST | {"design_hash": "others"})
    theirs = next((filled_with(other, 3) / "log").iterdir())
    strange = {
        "mine.parquet": pd.DataFrame({"my": [1, 2]}).to_parquet(),
        f"{'a' * 32}.parquet": pd.DataFrame({"my": [1, 2]}).to_parquet(),
        f"{'b' * 32}.parquet": b"PAR1xx",
        f"{'c' * 32}.parquet": theirs.read_bytes(),
        f"{'d' * 32}.parquet": one_bit_off(next((folder / "log").iterdir()).read_bytes()),
        "notes.txt": b"mine",
    }
    for name, content in strange.items():
        (folder / "log" / name).write_bytes(content)
    found = store.open(folder)
    with pytest.warns(UserWarning, match="cannot be used"):
        assert len(found.log) == lines
    assert found.sql("SELECT count(*) AS n FROM log")["n"].tolist() == [lines]
    done = store.compact(folder)
    assert sorted(name for name, _ in done.set_aside) == sorted(f"log/{name}" for name in strange)
    assert set_aside(folder) == {f"log/{name}": content for name, content in strange.items()}
    assert len(list((folder / "log").iterdir())) == 1
    assert len(store.open(folder).log) == lines
    assert not store.compact(folder).set_aside


def one_bit_off(content: bytes) -> bytes:
    """Return a Parquet file one bit of whose first page of values is not as it was written."""
    place = content.index(b"\x28\xb5\x2f\xfd") + 10
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("compacted", [True, False])
def test_no_single_bit_that_changed_is_read_in_silence(tmp_path: Path, compacted: bool) -> None:
    folder = filled(tmp_path, [range(4)])
    if compacted:
        store.compact(folder)
    whole = store.open(folder)
    assert whole.sql("SELECT count(*) AS n FROM steps")["n"].tolist() == [20]
    file = next((folder / "steps").glob("*.parquet"))
    content = file.read_bytes()
    for place in np.random.default_rng(0).integers(0, len(content), 40).tolist():
        file.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
        for read in (lambda found: found.arrow("steps"), lambda found: found.sql('SELECT * FROM "Steps"')):
            with pytest.raises(store.StoreDamaged, match=f"steps/{file.name} is not as it was written"):
                read(store.open(folder))
    assert len(store.open(folder).runs) == 4, "what is whole can still be read"
    file.write_bytes(content)
    assert store.open(folder).arrow("steps").equals(whole.arrow("steps"))


@pytest.mark.parametrize("how", ["one bit", "another study's"])
def test_runs_that_are_not_the_stores_own_as_written_are_left_out_with_a_warning(tmp_path: Path, how: str) -> None:
    folder = filled(tmp_path / "store", [[1], [2]])
    if how == "one bit":
        file = next((folder / "runs").glob("shard*"))
        file.write_bytes(one_bit_off(file.read_bytes()))
        left = 1
    else:
        store.create(tmp_path / "other", MANIFEST | {"design_hash": "others"})
        shutil.copytree(
            filled_with(tmp_path / "other", 3), folder, dirs_exist_ok=True, ignore=lambda *_: ["manifest.json"]
        )
        left = 2
    with pytest.warns(UserWarning, match="cannot be used"):
        assert len(store.open(folder).runs) == left
