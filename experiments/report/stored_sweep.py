"""A sweep's store as a comparison: its tables are summed up where they lie, so that ten thousand runs fit in memory."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import store
from experiments.compose import BadInput, composition
from experiments.metric_keys import metric_keys
from experiments.report.baseline import chosen_baseline
from experiments.report.compared_axis import ComparedAxis, compared_axis
from experiments.report.comparison import POST_COLUMNS, STEP_COLUMNS, Comparison, Story
from experiments.report.segment_panel import BELIEF, WITHOUT, narratives_in, segment_panel
from experiments.report.world import World, world_of

OK = "ok"
SERIES = ("reach", "credibility", "credibility_excess")
_OF_THE_POINT = ("run_id", "point", "seed", "replicate", "status", "error", "undefined")
_NO_SETTINGS = "The settings of this sweep can no longer be composed, so its story and clock are not known: {}"
_OTHER_MODEL = "The runs were made by the model {}, and the report is written by {}."


def read_sweep(folder: Path, baseline: str | None = None) -> Comparison:
    """Read a store.

    Raises:
        BadInput: if the baseline is none of its settings.
        StoreDiffers: if its manifest is damaged.
    """
    found = store.open(folder)
    manifest = found.manifest
    runs = found.runs if len(found.runs) else pd.DataFrame(columns=list(_OF_THE_POINT))
    columns = [key for key in manifest.get("columns") or () if key in runs.columns]
    points = runs[["point", *columns]].drop_duplicates("point").sort_values("point", ignore_index=True)
    axis = compared_axis(points, columns, manifest.get("design") or {})
    world, notes = _world(manifest)
    made = runs[runs["status"] == OK]
    every = _named(made, axis)
    pooled = bool(axis.assumptions) and len(axis.settings) > 1
    reading = _Reading(found, axis, has_runs=len(every) > 0)
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
        command_line=_command_line(manifest, runs),
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

    def __init__(self, found: store.Store, axis: ComparedAxis, *, has_runs: bool) -> None:
        self._found, self._axis, self._has_runs = found, axis, has_runs

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
        alone = len(self._axis.settings) == 1 and bool(self._axis.assumptions)
        # Runs in the order of the store, as `_named` numbers them.
        numbered = 'row_number() OVER (ORDER BY "run_id") - 1' if alone else '"replicate"'
        mapping = ", ".join(f"({point}, {place})" for point, place in self._places().items())
        # Keys and labels are quoted; the numbers of points and places are ours.
        query = (
            f'WITH p("point", "place") AS (VALUES {mapping}), '  # noqa: S608
            f'r AS (SELECT "run_id", "place", {numbered} AS "replicate" FROM runs JOIN p USING ("point") '
            f"WHERE \"status\" = '{OK}') "
            f'SELECT r."place" AS "place", r."replicate" AS "replicate", {chosen} '
            f'FROM "{name}" t JOIN r USING ("run_id") WHERE true {condition} '
            f'GROUP BY r."place", r."replicate", {groups} ORDER BY ALL'
        )
        table = self._found.sql(query)
        settings = pd.Categorical.from_codes(table["place"].to_numpy(), categories=list(self._axis.settings))
        return table.drop(columns="place").assign(setting=settings)

    def _places(self) -> dict[int, int]:
        place = {setting: row for row, setting in enumerate(self._axis.settings)}
        return {int(point): place[setting] for point, setting in self._axis.of_point.items()}


def _world(manifest: Mapping[str, Any]) -> tuple[World, tuple[str, ...]]:
    """What the settings common to all points tell, and what must be said of them."""
    from sim.base.provenance import model_version

    notes = []
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


def _command_line(manifest: Mapping[str, Any], runs: pd.DataFrame) -> str:
    """The command that makes the sweep again: the one that began it, with the replicates that there are by now."""
    asked = manifest.get("asked")
    if not asked:
        return ""
    if (manifest.get("design") or {}).get("kind") != "sequential" and len(runs):
        # A sequential design adds replicates itself, and may have been asked for a first round only.
        kept = [text for text in asked if not text.startswith("replicates=")]
        asked = [*kept, f"replicates={int(runs['replicate'].max()) + 1}"]
    return shlex.join(["shelflife", "sweep", *asked])


def _reasons(made: pd.DataFrame) -> dict[str, str]:
    """The reason for which each metric is most often undefined."""
    counts: dict[str, Counter[str]] = {}
    for told, times in made["undefined"].dropna().value_counts().items():
        for key, reason in json.loads(str(told)).items():
            counts.setdefault(key, Counter())[reason] += int(times)
    return {key: reasons.most_common(1)[0][0] for key, reasons in counts.items()}
