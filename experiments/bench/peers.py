"""Rows that hold the model against other programs of the same mechanism."""

from experiments.bench.child import measured_apart
from experiments.bench.row import Row

# Seconds of CPU a step of SimSoM's published Python at 1,000 agents, as it is and with its look-up of followers kept;
# measured once on two cores of an ordinary x86-64 server, and quoted here.
_SIMSOM_SECONDS, _SIMSOM_KEPT_SECONDS = 7.9, 0.64
_LEAST_TIMES, _LEAST_TIMES_KEPT = 5_000.0, 400.0
_LEAST_TIMES_OF_DOCES = 10.0
_SIZES = (10_000, 100_000)
_ACTIVATIONS = 1_000_000
_WARM, _TIMED = 60, 40


def simsom() -> Row:
    """Measure a step of SimSoM's mechanism against what its published program took."""
    told = measured_apart("simsom", warm=_WARM, timed=200)
    seconds = told["cpu_seconds_a_tick"]
    value, kept = _SIMSOM_SECONDS / seconds, _SIMSOM_KEPT_SECONDS / seconds
    note = (
        f"{_SIMSOM_SECONDS:g} CPU s a step of the published Python at 1,000 agents (quoted, measured once on a server "
        f"of the same kind) over our {seconds:.5f}; {kept:,.0f} times with its look-up of followers kept in memory "
        f"({_SIMSOM_KEPT_SECONDS:g} s; target >= {_LEAST_TIMES_KEPT:g})"
    )
    met = value >= _LEAST_TIMES and kept >= _LEAST_TIMES_KEPT
    return Row("simsom", round(value), "times", f">= {_LEAST_TIMES:,.0f}", met, note, told | {"times_kept": kept})


def doces() -> Row:
    """Measure activations a second against doces, a C library of opinion dynamics in feeds, where it is installed."""
    target = f">= {_LEAST_TIMES_OF_DOCES:g}"
    ours = {size: measured_apart("reshares", members=size, warm=_WARM, timed=_TIMED) for size in _SIZES}
    theirs = {size: measured_apart("doces", members=size, activations=_ACTIVATIONS) for size in _SIZES}
    rates = {f"ours_{size}": told["activations_per_second"] for size, told in ours.items()}
    if not all(theirs.values()):
        note = (
            "doces is not installed: `pip install doces==0.1.0` beside shelflife, and ask again. Ours made "
            + " and ".join(
                f"{rates[f'ours_{size}'] / 1e6:.2f} million activations a second at {size:,}" for size in _SIZES
            )
        )
        return Row("doces", None, "times", target, None, note, rates)
    rates |= {f"theirs_{size}": told["activations_per_second"] for size, told in theirs.items()}
    times = {size: rates[f"ours_{size}"] / rates[f"theirs_{size}"] for size in _SIZES}
    value = min(times.values())
    note = "the smaller of two ratios of activations a CPU second, same network, feeds of 15: " + "; ".join(
        f"{rates[f'ours_{size}'] / 1e6:.2f} million over {rates[f'theirs_{size}'] / 1e6:.2f} million at {size:,}"
        for size in _SIZES
    )
    return Row("doces", round(value, 1), "times", target, value >= _LEAST_TIMES_OF_DOCES, note, rates)


PEER_ROWS = {"simsom": simsom, "doces": doces}
"""Rows about other programs: seconds for the first, minutes for the second."""
