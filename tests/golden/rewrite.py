"""Makes the golden numbers anew: ``python -m tests.golden.rewrite "reason"``.

The reason is written into the changelog with what changed, so that no number of the model changes in silence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.golden.golden_worlds import golden_numbers

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = Path(__file__).with_name("numbers.json")
CHANGELOG = ROOT / "CHANGELOG.md"
COMMAND = 'python -m tests.golden.rewrite "reason"'
SHORTEST_REASON = 3
"""In words."""
_HEADING = "### Changed\n\n"

type Numbers = Mapping[str, Mapping[str, float | None]]


def main(arguments: list[str]) -> int:
    """Rewrite the numbers and tell the changelog why; return 0, or 2 where no reason is given."""
    reason = " ".join(arguments).strip().rstrip(".")
    if len(reason.split()) < SHORTEST_REASON:
        sys.stderr.write(f"a reason of at least {SHORTEST_REASON} words is needed: {COMMAND}\n")
        return 2
    changed = rewritten(golden_numbers(), reason, NUMBERS, CHANGELOG)
    if changed:
        sys.stdout.write(f"rewritten: {', '.join(changed)}\n{NUMBERS.name} and {CHANGELOG.name} belong in one commit\n")
    else:
        sys.stdout.write("every number is what it was: nothing was written\n")
    return 0


def rewritten(found: Numbers, reason: str, numbers: Path, changelog: Path) -> list[str]:
    """Write numbers that differ from those that are kept, and the reason; return the names of those that changed."""
    before = json.loads(numbers.read_text(encoding="utf-8")) if numbers.is_file() else {}
    changed = differing(before, found)
    if not changed:
        return []
    log = changelog.read_text(encoding="utf-8")
    if _HEADING not in log:
        raise ValueError(f"{changelog}: has no heading {_HEADING.strip()!r} to write the reason under")
    line = f"- {reason} (golden numbers: {len(changed)} of {_count(found)} changed). (changes numbers: yes)\n"
    changelog.write_text(log.replace(_HEADING, _HEADING + line, 1), encoding="utf-8")
    numbers.write_text(json.dumps(found, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    return changed


def differing(before: Numbers, found: Numbers) -> list[str]:
    """Return ``world: key`` of every number that is not what it was to the last bit, is new or is gone."""
    old, new = _flat(before), _flat(found)
    missing = object()
    return [name for name in {**old, **new} if old.get(name, missing) != new.get(name, missing)]


def _flat(numbers: Numbers) -> dict[str, float | None]:
    return {f"{world}: {key}": value for world, kept in numbers.items() for key, value in kept.items()}


def _count(numbers: Numbers) -> int:
    return sum(len(kept) for kept in numbers.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
