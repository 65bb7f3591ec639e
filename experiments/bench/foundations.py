"""Rows about what every run stands on: building a network, and this machine's memory."""

from experiments.bench.child import measured_apart
from experiments.bench.row import Row

_MILLION, _MOST_SECONDS = 1_000_000, 5.0
# Larger than any cache by far, so that each number is fetched from memory.
_TABLE_MEGABYTES, _GATHERS = 512, 40_000_000
_WARM, _TIMED = 120, 24


def graph_1m() -> Row:
    """Measure the building of a network of a million members who follow 20 others each."""
    told = measured_apart("network", members=_MILLION)
    seconds = told["cpu_seconds"]
    note = (
        f"CPU seconds of ties=segments among {_MILLION:,} members, {told['ties'] / 1e6:.1f} million ties drawn and put "
        f"in order; {told['bytes_a_tie_at_most']:.0f} bytes a tie at its peak"
    )
    return Row("graph_1m", round(seconds, 2), "CPU s", f"<= {_MOST_SECONDS:g}", seconds <= _MOST_SECONDS, note, told)


def roofline() -> Row:
    """Measure how fast numbers can be fetched from random places of memory, and how near delivery comes to that."""
    roofs = measured_apart("gathers", megabytes=_TABLE_MEGABYTES, times=_GATHERS)
    told = measured_apart("receiving", members=_MILLION, warm=_WARM, timed=_TIMED)
    share = told["lines_per_second"] / roofs["gathers_per_second"]
    note = (
        f"lines of memory that delivery touches a CPU second at {_MILLION:,} members, "
        f"{told['lines_per_second'] / 1e6:.0f} million, over the {roofs['gathers_per_second'] / 1e6:.0f} million that "
        f"one thread here can fetch from random places ({roofs['gathered_gigabytes_per_second']:.1f} GB/s; in a row "
        f"{roofs['streamed_gigabytes_per_second']:.1f} GB/s). Delivery takes {told['share_of_tick']:.2f} of a tick"
    )
    return Row("roofline", round(share, 2), "share", "none", None, note, roofs | told)


FOUNDATION_ROWS = {"graph_1m": graph_1m, "roofline": roofline}
"""Rows that take seconds and a minute."""
