"""The store: sets are whole or not there, and the same runs give the same bytes, however they were written."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import store
from experiments.store import DiaryLine, StoreBusy, StoreDiffers, StoredRun, StoreUnwritable, Writer, reading
from experiments.store.compaction import RUNS_IN_A_PART
from experiments.store.diary import strange_diary
from experiments.store.manifest import belonging_of, manifest_of
from experiments.store.sets import Unusable, check, described

MODEL = "0.1.0+source.of.tests"
MANIFEST = {"study": "tests", "columns": ["censorship"], "model_version": MODEL}


def run(number: int, status: str = "ok") -> StoredRun:
    """Return a run whose tables follow from its number; every third has a column of its own, and whole numbers."""
    run_id = f"{(number * 2654435761) % 2**32:08x}{number:04d}"
    row = {"run_id": run_id, "point": number, "censorship": "open", "seed": 0, "replicate": 0, "status": status}
    if status != "ok":
        return StoredRun({**row, "error": 'Zoë\'s, "quoted"\nand cut', "undefined": None}, {}, {})
    chance = np.random.default_rng(number)
    steps = pd.DataFrame({"tick": np.arange(5), "hours": np.arange(5.0), "reach": chance.random(5)})
    if number % 3 == 0:
        steps["reach.own"] = np.arange(5)
    elif number % 3 == 1:
        steps["reach.own"] = chance.random(5)
    posts = pd.DataFrame({"post": np.arange(3), "fate": pd.Categorical(["standing", "removed", "standing"])})
    tables = {"steps": steps} if number % 5 == 0 else {"steps": steps, "posts": posts}
    return StoredRun(
        {**row, "error": None, "undefined": None}, {"reach_peak": float(number), "half_life": None}, tables
    )


def line(made: StoredRun) -> DiaryLine:
    return DiaryLine(made.row["run_id"], 1, "2026-01-01T00:00:00+00:00", 1.0, 1.0, "host", os.getpid(), "ok", "")


def filled(folder: Path, shards: Sequence[Sequence[int]]) -> Path:
    store.create(folder, MANIFEST)
    for shard in shards:
        runs = [run(number) for number in shard]
        Writer(folder, MODEL).write(runs, [line(one) for one in runs])
    return folder


def results(folder: Path) -> dict[str, bytes]:
    """Return every file of the results, without the diary and the lock."""
    files = (file for table in store.TABLES for file in (folder / table).glob("*"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def undisturbed(folder: Path, n_runs: int) -> dict[str, bytes]:
    store.compact(filled(folder, [range(n_runs)]))
    return results(folder)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_partition_into_shards_in_any_order_compacts_to_the_same_bytes(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    n_runs = data.draw(st.integers(1, 2 * RUNS_IN_A_PART + 3))
    numbers = data.draw(st.permutations(range(n_runs)))
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, n_runs - 1)), max_size=6)))
    shards = [numbers[start:end] for start, end in zip([0, *cuts], [*cuts, n_runs], strict=True) if start < end]
    doubled = [*shards, data.draw(st.sampled_from(shards))[:2]]
    folder = tmp_path_factory.mktemp("store")
    halfway = data.draw(st.booleans())
    filled(folder / "a", doubled[: len(doubled) // 2])
    if halfway:
        store.compact(folder / "a")
    store.compact(filled(folder / "a", doubled[len(doubled) // 2 :]))
    assert results(folder / "a") == undisturbed(folder / "b", n_runs)


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    folder = filled(tmp_path, [[3, 1], [0], [2, 3]])
    store.compact(folder)
    found = store.open(folder)
    assert sorted(found.runs["point"]) == [0, 1, 2, 3]
    assert found.runs["run_id"].is_monotonic_increasing
    assert list(found.runs.columns[:3]) == ["run_id", "point", "censorship"]
    assert found.runs["half_life"].isna().all()
    steps = found.steps[found.steps["run_id"] == run(1).row["run_id"]].reset_index(drop=True)
    pd.testing.assert_series_equal(steps["reach.own"], run(1).tables["steps"]["reach.own"])
    assert len(found.posts) == 9
    asked = found.sql("SELECT count(*) AS n FROM steps JOIN runs USING (run_id) WHERE point = 3")
    assert asked["n"].tolist() == [5]
    assert sorted(found.log["run_id"]) == sorted(run(n).row["run_id"] for n in range(4))


def test_a_run_that_is_in_two_shards_is_read_once(tmp_path: Path) -> None:
    found = store.open(filled(tmp_path, [[3, 1], [0], [2, 3]]))
    assert sorted(found.runs["point"]) == [0, 1, 2, 3]
    assert len(found.steps) == 20
    assert found.sql("SELECT count(*) AS n FROM steps")["n"].tolist() == [20]
    assert found.sql("SELECT count(DISTINCT run_id) AS n FROM runs")["n"].tolist() == [4]
    assert found.arrow("steps", ["reach"]).column_names == ["reach"]
    with pytest.raises(KeyError, match=r"steps: no column reech; there is run_id, tick"):
        found.arrow("steps", ["reech"])


@pytest.mark.parametrize("asked", ["", "  ", "-- nothing"])
def test_a_question_that_has_no_answer_is_refused_in_words(tmp_path: Path, asked: str) -> None:
    with pytest.raises(ValueError, match="is no question that has an answer"):
        store.open(filled(tmp_path, [[3]])).sql(asked)


def test_a_run_that_was_made_after_all_replaces_its_failure(tmp_path: Path) -> None:
    store.create(tmp_path, MANIFEST)
    for status in ("died", "ok", "failed"):
        Writer(tmp_path, MODEL).write([run(7, status)], [])
    assert set(store.completed(tmp_path).status.values()) == {"ok"}
    store.compact(tmp_path)
    assert store.open(tmp_path).runs["status"].tolist() == ["ok"]


def test_a_store_of_failures_only_and_one_of_nothing_can_be_read(tmp_path: Path) -> None:
    store.create(tmp_path, MANIFEST)
    store.compact(tmp_path)
    assert len(store.open(tmp_path).runs) == 0
    Writer(tmp_path, MODEL).write([run(1, "failed")], [])
    store.compact(tmp_path)
    found = store.open(tmp_path)
    assert found.runs["error"].tolist() == ['Zoë\'s, "quoted"\nand cut']
    assert len(found.steps) == 0


def damaged(file: Path, how: str) -> None:
    content = file.read_bytes()
    middle = len(content) // 2
    file.write_bytes(
        {
            "truncated": content[:middle],
            "empty": b"",
            "one bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "no parquet": b"run_id,reach\n1,2\n",
        }[how]
    )


@pytest.mark.parametrize("kind", ["shard", "part"])
@pytest.mark.parametrize("table", ["runs", "steps", "posts"])
@pytest.mark.parametrize("how", ["truncated", "empty", "one bit", "no parquet", "missing"])
def test_a_damaged_file_is_named_and_its_runs_are_made_again(tmp_path: Path, how: str, table: str, kind: str) -> None:
    whole = undisturbed(tmp_path / "whole", 8)
    folder = filled(tmp_path / "hurt", [range(4), range(4, 8)])
    if kind == "part":
        store.compact(folder)
    file = sorted((folder / table).glob(f"{kind}*"))[0]
    if how == "missing":
        file.unlink()
    else:
        damaged(file, how)
    found = store.completed(folder)
    assert found.set_aside
    assert all(file.name in name for name, _ in found.set_aside)
    missing = [number for number in range(8) if run(number).row["run_id"] not in found.status]
    assert missing
    store.compact(filled(folder, [missing]))
    assert results(folder) == whole


@pytest.mark.parametrize("table", ["runs", "log"])
def test_whichever_bit_of_the_end_of_a_file_flips_the_file_is_named(tmp_path: Path, table: str) -> None:
    """The end of a Parquet file tells of itself in texts, and one bit may make one no text, or no JSON."""
    folder = filled(tmp_path, [range(2)])
    (file,) = (folder / table).glob("*.parquet")
    whole, luck = file.read_bytes(), random.Random(0)  # noqa: S311
    end = int.from_bytes(whole[-8:-4], "little")
    whose = belonging_of(manifest_of(folder))
    for _ in range(1500):
        place, bit = luck.randrange(len(whole) - 8 - end, len(whole) - 8), 1 << luck.randrange(8)
        file.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        if table == "runs":
            with pytest.raises(Unusable):
                check(described(folder, file), whose)
        else:
            named = list(strange_diary(folder, whose))
            assert named == [] or named[0][0] == f"log/{file.name}"


def test_what_a_file_says_of_its_other_tables_is_read_with_suspicion(tmp_path: Path) -> None:
    folder = filled(tmp_path, [range(2)])
    (file,) = (folder / "runs").glob("*.parquet")
    table = pq.read_table(file)
    for said in (b"[]", b"{", b'{"steps": 1}', b'{"../../secret": "0"}', b"\xff"):
        pq.write_table(table.replace_schema_metadata({b"shelflife.set": said}), file)
        with pytest.raises(Unusable, match="what it says of its other tables"):
            described(folder, file)


def test_strangers_are_set_aside_and_never_read(tmp_path: Path) -> None:
    folder = filled(tmp_path / "store", [range(4)])
    pd.DataFrame({"run_id": ["x"], "status": ["ok"]}).to_parquet(folder / "runs" / "mine.parquet")
    pd.DataFrame({"run_id": ["x"]}).to_parquet(folder / "steps" / "notes.parquet")
    (folder / "runs" / "link.parquet").symlink_to("/etc/passwd")
    (folder / "runs" / ".hidden.partial").mkdir()
    other = filled(tmp_path / "other", [range(4, 8)])
    for file in other.glob("*/shard*"):
        target = folder / file.relative_to(other)
        target.write_bytes(file.read_bytes().replace(b"source.of.tests", b"source.of.other"))
    with pytest.warns(UserWarning, match="mine.parquet.* cannot be used"):
        assert len(store.open(folder).runs) == 4
    found = store.completed(folder)
    assert len(found.status) == 4
    assert {name.partition("/")[2] for name, _ in found.set_aside} >= {
        *("mine.parquet", "notes.parquet", "link.parquet", ".hidden.partial"),
    }
    assert (folder / "aside" / "steps" / "notes.parquet").is_file()
    assert len(store.completed(folder).set_aside) == 0


def test_what_a_sweep_writes_while_its_store_is_opened_is_no_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, looked = filled(tmp_path / "store", [range(4)]), reading.run_sets

    def while_a_sweep_goes_on(*asked: Any) -> list[Any]:
        found = list(looked(*asked))
        (folder / "runs" / "later.parquet").touch()
        return found

    monkeypatch.setattr(reading, "run_sets", while_a_sweep_goes_on)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(store.open(folder).runs) == 4
    with pytest.warns(UserWarning, match="later.parquet cannot be used"):
        store.open(folder)


def test_runs_of_another_model_or_study_are_refused(tmp_path: Path) -> None:
    store.create(tmp_path, MANIFEST)
    store.create(tmp_path, MANIFEST | {"commit": "another"})
    with pytest.raises(StoreDiffers, match="runs of two models are never mixed"):
        store.create(tmp_path, MANIFEST | {"model_version": "0.2.0"})
    with pytest.raises(StoreDiffers, match=r"another sweep \(other study\)"):
        store.create(tmp_path, MANIFEST | {"study": "other"})
    with pytest.raises(StoreDiffers, match="no store of runs"):
        store.open(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text('{"study": ')
    with pytest.raises(StoreDiffers, match="cannot be read"):
        store.open(tmp_path)


WRITER = """
import sys
from pathlib import Path
from typing import Any
from experiments.store import Writer, lock
from tests.unit.test_store import MODEL, line, run
folder, numbers = Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3]))
print("begun", flush=True)
while True:
    for number in numbers:
        Writer(folder, MODEL).write([run(number), run(number + 1)], [line(run(number))])
"""


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", script, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=root)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.slow
def test_writers_that_are_killed_leave_every_run_whole_or_absent(tmp_path: Path) -> None:
    store.create(tmp_path, MANIFEST)
    chance = np.random.default_rng(4)
    for attempt in range(6):
        two = [started(WRITER, str(tmp_path), str(10 * n), str(10 * n + 8)) for n in (attempt, attempt + 1)]
        time.sleep(chance.uniform(0.0, 0.3))
        for process in two:
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = store.completed(tmp_path)
        assert not found.set_aside
    numbers = [n for n in range(100) if run(n).row["run_id"] in found.status]
    assert numbers
    store.compact(tmp_path)
    store.compact(filled(tmp_path / "again", [numbers]))
    assert results(tmp_path) == results(tmp_path / "again")


COMPACTOR = """
import sys
from pathlib import Path
from typing import Any
from experiments import store
print("begun", flush=True)
store.compact(Path(sys.argv[1]))
"""


@pytest.mark.slow
def test_a_compaction_that_is_killed_and_repeated_gives_the_same_bytes(tmp_path: Path) -> None:
    n_runs = 3 * RUNS_IN_A_PART
    whole = undisturbed(tmp_path / "whole", n_runs)
    folder = filled(tmp_path / "hurt", [range(start, start + 8) for start in range(0, n_runs, 8)])
    chance = np.random.default_rng(7)
    for _ in range(8):
        process = started(COMPACTOR, str(folder))
        time.sleep(chance.uniform(0.0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(store.completed(folder).status) == n_runs
    store.compact(folder)
    assert results(folder) == whole
    assert not [file for file in folder.rglob("*") if "partial" in file.name or "dealt" in file.name]


HOLDER = """
import sys, time
from pathlib import Path
from typing import Any
from experiments.store import lock
with lock(Path(sys.argv[1]), shared=False):
    print("begun", flush=True)
    time.sleep(60)
"""


def test_a_store_is_held_by_one_and_let_go_by_a_kill(tmp_path: Path) -> None:
    process = started(HOLDER, str(tmp_path))
    for shared in (True, False):
        with pytest.raises(StoreBusy, match=f"the process {process.pid} on "), store.lock(tmp_path, shared=shared):
            pass
    process.kill()
    process.wait()
    with store.lock(tmp_path, shared=False):
        pass
    with store.lock(tmp_path, shared=True), store.lock(tmp_path, shared=True):
        pass


FULL = """
import resource, sys
from pathlib import Path
from typing import Any
from experiments.store import StoreUnwritable, Writer
from tests.unit.test_store import MODEL, line, run
print("begun", flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
try:
    Writer(Path(sys.argv[1]), MODEL).write([run(n) for n in range(8)], [])
except StoreUnwritable as error:
    print(error)
    sys.exit(3)
"""


def test_a_disk_that_takes_no_more_is_one_clear_sentence_and_loses_nothing(tmp_path: Path) -> None:
    folder = filled(tmp_path, [[20, 21]])
    process = started(FULL, str(folder))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "results cannot be written (File too large); what was written before is whole" in said
    assert sorted(store.completed(folder).status) == sorted(run(n).row["run_id"] for n in (20, 21))
    assert not list(folder.rglob("*.partial"))


def test_a_folder_that_may_not_be_written_to_is_one_clear_sentence(tmp_path: Path) -> None:
    store.create(tmp_path, MANIFEST)
    (tmp_path / "steps").write_text("a file where a folder should be")
    with pytest.raises(StoreUnwritable, match="results cannot be written"):
        Writer(tmp_path, MODEL).write([run(1)], [])


def test_runs_of_another_study_are_set_aside(tmp_path: Path) -> None:
    """Made by the same model, whole and well named: only the study they are of tells them from the store's own."""
    own = MANIFEST | {"design_hash": "one"}
    store.create(tmp_path / "own", own)
    Writer(tmp_path / "own", MODEL).write([run(1)], [])
    store.create(tmp_path / "other", MANIFEST | {"design_hash": "other"})
    Writer(tmp_path / "other", MODEL).write([run(2)], [])
    shutil.copytree(tmp_path / "other", tmp_path / "own", dirs_exist_ok=True, ignore=lambda *_: ["manifest.json"])
    found = store.completed(tmp_path / "own")
    assert list(found.status) == [run(1).row["run_id"]]
    assert [why for _, why in found.set_aside] == ["its runs are of another study"]
    store.compact(tmp_path / "own")
    assert store.open(tmp_path / "own").runs["point"].tolist() == [1]


def test_a_writer_whose_sweep_lost_the_store_adds_nothing_to_it(tmp_path: Path) -> None:
    """As a worker elsewhere that outlives its driver, while another sweep has completed the store."""
    store.create(tmp_path, MANIFEST)
    with store.lock(tmp_path, shared=False, sweep="first"):
        orphan = Writer(tmp_path, MODEL, "first")
        orphan.write([run(1)], [])
    with store.lock(tmp_path, shared=False, sweep="second"):
        with pytest.raises(StoreBusy, match=f"the process {os.getpid()} on .* has taken it over"):
            orphan.write([run(2)], [])
        Writer(tmp_path, MODEL, "second").write([run(3)], [])
    assert sorted(store.open(tmp_path).runs["point"]) == [1, 3]
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize("how", ["pipe", "folder", "link to nowhere"])
def test_what_is_no_file_among_shards_is_set_aside(tmp_path: Path, how: str) -> None:
    folder = filled(tmp_path / "store", [range(4)])
    strange = folder / "runs" / "shard-0123456789abcdef.parquet"
    if how == "pipe":
        os.mkfifo(strange)
    elif how == "folder":
        strange.mkdir()
    else:
        strange.symlink_to(tmp_path / "nowhere")
    assert len(store.completed(folder).status) == 4
    assert not strange.is_symlink()
    assert not strange.exists()


def test_a_store_under_any_name_is_read_and_compacted(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s a "store"; DROP TABLE — ü\n% {x}=1'
    filled(folder, [[3, 1], [0], [2, 3]])
    for _ in range(2):
        found = store.open(folder)
        assert found.sql("SELECT count(*) AS n FROM steps")["n"].tolist() == [20]
        assert sorted(found.runs["point"]) == [0, 1, 2, 3]
        store.compact(folder)


def test_a_store_whose_manifest_never_came_is_told_from_a_folder_of_others(tmp_path: Path) -> None:
    for name, files, begun in (
        ("killed at its first word", [".lock", ".manifest.json.17.partial"], True),
        ("lost", [".lock", "runs", "steps", "log"], True),
        ("another program's", ["runs", "log"], False),
        ("mixed", [".lock", "runs", "thesis.tex"], False),
    ):
        folder = tmp_path / name
        folder.mkdir()
        for file in files:
            (folder / file).touch()
        assert store.is_begun(folder) is begun, name
