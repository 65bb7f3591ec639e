"""Attribution on a record of at most ten rows, with the number worked out by hand."""

from typing import Any

import numpy as np
import pytest

from sim.metrics._contract import Measured, Undefined
from sim.metrics.attribution import Attribution
from sim.state.accounts import accounts_from
from sim.state.ledger import Event
from sim.state.release import StudyRow
from tests.unit.hand_made import record

NAN = float("nan")


def measured(**parts: Any) -> dict[str, Measured]:
    return Attribution().measure(record(**parts), record())


def study(tick: int, *areas: float, covert: int = 12, ordinary: int = 12) -> StudyRow:
    return StudyRow(tick, 5, covert + ordinary, covert, 2, 1, *areas)


@pytest.mark.transcript("metrics.attribution")
def test_named_and_attributed_accounts_are_counted_rightly_and_wrongly() -> None:
    events = [
        Event(9, "released", "market", 0),
        Event(9, "released", "market", 1),
        Event(9, "disclosed", "account", 3),
        Event(9, "disclosed", "account", 4),
        Event(9, "disclosed", "member", 70),
        Event(30, "released", "market", 0),
        Event(30, "disclosed", "account", 5),
        Event(40, "attributed", "account", 6),
        Event(40, "attributed", "member", 71),
        Event(40, "attributed", "poster", 1),
        Event(41, "suspended", "account", 6),
    ]
    found = measured(events=events)
    assert (found["disclosures"], found["accounts_disclosed"], found["wrongly_disclosed"]) == (3, 3, 1)
    assert (found["accounts_attributed"], found["wrongly_attributed"]) == (1, 2)


def test_the_share_exposed_is_of_covert_accounts() -> None:
    accounts = accounts_from(np.array([False, True, True, True, True]), np.zeros(5), np.zeros(5))
    accounts.exposed[2] = True
    assert measured(accounts=accounts)["share_exposed"] == 0.25


def test_areas_are_means_over_the_studies_in_which_they_exist() -> None:
    found = measured(studies=(study(5, 0.8, 0.6, 0.5), study(9, NAN, NAN, NAN), study(12, 0.9, 0.8, 0.5)))
    assert found["detector_auc"] == pytest.approx(0.85)
    assert found["detector_auc_synchrony"] == pytest.approx(0.7)
    assert found["detector_auc_creation_burst"] == 0.5


@pytest.mark.parametrize(("covert", "ordinary", "told"), [(10, 10, True), (9, 200, False), (200, 9, False)])
def test_an_area_of_fewer_than_ten_of_a_kind_is_none(covert: int, ordinary: int, told: bool) -> None:
    found = measured(studies=(study(5, 0.8, 0.6, 0.5, covert=covert, ordinary=ordinary),))
    assert (found["detector_auc"] == 0.8) is told


@pytest.mark.limits("metrics.attribution")
def test_without_a_study_there_is_no_area_and_no_cost() -> None:
    found = measured()
    assert found["detector_auc"] == Undefined("no study examined 10 covert and 10 ordinary accounts")
    assert found["share_exposed"] == Undefined("there are no covert accounts")
    assert found["research_cost"] == 0
    assert measured(research_spent=12.0)["research_cost"] == 12
