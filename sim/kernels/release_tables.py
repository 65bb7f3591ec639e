"""Tables of several releases put together."""

import numpy as np

from sim.state.release import PostTable, Release, UserTable


def joined_releases(one: Release | None, other: Release) -> Release:
    """Return two releases as one, as of the later; a column that either lacks is withheld from the whole."""
    if one is None:
        return other
    return Release(
        tick=other.tick,
        names=np.r_[one.names, other.names],
        topics=np.union1d(one.topics, other.topics),
        users=_users(one.users, other.users),
        posts=_posts(one.posts, other.posts),
    )


def _users(one: UserTable | None, other: UserTable | None) -> UserTable | None:
    if one is None or other is None:
        return None
    return UserTable(
        sources=np.r_[one.sources, other.sources],
        identities=np.r_[one.identities, other.identities],
        created_hour=np.r_[one.created_hour, other.created_hour],
        followers=np.r_[one.followers, other.followers],
        suspended=_both(one.suspended, other.suspended),
        reasons=_both(one.reasons, other.reasons),
    )


def _posts(one: PostTable | None, other: PostTable | None) -> PostTable | None:
    if one is None or other is None:
        return None
    return PostTable(*(np.r_[column, more] for column, more in zip(one, other, strict=True)))


def _both(one: np.ndarray | None, other: np.ndarray | None) -> np.ndarray | None:
    return None if one is None or other is None else np.r_[one, other]
