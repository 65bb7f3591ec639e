"""An ordered set of individuals of one population that answers as Mesa's AgentSet does."""

from __future__ import annotations

import inspect
import math
import operator
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from typing import Any, Literal, NamedTuple, Self, overload

import numpy as np
import numpy.typing as npt
from mesa.agentset import GroupBy

from sim.base.row_agent import Column, RowAgent
from sim.base.row_sequence import RowNumbers, RowSequence, row_numbers

ORDERED_KINDS = "biufSU"  # dtypes that NumPy and Python put in the same order


def caller(method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """Return what lets one agent carry out a verb (a method's name) or be the first argument of a function."""
    if isinstance(method, str):
        return operator.methodcaller(method, *args, **kwargs)
    return lambda agent: method(agent, *args, **kwargs)


class PopulationSet[A: RowAgent, C: NamedTuple](RowSequence[A, C]):
    """Some or all individuals of one population, in an order, with the whole interface of Mesa's AgentSet.

    It gives the answers Mesa gives for object agents with the same data. Attributes that are columns are read and
    written as arrays; everything else is asked of row agents, made one at a time.
    """

    def array(self, name: str) -> npt.NDArray[Any]:
        """Return one column for this set, shape (len(self), ...), in the set's order and for reading only.

        No copy is made when everybody is in the set and alive. Write with `set` or into `population.columns`.
        Raises AttributeError when there is no such column.
        """
        column = self.population.column(name)
        everybody = self._rows is None and bool(self.population.alive.all())
        values = column.view() if everybody else column[self.rows]
        values.flags.writeable = False
        return values

    @overload
    def get(
        self, attr_names: str, handle_missing: Literal["error", "default"] = "error", default_value: Any = None
    ) -> list[Any]: ...
    @overload
    def get(
        self, attr_names: list[str], handle_missing: Literal["error", "default"] = "error", default_value: Any = None
    ) -> list[list[Any]]: ...
    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Return each individual's attribute, or list of attributes, in the set's order.

        Entries of a column of more than one axis are views of the row. Raises AttributeError for an unknown attribute
        unless `handle_missing` is "default", and ValueError when that is neither word.
        """
        names = [attr_names] if isinstance(attr_names, str) else attr_names
        if not names or not all(map(self._is_array, names)) or handle_missing not in ("error", "default"):
            asked: list[Any] = super().get(attr_names, handle_missing, default_value)
            return asked
        if isinstance(attr_names, str):
            return self._listed(attr_names)
        return [list(values) for values in zip(*map(self._listed, names), strict=True)]

    def set(self, attr_name: str, value: Any) -> Self:
        """Give everybody here the same value of an attribute; changes the column in place, returns this set.

        Raises what writing the value to a single agent raises.
        """
        if not self._is_column(attr_name):
            super().set(attr_name, value)
            return self
        column = self.population.column(attr_name)
        # Written to one entry first, so that a value the column cannot hold is refused as it is for a single agent.
        entry = np.empty((1, *column.shape[1:]), dtype=column.dtype)
        entry[0] = value
        column[self.rows] = entry[0]
        return self

    def select(
        self,
        filter_func: Callable[[A], bool] | None = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
        *,
        where: Callable[[C], npt.NDArray[np.bool_]] | None = None,
    ) -> Self:
        """Return those who satisfy the filter, the type and the mask, and of these the first `at_most`.

        `where` is given all columns and returns a mask of shape (n_rows,). A float `at_most` up to 1 is a share of
        this set before filtering. Changes this set when `inplace`. Raises ValueError for a mask of another kind.
        """
        rows = self.rows
        limit = _limit(at_most, len(rows))
        if where is not None:
            rows = rows[self._mask(where)[rows]]
        if agent_type is not None and not issubclass(self.population.agent_class, agent_type):
            rows = rows[:0]
        if filter_func is not None:
            chosen = (agent.row for agent in self._derived(rows) if filter_func(agent))
            rows = row_numbers(islice(chosen, limit))
        return self._derived(rows[:limit], inplace)

    def shuffle(self, inplace: bool = False) -> Self:
        """Return the same individuals in an order drawn from the model's generator exactly as Mesa draws it."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._derived(row_numbers(rows), inplace)

    def sort(self, key: Callable[[A], Any] | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Return the same individuals ordered by an attribute or a function.

        Ties keep their order. Not-a-number counts as the largest when the attribute is a column.
        """
        if isinstance(key, str) and self._is_array(key):
            values = self._values(key)
            if values.ndim == 1 and values.dtype.kind in ORDERED_KINDS:
                return self._derived(self.rows[_stable_order(values, ascending)], inplace)
        key_of = operator.attrgetter(key) if isinstance(key, str) else key
        ordered = sorted(self, key=key_of, reverse=not ascending)
        return self._derived(row_numbers(agent.row for agent in ordered), inplace)

    def groupby(self, by: Callable[[A], Any] | str, result_type: Literal["agentset", "list"] = "agentset") -> RowGroups:
        """Return everybody sorted into groups by an attribute or a function, groups in order of first appearance."""
        keys = [by(agent) for agent in self] if callable(by) else self.get(by)
        rows_of: defaultdict[Any, list[int]] = defaultdict(list)
        for key, row in zip(keys, self.rows.tolist(), strict=True):
            rows_of[key].append(row)
        groups = {key: self._derived(row_numbers(rows)) for key, rows in rows_of.items()}
        return RowGroups(groups if result_type == "agentset" else {key: list(each) for key, each in groups.items()})

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Let everybody carry out a verb (a method's name) or be the first argument of a function; return this set.

        When the class has a batch form of the verb, the set is whole and `population.batch` is true, the batch form
        is called once, with this set; otherwise each in turn, leaving out whoever was removed meanwhile.
        """
        batch_form = self._batch_form(method) if self.population.batch and isinstance(method, str) else None
        if batch_form is not None and self.is_whole:
            batch_form(self, *args, **kwargs)
        else:
            self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Self:
        """Let everybody carry out a verb one by one, in an order drawn as Mesa draws it; return this set."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return what each individual answers to a verb or a function, asked one by one in the set's order."""
        call = caller(method, *args, **kwargs)
        return [call(agent) for agent in self]

    def _batch_form(self, method: str) -> Callable[..., Any] | None:
        """The batch form of a verb, unless a subclass has given the verb another meaning without one."""
        batch_name = f"batch_{method}"
        for ancestor in self.population.agent_class.__mro__:
            if batch_name in vars(ancestor):
                form: Callable[..., Any] = getattr(self.population.agent_class, batch_name)
                return form
            if method in vars(ancestor):
                return None
        return None

    def _is_column(self, name: str) -> bool:
        return isinstance(inspect.getattr_static(self.population.agent_class, name, None), Column)

    def _is_array(self, name: str) -> bool:
        return name == "unique_id" or self._is_column(name)

    def _values(self, name: str) -> npt.NDArray[Any]:
        return self.rows + self.population.first_id if name == "unique_id" else self.array(name)

    def _listed(self, name: str) -> list[Any]:
        values = self._values(name)
        if values.ndim == 1:
            return list(values.tolist())
        column = self.population.column(name)
        return [column[row] for row in self.rows.tolist()]

    def _mask(self, where: Callable[[C], npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
        mask = np.asarray(where(self.population.columns))
        if mask.dtype != np.bool_ or mask.shape != (self.population.n_rows,):
            raise ValueError(
                f"select(where=...) returned {mask.dtype} of shape {mask.shape}: a mask is bool of shape "
                f"({self.population.n_rows},), one entry for each row; compare whole columns with & | ~"
            )
        return mask


class RowGroups(GroupBy):
    """Groups of individuals, as Mesa's GroupBy, with aggregates read from columns."""

    def agg(self, attr_name: str, func: Callable[[list[Any]], Any]) -> dict[Any, Any]:
        """Return each group's key with the function's answer for the list of the group's values."""
        return {key: func(_group_values(group, attr_name)) for key, group in self.groups.items()}


def _group_values(group: PopulationSet[Any, Any] | list[Any], attr_name: str) -> list[Any]:
    if isinstance(group, PopulationSet):
        return group.get(attr_name)
    return [getattr(agent, attr_name) for agent in group]


def _limit(at_most: int | float, n_agents: int) -> int:
    """How many Mesa would let through: a float up to 1 is a share, other fractions let one more in."""
    if isinstance(at_most, float) and at_most <= 1:
        at_most = int(n_agents * at_most)
    return n_agents if at_most >= n_agents else max(0, math.ceil(at_most))


def _stable_order(values: npt.NDArray[Any], ascending: bool) -> RowNumbers:
    """The order that sorts the values while ties stay as they were, also downwards."""
    if ascending:
        return np.argsort(values, kind="stable")
    return (len(values) - 1 - np.argsort(values[::-1], kind="stable"))[::-1]
