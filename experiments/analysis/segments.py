"""Who is affected: what the campaign adds to the belief of each segment of the audience."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from experiments.analysis.intervals import mean_interval
from experiments.analysis.paired import paired_difference

_COLUMNS = [
    "setting",
    "segment",
    "gain",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "n",
    "members",
]


def gains_by_segment(panel: pd.DataFrame, settings: Sequence[str], baseline: str) -> pd.DataFrame:
    """Mean belief gained by segment and setting, with its 95% interval, and its difference from the baseline's.

    `panel` has columns setting, replicate, segment, gain (mean over the segment's sampled members of belief at the end
    minus that in the paired world without the campaign, a probability) and members (how many there are). Returns the
    same by segment and setting: gain, low, high; difference and its bounds (NaN for the baseline); n (replicates);
    members (mean number of sampled members a replicate). Estimators: `mean_interval` and `paired_difference`.
    Source: theirs.
    """
    rows = []
    for segment, members in panel.groupby("segment", sort=True, observed=True):
        by_setting = {
            str(name): some.set_index("replicate") for name, some in members.groupby("setting", observed=True)
        }
        for setting in (name for name in settings if name in by_setting):
            found = mean_interval(by_setting[setting]["gain"])
            row = {
                "setting": setting,
                "segment": str(segment),
                "gain": found.mean,
                "low": found.low,
                "high": found.high,
            }
            if setting != baseline and baseline in by_setting:
                paired = paired_difference(by_setting[baseline]["gain"], by_setting[setting]["gain"])
                row |= {"difference": paired.estimate, "difference_low": paired.low, "difference_high": paired.high}
            rows.append(row | {"n": found.n, "members": float(by_setting[setting]["members"].mean())})
    return pd.DataFrame(rows, columns=_COLUMNS)
