"""What stands in the tables of a release: a dial for each field."""

from abc import abstractmethod
from typing import Any, NamedTuple

import numpy as np

from sim.base.chance import Stream, purpose
from sim.base.parameters import parameter
from sim.disclosure._schedule import Schedule
from sim.disclosure._study import Study
from sim.kernels.luck import keyed_luck
from sim.state.release import PostTable, Release, UserTable

_ACCOUNT = purpose("release.lists_account")
_POST = purpose("release.lists_post")
_HOURS_PER_DAY = 24.0


def history_dial(shown: bool) -> Any:
    """Declare whether the release tells how each account's content changed."""
    return parameter(
        shown,
        unit="true or false",
        meaning="Whether the posts table goes back to the first post, or only as far as the snapshot.",
        source="Missing from the release of 2019 (expert conversation of 2019)",
    )


def dates_dial(shown: bool) -> Any:
    """Declare whether the release tells when each account was suspended."""
    return parameter(
        shown,
        unit="true or false",
        meaning="Whether the accounts table says when each account was suspended.",
        source="Missing from the release of 2019 (expert conversation of 2019)",
    )


def reasons_dial(shown: bool) -> Any:
    """Declare whether the release tells why each account was called inauthentic."""
    return parameter(
        shown,
        unit="true or false",
        meaning="Whether the accounts table says which sign the platform went by.",
        source="Missing from the release of 2019 (expert conversation of 2019)",
    )


class Shown(NamedTuple):
    """Which of the doubtful fields are in the tables."""

    content_history: bool
    suspension_dates: bool
    reasons: bool


class Tables(Schedule):
    """A release with tables; the option says of each doubtful field whether it is in them."""

    accounts: float = parameter(
        1.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 1.0),
        meaning="Share of the disclosed accounts that have a row in the accounts table; at 0 there is no such table.",
        source="All 936 accounts had one in August 2019 (expert conversation of 2019)",
    )
    posts: float = parameter(
        1.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 1.0),
        meaning="Share of the disclosed accounts' posts in the posts table; at 0 there is no such table.",
        source="3.6 million posts of 936 accounts in August 2019 (expert conversation of 2019)",
    )
    snapshot: float = parameter(
        7.0,
        unit="days",
        bounds=(0, 10_000),
        plausible=(1.0, 60.0),
        meaning="How far the posts table goes back before an account's suspension, where it has no content history.",
        source="Assumption: what an account showed when it was taken down",
    )
    study: Study = Study()

    @abstractmethod
    def shown(self) -> Shown:
        """Return which of the doubtful fields are in the tables."""

    def redacted(self, release: Release, stream: Stream, tick_hours: float) -> Release:
        """Return the release with the fields that the dials leave in it, drawn by account and by post."""
        users, posts = release.users, release.posts
        if users is None or posts is None:
            return release
        listed = keyed_luck(stream, _ACCOUNT, users.identities) < self.accounts
        return release._replace(
            users=self._accounts(users, listed) if self.accounts > 0.0 else None,
            posts=self._posts(users, posts, stream, tick_hours) if self.posts > 0.0 else None,
        )

    @property
    def researchers(self) -> Study | None:
        """How researchers study the tables."""
        return self.study

    def _accounts(self, users: UserTable, listed: np.ndarray) -> UserTable:
        shown, left = self.shown(), users
        if not shown.suspension_dates:
            left = left._replace(suspended=None)
        if not shown.reasons:
            left = left._replace(reasons=None)
        return UserTable(*(None if column is None else column[listed] for column in left))  # type: ignore[arg-type]

    def _posts(self, users: UserTable, posts: PostTable, stream: Stream, tick_hours: float) -> PostTable:
        listed = keyed_luck(stream, _POST, posts.keys) < self.posts
        if not self.shown().content_history and users.suspended is not None:
            seat = np.searchsorted(users.sources, posts.authors)
            age = (users.suspended[seat] - posts.ticks) * tick_hours
            listed &= age <= self.snapshot * _HOURS_PER_DAY
        return PostTable(*(column[listed] for column in posts))
