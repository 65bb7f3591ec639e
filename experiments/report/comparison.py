"""One comparison: what was run under which settings, ready to be drawn and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from experiments.analysis.measured import MeasuredMetric, Metric, measure
from experiments.analysis.waiting_medians import HalfLives, half_lives


@dataclass(frozen=True)
class Story:
    """What the scenario is about, in words: title, question, the facts it carries, the hypotheses it touches."""

    title: str
    facts: tuple[str, ...] = ()
    hypotheses: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The same world under different settings, paired by replicate: what a comparison or a sweep left behind.

    `runs` has one row per (setting, replicate) with a column for every key of `metrics`; `steps` one row per
    (setting, replicate, tick) with `hours` since the start; `posts` one row per post. `tick_minutes` is the length
    of a tick; `campaign_end_hours` when the operation stopped, in hours since the start;
    `forgetting_half_life_hours` the half-life that forgetting alone would give.

    Where a sweep varied more than the settings, `assumptions` are the columns that vary beside them, `worlds` has a row
    a run with these columns, and `runs` the mean over a replicate's worlds, since worlds of one seed are not
    independent. A design that samples has one setting only; its keys are the `assumptions`. `panel` has belief gained
    by setting, replicate and segment. `undefined` gives for a metric the reason for which it is most often undefined,
    `failures` how many runs failed of each error, `notes` what else a reader must know. `resampling_seed` is
    that of the resamples behind ranks, frontiers and sensitivities. Raises ValueError, with all
    problems at once, where settings, baseline or columns do not fit together.
    """

    settings: tuple[str, ...]
    baseline: str
    replicates: int
    runs: pd.DataFrame
    steps: pd.DataFrame
    posts: pd.DataFrame
    metrics: Mapping[str, Metric]
    story: Story
    tick_minutes: float = 60
    campaign_end_hours: float | None = None
    forgetting_half_life_hours: float | None = None
    provenance: Mapping[str, object] = field(default_factory=dict)
    command_line: str = ""
    panel: pd.DataFrame | None = None
    worlds: pd.DataFrame | None = None
    assumptions: tuple[str, ...] = ()
    design: Mapping[str, object] = field(default_factory=dict)
    undefined: Mapping[str, str] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    resampling_seed: int = 0

    def __post_init__(self) -> None:
        problems = [*self._misfits(), *self._missing_columns()]
        if problems:
            raise ValueError("comparison: " + "; ".join(problems))

    @property
    def others(self) -> tuple[str, ...]:
        """Every setting but the baseline."""
        return tuple(setting for setting in self.settings if setting != self.baseline)

    @property
    def every_run(self) -> pd.DataFrame:
        """One row a run, with its assumptions."""
        return self.runs if self.worlds is None else self.worlds

    @property
    def samples_assumptions(self) -> bool:
        """Whether the design spreads points over keys, so that no two settings are compared."""
        return len(self.settings) == 1 and bool(self.assumptions)

    @property
    def told_by(self) -> str:
        """Whose numbers and curves are a setting's: its runs, or its replicates, each the mean over its worlds."""
        return "replicate" if self.assumptions and len(self.settings) > 1 else "run"

    @property
    def n_failed(self) -> int:
        """How many runs failed."""
        return sum(self.failures.values())

    @cached_property
    def measured(self) -> dict[str, MeasuredMetric]:
        """Every metric by setting and as paired differences, computed once for the figures, the table and the words."""
        return measure(self.runs, self.settings, self.baseline, self.metrics)

    @cached_property
    def half_lives(self) -> dict[str, list[HalfLives]]:
        """Half-lives by curve and setting, computed once for the figure, the table and the words.

        The curves are reach and the gain in credibility over the paired world without the campaign; what was not
        measured is not in it.
        """
        if self.steps.empty:
            return {}
        return {column: half_lives(self.steps, column) for column in DECAYING if column in self.steps.columns}

    @cached_property
    def names(self) -> dict[str, str]:
        """A short name for every setting: its value alone where all settings are values of one key."""
        parts = [setting.partition("=") for setting in self.settings]
        one_key = len({key for key, _, _ in parts}) == 1 and all(sign for _, sign, _ in parts)
        values = [value for _, _, value in parts]
        simple = one_key and not any(" " in value or "=" in value for value in values)
        if simple and len(self.settings) > 1 and all(values):
            return dict(zip(self.settings, values, strict=True))
        return {setting: setting for setting in self.settings}

    @cached_property
    def key(self) -> str | None:
        """The one key whose values are compared; None where the settings differ in several."""
        shortened = any(self.names[setting] != setting for setting in self.settings)
        return self.settings[0].partition("=")[0] if shortened else None

    def _misfits(self) -> list[str]:
        """Settings that are empty, repeated or without their baseline."""
        found = []
        if len(set(self.settings)) != len(self.settings):
            found.append(f"settings: {list(self.settings)} name one twice")
        if self.baseline not in self.settings:
            found.append(f"baseline: {self.baseline!r} is not among the settings {list(self.settings)}")
        if self.tick_minutes <= 0:
            found.append(f"tick_minutes: {self.tick_minutes} is not above 0")
        return found

    def _missing_columns(self) -> list[str]:
        """Columns without which nothing can be paired, drawn or counted."""
        return [
            f"{name}: no column {column!r}"
            for name, table, columns in (
                ("runs", self.runs, RUN_COLUMNS),
                ("steps", self.steps, STEP_COLUMNS),
                ("posts", self.posts, POST_COLUMNS),
            )
            for column in columns
            if column not in table.columns
        ]


DECAYING = ("reach", "credibility_excess")
"""The curves whose half-lives are told."""

SAMPLED = ("latin", "morris", "sobol")
"""Designs that draw their points from ranges."""

RUN_COLUMNS = ("setting", "replicate")
STEP_COLUMNS = ("setting", "replicate", "tick", "hours", "reach", "credibility")
POST_COLUMNS = ("setting", "replicate", "serves", "born", "fate", "fate_tick")
