"""The rigging audit: what holds everywhere is called built in, what decides is found, interruptions cost nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from experiments.evidence._contract import Outcome
from experiments.evidence.asked import command_of
from experiments.evidence.audit import rigging
from experiments.evidence.audit._design import points, spans, values_at
from experiments.evidence.audit._findings import indices_of, share_of
from experiments.evidence.audit._kept import KeptPoints
from experiments.evidence.audit.rigging import RiggingAudit, audited, hypotheses
from experiments.evidence.hypotheses._hypothesis import Hypothesis, Numbers
from experiments.evidence.judgement import Line, above, at_most
from experiments.evidence.lives import Lives
from experiments.evidence.page import written_as_markdown
from experiments.evidence.ranges import Span
from experiments.evidence.validation import _told

DECISIVE = "rebuttals.blow"


class Quick(Hypothesis):
    """A hypothesis about the point itself, which takes no world."""

    lines: ClassVar[tuple[Line, ...]] = (Line("number", above(0.0), at_most(0.0)),)
    asked: ClassVar[list[int]] = []

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        self.asked.append(replicate)
        return {"number": self.number(lives.worlds.values)}

    def number(self, values: dict[str, float]) -> float | None:
        raise NotImplementedError


class OnBlow(Quick):
    """It holds where blows are hard."""

    def number(self, values: dict[str, float]) -> float | None:
        return values[DECISIVE] - 0.05


class Always(Quick):
    """It holds whatever is the case."""

    def number(self, values: dict[str, float]) -> float | None:
        return 1.0 + values["feed.chatter"]


class Never(Quick):
    """It holds nowhere."""

    def number(self, values: dict[str, float]) -> float | None:
        return -values["feed.chatter"]


class AtTimes(Quick):
    """It is defined at some points only, and ought to hold everywhere."""

    counter_evidence: ClassVar[bool] = True

    def number(self, values: dict[str, float]) -> float | None:
        return 1.0 if values["rebuttals.lasting"] < 0.5 else None


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    chosen = {"on_blow": OnBlow(), "always": Always(), "never": Never(), "at_times": AtTimes()}
    monkeypatch.setattr(rigging, "audited", lambda *_: chosen)
    return lambda **settings: RiggingAudit(**settings).examine(0)


def rows_of(outcome: Outcome, table: int) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in outcome.tables[table].rows}


def test_a_claim_that_holds_everywhere_is_built_in_and_one_that_holds_nowhere_refuted(
    quick: Callable[..., Outcome],
) -> None:
    outcome = quick(samples=16)
    told = rows_of(outcome, 0)
    assert told["always"][0] == "holds everywhere: built in"
    assert told["never"][0] == "holds nowhere: refuted"
    assert told["on_blow"][0] == "depends on what nobody knows"
    met = {check.name: check.met for check in outcome.checks}
    assert met == {
        "share in which on_blow holds": True,
        "share in which always holds": False,
        "share in which never holds": False,
        "share in which at_times holds": True,
    }
    # Half of a range that is gone through by factors lies above its geometric middle.
    assert outcome.checks[0].got == pytest.approx(0.5, abs=0.05)


def test_what_decides_a_claim_is_named_with_its_indices_and_its_box(quick: Callable[..., Outcome]) -> None:
    why = rows_of(quick(samples=64), 1)["on_blow"]
    assert why[0].startswith(f"{DECISIVE} ")
    assert ";" not in why[0], "nothing else decides it"
    assert "0 of 64 base points" in why[1]
    assert why[2].startswith(f"{DECISIVE} at least 0.0")


def test_points_without_an_answer_are_counted_and_never_filled_in(quick: Callable[..., Outcome]) -> None:
    outcome = quick(samples=16)
    n_undefined = int(rows_of(outcome, 0)["at_times"][3])
    assert 0.3 < n_undefined / (16 * (len(spans()) + 2)) < 0.7
    assert "were left out whole" in rows_of(outcome, 1)["at_times"][1]


def test_an_interrupted_audit_goes_on_to_the_same_outcome(quick: Callable[..., Outcome], tmp_path: Path) -> None:
    file = tmp_path / "points.jsonl"
    undisturbed = quick(samples=4)
    assert quick(samples=4, kept_in=str(file)) == undisturbed
    whole = file.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    file.write_text("".join(lines[:20]) + lines[20][:30], encoding="utf-8")
    Quick.asked.clear()
    assert quick(samples=4, kept_in=str(file)) == undisturbed
    assert len(Quick.asked) == 4 * (len(lines) - 20), "only what was missing, by four hypotheses"
    assert file.read_text(encoding="utf-8") == whole


def test_a_larger_audit_goes_on_from_a_smaller_one(quick: Callable[..., Outcome], tmp_path: Path) -> None:
    file = str(tmp_path / "points.jsonl")
    quick(samples=2, kept_in=file)
    Quick.asked.clear()
    assert quick(samples=4, kept_in=file) == quick(samples=4)
    n = len(spans()) + 2
    assert len(Quick.asked) == 4 * 2 * n + 4 * 4 * n


def test_points_of_another_design_are_refused(quick: Callable[..., Outcome], tmp_path: Path) -> None:
    file = tmp_path / "points.jsonl"
    quick(samples=2, kept_in=str(file))
    header, *rest = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text(json.dumps(json.loads(header) | {"seed": 7}) + "\n" + "".join(rest), encoding="utf-8")
    with pytest.raises(ValueError, match=r"another design \(seed\)"):
        quick(samples=2, kept_in=str(file))


def test_what_is_kept_survives_an_infinite_number(tmp_path: Path) -> None:
    file = str(tmp_path / "points.jsonl")
    KeptPoints(file, {"seed": 0}).keep(3, {"H3": {"median": float("inf")}, "H1": {"ratio": None}})
    assert KeptPoints(file, {"seed": 0}).rows == {3: {"H3": {"median": float("inf")}, "H1": {"ratio": None}}}


def test_where_points_are_kept_is_no_part_of_the_command_that_makes_the_number_again() -> None:
    assert "kept_in" not in command_of(RiggingAudit(samples=4, kept_in="somewhere"), 0)
    assert "samples=4" in command_of(RiggingAudit(samples=4, kept_in="somewhere"), 0)


def test_the_design_varies_every_calibrated_range_that_acts_and_what_is_never_fitted() -> None:
    varied = {span.name: span for span in spans()}
    assert {"rebuttals.blow", "rebuttals.parry", "rebuttals.lasting"} <= set(varied)
    fading = ("repetition_discount", "correction_discount", "memory_half_life", "belief_half_life")
    assert {f"belief.{name}" for name in fading} <= set(varied)
    assert {"belief.evidence_weight", "belief.thread_weight", "feed.chatter"} <= set(varied)
    assert not any(name.startswith(("rebuttals.notes", "rebuttals.inoculation")) for name in varied)
    values = values_at(tuple(varied.values()), np.full(len(varied), 0.5))
    assert values["rebuttals.blow"] == pytest.approx(0.05)
    assert values["rebuttals.parry"] == pytest.approx(0.1)


def test_the_points_are_saltellis_and_those_of_fewer_base_points_come_first() -> None:
    varied = (Span("a", 0.0, 1.0), Span("b", 1.0, 2.0))
    made = points(varied, 4, 0)
    assert made.shape == (16, 2)
    first = made[:4]
    assert first[1, 1] == first[0, 1]
    assert first[1, 0] == first[3, 0]
    assert np.array_equal(points(varied, 2, 0), made[:8])


def test_shares_and_indices_on_a_case_of_few_points() -> None:
    so = np.array([1.0, 0.0, 1.0, 1.0, np.nan, 1.0])
    share = share_of(so, 3)
    assert (share.value, share.n, share.n_undefined) == (0.8, 5, 1)
    assert share.low is not None
    assert share.low <= 0.8 <= (share.high or 0.0)
    assert share_of(np.full(3, np.nan), 3).value is None
    varied = (Span("a", 0.0, 1.0), Span("b", 0.0, 1.0))
    made = points(varied, 64, 0)
    found = indices_of(made[:, 0], varied)
    assert isinstance(found.table, pd.DataFrame)
    assert found.table["key"].tolist() == ["a", "b"]
    assert found.table["total"].tolist() == pytest.approx([1.0, 0.0], abs=0.1)
    assert "same at every point" in indices_of(np.ones(len(made)), varied).treated


def test_ten_hypotheses_are_audited_and_the_others_say_why_not() -> None:
    assert len(audited(300, 120)) >= 10
    assert {"H12", "H13"} <= set(audited(300, 120))
    assert all(item.not_audited for name, item in hypotheses().items() if name not in audited(300, 120))
    assert {one.members for one in audited(300, 120).values() if hasattr(one, "members")} == {300}


def test_the_page_shows_the_tables_of_an_item(quick: Callable[..., Outcome]) -> None:
    about: dict[str, Any] = {"id": "audit", "kind": "audit", "title": "T", "rule": "R", "tolerance_rule": "t"}
    row = about | _told(quick(samples=2)) | {"source": "S", "command": "C", "cpu_seconds": 1.0}
    page = written_as_markdown([row])
    assert "## Rigging audit" in page
    assert "### What decides it" in page
    assert "| always | holds everywhere: built in |" in page


@pytest.mark.slow
def test_the_audit_of_the_engine_itself_makes_the_same_outcome_again() -> None:
    settings = {"samples": 2, "members": 100, "ticks": 48}
    varied = spans()[-3:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rigging, "spans", lambda: varied)
        one, again = (RiggingAudit(**settings).examine(3) for _ in range(2))
    assert one == again
    assert len(one.checks) == len(audited(100, 48))
