"""History: settled posts and their threads, packed away; now and then somebody still takes down what stands there."""

from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.state.packed import Packed, packed
from sim.state.removers import BY_PLATFORM
from sim.state.voices import ASSERTS, DENIES


class Chapter(NamedTuple):
    """Posts that were packed at one time, in the order of their numbers, and all comments on them.

    The comments' ``post`` is a place among these posts; ``authors`` of either [k], rising.
    """

    posts: Packed
    comments: Packed
    authors: np.ndarray


class History:
    """Chapters of settled posts. ``reported`` are the authors [k], rising, of those that were ever reported."""

    def __init__(self) -> None:
        """Begin without a past."""
        self.chapters: list[Chapter] = []
        self.reported = np.zeros(0, np.int64)

    def add(self, posts: np.ndarray, comments: np.ndarray) -> None:
        """Pack away posts [p] and the comments [c] on them, whose ``post`` is a place among these posts."""
        reported = posts["author"][posts["reports"] > 0]
        self.reported = np.union1d(self.reported, reported).astype(np.int64)
        self.chapters.append(_chapter(posts, comments))

    def take_down(self, tick: int, authors: np.ndarray) -> np.ndarray:
        """Take down what the ``authors`` [k] ever said and still stands; return the numbers of the posts among it."""
        taken = [np.zeros(0, np.int64)]
        for place, chapter in enumerate(self.chapters):
            theirs = np.intersect1d(chapter.authors, authors)
            if len(theirs):
                posts, comments = chapter.posts.opened(), chapter.comments.opened()
                fresh = np.flatnonzero(np.isin(posts["author"], theirs) & (posts["removed"] < 0))
                posts["removed"][fresh], posts["removed_by"][fresh] = tick, BY_PLATFORM
                rows = np.flatnonzero(np.isin(comments["author"], theirs) & (comments["hidden"] < 0))
                hide(posts, comments, rows, chapter.comments.n, (tick, BY_PLATFORM))
                taken.append(posts["number"][fresh].astype(np.int64))
                self.chapters[place] = chapter._replace(posts=posts.closed(), comments=comments.closed())
        return np.concatenate(taken)

    def all_posts(self, still: np.ndarray, names: tuple[str, ...] = ()) -> Any:
        """Return the named columns of all posts by number, the packed and those ``still`` in the table; all if none.

        Where nothing was packed these are the posts of the table themselves.
        """
        if not self.chapters:
            return still
        chosen = names or still.dtype.names or ()
        order = np.argsort(self._joined("number", still))
        return _records({name: self._joined(name, still)[order] for name in chosen}, still.dtype)

    def all_comments(self, still: np.ndarray, posts: np.ndarray) -> np.ndarray:
        """Return all comments by number, each with the number of its post; ``posts`` are those in the table."""
        if not self.chapters:
            return still
        told = still.copy()
        told["post"] = posts["number"][still["post"]]
        comments = np.concatenate([*(_with_numbers(chapter) for chapter in self.chapters), told])
        return np.asarray(comments[np.argsort(comments["number"])])

    def _joined(self, name: str, still: np.ndarray) -> np.ndarray:
        return np.concatenate([*(chapter.posts.column(name) for chapter in self.chapters), still[name]])


class Columns(Protocol):
    """Records of named fields, whole or opened."""

    def __getitem__(self, name: str, /) -> Any:
        """Return one column [n], which can be written into."""


def hide(posts: Columns, comments: Columns, rows: np.ndarray, first_unlanded: int, done: tuple[int, int]) -> None:
    """Hide comments, ``rows`` [k], in place: their force goes out of the thread of its post if it had landed there.

    ``done`` tells when, a tick, and by whom, one of ``REMOVERS``.
    With a note that is hidden all that it did to its post ends.
    """
    if len(rows) == 0:
        return
    comments["hidden"][rows], comments["hidden_by"][rows] = done
    notes = comments["post"][rows[comments["is_note"][rows]]]
    posts["note_up"][notes], posts["note_leaves"][notes] = False, 1.0
    rebuts = comments["stance"][rows] == DENIES
    np.add.at(posts["rebuttals_silenced"], comments["post"][rows[rebuts]], comments["force"][rows[rebuts]])
    landed = rows[rows < first_unlanded]
    against = landed[comments["stance"][landed] == DENIES]
    threads = comments["post"][against]
    np.subtract.at(posts["rebuttal_force"], (threads, comments["voice"][against]), comments["force"][against])
    # Sums of forces that come and go leave rounding behind, which must not become a negative force.
    posts["rebuttal_force"][threads] = np.maximum(posts["rebuttal_force"][threads], 0.0)
    for_it = landed[comments["stance"][landed] == ASSERTS]
    threads = comments["post"][for_it]
    np.subtract.at(posts["defence_force"], threads, comments["force"][for_it])
    posts["defence_force"][threads] = np.maximum(posts["defence_force"][threads], 0.0)


def _chapter(posts: np.ndarray, comments: np.ndarray) -> Chapter:
    return Chapter(packed(posts), packed(comments), np.union1d(posts["author"], comments["author"]).astype(np.int32))


def _with_numbers(chapter: Chapter) -> np.ndarray:
    comments = chapter.comments.records()
    comments["post"] = chapter.posts.column("number")[comments["post"]]
    return comments


def _records(columns: dict[str, np.ndarray], dtype: np.dtype) -> np.ndarray:
    """Return columns as records of the fields that there are, in the layout of ``dtype`` if all of them are there."""
    n = len(next(iter(columns.values())))
    whole = len(columns) == len(dtype.names or ())
    records = np.zeros(n, dtype if whole else [(name, dtype[name]) for name in columns])
    for name, column in columns.items():
        records[name] = column
    return records
