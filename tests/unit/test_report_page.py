"""The page and its figures: self-contained, safe with hostile words, honest where there is nothing to show."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from experiments.report.blocks import Table, Text
from experiments.report.comparison import Comparison, Story
from experiments.report.decay_figure import decay_figure, lines_that_coincide
from experiments.report.differences_figure import differences_figure
from experiments.report.fates_figure import fates_figure
from experiments.report.figures import NothingToDrawError, save
from experiments.report.half_lives_table import half_life_rows, where_noise_decides
from experiments.report.headline_figure import headline_figure
from experiments.report.page import PAGE_NAME, write_page
from experiments.report.pdf import _on_paper
from experiments.report.policy_table import JUDGED_BY
from experiments.report.survival_figure import survival_figure
from tests.unit.synthetic_comparison import Declared, synthetic_comparison

HOSTILE = "<script>alert('x')</script>"
MEGABYTE = 1_000_000
FIGURES = ("headline", "differences", "decay", "fates", "survival", "tradeoffs", "segments")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("page"), synthetic_comparison(replicates=6, ticks=200))


def written(folder: Path, comparison: Comparison) -> Path:
    write_page(folder, comparison)
    return folder / PAGE_NAME


def nothing_measured() -> Comparison:
    whole = synthetic_comparison(replicates=1, ticks=30, posts_each=0)
    return dataclasses.replace(
        whole,
        runs=whole.runs.assign(**dict.fromkeys(whole.metrics, np.nan)),
        command_line="",
        provenance={},
        steps=whole.steps.assign(reach=np.nan, credibility=np.nan, credibility_excess=np.nan),
        campaign_end_hours=None,
        forgetting_half_life_hours=None,
        panel=None,
        story=Story("Nothing"),
    )


def test_the_page_holds_its_figures_and_writes_each_with_its_numbers(page: Path) -> None:
    assert page.name == "report.html"
    names = {path.name for path in (page.parent / "figures").iterdir()}
    assert names == {f"{name}.{kind}" for name in FIGURES for kind in ("svg", "png", "csv")}
    assert page.read_text(encoding="utf-8").count('<img src="data:image/') == len(FIGURES)


def test_the_page_fetches_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "http://" not in text
    assert "https://" not in text
    addresses = re.findall(r"(?:src|href|srcset)\s*=\s*[\"']([^\"']*)", text)
    assert all(address.startswith("data:image/") for address in addresses)
    assert not re.search(r"url\(|@import|<script|<link|<iframe", text)


def test_no_line_has_an_empty_list_of_dashes_which_paper_leaves_out(page: Path) -> None:
    drawn = [path.read_text(encoding="utf-8") for path in (page.parent / "figures").glob("*.svg")]
    assert len(drawn) == len(FIGURES)
    assert not [text for text in drawn if re.search(r"stroke-dasharray:\s*;", text)]


def test_every_figure_has_words_for_those_who_cannot_see_it(page: Path) -> None:
    alts = re.findall(r'alt="([^"]*)"', page.read_text(encoding="utf-8"))
    assert len(alts) == len(FIGURES)
    assert all(len(alt) > 80 for alt in alts)
    assert any("half-life" in alt for alt in alts)


def test_the_page_says_how_to_read_what_it_cannot_say_and_where_it_comes_from(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("How to read this.") == len(FIGURES)
    for words in (
        "What this cannot say",
        "shelflife compare censorship=open censorship=full",
        "0123abc",
        "python.version",
        "studentised interval",
        "no evidence of a difference",
        "P(better)",
    ):
        assert words in text


def test_a_mean_over_fewer_runs_says_so(page: Path) -> None:
    # Every fifth run of the closed world has no half-life of credibility: two of six.
    assert "(4 of 6 runs)" in page.read_text(encoding="utf-8")


def test_the_same_comparison_gives_the_same_bytes(page: Path, tmp_path: Path) -> None:
    again = synthetic_comparison(replicates=6, ticks=200)
    for name, draw in (("headline", headline_figure), ("survival", survival_figure)):
        save(tmp_path, name, lambda draw=draw: draw(again))
        for kind in ("svg", "png", "csv"):
            made = (page.parent / "figures" / f"{name}.{kind}").read_bytes()
            assert (tmp_path / f"{name}.{kind}").read_bytes() == made, (name, kind)


def test_hostile_words_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    whole = synthetic_comparison(("censorship=open", f"a={HOSTILE} b=$x^"), replicates=3, ticks=60, title=HOSTILE)
    hostile = dataclasses.replace(
        whole,
        metrics={**whole.metrics, "cost": Declared(HOSTILE, None, HOSTILE)},
        command_line=HOSTILE,
        provenance={HOSTILE: HOSTILE},
        story=Story(HOSTILE, (HOSTILE,), (HOSTILE,)),
    )
    text = written(tmp_path, hostile).read_text(encoding="utf-8")
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 8
    for path in (tmp_path / "figures").glob("*.svg"):
        assert "<script" not in path.read_text(encoding="utf-8")


def test_what_is_undefined_is_said_in_words(tmp_path: Path) -> None:
    text = written(tmp_path, nothing_measured()).read_text(encoding="utf-8")
    for words in (
        "Neither reach nor credibility was ever measured",
        "No post served the state",
        "no posts",
        "nothing to compare yet",
        "cannot be compared",
        "command line was not recorded",
        "was not given",
    ):
        assert words in text
    assert not re.search(r"\bnan\b|\bNone\b", text)
    assert list((tmp_path / "figures").iterdir() if (tmp_path / "figures").exists() else []) == []


def test_one_setting_still_gives_a_page(tmp_path: Path) -> None:
    text = written(tmp_path, synthetic_comparison(("censorship=open",), 2, 60)).read_text(encoding="utf-8")
    assert "there is only one setting" in text
    assert "no difference to tabulate" in text


def test_the_figures_leave_the_style_of_the_process_alone() -> None:
    before = dict(mpl.rcParams)
    decay_figure(synthetic_comparison(replicates=2, ticks=30))
    assert dict(mpl.rcParams) == before


def test_a_line_names_its_half_life_or_its_bound() -> None:
    comparison = synthetic_comparison(replicates=3, ticks=200)
    drawing = decay_figure(comparison)
    gain, reach, credibility = drawing.figure.axes
    for place in (gain, reach):
        labels = place.get_legend_handles_labels()[1]
        assert len(labels) == 2
        assert all("first fall:" in label and "last fall:" in label for label in labels)
        assert place.get_legend().get_title().get_text().startswith("time from peak to half")
    assert credibility.get_legend_handles_labels()[1] == ["open", "full"]
    assert "medians over the runs" in drawing.figure.get_suptitle()
    short = dataclasses.replace(comparison, steps=comparison.steps[comparison.steps["tick"] <= 85])
    assert "first fall: in no run of 3" in decay_figure(short).figure.axes[1].get_legend_handles_labels()[1][0]
    assert half_life_rows(short)[0][2].text.startswith("> ")


def test_figure_and_table_tell_one_half_life() -> None:
    comparison = synthetic_comparison(replicates=5, ticks=300)
    labels = decay_figure(comparison).figure.axes[1].get_legend_handles_labels()[1]
    rows = [cells for cells in half_life_rows(comparison) if cells[0].text == "reach"]
    for label, (_, setting, first, last, rose) in zip(labels, rows, strict=True):
        named, told_first, told_last = (line.strip() for line in label.splitlines())
        assert named == setting.text
        assert told_first.removeprefix("first fall: ").startswith(first.text)
        assert told_last.removeprefix("last fall: ").startswith(last.text)
        assert re.fullmatch(r"(.+; )?\d of 5 runs fell", first.small)
        assert re.fullmatch(r"\d of 5 runs", rose.text)


def test_where_noise_decides_a_half_life_the_page_says_so_and_elsewhere_it_does_not(tmp_path: Path) -> None:
    comparison = synthetic_comparison(replicates=6, ticks=900)
    assert where_noise_decides(comparison) == []
    hours = comparison.steps["hours"].to_numpy()
    noisy = np.where(hours <= 720, 0.03 + np.random.default_rng(2).normal(0, 0.01, len(hours)), 0)
    closed = (comparison.steps["setting"] == "censorship=full").to_numpy()
    steps = comparison.steps.assign(reach=np.where(closed, np.maximum(noisy, 0), comparison.steps["reach"]))
    worse = dataclasses.replace(comparison, steps=steps)
    (told,) = where_noise_decides(worse)
    assert told.startswith("Reach under “full”: the half-life is decided by noise.")
    assert "in 6 of 6 runs" in told or "in 5 of 6 runs" in told
    assert "decided by noise" in written(tmp_path, worse).read_text(encoding="utf-8")


def test_a_median_of_too_few_runs_is_not_printed() -> None:
    comparison = synthetic_comparison(("censorship=open",), replicates=4, ticks=40)
    ends = comparison.steps["replicate"].map({0: 40, 1: 3, 2: 3, 3: 3})
    steps = comparison.steps[comparison.steps["tick"] < ends]
    steps = steps.assign(reach=np.where(steps["tick"] < 5, 0.5, 0.1))
    first = half_life_rows(dataclasses.replace(comparison, steps=steps))[0][2]
    assert (first.text, first.small) == ("> 2 h", "1 of 4 runs fell")


def test_long_names_and_the_titles_of_the_first_figure_have_room() -> None:
    long = (
        "censorship=open enforcement=none disclosure=none",
        "censorship=full enforcement=suspension disclosure=none",
    )
    figure = headline_figure(synthetic_comparison(long, replicates=4, ticks=60)).figure
    figure.draw_without_rendering()
    left, right = figure.axes
    boxes = [place.title.get_window_extent() for place in (left, right)]
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 < figure.bbox.x1
    first, second = (label.get_window_extent() for label in left.get_yticklabels())
    assert not first.overlaps(second)


def test_lines_that_hide_each_other_are_named() -> None:
    comparison = synthetic_comparison(("policy=none", "policy=light", "policy=strict"), replicates=2, ticks=60)
    assert lines_that_coincide(comparison) == []
    none = comparison.steps[comparison.steps["setting"] == "policy=none"]
    others = comparison.steps[comparison.steps["setting"] != "policy=light"]
    same = dataclasses.replace(comparison, steps=pd.concat([none.assign(setting="policy=light"), others]))
    [told] = lines_that_coincide(same)
    assert told.startswith("The lines of none and light lie on each other (gain in credibility, reach, credibility): ")
    assert told in decay_figure(same).figure.get_suptitle().replace("\n", " ")


def test_a_mean_of_the_few_runs_that_have_a_value_early_is_not_drawn() -> None:
    comparison = synthetic_comparison(replicates=12, ticks=60)
    early = (comparison.steps["tick"] < 10) & (comparison.steps["replicate"] > 1)
    steps = comparison.steps.assign(credibility=comparison.steps["credibility"].mask(early))
    figure = decay_figure(dataclasses.replace(comparison, steps=steps)).figure
    assert min(figure.axes[2].lines[0].get_xdata()) == pytest.approx(10 / 24)
    assert min(figure.axes[1].lines[0].get_xdata()) == 0


def test_paper_names_the_tables_that_it_leaves_out() -> None:
    table = Table("Every other metric", ["metric"], [], folded=True)
    told = _on_paper(table)
    assert isinstance(told, Text)
    assert "Every other metric" in told.text
    assert PAGE_NAME in told.text
    assert _on_paper(table._replace(folded=False)).kind == "table"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("n_settings", "ends_at"), [(1, 720.0), (2, 20.0), (3, 55.0), (3, 720.0), (8, None)])
def test_each_panel_has_room_however_few_or_many_are_compared(n_settings: int, ends_at: float | None) -> None:
    settings = tuple(f"enforcement=level_{number}" for number in range(n_settings))
    small = dataclasses.replace(synthetic_comparison(settings, replicates=2, ticks=60), campaign_end_hours=ends_at)
    for draw in (decay_figure, fates_figure, *([differences_figure] if n_settings > 1 else [])):
        figure = draw(small).figure
        figure.draw_without_rendering()
        inches = np.array([place.get_position().size for place in figure.axes]) * figure.get_size_inches()
        assert (inches > (1.5, 0.15)).all(), draw


@pytest.mark.parametrize(("n_settings", "shown"), [(3, "PolyCollection"), (4, "LineCollection")])
def test_intervals_of_few_lines_are_bands_and_of_many_bars_with_the_same_bounds(n_settings: int, shown: str) -> None:
    settings = tuple(f"enforcement=level_{number}" for number in range(n_settings))
    comparison = synthetic_comparison(settings, replicates=3, ticks=240)
    drawing = decay_figure(comparison)
    for place, measure in zip(drawing.figure.axes, ("credibility_excess", "reach", "credibility"), strict=True):
        drawn = [one for one in place.collections if type(one).__name__.endswith("Collection")]
        assert [type(one).__name__.removeprefix("FillBetween") for one in drawn] == [shown] * n_settings
        for setting, intervals in zip(settings, drawn, strict=True):
            known = drawing.data[(drawing.data["measure"] == measure) & (drawing.data["setting"] == setting)]
            edges = {(round(low * 24), low_at) for path in intervals.get_paths() for low, low_at in path.vertices}
            of_table = {(h, v) for side in ("low", "high") for h, v in zip(known["hours"], known[side], strict=True)}
            assert len(edges) > 4
            assert edges <= {(round(hours), value) for hours, value in of_table}


def test_a_campaign_that_outlasts_the_runs_is_not_marked() -> None:
    comparison = synthetic_comparison(replicates=2, ticks=60)
    marked = {
        hours: [text.get_text() for place in _drawn_with_end(comparison, hours) for text in place.texts]
        for hours in (20.0, 720.0)
    }
    assert marked == {20.0: ["campaign ends"] * 3, 720.0: []}


def _drawn_with_end(comparison: Comparison, hours: float) -> list[Axes]:
    return decay_figure(dataclasses.replace(comparison, campaign_end_hours=hours)).figure.axes


def test_the_fates_figure_shows_each_setting_with_its_posts_and_numbers_at_risk() -> None:
    comparison = synthetic_comparison(replicates=3, ticks=200)
    drawing = fates_figure(comparison)
    for_the_state = comparison.posts[comparison.posts["serves"] == "state"]
    n_open = int((for_the_state["setting"] == "censorship=open").sum())
    assert drawing.figure.axes[0].get_title(loc="left") == f"open\nn = {n_open} posts"
    assert drawing.figure.axes[0].get_xticklabels()[0].get_text() == f"0\n({n_open})"
    assert set(drawing.data["fate"]) == {"knocked_out", "removed", "walkover", "shelved"}


def test_posts_that_all_stand_give_an_empty_stack_and_no_error() -> None:
    comparison = synthetic_comparison(replicates=2, ticks=60)
    standing = comparison.posts.assign(fate="standing", fate_tick=59)
    drawing = fates_figure(dataclasses.replace(comparison, posts=standing))
    assert (drawing.data["incidence"] == 0).all()


def test_a_setting_without_posts_keeps_its_panel() -> None:
    comparison = synthetic_comparison(replicates=2, ticks=60)
    only_open = comparison.posts[comparison.posts["setting"] == "censorship=open"]
    drawing = fates_figure(dataclasses.replace(comparison, posts=only_open))
    assert "no posts" in [text.get_text() for text in drawing.figure.axes[1].texts]


def test_differences_are_dots_that_no_line_joins_and_zero_lines_meet() -> None:
    comparison = synthetic_comparison(settings=("e=a", "e=b", "e=c"), replicates=4, ticks=30)
    drawing = differences_figure(comparison)
    with_interval = set(drawing.data.dropna(subset=["estimate", "low", "high"])["metric"])
    assert len(with_interval) == 13
    assert len(drawing.figure.axes) == len(with_interval & set(JUDGED_BY)) == 7
    assert len(drawing.data) == 28
    for place in drawing.figure.axes:
        low, high = place.get_xlim()
        assert low == -high
        for line in place.get_lines():
            # Zero line, intervals and dots: each stays on one level or on one place.
            assert min(np.unique(line.get_xdata()).size, np.unique(line.get_ydata()).size) == 1


def test_nothing_to_draw_is_said_and_not_drawn() -> None:
    empty = nothing_measured()
    figures = (decay_figure, "Neither"), (fates_figure, "No post served"), (differences_figure, "nothing to compare")
    for draw, words in figures:
        with pytest.raises(NothingToDrawError, match=words):
            draw(empty)


def test_the_numbers_behind_a_figure_can_be_read_back(page: Path) -> None:
    table = pd.read_csv(page.parent / "figures" / "decay.csv")
    assert {"measure", "setting", "hours", "mean", "low", "high", "n"} <= set(table.columns)
    assert set(table["setting"]) == {"censorship=open", "censorship=full"}


@pytest.mark.slow
def test_a_large_comparison_stays_below_a_megabyte(tmp_path: Path) -> None:
    settings = tuple(f"enforcement=level_{number}" for number in range(8))
    path = written(tmp_path, synthetic_comparison(settings, replicates=20, ticks=2_000))
    assert path.stat().st_size <= MEGABYTE
