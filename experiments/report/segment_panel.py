"""The panel of members as the report needs it: what the campaign adds to the belief of each segment."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

BELIEF, WITHOUT = "belief.", "belief_without_campaign."
COLUMNS = ["setting", "replicate", "segment", "gain", "members"]


def narratives_in(columns: Sequence[str], state_narratives: Sequence[str]) -> list[str]:
    """The state's narratives of which a panel holds both beliefs."""
    return [name for name in state_narratives if {BELIEF + name, WITHOUT + name} <= set(columns)]


def segment_panel(panel: pd.DataFrame, state_narratives: Sequence[str]) -> pd.DataFrame | None:
    """Belief gained by setting, replicate and segment: columns setting, replicate, segment, gain, members.

    `panel` has columns setting, replicate, segment, the beliefs with and without the campaign by narrative, and either
    a row a member or, with a column `n`, the means over n members. The gain is a probability: the mean over the state's
    narratives and the members. None where the panel has no such narrative or no rows.
    """
    names = narratives_in(list(panel.columns), state_narratives)
    if not names or panel.empty:
        return None
    gained = sum(panel[BELIEF + name] - panel[WITHOUT + name] for name in names) / len(names)
    n = panel["n"] if "n" in panel.columns else pd.Series(1, index=panel.index)
    weighted = panel[["setting", "replicate", "segment"]].assign(gain=gained * n, members=n)
    table = weighted.groupby(["setting", "replicate", "segment"], observed=True, sort=False).sum().reset_index()
    return table.assign(gain=table["gain"] / table["members"])[COLUMNS]
