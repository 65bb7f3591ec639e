"""A release as that of August 2019: tables, without what would tell how the accounts worked."""

from typing import Literal

from sim.disclosure._contract import Disclosure
from sim.disclosure._tables import Shown, Tables, dates_dial, history_dial, reasons_dial


class Partial(Tables, Disclosure):
    """A release of accounts and posts after every wave, as in 2019: without the history of how the accounts' content
    changed, without the dates on which they were suspended, and without the reasons for calling them inauthentic.

    Names: takedown release, information operations archive.
    Source: Twitter's release of August 2019, as told in an expert conversation of 2019.
    """

    kind: Literal["partial"] = "partial"
    content_history: bool = history_dial(False)
    suspension_dates: bool = dates_dial(False)
    reasons: bool = reasons_dial(False)

    def shown(self) -> Shown:
        """Return the dials of the doubtful fields."""
        return Shown(self.content_history, self.suspension_dates, self.reasons)
