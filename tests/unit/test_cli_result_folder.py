"""Result folders are whole or not there, whatever stops the command that writes them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.result_folder import PROVENANCE, clear_leftovers, problems_with, write_json, written_at_once

WRITER = """
import sys, time
from pathlib import Path
from experiments.result_folder import write_json, written_at_once
try:
    with written_at_once(Path(sys.argv[1])) as folder:
        (folder / "first.txt").write_text("new")
        print("writing", flush=True)
        time.sleep(60)
        write_json(folder / "provenance.json", {"program": "shelflife", "files": {"first.txt": ""}})
except KeyboardInterrupt:
    sys.exit(130)
"""


def result(folder: Path, text: str) -> None:
    with written_at_once(folder) as partial:
        (partial / "first.txt").write_text(text)
        write_json(partial / PROVENANCE, {"program": "shelflife", "files": {"first.txt": ""}})


def stopped_while_writing(out: Path, number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(number)
        process.wait(timeout=20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("before", [None, "old"])
def test_a_stopped_command_leaves_what_was_there_before(
    tmp_path: Path, number: signal.Signals, before: str | None
) -> None:
    out = tmp_path / "out"
    if before:
        result(out, before)
    stopped_while_writing(out, number)
    assert (out / "first.txt").read_text() == "old" if before else not out.exists()
    result(out, "newer")
    assert (out / "first.txt").read_text() == "newer"
    assert [file.name for file in tmp_path.iterdir()] == ["out"], "what the killed command left is cleared away"


def test_an_error_while_writing_leaves_what_was_there_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result(out, "old")
    with pytest.raises(ValueError, match="Out of range float"), written_at_once(out) as partial:
        write_json(partial / "first.json", {"value": float("nan")})
    assert (out / "first.txt").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_command_killed_between_two_renames_loses_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result(out, "old")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = next(iter(name for name in [os.uname().nodename]))
    safe = "".join(letter for letter in host if letter.isalnum() or letter in "_-")
    out.rename(tmp_path / f".out.{safe}.{dead.pid}.replaced")
    clear_leftovers(tmp_path)
    assert (out / "first.txt").read_text() == "old"


def test_what_a_living_command_is_writing_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "other")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        result(tmp_path / "out", "new")
        assert len([file for file in tmp_path.iterdir() if file.name.startswith(".other.")]) == 1
        process.kill()
        process.wait()
    time.sleep(0.1)
    result(tmp_path / "out", "newer")
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_hidden_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    for name in (".git", ".out.partial", ".out.elsewhere.1.partial", ".venv"):
        (tmp_path / name).mkdir()
    result(tmp_path / "out", "new")
    assert {file.name for file in tmp_path.iterdir()} == {
        ".git", ".out.partial", ".out.elsewhere.1.partial", ".venv", "out",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"program": "other", "files": {}}', '{"program": "shelflife"}', "\x00"]
)
def test_a_folder_with_a_strange_provenance_is_not_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / PROVENANCE).write_text(text)
    assert problems_with(tmp_path)


def test_a_result_with_anything_else_in_it_is_not_ours(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result(out, "new")
    assert not problems_with(out)
    (out / "sub").mkdir()
    assert not problems_with(out)
    (out / "sub" / "notes.txt").write_text("mine")
    (problem,) = problems_with(out)
    assert "sub/notes.txt" in problem.rule


def test_a_broken_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nowhere")
    assert problems_with(tmp_path / "out")


def test_json_is_strict_and_keeps_letters(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"zoë": 1})
    assert "zoë" in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"zoë": 1}
