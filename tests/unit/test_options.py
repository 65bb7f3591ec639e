"""Options are found by file name: a file dropped into a family is an option, and an unknown name says what there is."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.base.options import FAMILIES, UnknownOption, option_class, option_names
from sim.base.parameters import Declared
from sim.feeds.newest import Newest

OPTION = '''
"""Nothing is shown."""

from typing import Literal

from sim.base.parameters import Declared
from sim.feeds._contract import Feed


class _Inner(Declared):
    """Not the option."""


class Blank(Feed):
    """An empty feed. Names: blank."""

    kind: Literal["blank"] = "blank"
'''


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Drop a new feed, a private file and a file that is no Python into the family."""
    package = importlib.import_module("sim.feeds")
    for name, text in (("blank.py", OPTION), ("_blank_parts.py", ""), ("notes.txt", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    yield "blank"
    sys.modules.pop("sim.feeds.blank", None)
    vars(package).pop("blank", None)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_options_sorted_and_without_private_files(family: str) -> None:
    names = option_names(family)
    assert names
    assert list(names) == sorted(names)
    assert not [name for name in names if name.startswith("_")]


@pytest.mark.parametrize(("family", "name"), [(family, name) for family in FAMILIES for name in option_names(family)])
def test_an_option_is_a_frozen_block_declared_in_its_own_file(family: str, name: str) -> None:
    option = option_class(family, name)
    assert issubclass(option, Declared)
    assert option.__module__ == f"sim.{FAMILIES[family].folder}.{name}"
    assert option.model_config["frozen"]


@pytest.mark.parametrize("family", [family for family in FAMILIES if not FAMILIES[family].combines])
def test_the_kind_of_an_exclusive_option_is_its_file_name(family: str) -> None:
    kinds = [option_class(family, name).model_fields["kind"].default for name in option_names(family)]
    assert kinds == list(option_names(family))


def test_a_file_dropped_into_a_family_is_an_option(dropped: str) -> None:
    assert dropped in option_names("feed")
    assert "_blank_parts" not in option_names("feed")
    assert "notes" not in option_names("feed")


def test_the_option_is_the_public_class_of_its_file(dropped: str) -> None:
    assert option_class("feed", dropped).__name__ == "Blank"


def test_what_was_dropped_in_is_gone_afterwards() -> None:
    assert "blank" not in option_names("feed")


def test_an_unknown_name_is_refused_with_all_that_there_is() -> None:
    with pytest.raises(UnknownOption) as refusal:
        option_class("feed", "newset")
    message = str(refusal.value)
    assert "feed=newset" in message
    assert all(name in message for name in option_names("feed"))


@pytest.mark.parametrize("name", ["_contract", "__init__", "", "newest.py", "../feeds/newest"])
def test_what_is_no_option_cannot_be_reached_as_one(name: str) -> None:
    with pytest.raises(UnknownOption):
        option_class("feed", name)


def test_a_known_name_gives_its_class() -> None:
    assert option_class("feed", "newest") is Newest
