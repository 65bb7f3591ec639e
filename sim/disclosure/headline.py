"""Counts and names, without data."""

from typing import Literal

from sim.base.chance import Stream
from sim.disclosure._contract import Disclosure
from sim.disclosure._schedule import Schedule
from sim.state.release import Release


class Headline(Schedule, Disclosure):
    """After a wave of takedowns the platform says how many accounts it took down, names them and their topics, and
    publishes no data on them.

    Names: takedown announcement, transparency note.
    Assumption: names and topics become known, and nothing by which others could be found.
    """

    kind: Literal["headline"] = "headline"

    def redacted(self, release: Release, stream: Stream, tick_hours: float) -> Release:
        """Return the names alone."""
        return release._replace(users=None, posts=None)
