"""Rebuttal posters by profession: fact-checkers, journalists, exiles, dissidents."""

from typing import NamedTuple

import numpy as np

from sim.state.visits import NOTHING


class Posters(NamedTuple):
    """Columns of R rebuttal posters.

    ``voice`` (critic or press); ``skill`` force of one rebuttal; ``answers_per_tick`` capacity; ``delay`` hours before
    a post is answered; ``also_posts`` chance that an answer is put up as a post too; ``courage`` in [0, 1] (1:
    undeterred by fear); ``fear``; ``silenced`` (jailed or driven out); ``suspended`` by the platform; ``n_answers``
    written; ``answers`` the post row answered in this tick, ``NOTHING`` for none; ``quotes`` whether the answer is put
    up as a post too; ``publishes`` [R, J] how many posts about each of J narratives are put up in this tick;
    ``withholds`` the post row that would have been answered and ``unpublished`` the posts that would have been put up,
    had fear or jail not kept the poster from it.
    """

    voice: np.ndarray
    skill: np.ndarray
    answers_per_tick: np.ndarray
    delay: np.ndarray
    also_posts: np.ndarray
    courage: np.ndarray
    fear: np.ndarray
    silenced: np.ndarray
    suspended: np.ndarray
    n_answers: np.ndarray
    answers: np.ndarray
    quotes: np.ndarray
    publishes: np.ndarray
    withholds: np.ndarray
    unpublished: np.ndarray


def no_posters(n: int, n_narratives: int = 1) -> Posters:
    """Return columns for n posters of whom nothing is known yet."""
    return Posters(
        voice=np.zeros(n, np.uint8),
        skill=np.zeros(n, np.float64),
        answers_per_tick=np.zeros(n, np.float64),
        delay=np.zeros(n, np.float64),
        also_posts=np.zeros(n, np.float64),
        courage=np.zeros(n, np.float64),
        fear=np.zeros(n, np.float64),
        silenced=np.zeros(n, np.bool_),
        suspended=np.zeros(n, np.bool_),
        n_answers=np.zeros(n, np.int32),
        answers=np.full(n, NOTHING, np.int32),
        quotes=np.zeros(n, np.bool_),
        publishes=np.zeros((n, n_narratives), np.int32),
        withholds=np.full(n, NOTHING, np.int32),
        unpublished=np.zeros(n, np.int32),
    )
