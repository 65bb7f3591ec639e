"""Lives: worlds lived through under one root of chance, each once however many ask for it."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from experiments.evidence.worlds import Worlds
from sim import Marketplace, Scenario
from sim.metrics._contract import Undefined
from sim.run import live, measured
from sim.scenario import parts_on
from sim.state.record import Record


class Pair(NamedTuple):
    """The ``record`` of a campaign, that of its ``quiet`` twin, and the ``scenario`` of the campaign."""

    scenario: Scenario
    record: Record
    quiet: Record

    def number(self, metric: str, key: str) -> float | None:
        """Return one key of a metric, None where it is undefined."""
        value = parts_on("metrics", self.scenario.metrics)[metric].measure(self.record, self.quiet)[key]
        return None if isinstance(value, Undefined) else value

    def summary(self) -> dict[str, float | None]:
        """Return every metric's keys."""
        return measured(self.scenario, self.record, self.quiet)[0]


class Lives:
    """Lives through worlds that ``worlds`` composes, all chance rooted in ``seed``, and keeps their records.

    What is asked for twice is lived once: worlds under one set of parameter values serve every hypothesis about them.
    """

    def __init__(self, worlds: Worlds, seed: int) -> None:
        """Begin with none."""
        self.worlds, self.seed = worlds, seed
        self._records: dict[tuple[str, int], Record] = {}

    def record(
        self, replicate: int, scenario: str, *overrides: str, changes: Mapping[str, Any] | None = None
    ) -> Record:
        """Return the record of a campaign; ``changes`` are a design's own numbers, by dotted name."""
        return self._lived(self.worlds(scenario, *overrides, changes=changes), replicate)

    def pair(self, replicate: int, scenario: str, *overrides: str, changes: Mapping[str, Any] | None = None) -> Pair:
        """Return a campaign beside its quiet twin, under the same chance."""
        world = self.worlds(scenario, *overrides, changes=changes)
        return Pair(world, self._lived(world, replicate), self._lived(world.without_campaign(), replicate))

    def watched(
        self, world: Scenario, replicate: int, watch: Callable[[Marketplace], None] | None = None
    ) -> Marketplace:
        """Return the market of a world as it stands at its end; ``watch`` is shown it after every tick."""
        market = Marketplace(world, self.seed, replicate)
        for _ in range(world.ticks):
            market.step()
            if watch is not None:
                watch(market)
        market.close()
        return market

    def forget(self) -> None:
        """Forget all records."""
        self._records.clear()

    def _lived(self, world: Scenario, replicate: int) -> Record:
        # What a scenario takes from outside is not among its settings; worlds of hypotheses take nothing.
        key = json.dumps(world.settings(), sort_keys=True), replicate
        if key not in self._records:
            self._records[key] = live(world, self.seed, replicate, lambda _tick: None)
        return self._records[key]
