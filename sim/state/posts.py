"""Posts and the standing of each in its thread."""

from typing import Any, Final

import numpy as np

from sim.state.voices import NEVER, VOICES

ALIVE: Final = 0
KNOCKED_OUT: Final = 1
REMOVED: Final = 2
WALKOVER: Final = 3
SHELVED: Final = 4
FATES: Final = ("standing", "knocked_out", "removed", "walkover", "shelved")


# Records of ``POST``: kernels read ``posts.standing[row]``, other code ``posts["standing"][rows]``.
type Posts = Any

# A post is a record rather than an entry in each of two dozen columns: a reader touches many fields of few posts.
POST: Final = np.dtype(
    [
        ("key", np.int64),
        ("author", np.int32),
        ("narrative", np.int16),
        ("stance", np.int8),
        ("fate", np.int8),
        ("quotes", np.int32),
        ("born", np.int32),
        ("appeal", np.float64),
        ("quality", np.float64),
        ("fragility", np.float64),
        ("standing", np.float64),
        ("visibility", np.float64),
        ("friction", np.float64),
        ("endorsement", np.float64),
        ("removed", np.int32),
        ("removed_by", np.int8),
        ("knocked_out", np.int32),
        ("fate_tick", np.int32),
        ("rounds", np.int32),
        ("reads", np.int32),
        ("likes", np.int32),
        ("shares", np.int32),
        ("quoted", np.int32),
        ("last_read", np.int32),
        ("reports", np.int32),
        ("found", np.int32),
        ("labelled", np.int32),
        ("note_by", np.int32),
        ("noted", np.int32),
        ("note_up", np.bool_),
        ("note_leaves", np.float64),
        ("number", np.int32),
        ("bridging", np.float64),
        ("found_after", np.float64),
        ("rebuttal_force", np.float64, (len(VOICES),)),
        ("defence_force", np.float64),
        ("cut", np.bool_),
        ("shown_rebuttals", np.float64, (len(VOICES),)),
        ("shown_defences", np.float64),
        ("rebuttals_aimed", np.float64),
        ("rebuttals_silenced", np.float64),
    ],
    align=True,
)


def no_posts(capacity: int = 1024) -> np.ndarray:
    """Return room for posts, none written yet.

    ``key`` the identity under which draws about the post are made; ``author`` a source row; ``narrative``; ``stance``
    (+1 asserts, -1 denies, 0 says nothing of any narrative); ``number`` its place among all posts of the run, whatever
    its row; ``quotes`` the number of the post it quotes critically, or -1; ``appeal`` and ``quality`` in [0, 1]
    (readers feel the one and do not see the other); ``fragility`` in [0, 1] (the narrative's if the post asserts, one
    minus it if it denies); ``born`` a tick; ``standing`` (knocked out below 0); ``rounds`` fought; ``visibility`` the
    platform's multiplier; ``friction`` in [0, 1] on passing it on; ``endorsement`` what a label leaves of the wish to
    like or share it; ``reports`` by readers to the platform; ``found`` the tick at which the platform found it in
    violation and ``labelled`` that of its label, or -1; ``note_by`` the member who proposed a note on it and ``noted``
    the tick from which it is shown, or -1, ``note_up`` whether it is shown now and ``note_leaves`` what it leaves,
    while it is, of the wish to like or share the post; ``bridging`` how far engagement with it agrees across divides;
    ``found_after`` how many half-lives of a censor's search it would outlast; ``knocked_out`` and ``removed`` ticks or
    -1, ``removed_by`` one of ``REMOVERS``; ``fate`` and ``fate_tick``; ``reads likes shares quoted`` counts;
    ``last_read`` a tick; ``rebuttal_force`` by voice and ``defence_force`` visible in the thread; ``cut`` whether a
    reader sees less of it, and ``shown_rebuttals`` and ``shown_defences`` how much where it is; ``rebuttals_aimed`` and
    ``rebuttals_silenced`` force ever aimed at it and the part that was silenced.
    """
    posts = np.zeros(capacity, POST)
    for field in ("stance", "standing", "visibility", "endorsement", "note_leaves"):
        posts[field] = 1
    for field in ("quotes", "removed", "knocked_out", "fate_tick", "found", "labelled", "note_by", "noted"):
        posts[field] = NEVER
    return posts
