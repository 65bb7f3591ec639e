"""Signs of coordination that an outsider can see in account data.

One module for platform and researchers alike; it reads only the columns it is given.
"""

import numpy as np

HOURS_PER_DAY = 24.0
HOURS_PER_YEAR = HOURS_PER_DAY * 365.25


def creation_burst(created_hour: np.ndarray, window_days: float) -> np.ndarray:
    """Return how crowded each account's creation date is [k]: 0 alone, 1 on the most crowded of all dates.

    Crowded means the number of others created no more than the window of whole days before or after.
    """
    day = np.floor(created_hour / HOURS_PER_DAY).astype(np.int64)
    if len(day) == 0:
        return np.zeros(0)
    window = int(window_days)
    day -= day.min()
    born_before = np.concatenate([[0], np.cumsum(np.bincount(day))])
    last = np.minimum(day + window + 1, len(born_before) - 1)
    others = born_before[last] - born_before[np.maximum(day - window, 0)] - 1
    return np.asarray(others / max(int(others.max()), 1))


def youth(created_hour: np.ndarray, now: float) -> np.ndarray:
    """Return how young each account is [k]: 1 at birth, halved with every year of age."""
    return np.asarray(np.exp2(-np.maximum(now - created_hour, 0.0) / HOURS_PER_YEAR))


def poor_hygiene(followers: np.ndarray) -> np.ndarray:
    """Return how bare each account is [k]: 1 without followers, 1/2 with ten, toward 0 with many.

    Assumption: ten followers are about what an idle personal account has.
    """
    return np.asarray(1.0 / (1.0 + followers / _FEW_FOLLOWERS))


_FEW_FOLLOWERS = 10.0
