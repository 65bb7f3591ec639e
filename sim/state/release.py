"""A release: what a platform publishes about accounts that it took down, in tables of the shape of its own releases."""

from typing import NamedTuple

import numpy as np


class UserTable(NamedTuple):
    """Columns of the disclosed accounts that have a row in the accounts table.

    ``sources`` [q] source rows; ``identities`` [q] under which they are drawn; ``created_hour`` and ``followers`` [q];
    ``suspended`` [q] ticks and ``reasons`` [q] places in ``kernels.coordination.SIGNS``, None where they are withheld.
    """

    sources: np.ndarray
    identities: np.ndarray
    created_hour: np.ndarray
    followers: np.ndarray
    suspended: np.ndarray | None
    reasons: np.ndarray | None


class PostTable(NamedTuple):
    """Columns of posts, one row a post: ``rows`` in the table of posts, ``keys``, ``authors``, ``ticks``,
    ``narratives``, all [m].
    """

    rows: np.ndarray
    keys: np.ndarray
    authors: np.ndarray
    ticks: np.ndarray
    narratives: np.ndarray


class Release(NamedTuple):
    """One release: its ``tick``; ``names`` [q] the source rows of the disclosed; ``topics`` [J] the narratives that
    they posted about; the tables, None where they are withheld.
    """

    tick: int
    names: np.ndarray
    topics: np.ndarray
    users: UserTable | None
    posts: PostTable | None


LEAST_OF_A_KIND = 10
"""An area is told of at least so many covert and so many ordinary accounts: of ten and ten, one half has a standard
error of .13, so that a detector that knows nothing shows anything from .24 to .76; of fewer it says nothing. Source:
Hanley & McNeil 1982, Radiology 143(1), eq. 1 (at one half: the variance of the Mann-Whitney statistic)."""


class StudyRow(NamedTuple):
    """One study of the releases so far, for the record: how many accounts were known and examined, how many of the
    examined are covert and are attributed, how many of these wrongly, and the area under the curve of the whole score
    and of two signs (not a number where all examined are of one kind).
    """

    tick: int
    known: int
    examined: int
    covert: int
    attributed: int
    wrongly: int
    auc: float
    auc_synchrony: float
    auc_creation_burst: float
