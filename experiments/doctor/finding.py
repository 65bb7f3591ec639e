"""One thing that was looked at: as it should be, wanting for one purpose only, or wanting altogether."""

from dataclasses import dataclass
from typing import Literal

type State = Literal["well", "optional", "missing"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found there, and how to mend it.

    ``optional`` lacks something that only one purpose needs, ``missing`` something that every run needs. ``remedy`` is
    empty where all is well.
    """

    what: str
    state: State
    found: str
    remedy: str = ""
