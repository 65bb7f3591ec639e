"""What each disclosure publishes and lets be found out at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.base.options import option_class
from sim.disclosure._study import Study
from sim.kernels.coordination import SYNCHRONY
from sim.state.release import PostTable, Release, UserTable
from tests import worlds
from tests.unit.hand_made import STREAM

STUDIED = worlds.RULE_SETS["full disclosure, studied"]
SCHEDULED, TABLED = ("headline", "partial", "full"), ("partial", "full")


def option_of(name: str, **settings: Any) -> Any:
    return option_class("disclosure", name)(**settings)


def release(n: int = 40) -> Release:
    """Return a complete release of accounts suspended in hour 300, each of which posted in hours 5, 290 and 300."""
    names, ticks = np.arange(n), np.tile([5, 290, 300], n)
    users = UserTable(names, names, np.zeros(n), np.zeros(n), np.full(n, 300), np.full(n, SYNCHRONY, np.int8))
    posts = PostTable(np.arange(3 * n), np.arange(3 * n), np.repeat(names, 3), ticks, np.full(3 * n, 1))
    return Release(301, names, np.array([1]), users, posts)


@pytest.mark.limits("disclosure.*", "every", "delay")
@pytest.mark.parametrize("name", SCHEDULED)
def test_without_delay_and_rest_a_wave_is_named_as_it_falls(name: str) -> None:
    at_once = option_of(name, wave=1, every=0.0, delay=0.0)
    assert at_once.names(np.array([0.0, 0.0]), 0.0).tolist() == [True, True]
    for patient in ({"every": 1.0, "delay": 0.0}, {"every": 0.0, "delay": 1.0}):
        waiting = option_of(name, wave=1, **patient)
        assert waiting.names(np.array([23.0]), 23.0).tolist() == [False]
        assert waiting.names(np.array([24.0]), 24.0).tolist() == [True]
    mixed = option_of(name, wave=1, every=0.0, delay=1.0)
    assert mixed.names(np.array([23.0, 24.0]), 0.0).tolist() == [False, True], "who waited is named, and nobody else"


@pytest.mark.transcript("disclosure.*")
@pytest.mark.parametrize(
    ("name", "names", "columns", "posts"),
    [
        ("none", 0, None, None),
        ("headline", 3, None, None),
        ("partial", 3, ["sources", "identities", "created_hour", "followers"], {290, 300}),
        ("full", 3, ["sources", "identities", "created_hour", "followers", "suspended", "reasons"], {5, 290, 300}),
    ],
)
def test_what_is_left_of_the_release_of_three_accounts(
    name: str, names: int, columns: list[str] | None, posts: set[int] | None
) -> None:
    left = option_of(name).redacted(release(3), STREAM, 1.0)
    assert len(left.names) == names
    told = left.users and [column for column, held in left.users._asdict().items() if held is not None]
    assert told == columns
    assert (left.posts and set(left.posts.ticks.tolist())) == posts


@pytest.mark.limits("disclosure.*", "accounts", "posts")
@pytest.mark.parametrize("name", TABLED)
def test_at_share_0_a_table_is_missing_and_at_1_it_has_every_account(name: str) -> None:
    bare = option_of(name, accounts=0.0, posts=0.0).redacted(release(), STREAM, 1.0)
    assert (bare.users, bare.posts, len(bare.names)) == (None, None, 40)
    whole = option_of(name, accounts=1.0, posts=1.0, content_history=True).redacted(release(), STREAM, 1.0)
    assert len(whole.users.sources) == 40
    assert len(whole.posts.rows) == 120


@pytest.mark.limits("disclosure.*", "snapshot")
@pytest.mark.parametrize("name", TABLED)
def test_a_snapshot_of_0_days_holds_what_was_posted_as_the_account_fell_and_of_1_the_day_before(name: str) -> None:
    for days, ticks in ((0.0, {300}), (1.0, {290, 300}), (30.0, {5, 290, 300})):
        left = option_of(name, content_history=False, snapshot=days).redacted(release(), STREAM, 1.0)
        assert set(left.posts.ticks.tolist()) == ticks


def lived(name: str, **study: float) -> Marketplace:
    """Return a market that has lived under studied releases, with single numbers of the study changed."""
    disclosure = worlds.DISCLOSED | {"kind": name, "study": worlds.DISCLOSED["study"] | study}
    return worlds.lived(worlds.world(**STUDIED | {"disclosure": disclosure, "ticks": 36}))


@pytest.mark.limits("disclosure.*", "study.sample")
@pytest.mark.parametrize("name", TABLED)
def test_of_a_sample_of_0_nobody_is_examined_and_of_1_all_who_posted_about_the_same(name: str) -> None:
    made = lived(name, sample=0.0)
    assert made.researcher.studies
    assert {study.examined for study in made.researcher.studies} == {0}
    assert not made.researcher.attributed.any()
    record, known = made.researcher.record, made.researcher.publications[0].known
    assert known is not None
    everyone, some = (len(record.sample(known, share, made.stream).sources) for share in (1.0, 0.5))
    assert everyone > some > 0


@pytest.mark.limits("disclosure.*", "study.delay", "study.cost")
@pytest.mark.parametrize("name", TABLED)
def test_a_study_without_delay_comes_with_the_release_and_may_cost_nothing(name: str) -> None:
    made, dear = lived(name, delay=0.0, cost=0.0), lived(name, delay=0.0, cost=1.0)
    releases = {event.tick for event in made.ledger.events if event.event == "disclosed"}
    assert {study.tick for study in made.researcher.studies} == releases != set()
    assert made.researcher.spent == 0
    assert dear.researcher.spent == sum(study.examined for study in dear.researcher.studies) > 0


@pytest.mark.limits("disclosure.*", "study.cutoff")
@pytest.mark.parametrize("name", TABLED)
def test_at_cutoff_1_fewer_are_attributed_than_at_0_and_nobody_who_looks_less_alike_than_all_released(
    name: str,
) -> None:
    made = lived(name)
    known = made.researcher.publications[0].known
    assert known is not None
    sample = made.researcher.record.sample(known, 1.0, made.stream)
    n = len(sample.sources)
    lax, strict = (Study(cutoff=share).findings(known, sample, made.hours) for share in (0.0, 1.0))
    assert lax.attributed.tolist() == (lax.scores[:n] > lax.scores[n:].min()).tolist()
    assert strict.attributed.tolist() == (strict.scores[:n] > strict.scores[n:].max()).tolist()
    assert lax.attributed.sum() > strict.attributed.sum()


@pytest.mark.limits("disclosure.*", "study.heed")
@pytest.mark.parametrize("name", TABLED)
def test_at_heed_0_the_platform_learns_nothing_and_at_1_it_is_certain_of_whoever_is_just_like_the_attributed(
    name: str,
) -> None:
    raised = []
    for heed in (0.0, 1.0):
        made = lived(name, heed=heed)
        dossiers = made.platform.each[0].dossiers
        made.researcher.attributed[:] = False
        before = dossiers.suspects()
        made.researcher.attributed[before.sources[:10]] = True
        after = dossiers.suspects()
        raised.append(after.suspicion - before.suspicion)
        assert (after.suspicion <= 1.0).all()
    assert not raised[0].any()
    assert (raised[1] >= 0).all()
    assert raised[1].max() > 0
