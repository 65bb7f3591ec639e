"""The ring: the thread of one post, round by round, as the model settled it."""

from typing import Any

import numpy as np

from sim import Marketplace
from sim.state.posts import ALIVE, FATES
from sim.state.record import ROLES
from sim.state.voices import DENIES, SAYS_NOTHING, SERVES_STATE, SIDE_NAMES, STANCES, VOICES

MOST_ROWS = 60
"""Rows of a thread that are sent; of a longer one, the last."""

_MOST_LISTED = 24


def most_contested(market: Marketplace) -> int | None:
    """Return the row of the campaign's post with most rounds, then most reads, then the youngest; None for none."""
    rows = listed(market)
    return int(rows[0]) if len(rows) else None


def listed(market: Marketplace) -> np.ndarray:
    """Return the rows of posts that serve the state and are worth a look: the campaign's, the most contested first.

    After them come those of others, who deny what a rival says or pass on what the campaign does.
    """
    posts = market.forum.posts.in_use()
    rows = np.flatnonzero(market.forum.serves(np.arange(len(posts))) == SERVES_STATE)
    own = market.is_state_account(posts["author"][rows])
    order = np.lexsort((posts["born"][rows], posts["reads"][rows], posts["rounds"][rows], own))[::-1]
    return rows[order[:_MOST_LISTED]]


def posts_of(market: Marketplace, who: int) -> np.ndarray:
    """Return the rows of what the person of an identity posted, the youngest first; what is settled is gone."""
    author = np.flatnonzero(market.identities[:] == who)
    rows = np.flatnonzero(np.isin(market.forum.posts.in_use()["author"], author))
    return rows[::-1][:_MOST_LISTED]


def row_of(market: Marketplace, key: int) -> int | None:
    """Return the row of the post of that key: the same act of the same author in either column; None for none."""
    found = np.flatnonzero(market.forum.posts.in_use()["key"] == key)
    return int(found[0]) if len(found) else None


def headline(market: Marketplace, row: int) -> dict[str, Any]:
    """Return what is said of a post in a list."""
    post = market.forum.posts.columns[row]
    # The observer asked for the names once; a scenario goes through its options every time.
    names = market.observer.names
    says_nothing = post["stance"] == SAYS_NOTHING
    return {
        "key": str(post["key"]),
        "narrative": None if says_nothing else names[post["narrative"]],
        "stance": STANCES[int(post["stance"])],
        "serves": SIDE_NAMES[int(market.forum.serves(np.array([row]))[0])],
        "author": int(post["author"]),
        "role": role_of(market, int(post["author"])),
        "voice": VOICES[market.voices[post["author"]]],
        "born": int(post["born"]),
        "rounds": int(post["rounds"]),
        "reads": int(post["reads"]),
    }


def role_of(market: Marketplace, source: int) -> str:
    """Return what a source is: member, overt, covert, critic or press."""
    if source < market.first_account:
        return ROLES[0]
    if source < market.first_poster:
        return "covert" if market.accounts.columns.covert[source - market.first_account] else "overt"
    return VOICES[market.voices[source]]


def thread(market: Marketplace, row: int) -> dict[str, Any]:
    """Return a post and its thread: a row a tick in which something was said, the standing after it, and the fate."""
    post = market.forum.posts.columns[row]
    rows = _rows(market, row)
    fate = FATES[int(post["fate"])] if post["fate"] != ALIVE else "standing"
    return headline(market, row) | {
        "likes": int(post["likes"]),
        "shares": int(post["shares"]),
        "quoted": int(post["quoted"]),
        "fragility": float(post["fragility"]),
        "seasoning": float(market.narratives.seasoning[post["narrative"]]),
        "standing": float(post["standing"]),
        "knocked_out": int(post["knocked_out"]),
        "removed": int(post["removed"]),
        "labelled": int(post["labelled"]),
        "fate": fate,
        "fate_tick": int(post["fate_tick"]),
        "n_rows": len(rows),
        "rows": rows[-MOST_ROWS:],
    }


def _rows(market: Marketplace, row: int) -> list[dict[str, Any]]:
    """Return the thread tick by tick.

    ``against`` and ``for`` are forces that landed, ``n_against`` and ``n_for`` how many comments; ``hidden_before``
    are those hidden before anyone else saw them, ``hidden_later`` those that landed and were hidden afterwards;
    ``round`` is null outside one; ``standing`` is the post's after the tick, or the last one seen if nothing landed.
    """
    said = market.forum.comments.in_use()
    said = said[said["post"] == row]
    rows: list[dict[str, Any]] = []
    standing = float(market.narratives.seasoning[market.forum.posts.columns["narrative"][row]])
    for tick in np.unique(said["born"]):
        rows.append(_tick_of_thread(said[said["born"] == tick], int(tick), standing))
        standing = rows[-1]["standing"]
    return rows


def _tick_of_thread(now: np.ndarray, tick: int, before: float) -> dict[str, Any]:
    landed, rebuts = now["landed"], now["stance"] == DENIES
    return {
        "tick": tick,
        "against": _force(now, landed & rebuts),
        "for": _force(now, landed & ~rebuts),
        "n_against": int((landed & rebuts).sum()),
        "n_for": int((landed & ~rebuts).sum()),
        "voices": sorted({VOICES[voice] for voice in now["voice"][landed & rebuts]}),
        "hidden_before": int((~landed).sum()),
        "hidden_later": int((landed & (now["hidden"] >= 0)).sum()),
        "round": int(now["round"].max()) or None,
        "standing": float(now["standing"][landed][0]) if landed.any() else before,
    }


def _force(comments: np.ndarray, which: np.ndarray) -> float:
    """Return the sum of forces, added up in the order of rows, as the model adds them."""
    return float(np.bincount(np.zeros(int(which.sum()), np.int64), comments["force"][which], minlength=1)[0])
