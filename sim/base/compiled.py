"""Compilation of rules and kernels: two decorators, one cache.

Every rule is a plain Python function first. ``compiled`` makes machine code of it, without the interpreter's lock, so
that several threads can each work on their own range of rows. No kernel is compiled for parallel loops: a range of
rows and a thread a range give the same bytes at any number of threads, and only one version to compile.

What a first run waits for is compilation, and a third of that was for doors nobody used: by default the compiler gives
each function one entrance for Python and one for C, and each entrance unpacks every column of every bundle it is
handed. ``compiled`` leaves out the one for C, ``compiled_within`` both.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import numba
from numba.core.registry import CPUDispatcher
from platformdirs import user_cache_path

from sim.base.provenance import source_fingerprint

COMPILER_ON = not numba.config.DISABLE_JIT

_HOW = {"nopython": True, "nogil": True, "error_model": "numpy", "boundscheck": None, "no_cfunc_wrapper": True}

# The compiler's own cache notices a change of the file a kernel stands in, not of the rules it calls in other files:
# a folder a version of the source keeps a stale kernel from ever being run.
if not numba.config.CACHE_DIR:
    numba.config.CACHE_DIR = str(user_cache_path("shelflife") / "kernels" / source_fingerprint())


def compiled[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Return the rule as machine code that runs without the interpreter's lock, kept in the user's cache folder."""
    return _kept(_Rule, rule, _HOW) if COMPILER_ON else rule


def compiled_within[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Return the same for a rule that only compiled rules call: it has no entrance for Python, which saves its making.

    Called from Python all the same, by a test say, it is compiled once more, and that version is not kept.
    """
    return _kept(_Within, rule, _HOW | {"no_cpython_wrapper": True}) if COMPILER_ON else rule


@contextmanager
def as_written() -> Iterator[None]:
    """Let rules that were never compiled run as the plain Python they are, for what is not worth a compilation."""
    _Rule.as_written = True
    try:
        yield
    finally:
        _Rule.as_written = False


class _Rule(CPUDispatcher):
    """A rule and its compiled versions; each is compiled when it is first called, unless it is to run as written."""

    as_written = False

    def _compile_for_args(self, *arguments: Any, **named: Any) -> Any:
        """Return what answers a call from Python for which no version is compiled."""
        return self.py_func if _Rule.as_written else super()._compile_for_args(*arguments, **named)


class _Within(_Rule):
    """Compiled versions of a rule that Python must never enter: they have no entrance, and to try ends the process."""

    def add_overload(self, version: Any) -> None:
        """Note a version where compiled callers look for it, and not where calls from Python do."""
        self.overloads[tuple(version.signature.args)] = version

    def _compile_for_args(self, *_arguments: Any, **_named: Any) -> Any:
        if _Rule.as_written:
            return self.py_func
        if not hasattr(self, "_with_entrance"):
            self._with_entrance = CPUDispatcher(self.py_func, targetoptions=dict(_HOW))
        return self._with_entrance


def _kept[**P, R](kind: type[_Rule], rule: Callable[P, R], how: dict[str, Any]) -> Callable[P, R]:
    dispatcher = kind(rule, targetoptions=dict(how))
    dispatcher.enable_caching()
    return cast("Callable[P, R]", dispatcher)
