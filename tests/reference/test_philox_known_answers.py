"""Philox4x32-10 gives the answers that Random123 publishes, however it is run."""

from typing import Any

import pytest

from sim.base.chance import philox
from tests.reference.exercises import KNOWN_ANSWERS, Outcome

EACH_ANSWER = pytest.mark.parametrize(("counter", "key", "words"), KNOWN_ANSWERS, ids=["zeros", "ones", "pi"])


def in_hexadecimal(words: Any) -> str:
    return " ".join(f"{int(word):08x}" for word in words)


@EACH_ANSWER
def test_compiled_philox_gives_the_published_words(counter: Any, key: Any, words: str) -> None:
    assert in_hexadecimal(philox(counter, key)) == words


@EACH_ANSWER
def test_the_readable_philox_gives_the_published_words(counter: Any, key: Any, words: str) -> None:
    readable = getattr(philox, "py_func", philox)
    assert in_hexadecimal(readable(counter, key)) == words


def test_philox_without_a_compiler_gives_the_published_words(interpreted: Outcome) -> None:
    found = [in_hexadecimal(words) for words in interpreted["known_answers.words"]]
    assert found == [words for _, _, words in KNOWN_ANSWERS]
