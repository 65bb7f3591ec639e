"""Signs of coordination that an outsider can see in account data.

One module for platform and researchers alike; it reads only the columns it is given.
"""

import numpy as np

HOURS_PER_YEAR = 24.0 * 365.25


def creation_burst(created_hour: np.ndarray, window_hours: float) -> np.ndarray:
    """Return, for each account [k], how crowded its creation date is: the others created within the window, as a share
    of the most crowded date's, in [0, 1].
    """
    order = np.sort(created_hour)
    last = np.searchsorted(order, created_hour + window_hours, side="right")
    first = np.searchsorted(order, created_hour - window_hours, side="left")
    others = (last - first - 1).astype(np.float64)
    return others / max(others.max(initial=0.0), 1.0)


def youth(created_hour: np.ndarray, now: float) -> np.ndarray:
    """Return how young each account is [k]: 1 at birth, halved with every year of age."""
    return np.asarray(np.exp2(-np.maximum(now - created_hour, 0.0) / HOURS_PER_YEAR))


def poor_hygiene(followers: np.ndarray) -> np.ndarray:
    """Return how bare each account is [k]: 1 without followers, 1/2 with ten, toward 0 with many.

    Assumption: ten followers are about what an idle personal account has.
    """
    return np.asarray(1.0 / (1.0 + followers / _FEW_FOLLOWERS))


_FEW_FOLLOWERS = 10.0
