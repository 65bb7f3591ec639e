"""A new policy is one file in its family's folder (and one yaml): no list to keep, no other file to touch."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from pydantic import ValidationError

from experiments.compose import BadInput, composition
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from sim import Scenario, simulate
from sim.base.options import FAMILIES, option_class, option_names
from tests import worlds

type Add = Callable[[str, str, str], None]

SHADOW = '''
"""Shadow: quiet closing of whatever looks coordinated."""

import numpy as np

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart


class Shadow(EnforcementPart):
    """Accounts that look coordinated are closed at once, without a review.

    Names: automatic sweep.
    """

    above: float = parameter(
        1.0, unit="suspicion", bounds=(0, 1), meaning="Suspicion above which an account is closed.", source="A test"
    )

    def due_for_review(self, n_sources, stream, tick, tick_hours):
        return np.arange(n_sources)

    def suspends(self, suspects, stream, tick):
        return suspects.suspicion > self.above
'''
ONCE = '''
"""One day of posting, and never again."""

from typing import Literal

from sim.strategies._contract import Strategy, silence
from sim.strategies._pace import Pace


class OneDay(Strategy, Pace):
    """The operation posts on its first day.

    Names: flash campaign.
    """

    kind: Literal["one_day"] = "one_day"

    def decide(self, sighting, plan):
        return self.orders(sighting) if sighting.hours < 24.0 else silence(len(sighting.own))
'''
STUBBORN = '''
"""Minds that nothing changes."""

from typing import ClassVar, Literal

from sim.base.compiled import compiled
from sim.beliefs._contract import Belief


class Stubborn(Belief):
    """Everyone believes to the same degree, whatever they read; the scale is that of probabilities.

    Names: zealots.
    """

    scale: ClassVar[str] = "unit"
    kind: Literal["stubborn"] = "stubborn"
    degree: float = 0.5

    def rule(self, narratives, tick_hours):
        return None

    def seat(self, members, narratives, priors, stream):
        set_all(members.belief, self.degree)
        members.prior[:] = members.belief
        members.trust[:] = 0.5
        members.trust_prior[:] = 0.5

    def forget(self, members, rule, start, stop):
        pass

    def hear(self, scene, rule, start, stop):
        pass


@compiled
def set_all(beliefs, value):
    for row in range(beliefs.shape[0]):
        for narrative in range(beliefs.shape[1]):
            beliefs[row, narrative] = value
'''
UPSIDE_DOWN = '''
"""The oldest items first."""

from typing import Literal

import numpy as np

from sim.feeds._contract import Feed
from sim.state.visits import NOTHING


class UpsideDown(Feed):
    """Visitors look at what has waited longest.

    Names: first in, first out.
    """

    kind: Literal["upside_down"] = "upside_down"

    def rule(self, tick_hours):
        return None

    def draw(self, scene, rule, start, stop):
        for row in range(start, stop):
            scene.visits.posts[row] = NOTHING
            waiting = np.flatnonzero(scene.feeds["posts"][row] != NOTHING)
            oldest = waiting[np.argsort(scene.feeds["since"][row, waiting], kind="stable")]
            for place, slot in enumerate(oldest[: scene.visits.n_items[row]]):
                scene.visits.posts[row, place] = scene.feeds["posts"][row, slot]
                scene.feeds["posts"][row, slot] = NOTHING
'''


@pytest.fixture
def add(tmp_path: Path) -> Iterator[Add]:
    """Give a function that puts an option's file into a folder of its family; all of it is undone afterwards."""
    before, added = set(sys.modules), []

    def put(family: str, name: str, text: str) -> None:
        package = importlib.import_module(f"sim.{FAMILIES[family].folder}")
        folder = tmp_path / package.__name__
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(dedent(text), encoding="utf-8")
        package.__path__.append(str(folder))
        importlib.invalidate_caches()
        added.append((package, name, str(folder)))

    yield put
    for package, name, folder in added:
        package.__path__.remove(folder)
        vars(package).pop(name, None)
    for name in set(sys.modules) - before:
        if name.startswith("sim."):
            del sys.modules[name]


def test_a_new_part_of_enforcement_is_known_checked_and_enforced(add: Add) -> None:
    settings = worlds.settings(enforcement={"shadow": {"above": 0.3}})
    with pytest.raises(ValidationError, match="shadow"):
        Scenario(**settings)
    add("enforcement", "shadow", SHADOW)
    assert "shadow" in option_names("enforcement")
    result = simulate(Scenario(**settings), seed=3)
    closed = result.accounts[result.accounts["status"] == "suspended"]
    assert len(closed) == result.summary["covert_accounts_suspended"] > 0
    spared = simulate(Scenario(**worlds.changed(settings, {"enforcement.shadow.above": 1.0})), seed=3)
    assert spared.summary["covert_accounts_suspended"] == 0
    with pytest.raises(ValidationError, match="above"):
        Scenario(**worlds.changed(settings, {"enforcement.shadow.above": -1.0}))


def test_new_and_old_parts_of_enforcement_stand_side_by_side(add: Add) -> None:
    add("enforcement", "shadow", SHADOW)
    both = worlds.world(enforcement={"shadow": {}, "suspension": {"reviews": 24.0, "threshold": 0.0, "error": 0.0}})
    result = simulate(both, seed=3)
    covert = result.accounts[result.accounts["role"] == "covert"]
    spoke = covert[covert["posts"] > 0]
    assert (spoke["status"] == "suspended").all()


def test_a_new_strategy_is_one_file(add: Add) -> None:
    add("strategy", "one_day", ONCE)
    strategy = {"kind": "one_day", "overt_posts": 6.0, "covert_posts": 2.0}
    result = simulate(worlds.world(strategy=strategy), seed=3)
    by_state = result.posts[result.posts["role"].isin(["overt", "covert"])]
    assert len(by_state) > 0
    assert by_state["born"].max() < 24


def test_a_new_belief_with_a_kernel_of_its_own_is_one_file(add: Add) -> None:
    add("belief", "stubborn", STUBBORN)
    result = simulate(worlds.world(belief={"kind": "stubborn", "degree": 0.25}), seed=3)
    assert np.allclose(result.record.belief, 0.25)
    assert result.summary["credibility_final"] == pytest.approx(0.25)
    assert result.summary["persuaded"] == 0.0


def test_readers_act_on_the_probability_whatever_the_scale_of_the_belief_column(add: Add) -> None:
    """Who holds a claim for impossible, on a scale from 0 to 1, does not like a post that asserts it."""
    add("belief", "stubborn", STUBBORN)
    market = worlds.lived(worlds.world(belief={"kind": "stubborn", "degree": 0.0}))
    posts = market.forum.posts.in_use()
    assert posts["likes"][posts["stance"] > 0].sum() == 0


def test_a_new_feed_is_one_file(add: Add) -> None:
    add("feed", "upside_down", UPSIDE_DOWN)
    result = simulate(worlds.world(feed={"kind": "upside_down"}), seed=3)
    assert result.posts["reads"].sum() > 0
    by_agent = worlds.bytes_of(worlds.lived(worlds.world(feed={"kind": "upside_down"}, ticks=20), one_by_one=True))
    assert by_agent == worlds.bytes_of(worlds.lived(worlds.world(feed={"kind": "upside_down"}, ticks=20)))


def test_nothing_of_an_added_option_stays_behind() -> None:
    assert "shadow" not in option_names("enforcement")
    assert "one_day" not in option_names("strategy")
    with pytest.raises(LookupError, match="one_day"):
        option_class("strategy", "one_day")


def _with_settings(tmp_path: Path, files: dict[str, str]) -> Path:
    folder = tmp_path / "conf"
    for original in configuration_folder().rglob("*.yaml"):
        copy = folder / original.relative_to(configuration_folder())
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(original.read_bytes())
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_with_its_yaml_a_new_option_is_an_option_of_the_command_line(add: Add, tmp_path: Path) -> None:
    add("enforcement", "shadow", SHADOW)
    add("strategy", "one_day", ONCE)
    pace = "overt_posts: 5.0\ncovert_posts: 0.3\ncovert_replies: 0.1\nreply_force: 0.5\n"
    files = {"enforcement/shadow.yaml": "shadow:\n  above: 0.7\n", "strategy/one_day.yaml": f"kind: one_day\n{pace}"}
    folder = _with_settings(tmp_path, files)
    chosen = ("scenario=guo_2017", "enforcement=shadow", "strategy=one_day")
    scenario = composition(*chosen, "enforcement.shadow.above=0.9", settings=settings_in(folder)).scenario
    assert (scenario.enforcement.shadow.above, scenario.strategy.kind) == (0.9, "one_day")
    with pytest.raises(BadInput, match="above"):
        composition(*chosen, "enforcement.shadow.above=-9", settings=settings_in(folder))
