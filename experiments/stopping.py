"""Being asked to stop, by Ctrl-C or a polite kill: heard wherever the program happens to be."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()


@contextmanager
def stopped_when_asked() -> Iterator[None]:
    """Let Ctrl-C and a polite kill end what is done inside as KeyboardInterrupt, whatever else came of them.

    Inside a callback of the compiler Python throws the interrupt away, and something else fails for want of what the
    callback should have made: what was asked is therefore remembered, and such a failure is no failure.

    Raises:
        KeyboardInterrupt: if it was asked to stop.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    if _remember not in before.values():  # what was asked of a command is asked of each part of it
        _asked.clear()
    # What ignores Ctrl-C, as a program that was put in the background does, goes on ignoring it.
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, _remember)
    try:
        yield
    except Exception as failure:
        if _asked.is_set():
            raise KeyboardInterrupt from failure
        raise
    finally:
        for number in heard:
            signal.signal(number, before[number])


def stop_if_asked() -> None:
    """Stop here if it was asked for and did not happen.

    Raises:
        KeyboardInterrupt: if it was asked to stop.
    """
    if _asked.is_set():
        raise KeyboardInterrupt


def _remember(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    # What the compiler has half made cannot be put away in order, and would say so on the terminal.
    sys.unraisablehook = _nothing
    raise KeyboardInterrupt


def _nothing(_unraisable: "sys.UnraisableHookArgs") -> None:
    pass
