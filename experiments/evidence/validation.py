"""Validation: items are examined, several at a time, and each becomes a row that says what was expected and got."""

import math
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from experiments.evidence._contract import Check, Item, Outcome
from experiments.evidence.asked import command_of
from experiments.evidence.items import item_classes, kind_of, title_of
from experiments.runner.local import local_engine
from experiments.runner.supervision import Died, Supervisor
from experiments.runner.worker import Brief, Failed, Job, Spent, Stopwatch, briefed
from sim.base.provenance import model_version

_MET = {"met": True, "missed": False, "supported": True, "refuted": False, "undecided": None}
_NO_TIME = Spent("", 0.0, 0.0, "", 0)


class Examined(NamedTuple):
    """An item that was examined."""

    job: Job
    outcome: Outcome
    spent: Spent


def validate(
    items: Sequence[Item], seed: int, workers: int, told: Callable[[dict[str, Any], int], None]
) -> list[dict[str, Any]]:
    """Examine the items over ``workers`` processes and return a row each, in the order of the items.

    ``told`` hears every row as soon as it is there, and how many there are. A row of an item whose runs failed has an
    ``error``.
    """
    rows: dict[int, dict[str, Any]] = {}
    for made in _examined(items, seed, workers):
        number = made.job.number
        rows[number] = _row(items[number], seed, made)
        told(rows[number], len(rows))
    return [rows[number] for number in range(len(items))]


def examine_items(key: str, jobs: Sequence[Job]) -> list[Examined | Failed]:
    """Examine the items of a chunk, in this process; an error becomes a record of it."""
    briefed(key)
    return [_examine(job) for job in jobs]


def _examined(items: Sequence[Item], seed: int, workers: int) -> Iterator[Examined | Failed | Died]:
    jobs = [
        Job(number, {"id": item.id, "settings": item.model_dump(), "seed": seed}, b"", 0, 0)
        for number, item in enumerate(items)
    ]
    # The longest first, so that workers end together.
    longest_first = sorted(jobs, key=lambda job: -items[job.number].seconds)
    with local_engine(max(min(workers, len(jobs)), 1)) as engine:
        brief = Brief("validate", model_version(), (), ())
        engine.brief(brief)
        yield from Supervisor(engine, brief.key, examine_items, longest_first, len(jobs))


def _examine(job: Job) -> Examined | Failed:
    watch = Stopwatch()
    try:
        item = item_classes()[str(job.row["id"])](**job.row["settings"])
        return Examined(job, item.examine(job.row["seed"]), watch.spent())
    except Exception as error:  # noqa: BLE001 - whatever an item dies of is reported with its name, and the others go on
        return Failed(job, f"{type(error).__name__}: {error}", traceback.format_exc(), watch.spent())


def _row(item: Item, seed: int, made: Examined | Failed | Died) -> dict[str, Any]:
    """Return the item in the shape that ``shelflife validate --json`` promises, and what else is worth telling."""
    kind = type(item)
    spent = _NO_TIME if isinstance(made, Died) else made.spent
    about = {"id": item.id, "kind": kind_of(kind), "title": title_of(kind)}
    rules = {"rule": item.expected, "tolerance_rule": item.tolerance, "source": item.source}
    cost = {"command": command_of(item, seed), "seconds": round(spent.seconds, 2)}
    cost["cpu_seconds"] = round(spent.cpu_seconds, 2)
    if not isinstance(made, Examined):
        nothing = dict.fromkeys(("expected", "got", "tolerance", "distance")) | {
            "checks": [],
            "curves": [],
            "tables": [],
            "deciding": [],
        }
        failed = {"met": False, "verdict": "failed", "error": made.error, "trace": made.trace}
        return about | nothing | failed | rules | cost
    return about | _told(made.outcome) | rules | cost


def _told(outcome: Outcome) -> dict[str, Any]:
    """Return every check, and in front of them expected, got, tolerance and distance of the one nearest to failing."""
    verdict = outcome.verdict or ("met" if all(check.met for check in outcome.checks) else "missed")
    return {
        **_plain_check(max(outcome.checks, key=_strain)),
        "checks": [_plain_check(check) for check in outcome.checks],
        "met": _MET[verdict],
        "verdict": verdict,
        "note": outcome.note,
        "curves": [curve._asdict() for curve in outcome.curves],
        "tables": [table._asdict() for table in outcome.tables],
        "deciding": [found._asdict() for found in outcome.deciding],
    }


def _plain_check(check: Check) -> dict[str, Any]:
    expected = [_plain(check.low), _plain(check.high)] if check.expected is None else _plain(check.expected)
    tolerance = 0.0 if check.expected is None else check.high - check.expected
    return {
        "check": check.name,
        "expected": expected,
        "got": _plain(check.got),
        # Without what subtracting adds: .02, and not .020000000000000018.
        "tolerance": float(f"{tolerance:.12g}"),
        "accepted": [_plain(check.low), _plain(check.high)],
        "distance": _plain(check.distance),
        "met": check.met,
    }


def _strain(check: Check) -> tuple[bool, float]:
    """Return whether a check is missed, and how much of its tolerance is used up."""
    if check.got is None or check.distance is None:
        return True, math.inf
    room = (check.high - check.low) / 2
    return not check.met, check.distance / room if room > 0 else check.distance


def _plain(number: float | None) -> float | None:
    """Return a number that JSON knows: None where it is undefined or infinite."""
    return float(number) if number is not None and math.isfinite(number) else None
