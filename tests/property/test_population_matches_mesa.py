"""The same people held by Mesa's own objects and by a Population's columns give the same answers to everything."""

import copy
import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agentset import AbstractAgentSet, GroupBy

from sim.base.population import Column, Population, RowAgent

pytestmark = [
    pytest.mark.filterwarnings("ignore:No Agents specified:UserWarning"),
    pytest.mark.filterwarnings("ignore:AgentSet.__getitem__:PendingDeprecationWarning"),
]


class Facts(NamedTuple):
    belief: np.ndarray
    trust: np.ndarray
    segment: np.ndarray
    fearful: np.ndarray
    met: np.ndarray


class Verbs:
    """What both kinds of member can do."""

    unique_id: int
    belief: float
    trust: float
    segment: int
    fearful: bool
    met: np.ndarray

    @property
    def doubt(self) -> float:
        return 1 - self.belief

    def drift(self, pull: float, *, towards: float = 0.0) -> None:
        self.belief += pull * (towards - self.belief) * (1 + self.segment)

    def tell(self, greeting: str = "") -> tuple[str, int, float]:
        return greeting, self.unique_id, self.belief

    def leave_if_fearful(self) -> None:
        if self.fearful:
            self.remove()  # type: ignore[attr-defined]


class ObjectMember(Verbs, mesa.Agent):
    def __init__(self, model: mesa.Model, facts: tuple[Any, ...]) -> None:
        super().__init__(model)
        self.belief, self.trust, self.segment, self.fearful, self.met = facts


class RowMember(Verbs, RowAgent):
    belief = Column[float]()
    trust = Column[float]()
    segment = Column[int]()
    fearful = Column[bool]()
    met = Column[np.ndarray]()


class Critic(Verbs, mesa.Agent):
    belief, trust, segment, fearful = 0.25, 0.5, 1, False
    met = np.zeros(2)


QUARTERS = st.integers(-4, 4).map(lambda n: n / 4)  # few values, so that ties and equal groups are common


def some_people(n: int, seed: int) -> list[tuple[Any, ...]]:
    """Draw people alike enough for ties; from a seed, so that hypothesis spends its choices on the questions."""
    draw = np.random.default_rng(seed)
    quarters = draw.integers(-4, 5, size=(n, 4)) / 4
    return [
        (belief, trust, segment, fearful, np.array(met))
        for (belief, trust, *met), segment, fearful in zip(
            quarters.tolist(), draw.integers(0, 3, n).tolist(), (draw.random(n) < 0.3).tolist(), strict=True
        )
    ]


PEOPLE = st.builds(some_people, st.integers(0, 12), st.integers(0, 1000))


def as_columns(people: list[tuple[Any, ...]]) -> Facts:
    belief, trust, segment, fearful, met = zip(*people, strict=True) if people else ((),) * 5
    return Facts(
        np.array(belief, np.float64),
        np.array(trust, np.float32),
        np.array(segment, np.int16),
        np.array(fearful, np.bool_),
        np.array(met, np.float64).reshape(-1, 2),
    )


def add_objects(model: mesa.Model, people: list[tuple[Any, ...]]) -> None:
    for belief, trust, segment, fearful, met in people:
        ObjectMember(model, (belief, trust, segment, fearful, met.copy()))


def plain(answer: Any) -> Any:
    """Say an answer in ids and printed values, so that both worlds' answers can be compared, types and all."""
    match answer:
        case mesa.Agent():
            return f"agent {answer.unique_id}"
        case GroupBy():
            return [(repr(key), plain(group)) for key, group in answer]
        case AbstractAgentSet() | list() | tuple():
            return [plain(one) for one in answer]
        case dict():
            return [(repr(key), plain(value)) for key, value in answer.items()]
        case _:
            return repr(answer)


def outcome(ask: Callable[[], Any]) -> Any:
    """Return the answer, or the kind of error."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001  # whatever the one raises, so must the other
        return type(error)


def is_convinced(agent: Any) -> bool:
    return bool(agent.belief > 0)


def by_parity(agent: Any) -> int:
    return int(agent.unique_id % 2)


def nudge(agent: Any, amount: float) -> float:
    agent.belief = agent.belief + amount
    return float(agent.belief)


COLUMNS = st.sampled_from(["belief", "trust", "segment", "fearful", "unique_id"])
READABLE = st.sampled_from(["belief", "trust", "segment", "fearful", "unique_id", "met", "doubt", "nothing"])
KEYS = COLUMNS | st.sampled_from(["doubt", "model.steps", by_parity, is_convinced])
GROUPS = COLUMNS | st.sampled_from(["doubt", "met", by_parity, is_convinced])
AT_MOST = st.just(float("inf")) | st.integers(-1, 12) | st.sampled_from([0.0, 0.3, 0.5, 1.0, 2.5])
KINDS = st.sampled_from(["agentset", "list"])
YES_OR_NO = st.booleans()
PLACES = st.integers(0, 11)

SETTERS = st.one_of(
    st.tuples(st.sampled_from(["belief", "trust"]), QUARTERS),
    st.tuples(st.just("segment"), st.integers(0, 3)),
    st.tuples(st.just("fearful"), st.booleans()),
    st.tuples(st.just("met"), st.tuples(QUARTERS, QUARTERS).map(np.array)),
)


def agent_at(agents: Any, place: int) -> Any:
    return agents.to_list()[place % len(agents)]


def leave(agents: Any, place: int) -> None:
    agent_at(agents, place).remove()


def add_back(agents: Any, place: int) -> None:
    agent = agent_at(agents, place)
    agents.discard(agent)
    agents.add(agent)


def meeting(agents: Any, how: Callable[[Any, Any], Any], at_most: int) -> Any:
    return how(agents.select(is_convinced), agents.select(at_most=at_most))


# What to do with a set, and what to do it with. A new set is what the next thing is done with.
type Verb = tuple[Callable[..., Any], tuple[st.SearchStrategy[Any], ...]]
NEW_SETS: dict[str, Verb] = {
    "select": (lambda s, *a: s.select(*a), (st.none() | st.just(is_convinced), AT_MOST, YES_OR_NO)),
    "select_type": (
        lambda s, kind, n: s.select(agent_type=kind, at_most=n),
        (st.sampled_from([mesa.Agent, Verbs, Critic]), AT_MOST),
    ),
    "sort": (lambda s, *a: s.sort(*a), (KEYS, YES_OR_NO, YES_OR_NO)),
    "shuffle": (lambda s, inplace: s.shuffle(inplace), (YES_OR_NO,)),
    "copy": (copy.copy, ()),
    "set": (lambda s, pair: s.set(*pair), (SETTERS,)),
    "do": (lambda s, pull, to: s.do("drift", pull, towards=to), (QUARTERS, QUARTERS)),
    "do_function": (lambda s, amount: s.do(nudge, amount), (QUARTERS,)),
    "shuffle_do": (lambda s, pull: s.shuffle_do("drift", pull), (QUARTERS,)),
    "do_leave": (lambda s: s.do("leave_if_fearful"), ()),
}
ANSWERS: dict[str, Verb] = {
    "get": (lambda s, name: s.get(name), (READABLE,)),
    "get_default": (lambda s, name: s.get(name, "default", -1), (READABLE,)),
    "get_strangely": (lambda s, name: s.get(name, "sometimes"), (READABLE,)),
    "get_many": (lambda s, names: s.get(names), (st.lists(READABLE, max_size=3),)),
    "agg": (lambda s, name, how: s.agg(name, how), (COLUMNS, st.sampled_from([sum, min, [min, max, len]]))),
    "map": (lambda s, word: s.map("tell", greeting=word), (st.text(max_size=2),)),
    "map_function": (lambda s, amount: s.map(nudge, amount), (QUARTERS,)),
    "groupby": (lambda s, *a: s.groupby(*a), (GROUPS, KINDS)),
    "group_count": (lambda s, *a: s.groupby(*a).count(), (GROUPS, KINDS)),
    "group_agg": (lambda s, by, kind, name: s.groupby(by, kind).agg(name, sum), (GROUPS, KINDS, COLUMNS)),
    "group_map": (lambda s, by, kind: s.groupby(by, kind).map(len), (GROUPS, KINDS)),
    "group_map_name": (lambda s, by: s.groupby(by).map("get", "belief"), (GROUPS,)),
    "group_do": (lambda s, by, pair: s.groupby(by).do("set", *pair), (GROUPS, SETTERS)),
    "index": (lambda s, place: s.index(agent_at(s, place)), (PLACES,)),
    "count": (lambda s, place: s.count(agent_at(s, place)), (PLACES,)),
    "backwards": (lambda s: list(reversed(s)), ()),
    "add": (lambda s, place: s.add(agent_at(s, place)), (PLACES,)),
    "add_back": (add_back, (PLACES,)),
    "equal": (lambda s: s == s.sort("belief"), ()),
    "discard": (lambda s, n: s.discard(agent_at(s, n)), (PLACES,)),
    "remove": (lambda s, n: s.remove(agent_at(s, n)), (PLACES,)),
    "leave": (leave, (PLACES,)),
    "contains": (
        lambda s, n, m: agent_at(s.select(at_most=n), m) in s.sort("trust").select(at_most=m),
        (PLACES, PLACES),
    ),
    "slice": (lambda s, a, b: s.to_list()[a:b], (st.integers(-3, 3), st.integers(-3, 3))),
    "meeting": (
        meeting,
        (st.sampled_from([operator.and_, operator.or_, operator.sub, operator.xor]), st.integers(0, 12)),
    ),
}


def things(table: dict[str, Verb]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of([st.tuples(st.just(name), *arguments) for name, (_, arguments) in table.items()])


EVERYTHING = ["unique_id", "belief", "trust", "segment", "fearful", "met"]


def assert_same_answers(people: list[Any], script: list[tuple[Any, ...]]) -> None:
    objects, rows = mesa.Model(rng=5), mesa.Model(rng=5)
    add_objects(objects, people)
    theirs: Any = mesa.agentset.AgentSet(list(objects.agents), random=objects.random)
    ours: Any = Population(rows, RowMember, as_columns(people)).agents.copy()

    for name, *arguments in script:
        verb = (NEW_SETS | ANSWERS)[name][0]
        their_answer = outcome(lambda: verb(theirs, *arguments))  # noqa: B023
        our_answer = outcome(lambda: verb(ours, *arguments))  # noqa: B023
        assert plain(our_answer) == plain(their_answer), name
        if name in NEW_SETS and isinstance(our_answer, AbstractAgentSet):
            assert (our_answer is ours) == (their_answer is theirs), name
            theirs, ours = their_answer, our_answer
        del their_answer
        assert plain(ours) == plain(theirs), name
        assert plain(rows.agents.get(EVERYTHING)) == plain(objects.agents.get(EVERYTHING)), name
        assert rows.random.getstate() == objects.random.getstate(), name


@settings(max_examples=150, deadline=None)
@given(people=PEOPLE, script=st.lists(things(NEW_SETS | ANSWERS), min_size=3, max_size=12))
def test_any_sequence_of_questions_gets_the_answers_mesa_gives(people: list[Any], script: list[Any]) -> None:
    assert_same_answers(people, script)


@pytest.mark.parametrize("name", NEW_SETS | ANSWERS)
@settings(max_examples=60, deadline=None)
@given(data=st.data(), people=PEOPLE, some_left=YES_OR_NO)
def test_each_question_gets_the_answer_mesa_gives(
    name: str, data: st.DataObject, people: list[Any], some_left: bool
) -> None:
    arguments = data.draw(st.tuples(*(NEW_SETS | ANSWERS)[name][1]))
    before = [("shuffle", True), *([("do_leave",)] if some_left else [])]
    assert_same_answers(people, [*before, (name, *arguments)])


def crowd(model: mesa.Model, people: list[Any], add: Callable[[mesa.Model, list[Any]], Any]) -> mesa.Model:
    """Fill a model with critics before, between and after two groups of members."""
    Critic(model)
    add(model, people[:4])
    Critic(model)
    add(model, people[4:])
    Critic(model)
    return model


def add_rows(model: mesa.Model, people: list[Any]) -> None:
    Population(model, RowMember, as_columns(people))


def by_kind(agent: Any) -> bool:
    return isinstance(agent, Critic)


CROWD_SETS: dict[str, Verb] = {
    name: NEW_SETS[name] for name in ("select_type", "copy", "do", "do_function", "shuffle_do", "do_leave")
} | {
    "select": (lambda s, filtered, n: s.select(filtered, n), (st.none() | st.just(is_convinced), AT_MOST)),
    "sort": NEW_SETS["sort"],
    "shuffle": NEW_SETS["shuffle"],
}
CROWD_ANSWERS: dict[str, Verb] = {
    name: ANSWERS[name]
    for name in ("get", "get_default", "get_many", "agg", "map", "map_function", "leave", "slice", "meeting")
} | {
    "groupby": (lambda s, kind: s.groupby(by_kind, kind), (KINDS,)),
    "group_agg": (lambda s, kind: s.groupby(by_parity, kind).agg("belief", sum), (KINDS,)),
    "place": (lambda s, place: s[place], (st.integers(-4, 4),)),
}


@settings(max_examples=200, deadline=None)
@given(
    people=PEOPLE, script=st.lists(things(CROWD_SETS | CROWD_ANSWERS), min_size=2, max_size=10), goes_on=st.booleans()
)
def test_a_mixed_crowd_gives_the_answers_mesa_gives(
    people: list[Any], script: list[tuple[Any, ...]], goes_on: bool
) -> None:
    objects = crowd(mesa.Model(rng=3), people, add_objects)
    rows = crowd(mesa.Model(rng=3), people, add_rows)
    theirs: Any = objects.agents
    ours: Any = rows.agents

    for name, *arguments in script:
        verb = (CROWD_SETS | CROWD_ANSWERS)[name][0]
        if name == "place" and theirs is not objects.agents:
            continue  # Mesa deprecates it for derived sets
        their_answer = outcome(lambda: verb(theirs, *arguments))  # noqa: B023
        our_answer = outcome(lambda: verb(ours, *arguments))  # noqa: B023
        assert plain(our_answer) == plain(their_answer), name
        if goes_on and name in CROWD_SETS and isinstance(our_answer, AbstractAgentSet):
            theirs, ours = their_answer, our_answer
        del their_answer
        assert plain(ours) == plain(theirs), name
        assert len(ours) == len(theirs), name
        assert plain(rows.agents.get(["unique_id", "belief"])) == plain(objects.agents.get(["unique_id", "belief"]))
        assert rows.random.getstate() == objects.random.getstate(), name


@settings(max_examples=100, deadline=None)
@given(people=PEOPLE, threshold=QUARTERS, at_most=AT_MOST)
def test_a_mask_and_a_filter_that_say_the_same_choose_the_same(
    people: list[Any], threshold: float, at_most: float
) -> None:
    agents = Population(mesa.Model(rng=1), RowMember, as_columns(people)).agents.shuffle()

    by_mask = agents.select(at_most=at_most, where=lambda columns: columns.belief > threshold)

    assert plain(by_mask) == plain(agents.select(lambda agent: agent.belief > threshold, at_most=at_most))


REPORTERS: dict[str, Any] = {"belief": "belief", "doubt": lambda agent: agent.doubt, "id": "unique_id"}


@settings(max_examples=50, deadline=None)
@given(people=PEOPLE, pulls=st.lists(QUARTERS, max_size=3))
def test_a_data_collector_fills_the_same_frames(people: list[Any], pulls: list[float]) -> None:
    def frames(add: Callable[[mesa.Model, list[Any]], Any], kind: type) -> list[Any]:
        model = crowd(mesa.Model(rng=2), people, add)
        collector = mesa.DataCollector(
            model_reporters={"mean": lambda model: model.agents.agg("belief", np.mean)},
            agent_reporters=REPORTERS,
            agenttype_reporters={kind: REPORTERS, Critic: REPORTERS},
        )
        for pull in pulls:
            model.agents.shuffle_do("drift", pull)
            model.agents.do("leave_if_fearful")
            model.step()
            collector.collect(model)
        return [
            collector.get_model_vars_dataframe(),
            collector.get_agent_vars_dataframe(),
            collector.get_agenttype_vars_dataframe(kind),
        ]

    for ours, theirs in zip(frames(add_rows, RowMember), frames(add_objects, ObjectMember), strict=True):
        assert ours.equals(theirs)
        assert (ours.dtypes == theirs.dtypes).all()
