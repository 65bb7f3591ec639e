"""Commands that pages show in passing: the command line understands each, so that none has gone stale."""

import argparse
import re
from importlib import import_module

import pytest

from experiments.cli import commands, read_options
from experiments.compose import compose
from tests.docs import passing

PAGES = passing.PAGES


def shown(page: str) -> list[list[str]]:
    """Return the words of each `shelflife` command in a page's blocks without a language."""
    return [words[1:] for words in passing.shown(page) if words[0] == "shelflife"]


COMMANDS = [pytest.param(words, id=f"{page}: {' '.join(words)}") for page in PAGES for words in shown(page)]


def understood(words: list[str]) -> argparse.Namespace:
    """Return a command's arguments, with ``problems``, as the command itself reads them."""
    name, *given = words
    assert name in commands()
    parser = argparse.ArgumentParser(prog=name, allow_abbrev=False)
    import_module(f"experiments.commands.{name}").add_arguments(parser)
    return read_options(parser, given)


def test_each_page_shows_some() -> None:
    assert all(shown(page) for page in PAGES)
    assert len(COMMANDS) > 15


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_shown_in_passing_is_understood(words: list[str]) -> None:
    assert understood(words).problems == []


def test_a_command_that_is_not_understood_is_found_out() -> None:
    assert understood(["sweep", "study=enforcement_ladder", "--resum"]).problems
    assert understood(["sweep", "study=enforcement_ladder", "--workers", "many"]).problems
    with pytest.raises(AssertionError):
        understood(["swep", "study=enforcement_ladder"])


def test_the_replay_that_the_page_shows_can_be_composed() -> None:
    (words,) = [words for words in shown("docs/page.md") if "--replay" in words]
    settings = [word for word in words if re.match(r"(strategy|ticks)=", word)]
    assert len(settings) == 2
    assert compose("guo_2017", *settings).ticks == 480
