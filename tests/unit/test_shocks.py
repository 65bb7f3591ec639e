"""Shocks: what happens on dates, refused where it could not happen, and read from a table."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from experiments.compose import BadInput, composition
from experiments.provenance import run_id
from experiments.readers.refusal import UnreadableFile
from experiments.readers.shocks import read_shocks
from sim import Marketplace
from sim.cast.calendar import WAVE, Calendar
from sim.kernels.luck import luck_now
from sim.kernels.publishing import Orders
from sim.scenario import Shock
from sim.state.accounts import ACTIVE, SUSPENDED
from tests import worlds


def market(ticks: int, *shocks: dict[str, Any], **changes: Any) -> Marketplace:
    made = Marketplace(worlds.world(shocks={"dated": list(shocks)}, **changes), 7)
    for _ in range(ticks):
        made.step()
    return made


def wave(share: float, hour: float = 20.0) -> dict[str, Any]:
    return {"kind": "takedown_wave", "hour": hour, "share": share}


def events(made: Marketplace, kind: str) -> list[tuple[int, int]]:
    return [(event.tick, event.row) for event in made.ledger.events if event.event == kind]


def test_a_date_counts_from_the_first_hour_of_the_day_on_which_the_operation_starts() -> None:
    shock = Shock(kind="ruling", date="2017-08-03")
    assert (shock.at("2017-08-01"), shock.at("2017-08-03"), shock.at("2017-08-04")) == (48.0, 0.0, -24.0)
    made = market(30, {"kind": "ruling", "date": "2017-08-02"})
    assert events(made, "ruling") == [(24, 0)]
    assert events(made, "reported") == [(24, 1)]


@pytest.mark.parametrize(("minutes", "tick"), [(60.0, 3), (30.0, 5), (120.0, 2)])
def test_a_shock_happens_once_in_the_first_tick_that_begins_at_its_hour_or_later(minutes: float, tick: int) -> None:
    made = market(12, {"kind": "expose", "hour": 2.5}, tick_minutes=minutes)
    assert events(made, "expose") == [(tick, 0)]


def test_what_is_salient_is_told_again_and_reaches_more_members() -> None:
    once, often = ({"kind": "block", "hour": 2.0, "reports": n, "every": 3.0} for n in (1, 4))
    made = market(30, often)
    assert events(made, "block") == [(2, 0)]
    assert [tick for tick, _ in events(made, "reported")] == [2, 5, 8, 11]
    column = made.doubts.narratives[1]
    reached = [market(30, shock).members.columns.acquainted[:, column].sum() for shock in (once, often)]
    assert reached[1] > reached[0]
    silent = market(30, wave(1.0, 2.0) | {"reports": 4}, strategy={"kind": "silent"})
    assert events(silent, "reported") == [], "without takedowns there is nothing to tell again"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_wave_takes_down_its_share_of_the_covert_accounts_that_have_spoken(share: float) -> None:
    many = {"operation": worlds.OPERATION | {"covert": 200}}
    before, after = market(20, **many), market(21, wave(share), **many)
    accounts = before.accounts.columns
    spoke = accounts.covert & (accounts.status == ACTIVE) & (accounts.n_posts + accounts.n_replies > 0)
    assert (accounts.n_posts[spoke] == 0).any(), "nobody only replied"
    taken = after.accounts.columns.status == SUSPENDED
    assert spoke.sum() > 30
    assert not (taken & ~spoke).any()
    lucky = luck_now(after.stream, WAVE, 20, np.flatnonzero(spoke)) < share
    assert np.flatnonzero(taken).tolist() == np.flatnonzero(spoke)[lucky].tolist()
    assert lucky.sum() in {0.0: [0], 1.0: [len(lucky)]}.get(share, range(len(lucky) // 4, 3 * len(lucky) // 4))
    posts = after.forum.posts.in_use()
    by_taken = np.isin(posts["author"], np.flatnonzero(taken) + after.first_account)
    assert (posts["removed"][by_taken] == 20).all()
    assert (posts["removed"][~by_taken] < 0).all()
    assert [tick for tick, _ in events(after, "reported")] == ([20] if share else [])


def test_a_wave_finds_nothing_and_gives_no_notice_where_the_operation_was_silent() -> None:
    made = market(30, wave(1.0), strategy={"kind": "silent"})
    assert (events(made, "suspended"), events(made, "reported")) == ([], [])


def test_more_of_the_same_accounts_fall_in_a_larger_wave() -> None:
    some, more = (market(21, wave(share)).accounts.columns.status == SUSPENDED for share in (0.3, 0.7))
    assert (some & ~more).sum() == 0
    assert more.sum() > some.sum()


def test_a_congress_is_no_news_and_hastens_the_operation_before_its_date_alone() -> None:
    congress = {"kind": "congress", "hour": 20.0, "pace": 3.0, "lead": 10.0}
    plain, hurried = (market(30, *shocks, operation=worlds.OPERATION) for shocks in ((), (congress,)))
    assert hurried.world.n_desks == 0
    born = [np.bincount(made.forum.posts.in_use()["born"], minlength=30) for made in (plain, hurried)]
    assert born[0][:10].tolist() == born[1][:10].tolist()
    by_state = [made.is_state_account(made.forum.posts.in_use()["author"]) for made in (plain, hurried)]
    n = [
        [int(((made.forum.posts.in_use()["born"] // 10)[by] == part).sum()) for part in range(3)]
        for made, by in zip((plain, hurried), by_state, strict=True)
    ]
    assert n[1][1] > 2 * n[0][1]
    assert n[1][2] < 2 * n[0][2]


def test_a_congress_hastens_replies_and_shares_as_well_as_posts() -> None:
    congress = {"kind": "congress", "hour": 20.0, "pace": 3.0, "lead": 10.0}
    calendar = Calendar(market(15, congress, operation=worlds.OPERATION))
    asked = Orders(0.2, 0.1, 0.15, np.array([1.0]), 0, covert_shares=0.5)
    hurried = calendar.hurried(asked)
    assert (hurried.overt_posts, hurried.covert_posts) == pytest.approx((0.6, 0.3))
    assert (hurried.covert_replies, hurried.covert_shares) == pytest.approx((0.45, 1.0))
    calendar.model.tick = 20
    assert calendar.hurried(asked) is asked


@pytest.mark.parametrize(
    ("shock", "words"),
    [
        ({"kind": "expose"}, "give a date or an hour"),
        ({"kind": "expose", "hour": 1.0, "date": "2017-08-02"}, "give a date or an hour, and not both"),
        ({"kind": "expose", "date": "2017-02-30"}, "on no calendar"),
        ({"kind": "expose", "hour": 1.0, "share": 0.5}, "share belongs to takedown_wave"),
        ({"kind": "takedown_wave", "hour": 1.0}, "share must be given"),
        ({"kind": "congress", "hour": 1.0}, "pace must be given"),
        ({"kind": "congress", "hour": 1.0, "pace": 2.0, "lead": 3.0, "by": "critic"}, "by would act on nothing"),
    ],
)
def test_a_shock_that_could_not_happen_is_refused(shock: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Shock(**shock)


def test_everything_that_is_wrong_with_the_shocks_is_said_at_once() -> None:
    wrong = "{kind: expos, hour: 1},{kind: ruling},{kind: block, hour: -3},{kind: notice, hour: 1, abut: state}"
    with pytest.raises(BadInput) as refused:
        composition("scenario=guo_2017", f"shocks.dated=[{wrong}]")
    said = str(refused.value)
    assert "shocks.dated.0.kind=expos" in said
    assert "did you mean expose?" in said
    assert "ruling: give a date or an hour" in said
    assert "shocks.dated.2.hour=-3" in said
    assert "did you mean shocks.dated.3.about?" in said


def test_a_shock_before_the_start_is_refused() -> None:
    with pytest.raises(BadInput, match=r"expose on 2016-08-02 is before the start, operation.starts_on=2017-08-01"):
        composition("scenario=guo_2017", "shocks.dated=[{kind: expose, date: '2016-08-02'}]")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "shocks.csv"
    file.write_text(
        "date,hour,kind,about,reliable,by,share,reports,every\n2017-08-02,,expose,state,no,critic,,3,6\n"
        ",48,takedown_wave,,,,0.5,,\n2017-08-05,,ruling,critic,yes,,,,\n"
    )
    return file


def test_a_table_of_events_joins_those_of_the_scenario(table: Path) -> None:
    own = "shocks.dated=[{kind: notice, hour: 7}]"
    composed = composition("scenario=guo_2017", f"shocks.path={table}", own)
    dated = composed.scenario.shocks.dated
    assert [shock.kind for shock in dated] == ["notice", "expose", "takedown_wave", "ruling"]
    assert (dated[1].by, dated[2].share, dated[3].reliable) == ("critic", 0.5, True)
    assert (dated[1].reports, dated[1].every, dated[2].reports) == (3, 6.0, 1)
    assert composed.scenario.inputs.fingerprints[0][0] == "shocks.path"
    assert any("3 dated events (expose, ruling, takedown_wave)" in note for note in composed.notes)
    again = composition("scenario=guo_2017", f"shocks.path={table}", own)
    assert again.scenario == composed.scenario
    # A table counts by what it holds, wherever it lies.
    elsewhere = table.rename(table.with_name("elsewhere.csv"))
    moved = composition("scenario=guo_2017", f"shocks.path={elsewhere}", own)
    assert run_id(moved.scenario, 0, 0) == run_id(composed.scenario, 0, 0)
    elsewhere.write_text(elsewhere.read_text().replace("0.5", "0.6"))
    changed = composition("scenario=guo_2017", f"shocks.path={elsewhere}", own)
    assert run_id(changed.scenario, 0, 0) != run_id(composed.scenario, 0, 0)


def test_a_table_says_everything_that_is_wrong_with_it_by_line(tmp_path: Path) -> None:
    file = tmp_path / "shocks.csv"
    file.write_text("date,kind,share\n2017-08-02,expos,\n02.08.2017,ruling,\n2017-08-02,takedown_wave,much\n")
    with pytest.raises(UnreadableFile) as refused:
        read_shocks(file)
    said = str(refused.value)
    assert [f"line {line}:" in said for line in (2, 3, 4)] == [True] * 3
    assert "kind=expos" in said
    assert "date=02.08.2017" in said
    assert "share=much" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind,hour,abut\nexpose,1,state\n", "column abut is unknown; did you mean about"),
        ("hour\n1\n", "column kind is missing"),
        ("kind\nexpose\n", "column date or hour is missing"),
        ("kind,hour\n", "a header but no event"),
        ("kind,hour\nexpose\n", "more or fewer fields"),
        ("kind,hour,hour\nexpose,1,1\n", "stands twice"),
    ],
)
def test_a_table_of_another_shape_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "shocks.csv"
    file.write_text(text)
    with pytest.raises(UnreadableFile, match=words):
        read_shocks(file)
