"""The report's numbers as plain data: what a program reads instead of the page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.analysis.measured import as_contract
from experiments.analysis.waiting_medians import HalfLives
from experiments.report.comparison import Comparison
from experiments.report.halving import ShareLeft, shares_left
from experiments.report.parts.answer import told_first, what_is_averaged, what_is_missing
from experiments.report.parts.policies import holm_flags
from experiments.report.tradeoff_figure import EFFECT, tradeoff_data
from experiments.report.verdicts import verdicts

SUMMARY_NAME = "summary.json"


def summary_of(comparison: Comparison) -> dict[str, Any]:
    """What the report tells, undefined numbers as None: safe as strict JSON.

    `metrics` is as `shelflife compare --json` has it; `answer` the sentences of the first screen, `missing` what is
    said before them of runs that are not there, `averaged` of keys that vary beside what is compared; `share_left`
    the part of the campaign's gain in credibility that each setting leaves; `half_lives` by curve and setting, in
    hours, each with the bound that an unfinished median is beyond, its interval, and the runs behind it; `holm`
    adjusted p-values by metric and setting; `frontier` the trade-off; `hypotheses` the verdicts; `failed` how many
    runs failed of each error.
    """
    return {
        "settings": list(comparison.settings),
        "baseline": comparison.baseline,
        "replicates": comparison.replicates,
        "metrics": as_contract(comparison.measured),
        "undefined": dict(comparison.undefined),
        "failed": dict(comparison.failures),
        "missing": what_is_missing(comparison),
        "averaged": what_is_averaged(comparison),
        "answer": told_first(comparison),
        "share_left": {share.setting: _share(share) for share in shares_left(comparison)},
        "half_lives": {
            column: {each.setting: _half_life(each) for each in found}
            for column, found in comparison.half_lives.items()
        },
        "holm": _holm(comparison),
        "frontier": _frontier(comparison),
        "hypotheses": [
            {"id": found.hypothesis, "verdict": found.word, "because": found.because} for found in verdicts(comparison)
        ],
    }


def _share(share: ShareLeft) -> dict[str, Any]:
    ratio = share.ratio
    bounds = {"estimate": ratio.estimate, "low": ratio.low, "high": ratio.high, "n": ratio.n}
    return bounds | {"verdict": share.verdict, "reason": ratio.reason}


def _half_life(found: HalfLives) -> dict[str, Any]:
    medians = {
        name: {
            "hours": median.time.hours,
            "beyond_hours": median.time.beyond_hours,
            "low": median.low_hours,
            "high": median.high_hours,
            "n_seen": n_seen,
            "reason": median.time.reason,
        }
        for name, median, n_seen in (
            ("first_fall", found.first, found.n_first),
            ("last_fall", found.last, found.n_last),
        )
    }
    return medians | {"n": found.n, "n_rose_again": found.n_rose_again, "n_undefined": found.n_undefined}


def _holm(comparison: Comparison) -> dict[str, dict[str, float | None]]:
    nested: dict[str, dict[str, float | None]] = {}
    for (key, setting), adjusted in holm_flags(comparison).items():
        nested.setdefault(key, {})[setting] = adjusted
    return nested


def _frontier(comparison: Comparison) -> dict[str, Any]:
    if not comparison.others or EFFECT not in comparison.measured:
        return {}
    data = tradeoff_data(comparison).astype(object)
    return {
        str(setting): {key: None if pd.isna(value) else value for key, value in row.items()}
        for setting, row in data.iterrows()
    }
