"""Markets: reach and credibility of the campaign at home and abroad, and what leaks home."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record

_HOME = "home"
_ONE_MARKET = Undefined("there is no market named home beside others: markets.home")
_NO_CAMPAIGN = Undefined("no narrative serves the operation")
_NOBODY = Undefined("no member there ever met one of the operation's narratives")
_NO_MEMBERS = Undefined("no member stands there")


class MarketSplit(Metric):
    """The campaign at home and abroad: the market named home, and all others together, each member counting once.

    Names: domestic and foreign audience effects; leakage, blowback.
    Assumption: the market named home is the state's own; every other is abroad.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "reach_peak_home": Key("share of members", "Largest reach in the state's own market.", "lower"),
        "reach_peak_abroad": Key("share of members", "Largest reach outside it.", "lower"),
        "credibility_final_home": Key("probability", "Mean belief at home of those who met the narratives.", "lower"),
        "credibility_final_abroad": Key("probability", "The same abroad.", "lower"),
        "credibility_excess_home": Key(
            "probability", "Belief of all members at home minus that in the quiet world, mean over the run.", "lower"
        ),
        "credibility_excess_abroad": Key("probability", "The same abroad.", "lower"),
        "rivals_ever_home": Key(
            "share of members", "Members at home who ever read a narrative that the operation is cut to answer.", None
        ),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the split; undefined where there is one market for all."""
        names = record.market_names
        if _HOME not in names or len(names) < 2:
            return dict.fromkeys(self.keys, _ONE_MARKET)
        if not record.campaign.any():
            return dict.fromkeys(self.keys, _NO_CAMPAIGN)
        sizes = np.bincount(record.market_of[: len(record.segment)], minlength=len(names))
        home = np.array([name == _HOME for name in names])
        measured: dict[str, Measured] = {}
        for where, chosen in (("home", home), ("abroad", ~home)):
            measured[f"reach_peak_{where}"] = _peak(_pooled(record, "reach_at", sizes * chosen))
            measured[f"credibility_final_{where}"] = _final_belief(record, chosen)
            excess = _excess(record, quiet, sizes * chosen)
            measured[f"credibility_excess_{where}"] = _NO_MEMBERS if excess is None else float(excess.mean())
        leaked = _pooled(record, "rivals_ever_at", sizes * home)
        measured["rivals_ever_home"] = _NO_MEMBERS if leaked is None else float(leaked[-1])
        return {key: measured[key] for key in self.keys}


def _pooled(record: Record, series: str, sizes: np.ndarray) -> np.ndarray | None:
    """Return a series over several markets [ticks], weighted by their ``sizes`` [M]; None where nobody is in them."""
    if sizes.sum() == 0:
        return None
    columns = [record.steps[f"{series}.{name}"] for name in record.market_names]
    kept = [(size, column) for size, column in zip(sizes, columns, strict=True) if size]
    return np.asarray(sum(size * column for size, column in kept) / sizes.sum())


def _peak(series: np.ndarray | None) -> Measured:
    return _NO_MEMBERS if series is None else float(series.max())


def _excess(record: Record, quiet: Record, sizes: np.ndarray) -> np.ndarray | None:
    with_campaign, without = (_pooled(world, "belief_at", sizes) for world in (record, quiet))
    return None if with_campaign is None or without is None else with_campaign - without


def _final_belief(record: Record, chosen: np.ndarray) -> Measured:
    """Return the mean final belief of acquainted members of the chosen markets, over member and narrative."""
    there = chosen[record.market_of[: len(record.segment)]]
    acquainted = record.acquainted[:, record.campaign] & there[:, None]
    if not acquainted.any():
        return _NOBODY
    return float(record.belief[:, record.campaign][acquainted].mean())
