"""What a punishment that is seen does, piece by piece: ``python -m tests.statistical.punishment [REPLICATES]``.

Prints the table of docs/evidence.md about H13: its worlds, and each piece of the mechanism taken away in turn. The same
followers are counted in every world, from the first punishment that they saw in the market as it is.
"""

from __future__ import annotations

import sys
from typing import Any

from experiments.analysis.intervals import mean_interval
from experiments.evidence.lives import Lives
from experiments.evidence.targets.punishment import DissentLog
from experiments.evidence.watching import ONE_MARKET
from experiments.evidence.worlds import Worlds

MEMBERS, TICKS, REPLICATES = 2000, 240, 8
"""As in H13."""
FEARLESS = {"deterrence": 0.0, "contagion": 0.0}
WORLDS: dict[str, dict[str, Any]] = {
    "punished in sight": {"censorship": {"fear": {}}},
    "friction": {"censorship": {"friction": {}}},
    "punished unseen": {"censorship": {"fear": {"seen": 0.0}}},
    "seen, the report not believed": {"censorship": {"fear": {}}, "news.prior": -15.0},
    "seen, believed, nobody indignant": {"censorship": {"fear": {}}, "conduct.indignation": 0.0},
    "seen, nobody afraid": {"censorship": {"fear": FEARLESS}},
    "seen, nobody afraid, not believed": {"censorship": {"fear": FEARLESS}, "news.prior": -15.0},
}
"""Changes to an open market, by what the table calls them; the first says who saw a punishment, and when."""


def lived(lives: Lives, replicate: int, changes: dict[str, Any]) -> DissentLog:
    """Return who dissented in a world, tick by tick."""
    design = {**ONE_MARKET, "censorship": {}, "ticks": TICKS, "members": MEMBERS, **changes}
    log = DissentLog(MEMBERS)
    lives.watched(lives.worlds("guo_2017", "strategy=broadcast", changes=design), replicate, log)
    return log.close()


def measured(replicates: int) -> dict[str, list[tuple[float | None, float | None]]]:
    """Return by world, for each replicate, the change in dissent against the open market, and wishes per read."""
    lives, found = Lives(Worlds(), 0), {name: [] for name in ("open", *WORLDS)}
    for replicate in range(replicates):
        free = lived(lives, replicate, {})
        logs = {"open": free} | {name: lived(lives, replicate, changes) for name, changes in WORLDS.items()}
        saw = logs["punished in sight"].saw_at
        for name, log in logs.items():
            found[name].append((log.changed(free, saw), log.wish(saw)))
    return found


def main(arguments: list[str]) -> None:
    """Print the table in Markdown."""
    replicates = int(arguments[0]) if arguments else REPLICATES
    sys.stdout.write("| market | dissent of followers | wishes to answer, per 1,000 reads |\n|---|---|---|\n")
    for name, rows in measured(replicates).items():
        dissent = mean_interval([change for change, _ in rows])
        wishes = mean_interval([None if wish is None else 1000 * wish for _, wish in rows])
        cells = (f"{of.mean:.3g} [{of.low:.3g}, {of.high:.3g}]" for of in (dissent, wishes))
        sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main(sys.argv[1:])
