"""Every metric keeps its family's promise: each of its keys is a finite number or says why it is none."""

import math
from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim import simulate
from sim.base.options import option_class, option_names
from sim.metrics._contract import Metric, Undefined
from sim.state.record import Record
from tests import worlds

METRICS: dict[str, type[Any]] = {name: option_class("metrics", name) for name in option_names("metrics")}
each_metric = pytest.mark.parametrize("name", METRICS)
WORLDS: dict[str, dict[str, Any]] = {
    "busy": {
        "censorship": {"filter": {"catch": 0.3}},
        "enforcement": {"suspension": {"reviews": 2.0, "threshold": 0.4}},
    },
    "two markets": worlds.RULE_SETS["two markets and a wall"],
    "resharers": worlds.RULE_SETS["resharers"] | {"rebuttals": {}},
    "nobody answers": {"rebuttals": {}},
    "no campaign": {
        "narratives": {"segments": {"all": 1.0}, "claims": {"rival": {"serves": "critic", "published_per_day": 0.4}}},
        "strategy": {"kind": "silent"},
    },
    "one member, one tick": {"members": 1, "ticks": 1},
}


@cache
def records(world: str) -> tuple[Record, Record]:
    """Return the record of a small world and that of its quiet twin."""
    changes = {"members": 60, "ticks": 24} | WORLDS[world]
    loud = simulate(worlds.world(**changes), 3).record
    quiet = simulate(worlds.world(**(changes | {"strategy": {"kind": "silent"}})), 3).record
    return loud, quiet


@each_metric
def test_a_metric_declares_the_unit_and_the_meaning_of_each_key(name: str) -> None:
    assert issubclass(METRICS[name], Metric)
    assert METRICS[name].keys
    for key in METRICS[name].keys.values():
        assert key.unit
        assert key.meaning.endswith(".")
        assert key.better in (None, "lower", "higher")


def test_no_two_metrics_share_a_key() -> None:
    keys = [key for metric in METRICS.values() for key in metric.keys]
    assert len(keys) == len(set(keys))


@each_metric
@pytest.mark.parametrize("world", WORLDS)
def test_each_key_is_a_finite_number_or_says_why_it_is_none(name: str, world: str) -> None:
    found = METRICS[name]().measure(*records(world))
    assert list(found) == list(METRICS[name].keys)
    for key, value in found.items():
        if isinstance(value, Undefined):
            assert value.reason, key
        else:
            assert math.isfinite(value), key


@each_metric
def test_measuring_changes_no_record(name: str) -> None:
    loud, quiet = records("busy")
    kept = deepcopy(loud)
    METRICS[name]().measure(loud, quiet)
    for field, held in loud._asdict().items():
        if isinstance(held, np.ndarray):
            assert held.tobytes() == getattr(kept, field).tobytes(), field
    assert all(column.tobytes() == kept.steps[key].tobytes() for key, column in loud.steps.items())


@each_metric
def test_the_order_of_posts_and_comments_changes_no_number(name: str) -> None:
    loud, quiet = records("busy")
    n = len(loud.posts)
    back = np.argsort(np.arange(n)[::-1])
    comments = loud.comments.copy()
    comments["post"] = back[comments["post"]]
    turned = loud._replace(posts=loud.posts[::-1], comments=comments[::-1])
    one, other = METRICS[name]().measure(loud, quiet), METRICS[name]().measure(turned, quiet)
    for key, value in one.items():
        assert other[key] == (value if isinstance(value, Undefined) else pytest.approx(value, rel=1e-12)), key
