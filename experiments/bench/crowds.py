"""Rows about large audiences: what a tick costs, what a member takes up, and how both grow with their number."""

from collections.abc import Mapping
from typing import Any

from experiments.bench.child import measured_apart
from experiments.bench.row import Row

_MILLION, _SMALLER = 1_000_000, 100_000
# Feeds fill in the first days; what is timed comes after them. The largest audience is timed earlier, as is the one
# that it is compared with.
_WARM, _TIMED = 120, 24
_WARM_OF_LARGEST, _TIMED_OF_LARGEST = 24, 12
_MOST_SECONDS, _MOST_BYTES = 0.6, 400.0
_MOST_GIGABYTES, _MOST_TIMES = 8.0, 2.5
_LEAST_SPEED_UP = 1.6
_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_LARGEST = 10_000_000
_UNSTORED = "implicit"
_WORLD = "guo_2017 overseas with two narratives, 20 followees a member and two dozen posters, steady operation"


def million() -> Row:
    """Measure a tick of a million members, and the bytes that each takes up, all in."""
    told = _market(_MILLION, 1, _WARM, _TIMED)
    seconds, taken = told["cpu_seconds_a_tick"], told["bytes_a_member"]
    note = (
        f"CPU seconds a tick over ticks {_WARM} to {_WARM + _TIMED}; {_WORLD}. {_busy(told)}. All in, at its peak, "
        f"{taken:.0f} bytes a member (target <= {_MOST_BYTES:g}), {told['bytes_a_member_in_columns']:.0f} of them in "
        f"columns; seating took {told['seating_cpu_seconds']:.1f} CPU s"
    )
    met = seconds <= _MOST_SECONDS and taken <= _MOST_BYTES
    target = f"<= {_MOST_SECONDS:g}, <= {_MOST_BYTES:g} bytes a member"
    return Row("million", round(seconds, 3), "CPU s a tick", target, met, note, told)


def million_unstored() -> Row:
    """Measure the same where no tie among members is stored."""
    told = _market(_MILLION, 1, _WARM, _TIMED, _UNSTORED)
    seconds, taken = told["cpu_seconds_a_tick"], told["bytes_a_member"]
    note = (
        f"the row million with ties={_UNSTORED}: {told['followees']:.1f} followees a member, drawn when something goes "
        f"along a tie. All in, at its peak, {taken:.0f} bytes a member (target <= {_MOST_BYTES:g}), "
        f"{told['bytes_a_member_in_columns']:.0f} of them in columns; {_busy(told)}"
    )
    met = seconds <= _MOST_SECONDS and taken <= _MOST_BYTES
    target = f"<= {_MOST_SECONDS:g}, <= {_MOST_BYTES:g} bytes a member"
    return Row("million_unstored", round(seconds, 3), "CPU s a tick", target, met, note, told)


def ten_million() -> Row:
    """Measure whether ten million members fit, and what each costs in a tick against one of a hundred thousand."""
    told = _market(_LARGEST, 1, _WARM_OF_LARGEST, _TIMED_OF_LARGEST, _UNSTORED)
    smaller = _market(_SMALLER, 1, _WARM_OF_LARGEST, _TIMED_OF_LARGEST, _UNSTORED)
    gigabytes = told["peak_megabytes"] / 1e3
    times = smaller["member_ticks_per_second"] / told["member_ticks_per_second"]
    note = (
        f"gigabytes at its peak, all in, over {_WARM_OF_LARGEST + _TIMED_OF_LARGEST} ticks; {_WORLD}, "
        f"ties={_UNSTORED}. A member-tick costs {times:.2f} times that at {_SMALLER:,} members "
        f"(target <= {_MOST_TIMES:g}), over the same ticks; {told['cpu_seconds_a_tick']:.2f} CPU s a tick; seating "
        f"took {told['seating_cpu_seconds']:.0f} CPU s"
    )
    met = gigabytes <= _MOST_GIGABYTES and times <= _MOST_TIMES
    target = f"<= {_MOST_GIGABYTES:g}, <= {_MOST_TIMES:g} times the cost"
    return Row("ten_million", round(gigabytes, 2), "GB", target, met, note, told | {"times_the_cost": times})


def threads() -> Row:
    """Measure how much sooner a tick of 100,000 members is over with two threads."""
    told = measured_apart("two_threads", members=_SMALLER, warm=_WARM, timed=_TIMED)
    value = told["by_clock"]
    note = (
        f"wall time of {_TIMED} ticks with one thread over that with two, tick by tick by turns, {_SMALLER:,} members; "
        f"by the CPU seconds of each thread it is {told['by_cpu']:.2f}, what an idle machine would show at best"
    )
    met = value >= _LEAST_SPEED_UP
    return Row("threads", round(value, 2), "times", f">= {_LEAST_SPEED_UP:g}", met, note, told)


def scaling() -> Row:
    """Measure how the cost of a member-tick grows from a thousand members to a million, with one thread and two."""
    told = {f"{n}x{size}": _market(size, n, _WARM, _TIMED) for size in _SIZES for n in (1, 2)}
    first, last = (told[f"1x{size}"]["cpu_seconds_a_tick"] / size for size in (_SMALLER, _SIZES[-1]))
    curve = "; ".join(
        f"{size:,}: {_nanoseconds(told[f'1x{size}']):.0f} ns with one thread, {_nanoseconds(told[f'2x{size}']):.0f} "
        f"with two, {told[f'1x{size}']['bytes_a_member']:.0f} bytes"
        for size in _SIZES
    )
    figures = {f"{key}.{name}": value for key, figures in told.items() for name, value in figures.items()}
    note = f"CPU time of a member-tick at {_SIZES[-1]:,} over that at {_SMALLER:,}. A member-tick by audience: {curve}"
    return Row("scaling", round(last / first, 2), "times", "none", None, note, figures)


CROWD_ROWS = {
    "million": million,
    "million_unstored": million_unstored,
    "ten_million": ten_million,
    "threads": threads,
    "scaling": scaling,
}
"""Rows that take minutes and gigabytes: measured where they are named."""


def _market(members: int, n_threads: int, warm: int, timed: int, ties: str = "segments") -> dict[str, Any]:
    return measured_apart("market", members=members, threads=n_threads, warm=warm, timed=timed, ties=ties)


def _nanoseconds(told: Mapping[str, float]) -> float:
    return 1e9 / told["member_ticks_per_second"]


def _busy(told: Mapping[str, float]) -> str:
    return (
        f"A member reads {told['reads_a_member_and_day']:.2f} posts a day: {told['member_ticks_per_second'] / 1e6:.1f} "
        f"million member-ticks, {told['exposures_per_second'] / 1e3:,.0f} thousand exposures and "
        f"{told['deliveries_per_second'] / 1e6:.1f} million deliveries a CPU second"
    )
