"""What an audit finds of one hypothesis: over how much of the space it holds, and what decides it."""

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.discovery import Box, conditions
from experiments.evidence.audit._design import problem
from experiments.evidence.hypotheses._hypothesis import Hypothesis
from experiments.evidence.ranges import Span
from experiments.tables import number

_RESAMPLES = 1_999
_FEWEST_BLOCKS = 8
_TOLD = 4


class Share(NamedTuple):
    """The share of points at which something is so, with its 95% interval over base points; None without points."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_undefined: int


class Indices(NamedTuple):
    """Sobol's indices: a ``table`` of key, first, first_reach, total, total_reach; how missing points were treated."""

    table: pd.DataFrame
    treated: str


class Finding(NamedTuple):
    """What was found of one hypothesis; of counter-evidence, that it ``must_hold``."""

    holds: Share
    refuted: Share
    indices: Indices
    box: Box
    must_hold: bool = False

    @property
    def in_words(self) -> str:
        """Say plainly what the share means."""
        if self.holds.value is None:
            return "undefined everywhere"
        if self.holds.value == 1.0:
            return "holds everywhere: built in" + (", as counter-evidence must be" if self.must_hold else "")
        if self.holds.value == 0.0:
            return "holds nowhere: refuted" + ("" if self.refuted.value else ", though not by its refuting line")
        return "depends on what nobody knows"


def finding(
    hypothesis: type[Hypothesis], rows: Sequence[dict[str, float | None]], shares: np.ndarray, varied: tuple[Span, ...]
) -> Finding:
    """Return what the numbers of all points [p] say of a hypothesis; ``shares`` [p, d] is where the points lie."""
    holds, refuted = (
        np.array([_is_so(hypothesis, row, side) for row in rows], np.float64) for side in ("claimed", "refuting")
    )
    size = len(varied) + 2
    first = lines_of(hypothesis)[0].of
    outcome = np.array([np.nan if row[first] is None else row[first] for row in rows], np.float64)
    table = pd.DataFrame({span.name: span.low + 0.0 * shares[:, 0] for span in varied})
    for place, span in enumerate(varied):
        table[span.name] = [span.at(float(share)) for share in shares[:, place]]
    interest = pd.Series([None if np.isnan(value) else bool(value) for value in holds], dtype=object)
    box = conditions(table, list(table.columns), interest)
    shares_found = share_of(holds, size), share_of(refuted, size)
    return Finding(*shares_found, indices_of(outcome, varied), box, hypothesis.counter_evidence)


def lines_of(hypothesis: type[Hypothesis]) -> Any:
    """Return the lines that settle a hypothesis at a single point."""
    return hypothesis.lines_at_a_point or hypothesis.lines


def share_of(so: np.ndarray, size: int) -> Share:
    """Return the share of points [p] at which something is so (1, 0, or NaN where that is undefined).

    The points of a base point are not independent, so that the interval is the bootstrap's over base points of ``size``
    points each (percentiles). Missing points are left out and counted.
    """
    known = np.isfinite(so)
    if not known.any():
        return Share(None, None, None, 0, len(so))
    blocks = so.reshape(-1, size)
    drawn = np.random.default_rng(len(blocks)).integers(0, len(blocks), (_RESAMPLES, len(blocks)))
    sums, counts = np.nansum(blocks, axis=1)[drawn].sum(axis=1), np.isfinite(blocks).sum(axis=1)[drawn].sum(axis=1)
    low, high = np.quantile(sums[counts > 0] / counts[counts > 0], (0.025, 0.975))
    return Share(float(so[known].mean()), float(low), float(high), int(known.sum()), int((~known).sum()))


def indices_of(outcome: np.ndarray, varied: tuple[Span, ...]) -> Indices:
    """Return Sobol's first-order and total indices of the ranks of an outcome [p], in the order of the design.

    Ranks, because ratios have heavy tails and times may be infinite: the share of the variance of where a point stands
    among all. A base point that lacks an outcome is left out whole, since an estimate mixes all of its points. The
    reach is half of a 95% bootstrap interval over base points.
    Source: Saltelli et al. 2010; Jansen 1999; ranks: Iman & Conover 1979; Herman & Usher 2017 (SALib).
    """
    from SALib.analyze import sobol

    size = len(varied) + 2
    blocks = outcome.reshape(-1, size)
    whole = blocks[~np.isnan(blocks).any(axis=1)]
    treated = f"{len(blocks) - len(whole)} of {len(blocks)} base points lack a number and were left out whole"
    if len(whole) < _FEWEST_BLOCKS:
        return Indices(pd.DataFrame(), f"{treated}: fewer than {_FEWEST_BLOCKS} are left")
    if whole.min() == whole.max():
        return Indices(pd.DataFrame(), f"{treated}; the number is the same at every point")
    ranks = stats.rankdata(whole.reshape(-1)) / whole.size
    with warnings.catch_warnings():
        # A resample in which the outcome never varies divides nothing by nothing, and is passed over.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol.analyze(problem(varied), ranks, calc_second_order=False, seed=1)
    columns = {"first": "S1", "first_reach": "S1_conf", "total": "ST", "total_reach": "ST_conf"}
    table = pd.DataFrame({"key": [span.name for span in varied]} | {name: found[key] for name, key in columns.items()})
    return Indices(table.sort_values("total", ascending=False, ignore_index=True), treated)


def deciding(indices: Indices) -> str:
    """Say which numbers decide the outcome: those whose total index stays above 0 with its reach, the largest first."""
    if indices.table.empty:
        return "—"
    table = indices.table[indices.table["total"] - indices.table["total_reach"] > 0.0].head(_TOLD)
    told = [
        f"{row.key} {number(row.first)} ± {number(row.first_reach)}, {number(row.total)} ± {number(row.total_reach)}"
        for row in table.itertuples()
    ]
    return "; ".join(told) or "none that can be told from chance"


def box_in_words(box: Box) -> str:
    """Say under which conditions the claim holds more often than elsewhere."""
    if not box.restrictions:
        return box.reason or "—"
    told = []
    for limit in box.restrictions:
        low, high = (None if end is None else number(end) for end in (limit.low, limit.high))
        ends = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
        told.append(f"{limit.key} {ends}")
    inside = f"there it holds at {box.density or 0.0:.0%} of points ({box.coverage or 0.0:.0%} of all where it holds)"
    return f"{', '.join(told)}: {inside}"


def _is_so(hypothesis: type[Hypothesis], row: dict[str, float | None], side: str) -> float:
    """Return 1 where all lines are on the claim's side, or any on the refuting one; NaN where that cannot be said."""
    found = [(getattr(line, side), row[line.of]) for line in lines_of(hypothesis)]
    known = [region.contains(value, value) for region, value in found if region is not None and value is not None]
    missing = any(region is not None and value is None for region, value in found)
    decided = not all(known) if side == "claimed" else any(known)
    if missing and not decided:
        return float("nan")
    return float(all(known)) if side == "claimed" else float(any(known))
