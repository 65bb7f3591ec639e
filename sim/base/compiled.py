"""Compilation of rules and kernels: one decorator, one cache.

Every rule is a plain Python function first. ``compiled`` makes machine code of it, without the interpreter's lock, so
that several threads can each work on their own range of rows. No kernel is compiled for parallel loops: a range of
rows and a thread a range give the same bytes at any number of threads, and only one version to compile.
"""

from collections.abc import Callable

import numba
from platformdirs import user_cache_path

from sim.base.provenance import source_fingerprint

COMPILER_ON = not numba.config.DISABLE_JIT

# The compiler's own cache notices a change of the file a kernel stands in, not of the rules it calls in other files:
# a folder a version of the source keeps a stale kernel from ever being run.
if not numba.config.CACHE_DIR:
    numba.config.CACHE_DIR = str(user_cache_path("shelflife") / "kernels" / source_fingerprint())


def compiled[**P, R](rule: Callable[P, R]) -> Callable[P, R]:
    """Return the rule as machine code that runs without the interpreter's lock, kept in the user's cache folder."""
    return numba.njit(nogil=True, cache=True, error_model="numpy")(rule)
