"""Progress on standard error: one line that moves on a terminal, a few plain lines elsewhere."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_SPARSE_SECONDS = 10.0
_SAYS_RATE_FROM = 3


class Progress:
    """Says what is going on; nothing at all where ``quiet``."""

    def __init__(self, *, quiet: bool = False) -> None:
        """Begin silently; nothing is imported before the first bar."""
        self._quiet = quiet
        self._last = time.monotonic()
        self._bar: tuple[Bar, TaskID] | None = None
        self._begun, self._first_done, self._last_done, self._what = 0.0, 0, 0, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end_bar()

    def say(self, line: str) -> None:
        """Write a line of its own, at once."""
        if not self._quiet:
            self.end_bar()
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    def complain(self, line: str) -> None:
        """Write what is wrong, even where all else is quiet."""
        self.end_bar()
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def told(self, done: int, total: int, failed: int | None = None, running: int | None = None, *, what: str) -> None:
        """Move on: ``done`` of ``total`` of what is named; of these some ``failed``, and others are ``running`` now.

        What is None is not known of them, and not told.
        """
        if self._quiet:
            return
        if done < self._last_done or self._what != what:
            self._begun, self._first_done, self._what = time.monotonic(), done, what
        self._last_done = done
        parts = [*_counts(failed, running), *self._speed(done, total)]
        if sys.stderr.isatty():
            self._move_bar(done, total, what, " · ".join(parts))
        elif time.monotonic() - self._last > _SPARSE_SECONDS:
            self._last = time.monotonic()
            sys.stderr.write(f"{what}: {', '.join([f'{done:,} of {total:,}', *parts])}\n")
            sys.stderr.flush()

    def _speed(self, done: int, total: int) -> tuple[str, ...]:
        """Return the rate and the time left in words, once there is something to judge by."""
        made, seconds = done - self._first_done, time.monotonic() - self._begun
        if made < _SAYS_RATE_FROM or seconds <= 0 or done >= total:
            return ()
        left = in_words((total - done) * seconds / made)
        return f"{made / seconds:.3g} a second", f"{left} left"

    def end_bar(self) -> None:
        """Take the moving line away."""
        if self._bar:
            self._bar[0].stop()
            self._bar = None

    def _move_bar(self, done: int, total: int, what: str, how: str) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            # No columns of rich's own for rate and time left: they would judge by other moments, and contradict ours.
            told = TextColumn("{task.fields[count]}{task.fields[how]}")
            bar = Bar(TextColumn("{task.description}"), BarColumn(), told, console=Console(stderr=True), transient=True)
            bar.start()
            self._bar = (bar, bar.add_task(what, total=total, count="", how=""))
        bar, task = self._bar
        count = f"{done:,} of {total:,}"
        bar.update(task, completed=done, total=total, description=what, count=count, how=f" · {how}" if how else "")


def in_words(seconds: float) -> str:
    """Return a length of time as people say it: less than a second, 40 s, 12 min, 3 h 20 min."""
    if seconds < 1:
        return "less than a second"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _counts(failed: int | None, running: int | None) -> list[str]:
    known = ((failed, "failed"), (running, "running"))
    return [f"{count:,} {what}" for count, what in known if count is not None]


def kernels_are_cold() -> bool:
    """Return whether the model's rules were never compiled on this machine, so that the first run takes longer."""
    from pathlib import Path

    import numba

    import sim.base.compiled

    if not sim.base.compiled.COMPILER_ON:
        return False
    folder = Path(numba.config.CACHE_DIR)
    return next(folder.rglob("*.nbc"), None) is None


COLD_START = "compiling the rules, once after each update: about 20 seconds; later runs start at once"
