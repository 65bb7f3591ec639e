"""Attribution: whom disclosures and researchers named as the state's, rightly or wrongly, and how well they could."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.record import Record
from sim.state.release import LEAST_OF_A_KIND


class Attribution(Metric):
    """Accounts named by the platform and attributed by researchers, and the power of the detector at each study.

    Names: transparency, attribution, detector AUC.
    Source: Hanley & McNeil 1982, Radiology 143(1): the area under the curve is the chance that a covert account is
    ranked as more suspicious than an ordinary one.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "disclosures": Key("releases", "Releases by platforms about accounts that they took down."),
        "accounts_disclosed": Key("accounts", "Covert accounts that platforms named.", "higher"),
        "wrongly_disclosed": Key("accounts", "Members and rebuttal posters that platforms named.", "lower"),
        "accounts_attributed": Key("accounts", "Covert accounts that researchers attributed to the state.", "higher"),
        "wrongly_attributed": Key("accounts", "Members and rebuttal posters that researchers attributed.", "lower"),
        "share_exposed": Key("share of covert accounts", "Covert accounts known as the state's at the end.", "higher"),
        "detector_auc": Key(
            "area under curve", "Researchers' whole score, mean of studies of enough accounts.", "higher"
        ),
        "detector_auc_synchrony": Key("area under curve", "The same of synchrony with released accounts.", "higher"),
        "detector_auc_creation_burst": Key("area under curve", "The same of crowded creation dates.", "higher"),
        "research_cost": Key("research cost units", "What the researchers' studies cost.", "lower"),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the counts, the means over studies, and the cost."""
        covert = record.accounts.covert
        exposed: Measured = Undefined("there are no covert accounts")
        if covert.any():
            exposed = float(np.mean(record.accounts.exposed[covert]))
        telling = [
            study for study in record.studies if min(study.covert, study.examined - study.covert) >= LEAST_OF_A_KIND
        ]
        return {
            "disclosures": _count(record, "released", ("market",)),
            "accounts_disclosed": _count(record, "disclosed", ("account",)),
            "wrongly_disclosed": _count(record, "disclosed", ("member", "poster")),
            "accounts_attributed": _count(record, "attributed", ("account",)),
            "wrongly_attributed": _count(record, "attributed", ("member", "poster")),
            "share_exposed": exposed,
            "detector_auc": _mean([study.auc for study in telling]),
            "detector_auc_synchrony": _mean([study.auc_synchrony for study in telling]),
            "detector_auc_creation_burst": _mean([study.auc_creation_burst for study in telling]),
            "research_cost": record.research_spent,
        }


def _count(record: Record, event: str, subjects: tuple[str, ...]) -> float:
    return float(sum(entry.event == event and entry.subject in subjects for entry in record.events))


def _mean(areas: list[float]) -> Measured:
    told = [area for area in areas if not np.isnan(area)]
    if not told:
        return Undefined(f"no study examined {LEAST_OF_A_KIND} covert and {LEAST_OF_A_KIND} ordinary accounts")
    return float(np.mean(told))
