"""Comments in the threads: the blows and parries of the ring."""

from typing import Any, Final

import numpy as np

from sim.state.voices import NEVER

# Records of ``COMMENT``: ``comments["force"][rows]``.
type Comments = Any

COMMENT: Final = np.dtype(
    [
        ("key", np.int64),
        ("author", np.int32),
        ("post", np.int32),
        ("stance", np.int8),
        ("voice", np.uint8),
        ("force", np.float64),
        ("likes", np.int32),
        ("born", np.int32),
        ("hidden", np.int32),
        ("hidden_by", np.int8),
        ("found_after", np.float64),
        ("landed", np.bool_),
        ("round", np.int32),
        ("standing", np.float64),
        ("number", np.int32),
        ("is_note", np.bool_),
    ],
    align=True,
)


def no_comments(capacity: int = 1024) -> np.ndarray:
    """Return room for comments, none written yet.

    ``key`` the identity under which draws about it are made; ``author`` a source row; ``post`` a post row; ``stance``
    (-1 rebuts the post, +1 defends it); ``voice`` the class its readers perceive; ``force``; ``likes``; ``born`` and
    ``hidden`` ticks (-1: still visible), ``hidden_by`` one of ``REMOVERS``; ``found_after`` how many half-lives of a
    censor's search it would outlast; ``round`` the number of the round in which it ``landed`` where others saw it, 0
    outside one; ``standing`` its post's after that; ``number`` its place among all comments of the run, whatever its
    row; ``is_note`` whether it is the note on its post, written under an alias.
    """
    comments = np.zeros(capacity, COMMENT)
    comments["hidden"] = NEVER
    return comments
