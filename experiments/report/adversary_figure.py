"""The game: what each strategy of the operation yields under each policy, as a table of coloured cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import interval, number, words
from experiments.report.palette import blank_figure, folded, look

ROW_INCHES = 0.6
MARGIN_INCHES = 1.5
NAME_WIDTH = 16
# Cells darker than this carry white letters.
DARK = 0.55


def adversary_figure(game: Mapping[str, Any], unit: str) -> Drawing:
    """Cells in one colour scale, each with its mean and interval. Raises NothingToDrawError without any payoff."""
    strategies, policies = game["strategies"], game["policies"]
    rows = [
        {"strategy": one, "policy": other, **game["matrix"][one][other]} for one in strategies for other in policies
    ]
    data = pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})
    if data["mean"].isna().all():
        raise NothingToDrawError(f"{game['payoff']} is undefined for every pair of strategy and policy.")
    means = data["mean"].to_numpy().reshape(len(strategies), len(policies))
    with look():
        import seaborn as sns

        figure = blank_figure(MARGIN_INCHES + ROW_INCHES * len(strategies))
        place = figure.subplots()
        texts = np.array([_told(row) for row in rows], dtype=object).reshape(means.shape)
        sns.heatmap(
            means, ax=place, cmap="cividis_r", annot=texts, fmt="", linewidths=1, annot_kws={"fontsize": 8.5},
            xticklabels=[folded(name, NAME_WIDTH) for name in policies],
            yticklabels=[folded(name, NAME_WIDTH) for name in strategies],
            cbar_kws={"label": f"{words(game['payoff'])} ({unit})"},
        )  # fmt: skip
        place.set(xlabel="policy", ylabel="strategy of the operation")
        place.tick_params(axis="y", rotation=0)
        place.set_title(f"Mean of {words(game['payoff'])} (95% interval); the operation wants it high", fontsize=10.5)
    told = "; ".join(f"{row['strategy']} against {row['policy']}: {_told(row)}" for row in rows)
    return Drawing(
        figure, data, f"Matrix of what each strategy yields under each policy. {told.replace(chr(10), ' ')}."
    )


def _told(row: Mapping[str, Any]) -> str:
    bounds = f"\n{interval(row['low'], row['high'])}" if row["low"] is not None else ""
    return f"{number(row['mean'])}{bounds}"
