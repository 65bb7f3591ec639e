"""A release that withholds nothing."""

from typing import Literal

from sim.disclosure._contract import Disclosure
from sim.disclosure._tables import Shown, Tables, dates_dial, history_dial, reasons_dial


class Full(Tables, Disclosure):
    """A release of accounts and posts after every wave, with their whole history, the dates of suspension and the
    reasons for it.

    Names: full transparency, researcher access.
    Assumption: what the release of 2019 lacked, added to it.
    """

    kind: Literal["full"] = "full"
    content_history: bool = history_dial(True)
    suspension_dates: bool = dates_dial(True)
    reasons: bool = reasons_dial(True)

    def shown(self) -> Shown:
        """Return the dials of the doubtful fields."""
        return Shown(self.content_history, self.suspension_dates, self.reasons)
