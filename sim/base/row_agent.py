"""One row of a population seen as a Mesa agent, and the rows it is a view of."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, NamedTuple, NoReturn, Self, cast, overload

import mesa
import numpy as np
import numpy.typing as npt
from typing_extensions import TypeVar  # a default needs it before Python 3.13

T = TypeVar("T", default=Any)


class Column(Generic[T]):
    """A property of an agent that is kept as one entry of its population's column of the same name.

    `belief = Column[float]()` in the body of a `RowAgent` takes its name from the attribute, and its type, for the
    reader, from the brackets. Reading gives a Python scalar when the column is 1-D and otherwise a NumPy view of the
    row; writing changes the column in place and keeps what the column's dtype can hold.
    """

    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the column's name from the attribute."""
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type) -> Self: ...
    @overload
    def __get__(self, agent: RowAgent, owner: type) -> T: ...
    def __get__(self, agent: RowAgent | None, owner: type) -> Self | T:
        """Read this agent's entry."""
        if agent is None:
            return self
        column = getattr(agent.population.columns, self.name)
        return cast("T", column.item(agent.row) if column.ndim == 1 else column[agent.row])

    def __set__(self, agent: RowAgent, value: T) -> None:
        """Write this agent's entry."""
        getattr(agent.population.columns, self.name)[agent.row] = value


class RowAgent(mesa.Agent):
    """One individual of a population: a real Mesa agent whose properties live in columns.

    A row agent is a lazy view: it is made when somebody asks for it and holds nothing but its population and its row,
    so a million individuals cost a million rows and not a million objects. It is a `mesa.Agent` (isinstance is true)
    with Mesa's `model`, `unique_id`, `random`, `rng`, `scenario`, `step` and `remove`. Two views of the same row are
    equal. A subclass names its properties with `Column()` and gives its verbs as methods; a classmethod
    `batch_<verb>(cls, agents)` beside the method `<verb>` is the same verb for everybody at once.

    Raises AttributeError when something that is not kept by the population is assigned: it would be forgotten
    together with this view.
    """

    __slots__ = ("population", "row")
    population: Rows[Any, Any]
    row: int
    pos: ClassVar[None] = None
    _writable: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Remember which attributes have somewhere to be written to."""
        super().__init_subclass__(**kwargs)
        kept = {name for name in dir(cls) if hasattr(inspect.getattr_static(cls, name), "__set__")}
        cls._writable = frozenset(kept - {*RowAgent.__slots__, "unique_id", "model"})

    def __init__(self, population: Rows[Any, Any], row: int) -> None:
        """Look at one row; Mesa's own initialiser would register the view as a new agent and is left out."""
        object.__setattr__(self, "population", population)
        object.__setattr__(self, "row", row)

    def __setattr__(self, name: str, value: Any) -> None:
        """Write to a column, or to a property of the class that has a setter."""
        if name not in self._writable:
            raise AttributeError(
                f"{type(self).__name__}.{name} = {value!r}: a row agent holds nothing of its own, so this would be "
                f"forgotten; declare {name} = Column() in the class and give the population a column {name!r}"
            )
        object.__setattr__(self, name, value)

    @property
    def model(self) -> Any:
        """The Mesa model this individual lives in."""
        return self.population.model

    @property
    def unique_id(self) -> int:
        """The number that names this individual within its model, as Mesa counts them."""
        return self.population.first_id + self.row

    def remove(self) -> None:
        """Take this individual out of the model: its row stays where it is and is no longer alive.

        Goes through Mesa's own way of deregistering, so observers of the model hear of it; twice is once.
        """
        if self.population.alive[self.row]:
            super().remove()
            self.population.alive[self.row] = False

    @classmethod
    def create_agents(cls, *_: Any, **__: Any) -> NoReturn:
        """Refuse Mesa's way of making agents one by one; raises TypeError."""
        raise TypeError(
            f"{cls.__name__} cannot be made one by one: a population's size is fixed and its agents are rows; "
            f"make them all at once with Population(model, {cls.__name__}, columns)"
        )

    from_dataframe = create_agents

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same row of the same population."""
        return isinstance(other, RowAgent) and other.row == self.row and other.population is self.population

    def __hash__(self) -> int:
        """Hash by population and row."""
        return hash((id(self.population), self.row))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle as population and row, which is all there is."""
        return type(self), (self.population, self.row)

    def __repr__(self) -> str:
        """Name the agent by class, id and row."""
        return f"<{type(self).__name__} {self.unique_id}, row {self.row}>"


class Rows[A: RowAgent, C: NamedTuple]:
    """What a population is made of: its columns, which of its rows are alive, and where its ids begin.

    `columns` is a NamedTuple of arrays whose first axis is the row; fields named in `shared` (tie lists and the like)
    belong to the population as a whole. `alive` is a mask of shape (n_rows,), changed in place when somebody leaves;
    row numbers never change. `batch` says whether a verb may be carried out for everybody at once.
    """

    def __init__(self, model: Any, agent_class: type[A], columns: C, shared: tuple[str, ...] = ()) -> None:
        """Check the columns and take the next n_rows ids of the model.

        Raises TypeError or ValueError naming the argument, the rule it breaks and what to do.
        """
        if not isinstance(model, mesa.Model):
            raise TypeError(f"Population.model is {model!r}: a population lives in a Mesa model; pass a mesa.Model")
        if RowAgent not in getattr(agent_class, "__mro__", ()):
            raise TypeError(f"Population.agent_class is {agent_class!r}: its agents are rows; derive it from RowAgent")
        self.model = model
        self.agent_class = agent_class
        self.shared = shared
        self.batch = True
        self.n_rows = _checked_n_rows(columns, shared)
        self._columns = columns
        self._check_declared_columns()
        self.alive: npt.NDArray[np.bool_] = np.ones(self.n_rows, dtype=np.bool_)
        self.first_id: int = model.agent_id_counter
        model.agent_id_counter += self.n_rows

    @property
    def columns(self) -> C:
        """The NamedTuple of arrays; write into its arrays, or swap it with `replace_columns`."""
        return self._columns

    def replace_columns(self, new: C) -> None:
        """Let another NamedTuple of the same kind and number of rows hold the population from now on.

        Raises TypeError or ValueError, and changes nothing, when it does not fit.
        """
        if type(new) is not type(self._columns):
            raise TypeError(
                f"Population.columns cannot become a {type(new).__name__}: "
                f"the kind of columns is fixed; pass a {type(self._columns).__name__}"
            )
        n_new = _checked_n_rows(new, self.shared)
        if n_new != self.n_rows:
            raise ValueError(
                f"Population.columns cannot go from {self.n_rows} to {n_new} rows: "
                "a population's size is fixed; keep every row and use remove() to take one out"
            )
        self._columns = new

    def column(self, name: str) -> npt.NDArray[Any]:
        """One column, shape (n_rows, ...); raises AttributeError when there is none of that name."""
        if name not in _column_arrays(self._columns, self.shared):
            raise AttributeError(f"{name!r} is not a column of {type(self._columns).__name__}: {self._known_columns()}")
        return cast("npt.NDArray[Any]", getattr(self._columns, name))

    def agent(self, row: int) -> A:
        """The individual in one row, alive or not; raises IndexError when there is no such row."""
        if not 0 <= row < self.n_rows:
            raise IndexError(f"{self.agent_class.__name__} row {row}: rows are numbered 0 to {self.n_rows - 1}")
        return self.agent_class(self, int(row))

    def _check_declared_columns(self) -> None:
        arrays = _column_arrays(self._columns, self.shared)
        declared = (inspect.getattr_static(self.agent_class, name) for name in dir(self.agent_class))
        for name in (entry.name for entry in declared if isinstance(entry, Column)):
            if name not in arrays:
                raise ValueError(
                    f"{self.agent_class.__name__}.{name} is declared as a Column, "
                    f"and {type(self._columns).__name__} has none of that name: {self._known_columns()}"
                )

    def _known_columns(self) -> str:
        return f"its columns are {', '.join(_column_arrays(self._columns, self.shared)) or 'none'}"


def _column_arrays(columns: NamedTuple, shared: tuple[str, ...]) -> Mapping[str, Any]:
    """The fields whose first axis is the row, by name."""
    fields = getattr(columns, "_fields", None)
    if fields is None:
        raise TypeError(f"Population.columns is a {type(columns).__name__}: pass a NamedTuple of NumPy arrays")
    if unknown := sorted(set(shared) - set(fields)):
        raise ValueError(
            f"Population.shared names {unknown}, which {type(columns).__name__} lacks; its fields are {fields}"
        )
    return {name: array for name, array in zip(fields, columns, strict=True) if name not in shared}


def _checked_n_rows(columns: NamedTuple, shared: tuple[str, ...]) -> int:
    """The number of rows that all columns agree on; raises TypeError or ValueError otherwise."""
    kind = type(columns).__name__
    lengths: dict[str, int] = {}
    for name, array in _column_arrays(columns, shared).items():
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{kind}.{name} is a {type(array).__name__}: a column is a NumPy array; convert it")
        if array.ndim == 0:
            raise ValueError(f"{kind}.{name} has no axis: the first axis of a column is the row; name it in shared=")
        lengths[name] = len(array)
    if len(set(lengths.values())) != 1:
        raise ValueError(
            f"{kind} has columns of these lengths: {lengths}; every column has one entry for each row, "
            "so make them equal, or name in shared=(...) what is not a column"
        )
    return next(iter(lengths.values()))
