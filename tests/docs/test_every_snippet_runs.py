"""Every command and program that a page shows runs, and prints what stands below it."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.docs.snippets import SnippetFailed, blocks, made_anew

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/tutorial/*.md", "docs/how-to/*.md", "docs/background/*.md")
QUICK = {"docs/tutorial/1_one_tick.md", "docs/tutorial/2_one_fight.md"}
"""Pages that are run in every test run; what compares and sweeps is run with the slow tests."""
RUN = {"console", "python", "text"}


def _pages() -> list[object]:
    found = sorted(file.relative_to(ROOT).as_posix() for pattern in PAGES for file in ROOT.glob(pattern))
    with_code = [name for name in found if RUN & {block.language for block in blocks(_text(name))}]
    return [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in with_code]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", _pages())
def test_a_page_shows_what_is_really_printed(name: str, tmp_path: Path) -> None:
    text = _text(name)
    new = made_anew(text, tmp_path)
    changed = "\n".join(unified_diff(text.splitlines(), new.splitlines(), "shown", "printed", lineterm="", n=1))
    assert not changed, f"{changed}\nif that is as it should be: python -m tests.docs.snippets {name}"


def test_what_a_page_shows_and_does_not_print_is_found_out(tmp_path: Path) -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\n```console\n$ echo one | tr o a\nona\n```\n"
    new = made_anew(page, tmp_path)
    assert new == page.replace("\n3\n", "\n2\n").replace("\nona\n", "\nane\n")


def test_a_page_whose_command_fails_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(SnippetFailed, match="no such command"):
        made_anew("```console\n$ shelflife rum\n```\n", tmp_path)
    with pytest.raises(SnippetFailed, match="exit 3"):
        made_anew("```console\n$ exit 3\n```\n", tmp_path)


def test_a_file_with_a_title_is_there_for_what_follows(tmp_path: Path) -> None:
    page = '```python\none = 1\n```\n\n```text title="a/list.csv"\none\n```\n\n```console\n$ cat a/list.csv\none\n```\n'
    assert made_anew(page, tmp_path) == page
