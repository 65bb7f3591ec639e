"""How well a score tells two kinds apart."""

import numpy as np


def auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Return P(score of a positive > that of another) + half of ties; not a number unless there are both kinds.

    ``scores`` [k]; ``positive`` [k] a mask. The area under the ROC curve: .5 is chance, 1 is perfect.
    Source: Hanley & McNeil 1982 (the area as a Mann-Whitney statistic).
    """
    n_positive = int(positive.sum())
    n_other = len(positive) - n_positive
    if n_positive == 0 or n_other == 0:
        return float("nan")
    _, place, n_tied = np.unique(scores, return_inverse=True, return_counts=True)
    # Those who tie share the middle of their ranks.
    ranks = (np.cumsum(n_tied) - (n_tied - 1) / 2)[place]
    above = np.sum(ranks[positive]) - n_positive * (n_positive + 1) / 2
    return float(above / (n_positive * n_other))
