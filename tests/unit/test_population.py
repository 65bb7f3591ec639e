"""A population is rows in columns and, to Mesa and to everybody else, a crowd of agents."""

import copy
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

import mesa
import numpy as np
import pytest
from mesa.experimental.mesa_signals import ModelSignals

from sim.base.population import Column, MixedSet, Population, PopulationSet, RowAgent


class Facts(NamedTuple):
    belief: np.ndarray
    segment: np.ndarray
    met: np.ndarray
    follows: np.ndarray


class Member(RowAgent):
    belief = Column[float]()
    segment = Column[int]()
    met = Column[np.ndarray]()

    @property
    def doubt(self) -> float:
        return 1 - self.belief

    @doubt.setter
    def doubt(self, value: float) -> None:
        self.belief = 1 - value

    def step(self, pull: float = 0.5) -> None:
        self.belief += pull
        self.model.calls.append(self.row)

    @classmethod
    def batch_step(cls, agents: PopulationSet[Any, Facts], pull: float = 0.5) -> None:
        agents.population.columns.belief[agents.rows] += pull
        agents.model.calls.append(cls.__name__)

    def rest(self) -> None:
        self.model.calls.append(self.row)


class StubbornMember(Member):
    def step(self, pull: float = 0.5) -> None:
        self.model.calls.append(f"stubborn {self.row}")


class Platform(mesa.Agent):
    def step(self) -> None:
        self.model.calls.append("platform")


class Market(mesa.Model):
    def __init__(self) -> None:
        super().__init__(rng=7)
        self.calls: list[Any] = []


def facts(n: int = 4) -> Facts:
    return Facts(
        belief=np.linspace(0, 1, n).astype(np.float32),
        segment=np.arange(n, dtype=np.int16) % 2,
        met=np.zeros((n, 3), np.float32),
        follows=np.arange(2 * n),
    )


def people(n: int = 4, model: Market | None = None, kind: type[Member] = Member) -> Population[Member, Facts]:
    return Population(model or Market(), kind, facts(n), shared=("follows",))


def ids(agents: Any) -> list[int]:
    return [agent.unique_id for agent in agents]


class TestOneAgent:
    def test_is_a_mesa_agent(self) -> None:
        population = people()
        agent = population.agent(2)
        assert isinstance(agent, mesa.Agent)
        assert isinstance(agent, Member)
        assert agent.model is population.model
        assert agent.rng is population.model.rng
        assert agent.random is population.model.random
        assert agent.scenario is population.model.scenario
        assert agent.pos is None

    def test_reads_its_row_as_python_values(self) -> None:
        agent = people().agent(3)
        assert (type(agent.belief), type(agent.segment)) == (float, int)
        assert (agent.belief, agent.segment, agent.row, agent.unique_id) == (1.0, 1, 3, 4)

    def test_reads_a_row_of_a_wide_column_as_a_view_that_can_be_written_to(self) -> None:
        population = people()
        population.agent(1).met[2] = 5
        population.agent(2).met = np.array([1, 2, 3])
        assert population.columns.met.tolist() == [[0, 0, 0], [0, 0, 5], [1, 2, 3], [0, 0, 0]]

    def test_can_have_a_column_with_two_axes_beside_the_row(self) -> None:
        population = Population(Market(), Member, facts()._replace(met=np.zeros((4, 2, 3))), shared=("follows",))
        population.agent(1).met[1, 2] = 9
        assert population.columns.met[1, 1, 2] == 9

    def test_writes_to_its_row_and_to_no_other(self) -> None:
        population = people()
        population.agent(1).belief = 0.25
        population.agent(2).doubt = 0.75
        assert population.columns.belief.tolist() == [0, 0.25, 0.25, 1]

    def test_refuses_what_it_could_not_keep(self) -> None:
        agent: Any = people().agent(0)
        with pytest.raises(AttributeError, match=r"Member\.mood = 'calm'.*mood = Column\(\)"):
            agent.mood = "calm"
        for name in ("unique_id", "row", "population", "model", "pos", "step"):
            with pytest.raises(AttributeError, match=f"Member.{name} = 1"):
                setattr(agent, name, 1)

    def test_is_equal_to_another_view_of_the_same_row_only(self) -> None:
        population, others = people(), people()
        assert population.agent(1) == population.agent(1)
        assert len({population.agent(1), population.agent(1), population.agent(2), others.agent(1)}) == 3
        assert population.agent(1) != others.agent(1)
        assert population.agent(1) != 1

    def test_says_who_it_is(self) -> None:
        assert repr(people().agent(1)) == "<Member 2, row 1>"

    def test_sees_columns_that_were_replaced_after_it_was_made(self) -> None:
        population = people()
        agent = population.agent(1)
        population.replace_columns(population.columns._replace(belief=np.full(4, 0.5)))
        assert agent.belief == 0.5

    @pytest.mark.parametrize("make", [lambda: Member.create_agents(Market(), 3), lambda: Member.from_dataframe(1, 2)])
    def test_cannot_be_made_one_by_one(self, make: Callable[[], Any]) -> None:
        with pytest.raises(TypeError, match=r"a population's size is fixed.*Population\(model, Member, columns\)"):
            make()


class TestLeaving:
    def test_takes_a_row_out_of_every_set_and_leaves_the_columns_alone(self) -> None:
        model = Market()
        population = people(model=model)
        sets: list[Any] = [
            population.agents,
            population.agents.sort("belief"),
            population.agents.groupby("segment").groups[0],
            model.agents,
            model.agents_by_type[Member],
            model.agents.shuffle(),
            model.agents.select(agent_type=Member),
        ]
        agent = population.agent(2)
        assert all(agent in agents for agents in sets)

        agent.remove()

        assert not any(agent in agents or 3 in ids(agents) for agents in sets)
        assert [len(agents) for agents in sets] == [3, 3, 1, 3, 3, 3, 3]
        assert population.alive.tolist() == [True, True, False, True]
        assert population.columns.belief.shape == (4,)
        assert ids(population.agents) == [1, 2, 4]

    @pytest.mark.parametrize("n_populations", [1, 2])
    def test_twice_is_once_and_the_model_hears_of_it_once(self, n_populations: int) -> None:
        model = Market()
        population, *_ = [people(model=model) for _ in range(n_populations)]
        heard: list[Any] = []

        def hear(signal: Any) -> None:
            heard.append(signal.additional_kwargs["args"][0])

        model.observe("agents", ModelSignals.AGENT_REMOVED, hear)
        population.agent(2).remove()
        population.agent(2).remove()
        assert heard == [population.agent(2)]

    def test_works_after_the_registered_sets_were_reordered_in_place(self) -> None:
        model = Market()
        population = people(model=model)
        model.agents.shuffle(inplace=True)
        model.agents_by_type[Member].shuffle(inplace=True)
        population.agent(0).remove()
        assert sorted(ids(model.agents)) == sorted(ids(model.agents_by_type[Member])) == [2, 3, 4]
        assert ids(population.agents) == [2, 3, 4]

    def test_during_a_verb_spares_the_one_who_left(self) -> None:
        population = people(3)
        population.batch = False
        population.agents.do(lambda agent: population.agent(agent.row + 1).remove() if agent.row == 0 else agent.step())
        assert population.model.calls == [2]

    def test_in_bulk_is_a_write_to_the_mask(self) -> None:
        population = people()
        population.alive[population.columns.belief > 0.5] = False
        assert ids(population.model.agents) == [1, 2]

    def test_of_everybody_empties_the_model(self) -> None:
        model = Market()
        Platform(model)
        population = people(model=model)
        model.remove_all_agents()
        assert (len(model.agents), len(population.agents), int(population.alive.sum())) == (0, 0, 0)
        assert model.agent_types == [Platform, Member]


class TestDoing:
    def test_uses_the_batch_form_once_for_the_whole_population(self) -> None:
        model = Market()
        population = people(model=model)
        assert population.agents.do("step", pull=1) is not None
        model.agents_by_type[Member].do("step", 1)
        model.agents.do("step", 1)
        population.agents.select(lambda _: True).do("step", 1)
        assert model.calls == ["Member"] * 4
        assert population.columns.belief[0] == 4

    def test_goes_one_by_one_when_the_batch_is_switched_off_and_ends_in_the_same_state(self) -> None:
        one, other = people(), people()
        other.batch = False
        one.model.agents.do("step")
        other.model.agents.do("step")
        assert other.model.calls == [0, 1, 2, 3]
        assert one.columns.belief.tobytes() == other.columns.belief.tobytes()

    def test_goes_one_by_one_for_a_part_or_in_another_order(self) -> None:
        population = people()
        population.agents.select(at_most=2).do("step")
        population.agents.sort("belief").do("step")
        assert population.model.calls == [0, 1, 3, 1, 2, 0]

    def test_uses_the_batch_form_when_everybody_left_alive_is_there(self) -> None:
        population = people()
        most = population.agents.select(lambda agent: agent.row != 1)
        most.do("rest")
        population.agent(1).remove()
        most.do("step")
        assert population.model.calls == [0, 2, 3, "Member"]

    def test_goes_one_by_one_for_functions_maps_shuffles_and_verbs_without_a_batch_form(self) -> None:
        population = people(2)
        population.agents.do(Member.step)
        population.agents.map("step")
        population.agents.do("rest")
        assert population.model.calls == [0, 1] * 3
        population.agents.shuffle_do("step")
        population.model.agents.shuffle_do("step")
        assert "Member" not in population.model.calls

    def test_ignores_a_batch_form_whose_verb_a_subclass_has_changed(self) -> None:
        population = people(2, kind=StubbornMember)
        population.agents.do("step")
        assert population.model.calls == ["stubborn 0", "stubborn 1"]

    def test_lets_objects_and_populations_take_turns_in_order_of_arrival(self) -> None:
        model = Market()
        Platform(model)
        people(2, model)
        Platform(model)
        model.agents.do("step")
        assert model.calls == ["platform", "Member", "platform"]


class TestTheModel:
    def test_counts_rows_and_objects_in_order_of_arrival_with_ids_of_their_own(self) -> None:
        model = Market()
        before = Platform(model)
        first = people(3, model)
        between = Platform(model)
        second = people(2, model, StubbornMember)
        after = Platform(model)
        everybody = [before, *first.agents, between, *second.agents, after]
        assert ids(model.agents) == [1, 2, 3, 4, 5, 6, 7, 8]
        assert second.agents.get("unique_id") == [6, 7]
        assert model.agents.to_list() == everybody
        assert model.agents[2] == everybody[2]
        assert model.agents[1:3] == everybody[1:3]
        assert model.agent_types == [Platform, Member, StubbornMember]
        assert ids(model.agents_by_type[Platform]) == [1, 5, 8]
        assert isinstance(model.agents_by_type[Member], PopulationSet)
        assert after in model.agents
        after.remove()
        assert after not in model.agents

    def test_keeps_its_register_straight_when_it_is_written_to_directly(self) -> None:
        model = Market()
        population = people(3, model)
        model.agents.add(population.agent(0))
        assert ids(model.agents) == [1, 2, 3]
        model.agents.remove(population.agent(0))
        model.agents.discard(population.agent(0))
        assert ids(model.agents) == ids(population.agents) == [2, 3]

    def test_joins_two_populations_of_one_class(self) -> None:
        model = Market()
        home, overseas, third = people(2, model), people(3, model), people(1, model)
        together = model.agents_by_type[Member]
        assert isinstance(together, MixedSet)
        assert together.to_list() == [*home.agents, *overseas.agents, *third.agents]
        overseas.agent(0).remove()
        assert ids(together) == ids(model.agents) == [1, 2, 4, 5, 6]
        assert together.get("belief") == [0, 1, 0.5, 1, 0]

    def test_is_not_disturbed_by_another(self) -> None:
        here, there = people(), people(6)
        here.agent(0).remove()
        here.agents.set("belief", 9).shuffle()
        assert ids(there.model.agents) == [1, 2, 3, 4, 5, 6]
        assert there.columns.belief[0] == 0
        assert there.model.random.getstate() == Market().random.getstate()
        assert here.agent(1) not in there.agents
        assert here.agent(1) not in there.model.agents

    def test_can_be_copied_and_pickled_with_everybody_in_it(self) -> None:
        model = mesa.Model(rng=1)
        population = people(model=model)
        population.agents.set("belief", 0.5)
        model.chosen = model.agents.shuffle()
        for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):  # noqa: S301  # our own bytes
            assert ids(twin.agents) == [1, 2, 3, 4]
            assert ids(twin.chosen) == ids(model.chosen)
            assert next(iter(twin.agents)).model is twin
            twin.agents.set("belief", 0.25)
            twin.agents[0].remove()
            assert (len(twin.agents), len(twin.chosen)) == (3, 3)
        assert population.agents.get("belief") == [0.5] * 4

    def test_shows_its_agents_to_mesas_data_registry(self) -> None:
        model = Market()
        people(2, model)
        tracked = model.data_registry.track_agents(model.agents, "members", fields=["belief"])
        assert tracked.data == [{"unique_id": 1, "belief": 0}, {"unique_id": 2, "belief": 1}]


class TestSets:
    def test_hand_out_columns_without_copying_and_for_reading_only(self) -> None:
        population = people()
        whole, part = population.agents.array("belief"), population.agents.sort("belief").array("belief")
        assert np.shares_memory(whole, population.columns.belief)
        assert part.tolist() == whole.tolist()[::-1]
        for array in (whole, part):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
        population.columns.belief[0] = 0.5
        assert whole[0] == 0.5

    def test_choose_by_mask_and_by_filter_at_once(self) -> None:
        agents = people(6).agents.sort("belief")
        chosen = agents.select(lambda agent: agent.segment == 0, at_most=2, where=lambda columns: columns.belief > 0)
        assert [agent.row for agent in chosen] == [4, 2]

    def test_ask_a_filter_no_longer_than_needed(self) -> None:
        asked: list[int] = []
        people().agents.select(lambda agent: not asked.append(agent.row), at_most=2)  # type: ignore[func-returns-value]
        assert asked == [0, 1]

    def test_give_live_views_of_wide_columns(self) -> None:
        population = people()
        population.agents.get("met")[1][0] = 7
        population.agents.get(["met", "belief"])[2][0][0] = 8
        assert population.columns.met[:, 0].tolist() == [0, 7, 8, 0]

    def test_group_nan_apart_and_zeros_together_as_python_does(self) -> None:
        population = people()
        population.columns.belief[:] = [np.nan, 0.0, np.nan, -0.0]
        assert [len(group) for _, group in population.agents.groupby("belief")] == [1, 2, 1]

    def test_sort_nan_as_the_largest(self) -> None:
        population = people()
        population.columns.belief[:] = [1, np.nan, 0, 2]
        assert [agent.row for agent in population.agents.sort("belief")] == [1, 3, 0, 2]
        assert [agent.row for agent in population.agents.sort("belief", ascending=True)] == [2, 0, 3, 1]

    def test_change_their_own_membership_without_touching_the_model(self) -> None:
        population = people()
        agents = population.agents.copy()
        agents.remove(population.agent(1))
        agents.discard(population.agent(1))
        agents.add(population.agent(0))
        assert ids(agents) == [1, 3, 4]
        assert ids(population.agents) == [1, 2, 3, 4]
        with pytest.raises(KeyError, match="row 1> is not in this set of 3 Member"):
            agents.remove(population.agent(1))

    def test_of_the_population_itself_take_rows_out_of_the_model(self) -> None:
        population = people()
        population.agents.remove(population.agent(1))
        population.agents.discard(population.agent(2))
        assert ids(population.model.agents) == [1, 4]

    def test_hold_the_rows_they_are_given(self) -> None:
        population = people()
        assert ids(population.agents_at([2, 0])) == [3, 1]
        assert ids(population.agents_at([])) == []
        population.agent(2).remove()
        assert ids(population.agents_at(np.array([2, 0]))) == [1]

    def test_work_when_nobody_is_there(self) -> None:
        agents = people(0).agents
        assert (len(agents), agents.get("belief"), agents.get(["belief", "met"])) == (0, [], [])
        assert len(agents.do("step").shuffle().sort("belief").set("belief", 1).select(at_most=0.5)) == 0
        assert agents.groupby("segment").count() == {}

    def test_carry_the_generators_of_their_model(self) -> None:
        agents = people().agents
        assert agents.random is agents.model.random
        assert agents.rng is agents.model.rng


class OtherFacts(NamedTuple):
    belief: np.ndarray


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "error", "words"),
        [
            ({"belief": np.zeros(3)}, ValueError, r"lengths: \{'belief': 3, 'segment': 4.*shared="),
            ({"belief": [0, 1, 2, 3]}, TypeError, r"Facts\.belief is a list: a column is a NumPy array"),
            ({"belief": np.array(1.0)}, ValueError, r"Facts\.belief has no axis"),
        ],
    )
    def test_say_which_column_does_not_fit(self, changes: dict[str, Any], error: type, words: str) -> None:
        model = Market()
        with pytest.raises(error, match=words):
            Population(model, Member, facts()._replace(**changes), shared=("follows",))
        assert (len(model.agents), model.agent_id_counter) == (0, 1)

    def test_say_what_is_missing_from_the_arguments(self) -> None:
        model: Any = Market()
        with pytest.raises(ValueError, match=r"Member\.met is declared as a Column.*its columns are belief"):
            Population(model, Member, OtherFacts(np.zeros(2)))
        with pytest.raises(ValueError, match=r"shared names \['ties'\]"):
            Population(model, Member, facts(), shared=("ties",))
        with pytest.raises(TypeError, match="is a tuple: pass a NamedTuple"):
            Population(model, Member, (np.zeros(2),))  # type: ignore[type-var]
        with pytest.raises(TypeError, match="derive it from RowAgent"):
            Population(model, Platform, facts())
        with pytest.raises(TypeError, match=r"pass a mesa\.Model"):
            Population(None, Member, facts())
        assert model.agent_id_counter == 1

    def test_keep_the_size_and_kind_of_columns(self) -> None:
        population: Any = people()
        old = population.columns
        with pytest.raises(ValueError, match="from 4 to 5 rows: a population's size is fixed"):
            population.replace_columns(facts(5))
        with pytest.raises(TypeError, match="cannot become a OtherFacts"):
            population.replace_columns(OtherFacts(np.zeros(4)))
        assert population.columns is old

    def test_keep_strangers_out_of_a_set(self) -> None:
        agents: Any = people().agents
        for stranger in (people().agent(0), Platform(Market())):
            with pytest.raises(TypeError, match=r"a population's size is fixed.*use remove\(\)"):
                agents.add(stranger)
            assert stranger not in agents
            assert agents.count(stranger) == 0
        with pytest.raises(ValueError, match="is not in this set of 4 Member"):
            agents.index(3)

    def test_name_unknown_columns_and_rows(self) -> None:
        population = people()
        with pytest.raises(AttributeError, match="'mood' is not a column of Facts: its columns are belief, segment"):
            population.agents.array("mood")
        with pytest.raises(AttributeError, match="'follows' is not a column"):
            population.agents.array("follows")
        for row in (-1, 4):
            with pytest.raises(IndexError, match=f"Member row {row}: rows are numbered 0 to 3"):
                population.agent(row)
            with pytest.raises(IndexError, match=f"Member row {row}: rows are numbered 0 to 3"):
                population.agents_at([row])
        with pytest.raises(ValueError, match="each row once"):
            population.agents_at([1, 1])
        with pytest.raises(TypeError, match="flatnonzero"):
            population.agents_at([True, False, True, False])

    def test_explain_masks_that_are_not_masks(self) -> None:
        agents = people().agents
        for not_a_mask in (np.zeros(4), np.zeros(3, bool), np.zeros((4, 3), bool), True):
            with pytest.raises(ValueError, match=r"a mask is bool of shape \(4,\)"):
                agents.select(where=lambda _, mask=not_a_mask: mask)  # type: ignore[misc]

    def test_treat_a_value_for_all_as_a_value_for_one(self) -> None:
        population = people()
        for name, value, error in (("segment", 1 << 40, OverflowError), ("belief", [1, 2, 3, 4], ValueError)):
            with pytest.raises(error):
                setattr(population.agent(0), name, value)
            with pytest.raises(error):
                population.agents.set(name, value)
        with pytest.raises(AttributeError, match=r"Member\.mood"):
            population.agents.set("mood", 1)
        assert population.columns.segment.tolist() == [0, 1, 0, 1]
