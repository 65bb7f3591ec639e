"""The numbers of a summary: which there are, in which groups, with unit and meaning."""

from functools import cache
from typing import cast

from sim.base.options import option_class, option_names
from sim.metrics._contract import Key, Metric


@cache
def keys_by_metric() -> dict[str, dict[str, Key]]:
    """Return the declared keys of every metric, by the metric's name."""
    metrics = ((name, cast("type[Metric]", option_class("metrics", name))) for name in option_names("metrics"))
    return {name: dict(metric.keys) for name, metric in metrics}


def metric_keys() -> dict[str, Key]:
    """Return the declaration of every key of a summary."""
    return {key: declared for keys in keys_by_metric().values() for key, declared in keys.items()}
