"""What is committed can be read and installed anywhere: it names no package index and no folder of one machine."""

from pathlib import PurePosixPath

import pytest

from tests.architecture import rules_of_files
from tests.architecture.tree import text_files, text_of

TEXTS = text_files()
LOCKS = [name for name in TEXTS if "lock" in PurePosixPath(name).name.split(".")[-1] or "-lock." in name]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_carries_no_address(name: str) -> None:
    breaches = rules_of_files.address_in_lock(name, text_of(name))
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("name", [name for name in LOCKS if name.startswith("requirements")])
def test_every_locked_package_is_pinned_with_hashes(name: str) -> None:
    breaches = rules_of_files.unhashed_in_lock(name, text_of(name))
    assert not breaches, "\n".join(breaches)


def test_no_committed_text_names_a_package_index_or_a_machine() -> None:
    if not TEXTS:
        pytest.skip("git lists no files here")
    breaches = [breach for name in TEXTS for breach in rules_of_files.address_in_text(name, text_of(name))]
    assert not breaches, "\n".join(breaches)


def test_no_setting_or_script_promises_unfinished_work() -> None:
    if not TEXTS:
        pytest.skip("git lists no files here")
    breaches = [breach for name in TEXTS for breach in rules_of_files.unfinished_text(name, text_of(name))]
    assert not breaches, "\n".join(breaches)
