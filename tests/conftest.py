"""What holds for all tests: an interrupt reaches the programs that they start, and what takes long is begun first."""

from __future__ import annotations

import signal

import hypothesis
import pytest

# Drawn examples are judged by what comes out: on a busy machine any of them may take longer than hypothesis' 200 ms.
hypothesis.settings.register_profile("however_busy", deadline=None)
hypothesis.settings.load_profile("however_busy")

LONG = ("tests/statistical/", "tests/property/", "tests/unit/test_compiled.py")
"""What takes long and stands late in the alphabet: begun last, it would keep one processor busy and the other idle."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell lets what it runs in the background ignore Ctrl-C, and so would every program that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes long; all else stays in its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
