"""The files of a release, in the shape of the platform's own; what is true of the accounts is written elsewhere."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from experiments.releasing.detectors import Material
from experiments.result_folder import write_json
from sim.kernels.coordination import SIGNS
from sim.marketplace import Marketplace
from sim.state.record import ROLES
from sim.state.release import Release

_ID_DIGITS = 20
_USERS = ("userid", "follower_count", "account_creation_date")
_POSTS = (
    *("tweetid", "userid", "tweet_time", "quoted_tweet_tweetid", "is_retweet"),
    *("quote_count", "like_count", "retweet_count", "hashtags"),
)


class ReleaseFiles:
    """Writes a release and what goes with it.

    Accounts and posts bear names that tell nothing of what they are, and rows stand in the order of these. No text is
    written: the narrative's label stands where a hashtag would.
    """

    def __init__(self, market: Marketplace, run_id: str, roles: np.ndarray) -> None:
        """Take what the tables are made from; ``roles`` [sources] as in a record."""
        self.market, self.run_id, self.roles = market, run_id, roles
        self.start = datetime.combine(date.fromisoformat(market.world.operation.starts_on), time())
        self.posts = market.forum.posts.in_use()
        self.narratives = market.world.narrative_names()

    def write(self, folder: Path, release: Release, material: Material) -> None:
        """Write the released tables, the public sample and, apart from both, the ground truth."""
        inside = folder / "release"
        inside.mkdir()
        self._released(inside, release)
        sample = material.sample
        if sample.created_hour is not None and sample.followers is not None and sample.trail is not None:
            users = zip(sample.sources, sample.followers, sample.created_hour, strict=True)
            rows = self._rows_of(sample.sources)
            _write(inside / "public_sample_users.csv", _USERS, (self._user(*user) for user in users))
            _write(inside / "public_sample_tweets.csv", _POSTS, (self._post(row) for row in rows))
        everyone = np.r_[material.complete.names, sample.sources]
        names = set(release.names.tolist())
        truth = ([self._id(source), ROLES[self.roles[source]], source, source in names] for source in everyone.tolist())
        _write(folder / "ground_truth.csv", ("userid", "role", "source", "disclosed"), truth)

    def _released(self, inside: Path, release: Release) -> None:
        topics = [self.narratives[place] for place in release.topics.tolist()]
        write_json(inside / "announcement.json", {"accounts": len(release.names), "topics": topics})
        _write(inside / "names.csv", ("userid",), ([self._id(source)] for source in release.names.tolist()))
        users, posts = release.users, release.posts
        if users is not None:
            header = [*_USERS]
            rows = [self._user(*row) for row in zip(users.sources, users.followers, users.created_hour, strict=True)]
            if users.suspended is not None:
                header.append("suspension_date")
                rows = [[*row, self._when(tick)] for row, tick in zip(rows, users.suspended.tolist(), strict=True)]
            if users.reasons is not None:
                header.append("suspension_reason")
                rows = [[*row, SIGNS[sign]] for row, sign in zip(rows, users.reasons.tolist(), strict=True)]
            _write(inside / "users.csv", header, rows)
        if posts is not None:
            _write(inside / "tweets.csv", _POSTS, (self._post(row) for row in posts.rows.tolist()))

    def _rows_of(self, sources: np.ndarray) -> list[int]:
        """Return the posts of public accounts that still stand."""
        standing = np.isin(self.posts["author"], sources) & (self.posts["removed"] < 0)
        found: list[int] = np.flatnonzero(standing).tolist()
        return found

    def _user(self, source: int, followers: float, created_hour: float) -> list[Any]:
        created = (self.start + timedelta(hours=float(created_hour))).date()
        return [self._id(source), int(followers), created.isoformat()]

    def _post(self, row: int) -> list[Any]:
        post = self.posts[row]
        quoted = "" if post["quotes"] < 0 else self._id(int(post["quotes"]), "post")
        counts = [int(post[name]) for name in ("quoted", "likes", "shares")]
        label = f"['{self.narratives[post['narrative']]}']"
        shown = [self._id(row, "post"), self._id(int(post["author"])), self._when(int(post["born"])), quoted]
        return [*shown, False, *counts, label]

    def _when(self, tick: int) -> str:
        return f"{self.start + timedelta(hours=tick * self.market.world.tick_hours):%Y-%m-%d %H:%M}"

    def _id(self, row: int, kind: str = "account") -> str:
        return hashlib.sha256(f"{self.run_id}:{kind}:{row}".encode()).hexdigest()[:_ID_DIGITS]


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened, lineterminator="\n")
        table.writerow(header)
        table.writerows(sorted(rows, key=lambda row: str(row[0])))
