"""What is measured in a process of its own: ``python -m experiments.bench.measured WHAT '{"…": …}'`` prints figures."""

import json
import math
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.bench.child import peak_megabytes
from experiments.bench.worlds import SEED, crowd, lived, resharers, warmed_up

if TYPE_CHECKING:
    from sim import Marketplace, Scenario

_LINE_BYTES = 64.0


def market(members: int, threads: int, warm: int, timed: int, ties: str = "segments") -> dict[str, float]:
    """Measure a market: what seating it costs, and ``timed`` ticks after ``warm`` ones that are not counted.

    ``bytes_a_member`` is all in: the most memory ever held, less what Python and the compiled rules held before."""
    from sim import Marketplace
    from sim.kernels.unstored import counts_of_followers
    from sim.marketplace_memory import memory_of

    world = crowd(members, threads, ties)
    warmed_up(world)
    before = peak_megabytes()
    began, clock = time.process_time(), time.monotonic()
    seated = Marketplace(world, SEED)
    seating, seating_wall = time.process_time() - began, time.monotonic() - clock
    lived(seated, warm)
    told = _lived_by_the_clock(seated, timed)
    peak = peak_megabytes()
    return told | {
        "members": members,
        "threads": threads,
        "seating_cpu_seconds": seating,
        "seating_wall_seconds": seating_wall,
        "peak_megabytes": peak,
        "bytes_a_member": (peak - before) * 1e6 / members,
        "bytes_a_member_in_columns": sum(memory_of(seated).values()) / members,
        "followees": counts_of_followers(seated.mail.ties).sum() / members,
    }


def _lived_by_the_clock(seated: "Marketplace", ticks: int) -> dict[str, float]:
    """Return what so many more ticks of a market cost, and what was done in them."""
    seconds, wall, exposures, deliveries = 0.0, 0.0, 0, 0
    for _ in range(ticks):
        began, clock = time.process_time(), time.monotonic()
        seated.step()
        seconds, wall = seconds + time.process_time() - began, wall + time.monotonic() - clock
        exposures += seated.speech.n_reads
        deliveries += _delivered(seated)
    member_ticks = seated.world.members * ticks
    return {
        "cpu_seconds": seconds,
        "wall_seconds": wall,
        "cpu_seconds_a_tick": seconds / ticks,
        "member_ticks_per_second": member_ticks / seconds,
        "exposures_per_second": exposures / seconds,
        "deliveries_per_second": deliveries / seconds,
        "reads_a_member_and_day": exposures / member_ticks * (24.0 / seated.world.tick_hours),
    }


def _delivered(seated: "Marketplace") -> int:
    """Return to how many feeds the present tick's mail was handed."""
    from sim.kernels.unstored import counts_of_followers

    outbox = seated.mail.outbox
    return int((counts_of_followers(seated.mail.ties, outbox.sources) * np.diff(outbox.first)).sum())


def receiving(members: int, warm: int, timed: int) -> dict[str, float]:
    """Measure delivery alone: CPU seconds of handing a tick's mail to feeds, and lines of memory that this takes."""
    from sim import Marketplace

    world = crowd(members)
    warmed_up(world)
    seated = lived(Marketplace(world, SEED), warm)
    deliver, spent = seated.mail.deliver, []
    seated.mail.deliver = lambda *given: spent.append(_timed(deliver, *given))  # type: ignore[method-assign]
    whole, deliveries = 0.0, 0
    for _ in range(timed):
        whole += _timed(seated.step)
        deliveries += _delivered(seated)
    lines = math.ceil(world.feed.length * seated.feeds.dtype.itemsize / _LINE_BYTES)
    seconds = sum(spent)
    return {"lines_per_second": deliveries * lines / seconds, "share_of_tick": seconds / whole}


def two_threads(members: int, warm: int, timed: int) -> dict[str, float]:
    """Measure the same ticks with one thread and with two, by turns, so that what else runs here hits both alike.

    ``by_cpu`` is how much shorter the longest chain of work is with two, in CPU seconds of each thread: what the
    clock would show if nothing else ran here and handing out work cost nothing.
    """
    from sim import Marketplace

    worlds = [crowd(members, threads) for threads in (1, 2)]
    warmed_up(worlds[0])
    one, two = (lived(Marketplace(world, SEED), warm) for world in worlds)
    spent = {"wall_1": 0.0, "wall_2": 0.0, "cpu_1": 0.0, "cpu_2": 0.0, "alone": 0.0}
    for _ in range(timed):
        for name, seated in (("1", one), ("2", two)):
            clock, began, own = time.monotonic(), time.process_time(), time.thread_time()
            seated.step()
            spent[f"wall_{name}"] += time.monotonic() - clock
            spent[f"cpu_{name}"] += time.process_time() - began
            spent["alone"] += (time.thread_time() - own) if name == "2" else 0.0
    chain = spent["alone"] + (spent["cpu_2"] - spent["alone"]) / 2.0
    return spent | {"by_clock": spent["wall_1"] / spent["wall_2"], "by_cpu": spent["cpu_1"] / chain}


def reshares(members: int, warm: int, timed: int) -> dict[str, float]:
    """Measure SimSoM's mechanism: every member reshares or writes in every tick."""
    return _activations(resharers(members), warm, timed)


def simsom(warm: int, timed: int) -> dict[str, float]:
    """Measure the replication of SimSoM as it is configured, inauthentic accounts included."""
    from experiments.compose import compose

    return _activations(compose("replication/simsom", "members=1000", "ticks=720"), warm, timed)


def _activations(world: "Scenario", warm: int, timed: int) -> dict[str, float]:
    from sim import Marketplace

    warmed_up(world, warm)
    seated = lived(Marketplace(world, SEED), warm)
    began, clock = time.process_time(), time.monotonic()
    lived(seated, timed)
    seconds, wall = time.process_time() - began, time.monotonic() - clock
    agents = world.members + seated.accounts.n_rows
    figures = {"cpu_seconds_a_tick": seconds / timed, "activations_per_second": agents * timed / seconds}
    return figures | {"cpu_seconds": seconds, "wall_seconds": wall, "peak_megabytes": peak_megabytes()}


def doces(members: int, activations: int) -> dict[str, float]:
    """Measure doces on the network of ``reshares``: feeds of 15, no rewiring; not installed if there is no figure."""
    try:
        import doces as peer  # type: ignore[import-not-found,unused-ignore]
    except ModuleNotFoundError:
        return {}
    from sim import Marketplace

    ties = Marketplace(resharers(members), SEED).mail.ties
    sources = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    edges = list(zip(sources.tolist(), ties.followers.tolist(), strict=True))
    dynamics = peer.Opinion_dynamics(members, edges, True)
    opinions = np.linspace(-1.0, 1.0, members).tolist()
    filters = (peer.UNIFORM, peer.UNIFORM)
    began = time.process_time()
    dynamics.simulate_dynamics(activations, 0.0, 0.5, *filters, b=opinions, feed_size=15, rewire=False, verbose=False)
    return {"activations_per_second": activations / (time.process_time() - began)}


def network(members: int) -> dict[str, float]:
    """Measure building the ties of ``ties=segments`` among so many members, after a small one."""
    from sim.base.chance import stream
    from sim.state.inputs import NO_INPUTS
    from sim.ties.segments import Segments

    rule, root = Segments(), stream(SEED)
    rule.wire(np.zeros(2_000, np.int16), root, NO_INPUTS)
    segment = (np.arange(members) % 3).astype(np.int16)
    before = peak_megabytes()
    began, clock = time.process_time(), time.monotonic()
    ties = rule.wire(segment, root, NO_INPUTS)
    seconds, wall = time.process_time() - began, time.monotonic() - clock
    peak = peak_megabytes()
    return {
        "cpu_seconds": seconds,
        "wall_seconds": wall,
        "ties": len(ties.followers),
        "ties_per_second": len(ties.followers) / seconds,
        "peak_megabytes": peak,
        "bytes_a_tie_at_most": (peak - before) * 1e6 / len(ties.followers),
    }


def gathers(megabytes: int, times: int) -> dict[str, float]:
    """Measure this machine's roofs, on one thread: numbers at random places of memory, and numbers in a row."""
    from experiments.bench.memory_roof import add_in_a_row, add_scattered

    table = np.ones(megabytes * 250_000, np.float32)
    places = np.random.default_rng(SEED).integers(0, len(table), times, np.int32)
    add_scattered(table, places[:10])
    add_in_a_row(table[:10])
    scattered = min(_timed(add_scattered, table, places) for _ in range(3))
    in_a_row = min(_timed(add_in_a_row, table) for _ in range(3))
    return {
        "gathers_per_second": times / scattered,
        "gathered_gigabytes_per_second": times * _LINE_BYTES / scattered / 1e9,
        "streamed_gigabytes_per_second": table.nbytes / in_a_row / 1e9,
    }


def _timed(work: Callable[..., Any], *given: Any) -> float:
    began = time.process_time()
    work(*given)
    return time.process_time() - began


def main() -> None:
    """Measure what is named, and print its figures as one line."""
    named = {
        work.__name__: work for work in (market, receiving, two_threads, reshares, simsom, doces, network, gathers)
    }
    # Other programs may write what they like to standard output, below Python's own; it is kept for the figures.
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    figures = named[sys.argv[1]](**json.loads(sys.argv[2]))
    told.write(json.dumps(figures) + "\n")
    told.close()


if __name__ == "__main__":
    main()
