"""Keyed chance: every random draw is a function of who draws, when, and for what.

A draw is Philox4x32-10 of a counter (purpose, tick, identity, identity) under a key made of the root seed and the
replicate. There is no generator whose state could be disturbed: the same person has the same accident in two worlds
unless the rule under test is about it, at any number of threads, in any process, after any restart.

Source: Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3 (Random123).
"""

import hashlib
from typing import Any, NamedTuple, cast

import numpy as np

from sim.base.compiled import COMPILER_ON, compiled, compiled_within

# With the compiler off, Python's own integers are exact and several times faster than NumPy's scalars; the words that
# come out are the same.
_word: Any = np.uint64 if COMPILER_ON else int

_MULTIPLIER_0 = _word(0xD2511F53)
_MULTIPLIER_1 = _word(0xCD9E8D57)
_WEYL_0 = _word(0x9E3779B9)
_WEYL_1 = _word(0xBB67AE85)
_MASK = _word(0xFFFFFFFF)
_HALF = _word(32)
_ROUNDS = 10
_UNIT = 2.0**-32


# Stand-ins where a decision is made before the first tick, or concerns a single identity. They are NumPy integers, as
# purposes are, because the compiler makes a version of its own of ``draws`` for every plain constant it is given.
AT_START = cast("int", np.int64(0))
ALONE = cast("int", np.int64(0))


class Stream(NamedTuple):
    """The two 32-bit words under which all draws of one run are made."""

    key_0: int
    key_1: int


class Words(NamedTuple):
    """Four independent draws, each uniform on the open interval (0, 1)."""

    first: float
    second: float
    third: float
    fourth: float


def stream(seed: int, replicate: int = 0) -> Stream:
    """Return the stream of draws of one run; ``seed`` 0 is a seed like any other."""
    digest = hashlib.sha256(f"shelflife:{seed}:{replicate}".encode()).digest()
    return Stream(int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little"))


def purpose(decision: str) -> int:
    """Return the 32-bit code of a decision's name, such as ``"member.visit"``; one name a decision."""
    return cast("int", np.int64(int.from_bytes(hashlib.sha256(decision.encode()).digest()[:4], "little")))


@compiled_within
def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the four 32-bit words that Philox4x32-10 makes of a counter and a key, each given as 32-bit words."""
    c0, c1, c2, c3 = _word(counter[0]), _word(counter[1]), _word(counter[2]), _word(counter[3])
    k0, k1 = _word(key[0]), _word(key[1])
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _HALF) ^ c1 ^ k0,
            product_1 & _MASK,
            (product_0 >> _HALF) ^ c3 ^ k1,
            product_0 & _MASK,
        )
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@compiled
def unit(word: int) -> float:
    """Return a 32-bit word as a number of the open interval (0, 1): never 0, so that its logarithm exists."""
    return (np.float64(word) + 0.5) * _UNIT


@compiled
def draws(stream: Stream, decision: int, tick: int, one: int, other: int) -> Words:
    """Return four uniform draws for a decision that concerns two identities (a post and its reader, say)."""
    words = philox((decision, tick, one, other), (stream.key_0, stream.key_1))
    return Words(unit(words[0]), unit(words[1]), unit(words[2]), unit(words[3]))


@compiled_within
def first_draws(stream: Stream, decision: int, tick: int, ones: np.ndarray, other: int) -> np.ndarray:
    """Return ``draws(stream, decision, tick, one, other).first`` for each identity of ``ones`` [k].

    The rounds of Philox stand here once more, as the compiler works on several identities at a time only where they
    stand in the loop itself.
    """
    luck = np.empty(len(ones), np.float64)
    for place in range(len(ones)):
        c0, c1, c2, c3 = _word(decision), _word(tick), _word(ones[place]), _word(other)
        k0, k1 = _word(stream.key_0), _word(stream.key_1)
        for _ in range(_ROUNDS):
            product_0 = _MULTIPLIER_0 * c0
            product_1 = _MULTIPLIER_1 * c2
            c0, c1, c2, c3 = (
                (product_1 >> _HALF) ^ c1 ^ k0,
                product_1 & _MASK,
                (product_0 >> _HALF) ^ c3 ^ k1,
                product_0 & _MASK,
            )
            k0 = (k0 + _WEYL_0) & _MASK
            k1 = (k1 + _WEYL_1) & _MASK
        luck[place] = (np.float64(c0) + 0.5) * _UNIT
    return luck


@compiled
def identity(stream: Stream, kind: int, tick: int, one: int, other: int) -> int:
    """Return a 32-bit identity for something born now (a post, a comment): the same in every world that shares it."""
    word: Any = philox((kind, tick, one, other), (stream.key_0, stream.key_1))[0]
    return np.int64(word)  # type: ignore[return-value]  # a signed word, as identities are kept
