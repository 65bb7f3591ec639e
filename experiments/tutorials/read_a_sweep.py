"""Reading a sweep in a notebook: from a store to an answer, its price, and how sure it is.

Make a small store first, then run this file on it, or paste the steps one after the other into a notebook:

    shelflife sweep study=enforcement_ladder members=300 ticks=200 replicates=10 --out results/tutorial
    python -m experiments.tutorials.read_a_sweep results/tutorial

Of a sweep of your own over one key, name the baseline as a second word if it is not the first setting. Every step is a
function that takes tables and returns a table or a number, and nothing is simulated. The same numbers, with figures and
words around them, are in `shelflife report results/tutorial`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from experiments import store
from experiments.analysis import fit_decay, frontier, holm, median_half_life, paired_difference, rank_shares
from experiments.analysis import ratio_of_means as share_of

GAIN = "credibility_excess"
HARM = "wrongly_removed_rebuttals"


def step_1_open(folder: Path) -> pd.DataFrame:
    """Open the store: one row a run, with the policy, the replicate and every number of the summary.

    Equal replicates of two policies share every random draw, so they can be compared pair by pair. Runs that failed
    are rows too; here they are left out, and should be counted.
    """
    found = store.open(folder)
    keys = found.manifest["columns"]
    if len(keys) != 1:
        raise SystemExit(f"{folder}: these steps read a sweep of one key, and {', '.join(keys) or 'none'} vary in it")
    made = found.runs[found.runs["status"] == "ok"].sort_values(["point", "replicate"], ignore_index=True)
    return made.rename(columns={keys[0]: "setting"})


def step_2_halved(runs: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Ask what share of the campaign's gain in credibility each policy leaves, with its 95% interval.

    A policy halves it only where the whole interval is at or below one half.
    """
    gain = {policy: rows.set_index("replicate")[GAIN] for policy, rows in runs.groupby("setting", sort=False)}
    shares = {policy: share_of(gain[baseline], gain[policy]) for policy in gain if policy != baseline}
    return pd.DataFrame({name: vars(share) for name, share in shares.items()}).T


def step_3_price(runs: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Ask what each policy costs in wrongly removed rebuttals, and which differences stand when tested together."""
    harm = {policy: rows.set_index("replicate")[HARM] for policy, rows in runs.groupby("setting", sort=False)}
    found = {name: paired_difference(harm[baseline], harm[name], "lower") for name in harm if name != baseline}
    table = pd.DataFrame({name: vars(difference) for name, difference in found.items()}).T
    adjusted = holm({name: difference.p_value for name, difference in found.items()})
    return table.assign(verdict=[each.verdict for each in found.values()], holm=pd.Series(adjusted))


def step_4_trade_off(runs: pd.DataFrame) -> pd.DataFrame:
    """Ask which policies no other one beats in both, and how the seeds would rank them otherwise."""
    means = runs.groupby("setting", sort=False)[[GAIN, HARM]].mean()
    ranks = rank_shares(runs, GAIN, list(means.index)).add_prefix("rank_")
    return means.assign(on_frontier=frontier(means, {GAIN: "lower", HARM: "lower"})).join(ranks)


def step_5_decay(folder: Path, runs: pd.DataFrame) -> pd.DataFrame:
    """Ask how long the gain lasts: medians over seeds, "> T" where runs ended first, and the shape of the decay."""
    steps = store.open(folder).arrow("steps", ["run_id", "tick", "hours", GAIN]).to_pandas()
    named = steps.merge(runs[["run_id", "setting", "replicate"]], on="run_id")
    table = median_half_life(named, GAIN).set_index("setting")
    curves = named.groupby(["setting", "hours"])[GAIN].mean()
    fits = {name: fit_decay(*_curve(curves.loc[name])) for name in table.index}
    neither = "neither shape is adequate"
    told = {name: fit.best.shape if fit.best else fit.reason or neither for name, fit in fits.items()}
    return table.assign(half_life=table["half_life"].map(str), shape=pd.Series(told))


def main(folder: Path, baseline: str | None = None) -> dict[str, pd.DataFrame]:
    """Take all steps, write what they find, and return it; the first setting is the baseline unless one is named."""
    runs = step_1_open(folder)
    baseline = runs["setting"].iloc[0] if baseline is None else baseline
    found = {
        "Share of the gain that is left": step_2_halved(runs, baseline),
        "Rebuttals wrongly removed": step_3_price(runs, baseline),
        "Effect against harm": step_4_trade_off(runs),
        "How long it lasts": step_5_decay(folder, runs),
    }
    for title, table in found.items():
        sys.stdout.write(f"\n{title}\n{table.to_string()}\n")
    return found


def _curve(curve: pd.Series) -> tuple[object, object]:
    return curve.index.to_numpy(dtype=float), curve.to_numpy(dtype=float)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit("say whose store to read: python -m experiments.tutorials.read_a_sweep FOLDER [BASELINE]")
    main(Path(sys.argv[1]), *sys.argv[2:3])
