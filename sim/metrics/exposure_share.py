"""Exposure share: how much of what is read carries the campaign."""

from collections.abc import Mapping
from typing import ClassVar

from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record


class ExposureShare(Metric):
    """Share of all reads, over the run, that are of posts asserting the operation's narratives.

    A critical quote shows the claim too, but it does not assert it.

    Names: share of exposures, prevalence of fake news in media diets (Grinberg et al. 2019).
    Source: Grinberg et al. 2019, Science 363: the share of exposures. Assumption: a read is an exposure.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "exposure_share": Key("share of reads", "Reads of posts that assert the operation's narratives.", "lower"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the share; undefined where nothing was read."""
        reads = float(record.steps["reads"].sum())
        if reads == 0.0:
            return {"exposure_share": Undefined("nobody read anything")}
        return {"exposure_share": float(record.steps["exposures"].sum()) / reads}
