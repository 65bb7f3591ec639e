"""L14: whether a result hangs on anything but the settings and the seed."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from sim.base.parameters import parameter

_WORLD = ("enforcement=moderate", "rebuttals=[crowd,professionals,notes]", "rebuttals.notes.delay=2")
_INTERPRETED_MEMBERS = 60
_INTERPRETED_TICKS = 24
_RUNS = ("censorship=open,full", "replicates=3")
_STOPPED_AFTER = 2
_PRINT = "from experiments.evidence.limits.identical_bytes import fingerprint; print(fingerprint({}, {}, {}, 1))"


class Stopped(Exception):
    """A sweep was stopped half-way, on purpose."""


class IdenticalBytes(Item):
    """The same settings and seed give the same bytes, however they are computed.

    A world with every kind of actor on one, two and four threads; compiled and interpreted; and a sweep made in
    one process, over two and four worker processes, and stopped half-way and resumed.
    """

    id: ClassVar[str] = "L14"
    expected: ClassVar[str] = "as many different results as settings: 1"
    tolerance: ClassVar[str] = "exact"
    source: ClassVar[str] = "Salmon, Moraes, Dror & Shaw 2011 (keyed chance needs no order)"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 22.0
    members: int = parameter(
        300, unit="members", bounds=(20, 100_000), meaning="Size of the audience.", source="Assumption: any"
    )
    ticks: int = parameter(
        72, unit="ticks", bounds=(4, 10_000), meaning="Length of the run.", source="Assumption: every actor has acted"
    )

    def examine(self, seed: int) -> Outcome:
        """Compute the same in every way, and count how many results there are."""
        on_threads = [fingerprint(self.members, self.ticks, seed, threads) for threads in (1, 2, 4)]
        small = (_INTERPRETED_MEMBERS, _INTERPRETED_TICKS, seed)
        by_compiler = [fingerprint(*small, 1), _interpreted(*small)]
        stores = _stores(seed)
        return Outcome(
            (
                _one("1, 2 and 4 threads", on_threads),
                _one("compiled and interpreted", by_compiler),
                _one("1, 2 and 4 workers", stores[:3]),
                _one("stopped and resumed", [stores[0], stores[3]]),
            )
        )


def fingerprint(members: int, ticks: int, seed: int, threads: int) -> str:
    """Return the hash of every column of a world's state after its last tick, and of what was observed on the way."""
    from experiments.compose import compose
    from sim import Marketplace

    settings = (f"members={members}", f"ticks={ticks}", f"threads={threads}")
    market = Marketplace(compose("guo_2017", "strategy=broadcast", *_WORLD, *settings), seed)
    for _ in range(ticks):
        market.step()
    market.close()
    tables = [market.members.columns, market.accounts.columns, market.posters.columns]
    columns = [column for table in tables for column in table]
    columns += [market.forum.posts.in_use(), market.forum.comments.in_use(), market.feeds]
    columns += [column for _, column in sorted(market.observer.steps().items())]
    columns.append(np.frombuffer(repr(market.ledger.events).encode(), np.uint8))
    found = hashlib.sha256()
    for column in columns:
        found.update(np.ascontiguousarray(column).tobytes())
    return found.hexdigest()


def _interpreted(members: int, ticks: int, seed: int) -> str:
    """Return the fingerprint as a process with the compiler off computes it."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", _PRINT.format(members, ticks, seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return done.stdout.strip()


def _stores(seed: int) -> list[str]:
    """Return the hashes of the stores of one sweep: over 1, 2 and 4 workers, and stopped and resumed."""
    from experiments.studies import study

    asked = study(["scenario=guo_2017", "members=60", "ticks=24", f"seed={seed}", *_RUNS])
    with TemporaryDirectory() as room:
        hashes = []
        for workers in (1, 2, 4):
            _swept(asked, Path(room) / f"by_{workers}", workers, _go_on)
            hashes.append(_hash_of(Path(room) / f"by_{workers}"))
        halved = Path(room) / "halved"
        try:
            _swept(asked, halved, 1, _stop)
        except Stopped:
            _swept(asked, halved, 1, _go_on)
            hashes.append(_hash_of(halved))
    return hashes


def _swept(asked: Any, folder: Path, workers: int, told: Callable[[int, int, int, int], None]) -> None:
    from experiments.runner.local import local_engine
    from experiments.sweep import sweep

    with local_engine(workers) as engine:
        sweep(asked, folder, engine, told)


def _go_on(_done: int, _total: int, _failed: int, _running: int) -> None:
    pass


def _stop(done: int, total: int, _failed: int, _running: int) -> None:
    if _STOPPED_AFTER <= done < total:
        raise Stopped


def _hash_of(folder: Path) -> str:
    """Return the hash of all that a store holds but its diary."""
    from experiments.store import TABLES

    found = hashlib.sha256()
    for file in sorted(file for table in TABLES for file in (folder / table).glob("*")):
        found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()


def _one(name: str, results: list[str]) -> Check:
    return around(name, 1.0, float(len(set(results))), 0.0)
