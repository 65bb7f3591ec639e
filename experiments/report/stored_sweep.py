"""A sweep's store as a comparison: its tables are summed up where they lie, so that ten thousand runs fit in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments import store
from experiments.compose import BadInput, composition
from experiments.metric_keys import metric_keys
from experiments.multirun import STUDY
from experiments.report.baseline import chosen_baseline
from experiments.report.compared_axis import ComparedAxis, compared_axis
from experiments.report.comparison import POST_COLUMNS, STEP_COLUMNS, Comparison, Story
from experiments.report.points_of_runs import OF_THE_POINT, columns_of, command_line, with_points
from experiments.report.segment_panel import BELIEF, WITHOUT, narratives_in, segment_panel
from experiments.report.stored_comparison import of_all_runs
from experiments.report.world import World, world_of

OK = "ok"
SERIES = ("reach", "credibility", "credibility_excess")
_NO_SETTINGS = "The settings of this sweep can no longer be composed, so its story and clock are not known: {}"
_OTHER_MODEL = "The runs were made by the model {}, and the report is written by {}."

_BY_HYDRA = (
    "The runs are of jobs of Hydra's own: replicates are told by seed and replicate, and jobs of other command lines "
    "than the recorded one, which began the store, may be among them."
)


def read_sweep(folder: Path, baseline: str | None = None, by: str | None = None) -> Comparison:
    """Read a store; ``by`` is the key whose values are compared, where not the one that a report would choose.

    Raises:
        BadInput: if the baseline is none of its settings, or the key none of those that vary.
        StoreDiffers: if its manifest is damaged.
    """
    found = store.open(folder)
    manifest = found.manifest
    runs = with_points(found.runs, manifest) if len(found.runs) else pd.DataFrame(columns=list(OF_THE_POINT))
    columns = columns_of(runs, manifest)
    points = runs[["point", *columns]].drop_duplicates("point").sort_values("point", ignore_index=True)
    axis = compared_axis(points, columns, manifest.get("design") or {}, by)
    world, notes = _world(manifest)
    made = runs[runs["status"] == OK]
    every = _named(made, axis)
    pooled = bool(axis.assumptions) and len(axis.settings) > 1
    reading = _Reading(found, axis, every)
    return Comparison(
        settings=axis.settings,
        baseline=chosen_baseline(axis.settings, baseline),
        replicates=int(every.groupby("setting")["replicate"].nunique().max()) if len(every) else 0,
        runs=_pooled(every, axis) if pooled else every,
        steps=reading.steps(),
        posts=reading.posts(),
        metrics=metric_keys(),
        story=_story(world, manifest),
        tick_minutes=world.tick_minutes,
        campaign_end_hours=world.campaign_end_hours,
        forgetting_half_life_hours=None if "belief.belief_half_life" in columns else world.forgetting_half_life_hours,
        provenance={key: value for key, value in manifest.items() if key not in ("title", "question", "hypotheses")},
        command_line=command_line(manifest, runs),
        panel=reading.panel(world.state_narratives),
        worlds=every,
        assumptions=axis.assumptions,
        design=manifest.get("design") or {},
        undefined=_reasons(made),
        failures=dict(Counter(runs.loc[runs["status"] != OK, "error"].fillna("no error was recorded"))),
        notes=notes,
    )


def _named(made: pd.DataFrame, axis: ComparedAxis) -> pd.DataFrame:
    """The runs with their setting; where all points are one setting, each run counts as a replicate of its own."""
    named = made.assign(setting=made["point"].map(axis.of_point).astype(object)).reset_index(drop=True)
    if len(axis.settings) == 1 and axis.assumptions:
        named = named.assign(replicate=range(len(named)))
    return named


def _pooled(every: pd.DataFrame, axis: ComparedAxis) -> pd.DataFrame:
    """The mean over each replicate's worlds; undefined where any is: settings must be told by the same worlds."""
    numbers = [key for key in metric_keys() if key in every.columns]
    seeds = every.groupby(["setting", "replicate"], sort=False)["seed"].first()
    sizes = every.groupby(["setting", "replicate"], sort=False).size()
    means = every.groupby(["setting", "replicate"], sort=False)[numbers].mean()
    defined = every.groupby(["setting", "replicate"], sort=False)[numbers].count()
    planned = len(axis.of_point) // len(axis.settings)
    whole = defined.eq(planned) if (sizes <= planned).all() else defined.eq(sizes, axis=0)
    pooled = means.where(whole)
    quotients = {key: metric_keys()[key].quotient_of for key in numbers}
    made = {key: pooled[of[0]] / pooled[of[1]] for key, of in quotients.items() if of and set(of) <= set(numbers)}
    # A replicate that spent nothing in any of its worlds has no price: dividing by zero is no number either.
    prices = {key: found.where(np.isfinite(found)) for key, found in made.items()}
    return pooled.assign(**prices, seed=seeds).reset_index()


class _Reading:
    """Questions to one store, with the settings of its points in them."""

    def __init__(self, found: store.Store, axis: ComparedAxis, every: pd.DataFrame) -> None:
        self._found, self._axis, self._has_runs = found, axis, len(every) > 0
        place = {setting: row for row, setting in enumerate(axis.settings)}
        named = every[["run_id", "replicate"]].assign(place=every["setting"].map(place).astype("int64"))
        self._named = pa.Table.from_pandas(named, preserve_index=False)

    def steps(self) -> pd.DataFrame:
        """Series by setting, replicate and tick, the mean over a replicate's worlds."""
        columns = self._columns("steps")
        series = [name for name in SERIES if name in columns]
        if not series or "tick" not in columns:
            return pd.DataFrame({name: pd.Series(dtype=float) for name in (*STEP_COLUMNS, "credibility_excess")})
        means = ", ".join(f'avg(t."{name}") AS "{name}"' for name in series)
        hours = 'any_value(t."hours")' if "hours" in columns else 't."tick"'
        table = self._ask("steps", f't."tick" AS "tick", {hours} AS "hours", {means}', 't."tick"')
        return table.assign(**{name: float("nan") for name in SERIES if name not in series})

    def posts(self) -> pd.DataFrame:
        """The state's posts counted by setting, replicate, fragility, contest, fate and age (born at tick 0)."""
        needed = {"serves", "fragility", "contested", "fate", "fate_tick", "born"}
        if not needed <= self._columns("posts"):
            return pd.DataFrame({name: pd.Series(dtype=object) for name in (*POST_COLUMNS, "fragility", "contested")})
        groups = 't."serves", t."fragility", t."contested", t."fate"'
        age = 't."fate_tick" - t."born"'
        chosen = f'{groups}, 0 AS "born", {age} AS "fate_tick", count(*) AS "n"'
        return self._ask("posts", chosen, f"{groups}, {age}", "AND t.\"serves\" = 'state'")

    def panel(self, state_narratives: tuple[str, ...]) -> pd.DataFrame | None:
        """Belief gained by setting, replicate and segment; None without a panel."""
        columns = self._columns("panel")
        names = narratives_in(sorted(columns), state_narratives)
        if not names or "segment" not in columns:
            return None
        beliefs = [kind + name for name in names for kind in (BELIEF, WITHOUT)]
        means = ", ".join(f'avg(t."{name}") AS "{name}"' for name in beliefs)
        table = self._ask("panel", f't."segment", {means}, count(*) AS "n"', 't."segment"')
        return segment_panel(table, state_narratives)

    def _columns(self, name: str) -> set[str]:
        """The columns of a table; none where no run that succeeded is there to be read."""
        return set(self._found.columns(name)) if self._has_runs else set()

    def _ask(self, name: str, chosen: str, groups: str, condition: str = "") -> pd.DataFrame:
        """Sum a table up by setting and replicate."""
        # Keys and labels are quoted.
        query = (
            f'SELECT r."place" AS "place", r."replicate" AS "replicate", {chosen} '  # noqa: S608
            f'FROM "{name}" t JOIN r USING ("run_id") WHERE true {condition} '
            f'GROUP BY r."place", r."replicate", {groups} ORDER BY ALL'
        )
        table = self._found.sql(query, r=self._named)
        settings = pd.Categorical.from_codes(table["place"].to_numpy(), categories=list(self._axis.settings))
        return table.drop(columns="place").assign(setting=settings)


def _world(manifest: Mapping[str, Any]) -> tuple[World, tuple[str, ...]]:
    """What the settings common to all points tell, and what must be said of them."""
    from sim.base.provenance import model_version

    notes = [_BY_HYDRA] if manifest.get("study") == STUDY else []
    if manifest["model_version"] != model_version():
        notes.append(_OTHER_MODEL.format(manifest["model_version"], model_version()))
    try:
        settings = composition(*(manifest.get("fixed") or ())).scenario.settings()
    except BadInput as bad:
        notes.append(_NO_SETTINGS.format("; ".join(problem.line() for problem in bad.problems)))
        return World(Story(manifest.get("title") or str(manifest.get("study") or "A sweep"))), tuple(notes)
    return world_of(settings), tuple(notes)


def _story(world: World, manifest: Mapping[str, Any]) -> Story:
    """The study's own title and question before those of its scenario; the hypotheses of both."""
    own = manifest.get("title") or ""
    return Story(
        title=f"{own}: {world.story.title}" if own and own != world.story.title else world.story.title,
        facts=world.story.facts,
        hypotheses=tuple(dict.fromkeys([*(manifest.get("hypotheses") or ()), *world.story.hypotheses])),
        question=manifest.get("question") or world.story.question,
    )


def _reasons(made: pd.DataFrame) -> dict[str, str]:
    """The reason for which each metric is most often undefined."""
    counts: dict[str, Counter[str]] = {}
    for told, times in made["undefined"].dropna().value_counts().items():
        for key, reason in json.loads(str(told)).items():
            counts.setdefault(key, Counter())[of_all_runs(reason)] += int(times)
    return {key: reasons.most_common(1)[0][0] for key, reasons in counts.items()}
